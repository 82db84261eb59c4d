/** What the register tells the world through the event stream. */
import type { FeedStamp } from '../verdict/model.ts';
import type { HookDependencies } from './dependencies.ts';

/** Turns changes of the register and the feed into events. */
export class Announcer {
  readonly #deps: Pick<HookDependencies, 'hub' | 'register' | 'journal'>;
  #feed: FeedStamp | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(deps: Pick<HookDependencies, 'hub' | 'register' | 'journal'>) {
    this.#deps = deps;
  }

  /**
   * A revision of this bulletin came, or began to count: tells it with the number of earlier checks it concerns, in the order in which
   * it is told of them. Rejects where the journal cannot be read.
   */
  bulletinChanged(id: string): Promise<void> {
    const told = this.#last.then(() => this.#announce(id));
    this.#last = told.catch(() => undefined);
    return told;
  }

  async #announce(id: string): Promise<void> {
    const { hub, register, journal } = this.#deps;
    if (register.bulletin(id) === null) throw new Error(`no bulletin ${id}`);
    const lookback = (await journal.lookback(register.targets(id))).length;
    const record = register.bulletin(id);
    if (record === null) return;
    const { revision, kind, state } = record;
    hub.publish('bulletin', { id, revision, kind, state, lookback });
  }

  /** Tells where the feed stands, once for each state and position. */
  feedChanged(stamp: FeedStamp): void {
    if (this.#feed?.state === stamp.state && this.#feed.position === stamp.position) return;
    this.#feed = stamp;
    this.#deps.hub.publish('feed', stamp);
  }
}
