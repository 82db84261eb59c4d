/** Notifications as Electron gives them, and what the tray shows instead where they do not stand. */
import { Notification } from 'electron';
import type { Logger } from 'pino';
import type { Timers } from '../../agent/link/timers.ts';
import type { Language } from '../../protocol/messages/index.ts';
import type { Notice } from '../agent/watch.ts';
import { notifiedFile } from './memory.ts';
import { Notifications } from './notifications.ts';
import type { ToastSystem } from './toast.ts';

export interface TrayNoticesOptions {
  /** Where is kept what was notified of. */
  readonly folder: string;
  readonly language: () => Language;
  readonly timers: Pick<Timers, 'after'>;
  readonly log: Logger;
  /** One bulletin, or null: the list of them. */
  readonly onOpen: (bulletin: string | null) => void;
  /** `missed` changed, because one did not stand. */
  readonly onMissed: () => void;
}

/** The system's own notifications. */
export const systemToasts = (timers: Pick<Timers, 'after'>): ToastSystem => ({
  isSupported: () => Notification.isSupported(),
  make: (text) => new Notification({ ...text, timeoutType: 'default' }),
  timers,
});

export class TrayNotices {
  readonly #notifications: Notifications;
  /** Of which no notification stood, and nobody opened the list since. */
  readonly #missed = new Set<string>();
  #now: readonly Notice[] = [];

  constructor({ folder, language, timers, log, onOpen, onMissed }: TrayNoticesOptions) {
    this.#notifications = new Notifications({
      system: systemToasts(timers),
      memory: notifiedFile(folder, (error) => log.warn({ err: error }, 'what was notified of is not kept')),
      language,
      onOpen,
      onShown: (notices) => log.info({ notified: notices.map(({ id }) => id) }, 'notification shown'),
      onFault: (cause, notices) => {
        log.warn({ cause, missed: notices.map(({ id }) => id) }, 'a notification did not stand');
        for (const { id } of notices) this.#missed.add(id);
        onMissed();
      },
    });
  }

  /** Bulletins that wait to be read and of which no notification stood. */
  get missed(): number {
    return this.#now.filter(({ id }) => this.#missed.has(id)).length;
  }

  /** Takes what asks for a notification now. */
  look(notices: readonly Notice[]): void {
    this.#now = notices;
    this.#notifications.look(notices);
  }

  /** Somebody opened the list. */
  seen(): void {
    this.#missed.clear();
  }
}
