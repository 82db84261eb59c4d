/** What the register tells the world through the event stream. */
import type { FeedStamp } from '../verdict/model.ts';
import type { HookDependencies } from './dependencies.ts';

/** Turns changes of the register and the feed into events. */
export class Announcer {
  readonly #deps: Pick<HookDependencies, 'hub' | 'register' | 'journal'>;
  #feed: FeedStamp | null = null;

  constructor(deps: Pick<HookDependencies, 'hub' | 'register' | 'journal'>) {
    this.#deps = deps;
  }

  /** A revision of this bulletin came, or began to count: tells it with the number of earlier checks it concerns. */
  bulletinChanged(id: string): void {
    const { hub, register, journal } = this.#deps;
    const record = register.bulletin(id);
    if (record === null) throw new Error(`no bulletin ${id}`);
    const { revision, kind, state } = record;
    hub.publish('bulletin', { id, revision, kind, state, lookback: journal.lookback(register.targets(id)).length });
  }

  /** Tells where the feed stands, once for each state and position. */
  feedChanged(stamp: FeedStamp): void {
    if (this.#feed?.state === stamp.state && this.#feed.position === stamp.position) return;
    this.#feed = stamp;
    this.#deps.hub.publish('feed', stamp);
  }
}
