/**
 * What the person beside an agent without a tray is told: that bulletins wait, by the system's own notification, once for each
 * revision. Numbers alone, none of a bulletin's words: it stands on locked screens.
 */
import type { Logger } from 'pino';
import { type Language, say } from '../protocol/messages/index.ts';
import type { Timers } from './link/timers.ts';

/** The system's notifications (native-bridge/notifier). `notify` rejects where none could be shown. */
export interface Notifier {
  notify(text: { readonly title: string; readonly body: string }): Promise<void>;
}

export interface UnattendedOptions {
  readonly notifier: Notifier;
  /** How many screens read the event stream: trays, desks in a browser. */
  readonly screens: () => number;
  /** What nobody here has acknowledged. May throw, as a disk does. */
  readonly waiting: () => ReadonlyArray<{ readonly id: string; readonly revision: number }>;
  readonly language: () => Language;
  readonly timers: Pick<Timers, 'every'>;
  readonly log: Logger;
}

/** Between two looks; a screen that was there at one of the last two is only reading again. */
export const LOOK_MS = 15_000;

export class Unattended {
  readonly #options: UnattendedOptions;
  readonly #stop: () => void;
  /** Newest revision told, or left to a screen, by bulletin. */
  readonly #told = new Map<string, number>();
  /** At the last look. */
  #screen = true;

  constructor(options: UnattendedOptions) {
    this.#options = options;
    this.#stop = options.timers.every(LOOK_MS, () => this.#look());
  }

  close(): void {
    this.#stop();
  }

  #look(): void {
    const { notifier, screens, waiting, language, log } = this.#options;
    const before = this.#screen;
    const screen = screens() > 0;
    this.#screen = screen;
    if (before && !screen) return;
    try {
      const fresh = waiting().filter(({ id, revision }) => (this.#told.get(id) ?? 0) < revision);
      for (const { id, revision } of fresh) this.#told.set(id, revision);
      if (screen || fresh.length === 0) return;
      const [title, body] = [
        say(language(), 'agent.unattended.title', { n: fresh.length }),
        say(language(), 'agent.unattended.body'),
      ];
      notifier.notify({ title, body }).then(
        () => log.info({ bulletins: fresh.map(({ id }) => id) }, 'told by a notification of the system'),
        (error: unknown) => log.warn({ err: error }, 'the system showed no notification'),
      );
    } catch (error) {
      log.error({ err: error }, 'what waits cannot be told now');
    }
  }
}
