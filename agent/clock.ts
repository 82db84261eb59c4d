import { uptime } from 'node:os';

/** The three clocks of feed.md 4, in milliseconds. Injected everywhere, so that sleep and wrong clocks can be played. */
export interface Clock {
  /** Since the Unix epoch; may jump either way. */
  wall(): number;
  /** Never goes back; may stand still while the machine sleeps. */
  monotonic(): number;
  /** Since boot, including sleep (CLOCK_BOOTTIME on Linux, GetTickCount64 on Windows, through libuv's uptime). */
  boot(): number;
}

/** For so long two clocks that went on alike say how far the third went. */
const TRUSTED_MS = 50;
/** Clocks that tick by milliseconds differ by so much without having parted. */
const TICK_MS = 2;

/**
 * Time since boot as `wall` and `monotonic` carry it on from the last reading of `boot`, for a moment and while they agree: a
 * sleep sets them apart, and reading it opens a file on Linux, several times a check.
 */
export function carriedOn({ wall, monotonic, boot }: Clock): () => number {
  let last = { wall: Number.NaN, monotonic: Number.NaN, boot: Number.NaN };
  return () => {
    const now = { wall: wall(), monotonic: monotonic() };
    const passed = now.monotonic - last.monotonic;
    const alike = Math.abs(now.wall - last.wall - passed) <= TICK_MS;
    if (!(alike && passed >= 0 && passed < TRUSTED_MS)) {
      last = { ...now, boot: boot() };
      return last.boot;
    }
    return last.boot + passed;
  };
}

const read = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  boot: () => uptime() * 1000,
};

export const systemClock: Clock = { ...read, boot: carriedOn(read) };
