/** Who may connect now: after a restart 110,000 workstations come back at once, and are spread (feed.md 8). */
import type { Clock } from '../clock.ts';

export interface AdmissionOptions {
  /** New connections a second, sustained. */
  readonly perSecond: number;
  /** New connections at once after a quiet time. */
  readonly burst: number;
}

/** Farthest that a refused workstation is sent away. */
const LONGEST_WAIT_S = 300;

/** A token bucket, and a queue outside of it: whoever is refused is told a moment that nobody else was told. */
export class Admission {
  readonly #o: AdmissionOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #tokens: number;
  #at: number;
  /** The last moment that somebody was told. */
  #promised: number;

  constructor(o: AdmissionOptions, clock: Pick<Clock, 'monotonic'>) {
    this.#o = o;
    this.#clock = clock;
    this.#tokens = o.burst;
    this.#at = clock.monotonic();
    this.#promised = this.#at;
  }

  /** Null: let it in; else the seconds after which it may try again (whole, at least 1, RFC 9110 10.2.3). `room`: whether there is any. */
  ask(room = true): number | null {
    const now = this.#clock.monotonic();
    const everyMs = 1000 / this.#o.perSecond;
    this.#tokens = Math.min(this.#o.burst, this.#tokens + (now - this.#at) / everyMs);
    this.#at = now;
    if (room && this.#tokens >= 1) {
      this.#tokens -= 1;
      return null;
    }
    // Not by how many were refused: the same one may have been, again and again.
    this.#promised = Math.min(Math.max(this.#promised, now) + everyMs, now + LONGEST_WAIT_S * 1000);
    return Math.ceil((this.#promised - now) / 1000);
  }
}
