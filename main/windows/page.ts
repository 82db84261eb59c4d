/** A window with one of our pages in it: sandboxed, without Node, without any bridge to this process. */
import { BrowserWindow, type BrowserWindowConstructorOptions, type Session } from 'electron';
import type { Language } from '../../protocol/messages/index.ts';
import { DESK_ORIGIN } from '../scheme/request.ts';

/** What the page's title is while nothing is over it (renderer/index.html). */
export const PLAIN_TITLE = 'Vigilot';

/**
 * Opens a hidden window; `address` is what follows `#/`, `language` what the page speaks until somebody chooses another there.
 * Show it at `ready-to-show`.
 */
export function openPage(
  session: Session,
  language: Language,
  address: string,
  options: BrowserWindowConstructorOptions,
): BrowserWindow {
  const window = new BrowserWindow({
    title: PLAIN_TITLE,
    backgroundColor: '#ffffff',
    ...options,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Scans and recalls do not wait until somebody looks.
      backgroundThrottling: false,
    },
  });
  window.removeMenu();
  window.loadURL(`${DESK_ORIGIN}/?lang=${language}#/${address}`).catch(() => {
    // Destroyed while it loaded, or told by did-fail-load.
  });
  return window;
}
