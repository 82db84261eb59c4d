/** One notification, and whether it was really shown: `show()` neither throws nor says so where the system drops it. */
import type { Timers } from '../../agent/link/timers.ts';
import type { ToastText } from './words.ts';

/** Of Electron's `Notification`. */
export interface SystemNotification {
  on(event: 'show' | 'click' | 'close', listener: () => void): unknown;
  on(event: 'failed', listener: (event: unknown, error: string) => void): unknown;
  show(): void;
}

export interface ToastSystem {
  readonly isSupported: () => boolean;
  readonly make: (text: ToastText) => SystemNotification;
  readonly timers: Pick<Timers, 'after'>;
}

/** The system shows one within a moment or never. */
const SHOW_MS = 5_000;

/** Kept: a notification that nothing refers to is collected, and its click is lost. */
const standing = new Set<SystemNotification>();

/** Resolves when it stands; rejects with the cause where it does not. */
export function showToast(system: ToastSystem, text: ToastText, onClick: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!system.isSupported()) {
      reject(new Error('the system has no notifications'));
      return;
    }
    const notification = system.make(text);
    standing.add(notification);
    const fail = (cause: string) => {
      cancel();
      standing.delete(notification);
      reject(new Error(cause));
    };
    const cancel = system.timers.after(SHOW_MS, () => fail('the system did not say that it was shown'));
    notification.on('show', () => {
      cancel();
      resolve();
    });
    notification.on('failed', (_event, error) => fail(error));
    notification.on('click', () => {
      standing.delete(notification);
      onClick();
    });
    notification.on('close', () => standing.delete(notification));
    notification.show();
  });
}
