/**
 * The end of a person's session. Under Windows it is told to windows alone, and a tray has none: one stands hidden, without a
 * page. It also takes the WM_CLOSE by which an installer asks a program to end. Elsewhere the session sends a signal, which
 * Electron turns into a quit.
 *
 * `query-session-end` is left alone: another program may still stop the shutdown, and the checks of this workstation would have
 * ended for nothing. What `session-end` leaves unclosed is as whole as after a kill (docs/architecture.md, durability).
 */
import type { BaseWindow, BaseWindowConstructorOptions } from 'electron';

/** Of Electron's `BaseWindow`. */
export type HiddenWindow = Pick<BaseWindow, 'on' | 'destroy'>;

/** Keeps a hidden window that calls `end` when the session ends or somebody asks the program to close. To be kept, and
 * destroyed with the program; null: not needed here. */
export function watchSessionEnd(
  make: (options: BaseWindowConstructorOptions) => HiddenWindow,
  end: () => void,
  platform: NodeJS.Platform = process.platform,
): HiddenWindow | null {
  if (platform !== 'win32') return null;
  const window = make({ show: false, width: 1, height: 1, skipTaskbar: true });
  window.on('session-end', end);
  window.on('close', end);
  return window;
}
