/** The icon beside the clock, as the system shows it. */
import { Menu, nativeImage, Tray } from 'electron';
import { trayBitmap } from './icon.ts';
import type { MenuEntry, TrayAction } from './menu.ts';
import type { TrayShape, TrayState } from './state.ts';

/** Pixels at 100 %; what the screen needs at 150 and 200 % is drawn too. */
const SIZE = 16;
const SCALES = [1, 1.5, 2, 3] as const;

export class TrayIcon {
  // Kept: an icon that nothing refers to is collected and vanishes.
  readonly #tray: Tray;
  #shape: TrayShape = 'starting';

  /** `onOpen`: somebody clicked the icon itself. */
  constructor(onOpen: () => void) {
    this.#tray = new Tray(imageOf(this.#shape));
    this.#tray.on('click', onOpen);
  }

  /** Shows a state with its menu. */
  show(state: TrayState, entries: readonly MenuEntry[], onAction: (action: TrayAction) => void): void {
    if (state.shape !== this.#shape) this.#tray.setImage(imageOf(state.shape));
    this.#shape = state.shape;
    this.#tray.setToolTip(state.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(entries.map((entry) => itemOf(entry, onAction))));
  }
}

function itemOf(entry: MenuEntry, onAction: (action: TrayAction) => void): Electron.MenuItemConstructorOptions {
  if (entry.kind === 'separator') return { type: 'separator' };
  const { label, action, enabled, checked } = entry;
  return {
    label,
    enabled,
    ...(checked !== undefined && { type: 'checkbox', checked }),
    ...(action !== null && { click: () => onAction(action) }),
  };
}

function imageOf(shape: TrayShape): Electron.NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of SCALES) {
    const side = SIZE * scaleFactor;
    image.addRepresentation({ scaleFactor, width: side, height: side, buffer: trayBitmap(shape, side) });
  }
  return image;
}
