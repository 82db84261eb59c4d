/**
 * How fresh what we hold is, and what time it is (feed.md 4, verdict.md). Pure but for the clocks it is given: it trusts
 * nothing that it has not seen signed over its own nonce since it started, and no clock that has jumped since.
 */
import type { TipPayload } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import type { FeedStamp, Now } from '../verdict/model.ts';
import type { FeedRegister } from './register-port.ts';

/** What the link knows and the register cannot: why nothing we hold may count as complete. */
export type UnsyncedReason = 'forked' | 'revoked' | 'rebuilding';

/** A live feed has a tip less than this old. */
export const LIVE_MS = 120_000;
/** Wall and monotonic clocks that part by more than this are not believed. */
export const PARTING_MS = 5_000;
/** A difference to the portal's clock beyond this is shown. */
export const SKEW_MS = 5 * 60_000;
/** Tips come every 15 s; one that is late by this is asked for. */
const ASK_MS = 60_000;

/** The three clocks at one moment, in milliseconds. */
export interface ClockReading {
  readonly wall: number;
  readonly monotonic: number;
  readonly boot: number;
}

/** A tip that covered all we held when it came. */
interface Mark {
  /** Its own moment, milliseconds since the epoch. */
  readonly at: number;
  readonly received: ClockReading;
  /** How old it was already when it came, by the last tip that signed a nonce. */
  readonly late: number;
}

export interface FreshnessOptions {
  readonly clock: Clock;
  /** The register, or null while it is not open yet. */
  readonly register: () => Pick<FeedRegister, 'head' | 'newestMoment' | 'synced'> | null;
}

export class Freshness {
  readonly #clock: Clock;
  readonly #register: FreshnessOptions['register'];
  readonly #reasons = new Set<UnsyncedReason>();
  readonly #started: ClockReading;
  #tip: Mark | null = null;
  /** The last tip that signed our nonce; null before one, and once the clocks have parted since. */
  #anchor: Mark | null = null;
  /** The latest that it has been since the start, by whatever clock. */
  #reached = 0;

  constructor({ clock, register }: FreshnessOptions) {
    this.#clock = clock;
    this.#register = register;
    this.#started = this.read();
  }

  /** The clocks now, for the moment at which a tip came. */
  read(): ClockReading {
    return { wall: this.#clock.wall(), monotonic: this.#clock.monotonic(), boot: this.#clock.boot() };
  }

  /** State, position and age, as every verdict carries them. */
  stamp(): FeedStamp {
    const now = this.#look();
    const register = this.#register();
    const moment = this.#newestMoment();
    const age = this.#age(now);
    return {
      state: this.#state(age),
      position: register?.head.position ?? 0,
      asOf: moment === 0 ? null : new Date(moment).toISOString(),
      ageSeconds: age === null ? null : Math.floor(age / 1000),
    };
  }

  /**
   * Trusted time, milliseconds since the epoch: the tip's plus what has passed while live, else the wall clock, but never
   * earlier than the newest verified entry or tip.
   */
  now(): number {
    const now = this.#look();
    const tip = this.#tip;
    if (tip !== null && this.#state(this.#age(now)) === 'live') return tip.at + tip.late + elapsed(tip.received, now);
    return Math.max(now.wall, this.#newestMoment());
  }

  /**
   * The same with its bounds, for what begins and ends by the clock. The portal's may be set back, and then nothing that had
   * begun begins once more; it or the wall clock may be wrong by years ahead, and then nothing has ended yet.
   */
  time(): Now {
    const likely = this.now();
    const read = this.read();
    const tip = this.#tip;
    const signed = tip === null ? this.#newestMoment() : tip.at + tip.late + elapsed(tip.received, read);
    this.#reached = Math.max(this.#reached, likely, this.#newestMoment());
    return { likely, earliest: Math.min(signed, read.wall), latest: this.#reached };
  }

  /**
   * A tip was proved. It refreshes only where it names exactly our head: one signed ahead of entries that are withheld says
   * nothing about what we hold. `fresh`: it signs a nonce of ours that no tip had signed before; without one it must be newer
   * than the last and the clocks must be in trust. Returns whether it refreshed.
   */
  tipVerified(
    payload: Pick<TipPayload, 'position' | 'hash' | 'at'>,
    { fresh, received = this.read() }: { fresh: boolean; received?: ClockReading },
  ): boolean {
    this.#look();
    const head = this.#register()?.head;
    const at = Date.parse(payload.at);
    if (head?.position !== payload.position || head.hash !== payload.hash || Number.isNaN(at)) return false;
    if (fresh) {
      this.#tip = this.#anchor = { at, received, late: 0 };
      // The clocks may have jumped between its coming and now.
      this.#look();
      return true;
    }
    const anchor = this.#anchor;
    if (anchor === null || this.#tip === null || at <= this.#tip.at) return false;
    // One that was held back on its way is as old as it is.
    const late = Math.max(0, anchor.at + elapsed(anchor.received, received) - at);
    this.#tip = { at, received, late };
    return true;
  }

  /** Whether a tip over a new nonce should be asked for: none since the start, clocks that parted, or tips that do not come. */
  needsNonce(): boolean {
    const age = this.#age(this.#look());
    return this.#anchor === null || age === null || age > ASK_MS;
  }

  /** Says that what we hold may not count as complete, or no longer so. */
  setUnsynced(reason: UnsyncedReason, holds: boolean): void {
    if (holds) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
  }

  /** Why the feed is unsynced: told reasons first, then the register's own; empty where it is not. */
  unsyncedReasons(): Array<UnsyncedReason | 'not-yet-synced'> {
    const complete = this.#register()?.synced === true;
    return complete || this.#reasons.size > 0 ? [...this.#reasons] : ['not-yet-synced'];
  }

  /** How far the wall clock is from the portal's, in milliseconds (positive: ahead), beyond five minutes; else null. */
  skew(): number | null {
    const offset = this.offset();
    return offset !== null && Math.abs(offset) > SKEW_MS ? offset : null;
  }

  /** The same whatever it comes to; null while no tip has told the portal's time, or the clocks are not believed. */
  offset(): number | null {
    const now = this.#look();
    const tip = this.#tip;
    if (tip === null || this.#anchor === null) return null;
    return now.wall - (tip.at + tip.late + elapsed(tip.received, now));
  }

  #state(age: number | null): FeedStamp['state'] {
    if (this.#register()?.synced !== true || this.#reasons.size > 0) return 'unsynced';
    return this.#anchor !== null && this.#tip !== null && age !== null && age < LIVE_MS ? 'live' : 'stale';
  }

  /** Reads the clocks and takes the trust away where they part. */
  #look(): ClockReading {
    const now = this.read();
    const since = this.#anchor?.received;
    if (since !== undefined) {
      const parting = now.wall - since.wall - (now.monotonic - since.monotonic);
      if (Math.abs(parting) > PARTING_MS) this.#anchor = null;
    }
    return now;
  }

  /** Milliseconds since what we hold was last known to be complete; null before anything is held. */
  #age(now: ClockReading): number | null {
    const tip = this.#tip;
    if (tip !== null) return tip.late + largest(tip.received, now);
    const stored = this.#newestMoment();
    if (stored === 0) return null;
    return Math.max(elapsed(this.#started, now), now.wall - stored);
  }

  #newestMoment(): number {
    return Math.max(this.#register()?.newestMoment ?? 0, this.#tip?.at ?? 0);
  }
}

/** Milliseconds between two readings, sleep included, whatever the wall clock says. */
function elapsed(from: ClockReading, to: ClockReading): number {
  return Math.max(0, to.monotonic - from.monotonic, to.boot - from.boot);
}

/** The largest of monotonic, boot and positive wall time between two readings (feed.md 4). */
function largest(from: ClockReading, to: ClockReading): number {
  return Math.max(elapsed(from, to), to.wall - from.wall);
}
