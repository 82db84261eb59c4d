/**
 * How long to wait before the next try: exponential with full jitter, so that 110,000 workstations do not come back together
 * (feed.md 7). Never gives up.
 */
export interface BackoffRange {
  readonly baseMs: number;
  readonly capMs: number;
  /** No wait is shorter. */
  readonly leastMs?: number;
}

/** For a connection that was lost. */
export const lostLink: BackoffRange = { baseMs: 1_000, capMs: 60_000 };
/** After a bad entry, tip or frame (feed.md 2): from one minute to an hour. */
export const suspicion: BackoffRange = { baseMs: 120_000, capMs: 3_600_000, leastMs: 60_000 };

export class Backoff {
  readonly #range: BackoffRange;
  readonly #random: () => number;
  #tries = 0;

  constructor(range: BackoffRange, random: () => number = Math.random) {
    this.#range = range;
    this.#random = random;
  }

  /** Milliseconds until the next try; each call widens the range of the next. */
  next(): number {
    const { baseMs, capMs, leastMs = 0 } = this.#range;
    const most = Math.min(capMs, baseMs * 2 ** this.#tries);
    // Beyond this it makes no difference, and 2 ** tries must stay a number.
    if (most < capMs) this.#tries += 1;
    return leastMs + this.#random() * (most - leastMs);
  }

  reset(): void {
    this.#tries = 0;
  }
}
