/**
 * The pop-up on every display, over everything, until the agent says that nothing waits any more. What is shown, and when, the
 * agent decides; what stands in the windows is the renderer's own pop-up.
 */
import type { BrowserWindow, Screen, Session } from 'electron';
import type { Language } from '../../protocol/messages/index.ts';
import { openPage, PLAIN_TITLE } from './page.ts';
import { type DisplayArea, planPopups } from './popup-plan.ts';

export interface PopupWindowsOptions {
  readonly session: Session;
  readonly language: () => Language;
  readonly screen: Screen;
  /** Told whenever a window opens or goes. */
  readonly onChange: (count: number) => void;
}

export class PopupWindows {
  readonly #options: PopupWindowsOptions;
  readonly #windows = new Map<number, BrowserWindow>();
  #wanted = false;

  constructor(options: PopupWindowsOptions) {
    this.#options = options;
    const again = () => this.#arrange();
    const { screen } = options;
    screen.on('display-added', again);
    screen.on('display-removed', again);
    screen.on('display-metrics-changed', again);
  }

  get standing(): boolean {
    return this.#windows.size > 0;
  }

  /** Whether they are to stand. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#arrange();
  }

  /** After sleep, or a screen that was locked: other programs may lie above. */
  raise(): void {
    this.#arrange();
  }

  #arrange(): void {
    const displays = this.#options.screen.getAllDisplays();
    const plan = planPopups(this.#wanted, displays, [...this.#windows.keys()]);
    for (const id of plan.close) this.#release(id);
    for (const display of plan.place) this.#place(display);
    for (const display of plan.open) this.#open(display);
  }

  #open(display: DisplayArea): void {
    const { session, language } = this.#options;
    const window = openPage(session, language(), 'today', {
      ...display.bounds,
      frame: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      closable: false,
      fullscreenable: false,
      alwaysOnTop: true,
    });
    this.#windows.set(display.id, window);
    window.once('ready-to-show', () => {
      this.#place(display);
      // Without focus: what is being typed goes on to where it was meant.
      window.showInactive();
    });
    // By Alt+F4 or the window manager: only an acknowledgement ends it.
    window.on('close', (event) => {
      if (this.#wanted) event.preventDefault();
    });
    window.once('closed', () => this.#gone(display.id, window));
    window.webContents.on('render-process-gone', () => {
      window.destroy();
      this.#arrange();
    });
    this.#options.onChange(this.#windows.size);
  }

  /** The level above full-screen programs on Windows and macOS. */
  #place({ id, bounds }: DisplayArea): void {
    const window = this.#windows.get(id);
    if (window === undefined) return;
    window.setBounds(bounds);
    window.setAlwaysOnTop(true, 'screen-saver');
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    window.moveTop();
  }

  /**
   * Lets a window go: at once, or, while its pop-up still asks what was set aside, as soon as that is said or it is closed by
   * hand. The page tells by its title, as it does to every browser.
   */
  #release(id: number): void {
    const window = this.#windows.get(id);
    if (window === undefined) return;
    const display = this.#options.screen.getAllDisplays().some((one) => one.id === id);
    if (!display || window.getTitle() === PLAIN_TITLE) {
      window.destroy();
      return;
    }
    window.setAlwaysOnTop(false);
    window.setClosable(true);
    window.on('page-title-updated', (_event, title) => {
      if (title === PLAIN_TITLE && !this.#wanted) setImmediate(() => window.destroy());
    });
  }

  #gone(id: number, window: BrowserWindow): void {
    if (this.#windows.get(id) !== window) return;
    this.#windows.delete(id);
    this.#options.onChange(this.#windows.size);
  }
}
