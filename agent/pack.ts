/** What a pack's readings leave behind: the journal and the events never hold a serial, so it is cut out here. */
import type { JournalPack } from './journal/row.ts';
import { candidateLots } from './scan/candidates.ts';
import type { Reading } from './scan/reading.ts';

/** The pack of these readings as the journal keeps it: codes and candidate lots of all of them, dates of the first. */
export function journalPack(readings: readonly [Reading, ...Reading[]]): JournalPack {
  const [first] = readings;
  return {
    codes: [...new Set(readings.flatMap(({ codes }) => codes))],
    lots: candidateLots(readings),
    expiry: first.expiry,
    manufactured: first.manufactured,
    readings: readings.length,
  };
}
