/**
 * Attempts by whoever makes them, as @fastify/rate-limit has them counted. Its own store goes by the wall clock: where that was
 * ahead and is set right, nobody whose attempts were spent got any more before it had come to where it was.
 */
type Counted = (error: null, result: { current: number; ttl: number }) => void;

interface Count {
  attempts: number;
  readonly since: number;
}

/** Those that are known at once; the oldest goes first. */
const MOST = 5_000;

export class AttemptCounts {
  readonly #counts = new Map<string, Count>();
  readonly #now: () => number;

  /** Options of the plugin are of no use here. `now`: milliseconds of a clock that nobody sets. */
  constructor(_options?: unknown, now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts one more; `ttl`: milliseconds until they are forgotten. */
  incr(key: string, counted: Counted, windowMs: number): void {
    const now = this.#now();
    const known = this.#counts.get(key);
    const count = known !== undefined && now - known.since < windowMs ? known : { attempts: 0, since: now };
    count.attempts += 1;
    if (count !== known) {
      this.#counts.delete(key);
      this.#counts.set(key, count);
      const [oldest] = this.#counts.keys();
      if (this.#counts.size > MOST && oldest !== undefined) this.#counts.delete(oldest);
    }
    counted(null, { current: count.attempts, ttl: windowMs - (now - count.since) });
  }

  /** How many there were, without another one; `ttl` as above, 0 where there are none. */
  read(key: string, counted: Counted, windowMs: number): void {
    const count = this.#counts.get(key);
    const left = count === undefined ? 0 : windowMs - (this.#now() - count.since);
    counted(null, count === undefined || left <= 0 ? { current: 0, ttl: 0 } : { current: count.attempts, ttl: left });
  }

  /** One of its own for each limit. */
  child(): AttemptCounts {
    return new AttemptCounts(undefined, this.#now);
  }
}
