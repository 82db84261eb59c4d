/** The desk: one window, destroyed when closed, so that an idle tray has no page in memory. */
import type { BrowserWindow, Session } from 'electron';
import { openPage } from './page.ts';

/** Screens the tray opens (renderer/core/router.ts). */
export type DeskScreen = 'today' | 'bulletins' | 'check' | 'diagnostics';

export class DeskWindow {
  readonly #session: Session;
  #window: BrowserWindow | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Shows the desk at a screen, or as it stands where none is named. */
  show(screen?: DeskScreen): void {
    const standing = this.#window;
    if (standing === null) {
      this.#open(screen ?? 'today');
      return;
    }
    if (screen !== undefined) void standing.webContents.executeJavaScript(`location.hash = '#/${screen}'`);
    if (standing.isMinimized()) standing.restore();
    standing.show();
    standing.focus();
  }

  #open(screen: DeskScreen): void {
    const window = openPage(this.#session, screen, { width: 1200, height: 800, minWidth: 640, minHeight: 480 });
    this.#window = window;
    window.once('ready-to-show', () => window.show());
    window.once('closed', () => {
      // A window that was opened meanwhile stays.
      if (this.#window === window) this.#window = null;
    });
    window.webContents.on('render-process-gone', () => window.destroy());
  }
}
