/** Who may connect now: after a restart 110,000 workstations come back at once, and are spread (feed.md 8). */
import type { Clock } from '../clock.ts';

export interface AdmissionOptions {
  /** New connections a second, sustained. */
  readonly perSecond: number;
  /** New connections at once after a quiet time. */
  readonly burst: number;
}

/** Farthest that a refused workstation is sent away; agents spread further by themselves. */
const LONGEST_WAIT_S = 300;
/** After this long without a refusal the queue outside is taken to be gone. */
const QUIET_MS = 60_000;

/** A token bucket that also guesses how many wait outside, so that they are spread over the time it takes to let them in. */
export class Admission {
  readonly #o: AdmissionOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #random: () => number;
  #tokens: number;
  #at: number;
  #waiting = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(o: AdmissionOptions, clock: Pick<Clock, 'monotonic'>, random: () => number = Math.random) {
    this.#o = o;
    this.#clock = clock;
    this.#random = random;
    this.#tokens = o.burst;
    this.#at = clock.monotonic();
  }

  /** Null: let it in; else the seconds after which it may try again. */
  ask(): number | null {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#o.burst, this.#tokens + ((now - this.#at) * this.#o.perSecond) / 1000);
    this.#at = now;
    if (now - this.#refusedAt > QUIET_MS) this.#waiting = 0;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#waiting = Math.max(0, this.#waiting - 1);
      return null;
    }
    this.#waiting += 1;
    this.#refusedAt = now;
    const spread = Math.min(LONGEST_WAIT_S, Math.max(2, (2 * this.#waiting) / this.#o.perSecond));
    return 1 + Math.floor(this.#random() * spread);
  }
}
