/** One-time links that let a browser of this machine in: made by whoever holds the admin token, good for a minute and once. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { digest } from '../tokens.ts';

/** Long enough to be copied from a terminal, short enough to be worth nothing in its scrollback. */
const LINK_MS = 60_000;
/** Waiting at once; one more ends the oldest. */
const MOST = 16;
const KEY_BYTES = 24;

export interface DeskLinksOptions {
  readonly clock: Clock;
  readonly random?: (bytes: number) => Buffer;
}

/** The links of one run of the agent. Their keys are kept as hashes. */
export class DeskLinks {
  readonly #clock: Clock;
  readonly #random: (bytes: number) => Buffer;
  /** In the order made; `until` by the clock that goes on while the machine sleeps. */
  #waiting: Array<{ readonly hash: Buffer; readonly until: number }> = [];

  constructor({ clock, random = randomBytes }: DeskLinksOptions) {
    this.#clock = clock;
    this.#random = random;
  }

  /** A new key, and the moment (UTC, ISO 8601) at which it ends. */
  make(): { readonly key: string; readonly expiresAt: string } {
    const key = this.#random(KEY_BYTES).toString('base64url');
    this.#waiting = [...this.#waiting, { hash: digest(key), until: this.#clock.boot() + LINK_MS }].slice(-MOST);
    return { key, expiresAt: new Date(this.#clock.wall() + LINK_MS).toISOString() };
  }

  /** Whether this key opens; it does once. */
  use(key: string): boolean {
    const given = digest(key);
    const now = this.#clock.boot();
    const found = this.#waiting.filter(({ hash }) => timingSafeEqual(hash, given));
    this.#waiting = this.#waiting.filter((link) => !found.includes(link) && link.until > now);
    return found.some(({ until }) => until > now);
  }
}
