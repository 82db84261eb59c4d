/**
 * What is fixed when a release is built: whose signature it believes, and its times. Nothing else changes them: no setting, no
 * variable, no policy. A test builds the application with another file in the place of this one.
 */
import type { PublicJwk } from '../../protocol/envelope.ts';
import type { UpdateTimes } from './keeper.ts';

const MINUTE = 60_000;

/**
 * Public halves of the release keys. Two have room: the one in use, and while it is being replaced the next one
 * (docs/releases.md). Empty until somebody publishes releases: then nothing is believed, and every version is only a rumour.
 */
export const releaseKeys: readonly PublicJwk[] = [];

export const updateTimes: UpdateTimes = {
  first: 5 * MINUTE,
  interval: 24 * 60 * MINUTE,
  jitter: 30 * MINUTE,
  answer: MINUTE / 2,
  download: 60 * MINUTE,
  afterStart: 15 * MINUTE,
  look: 5_000,
};

/** Without a check for so long, the counter is free: longer than what lets a pop-up appear (agent/attention.ts). Milliseconds. */
export const QUIET_MS = MINUTE;

/** Without another byte for so long, a download is given up. Milliseconds. */
export const STALL_MS = MINUTE;
