/**
 * Notifications of the system for an agent that has no tray, by node-notifier: notify-send on Linux, Notification Center on macOS.
 * None under Windows: a service sits in a session that nobody sees, and where people sit the tray notifies by itself. node-notifier
 * would start SnoreToast there, an unsigned program that no edition ships and nobody maintains.
 */
import type { NotificationCallback } from 'node-notifier';

export interface Notifier {
  /** Rejects where it was not shown, or nobody said so in time. */
  notify(text: { readonly title: string; readonly body: string }): Promise<void>;
}

export interface NotifierOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly timeoutMs?: number;
  /** As node-notifier shows one. */
  readonly show?: (text: { readonly title: string; readonly message: string }, done: NotificationCallback) => void;
}

/** A server that died leaves its clients waiting. */
const TIMEOUT_MS = 10_000;

/**
 * Null under Windows, and where nobody could see one: on Linux outside a session (no session bus), as under a service. Give it
 * words of our own catalogue alone: node-notifier passes them through a shell.
 */
export async function notifierOf(options: NotifierOptions = {}): Promise<Notifier | null> {
  const { environment = process.env, platform = process.platform, timeoutMs = TIMEOUT_MS } = options;
  if (platform === 'win32' || (platform === 'linux' && !environment.DBUS_SESSION_BUS_ADDRESS)) return null;
  const show = options.show ?? (await systemShow());
  return {
    notify: ({ title, body }) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('the system did not say that it showed it')), timeoutMs);
        // It calls back twice after some faults; the first counts.
        show({ title, message: body }, (error) => {
          clearTimeout(timer);
          if (error) reject(error instanceof Error ? error : new Error(String(error)));
          else resolve();
        });
      }),
  };
}

/** Loaded where it is wanted alone: few agents run without a tray in a session. */
async function systemShow(): Promise<NonNullable<NotifierOptions['show']>> {
  const { default: notifier } = await import('node-notifier');
  return (text, done) => void notifier.notify(text, done);
}
