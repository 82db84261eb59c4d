/** Pixels: what task bars scale down from. */
const ICON = 128;

/** The desk: one window, destroyed when closed, so that an idle tray has no page in memory. */
import { type BrowserWindow, nativeImage, type Session } from 'electron';
import type { Language } from '../../protocol/messages/index.ts';
import { trayBitmap } from '../tray/icon.ts';
import { openPage } from './page.ts';

/** Screens the tray opens (renderer/core/router.ts). */
export type DeskScreen = 'today' | 'bulletins' | 'check' | 'diagnostics';

export class DeskWindow {
  readonly #session: Session;
  readonly #language: () => Language;
  #window: BrowserWindow | null = null;

  constructor(session: Session, language: () => Language) {
    this.#session = session;
    this.#language = language;
  }

  /** Asks for a look without taking the keyboard, where the desk is open. */
  flash(): void {
    this.#window?.flashFrame(true);
  }

  /** Shows the desk at a screen, or as it stands where none is named; `id`: of a bulletin. */
  show(screen?: DeskScreen, id?: string): void {
    const address = screen === undefined || id === undefined ? screen : `${screen}/${encodeURIComponent(id)}`;
    const standing = this.#window;
    if (standing === null) {
      this.#open(address ?? 'today');
      return;
    }
    if (address !== undefined) {
      void standing.webContents.executeJavaScript(`location.hash = ${JSON.stringify(`#/${address}`)}`);
    }
    if (standing.isMinimized()) standing.restore();
    standing.show();
    standing.focus();
  }

  #open(address: string): void {
    const window = openPage(this.#session, this.#language(), address, {
      width: 1200,
      height: 800,
      minWidth: 640,
      minHeight: 480,
      // Windows has it in the program, Linux nowhere where nothing was installed.
      icon: nativeImage.createFromBitmap(trayBitmap('ready', ICON), { width: ICON, height: ICON }),
    });
    this.#window = window;
    window.once('ready-to-show', () => window.show());
    window.once('closed', () => {
      // A window that was opened meanwhile stays.
      if (this.#window === window) this.#window = null;
    });
    window.on('focus', () => window.flashFrame(false));
    window.webContents.on('render-process-gone', () => window.destroy());
  }
}
