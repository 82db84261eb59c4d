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

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  boot: () => uptime() * 1000,
};
