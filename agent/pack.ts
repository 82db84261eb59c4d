/** What a pack's readings leave behind: the journal and the events never hold a serial, so it is cut out here. */
import type { JournalPack } from './journal/row.ts';
import { lotWithoutSerial } from './scan/candidates.ts';
import type { Reading } from './scan/reading.ts';

/** AI 21, the mark at which a lot was cut. */
const SERIAL_AI = '21';

/**
 * The pack of these readings as the journal keeps it. A lot that was cut keeps the `21` before the cut: with the lot that
 * ends there beside it, look-back knows that what followed is unknown (`isCutLot`).
 */
export function journalPack(readings: readonly [Reading, ...Reading[]]): JournalPack {
  const [first] = readings;
  const codes = new Set<string>();
  const lots = new Set<string>();
  for (const reading of readings) {
    for (const code of reading.codes) codes.add(code);
    if (reading.lot === null) continue;
    const kept = lotWithoutSerial(reading.lot, readings);
    lots.add(kept === reading.lot ? kept : (kept ?? '') + SERIAL_AI);
  }
  return {
    codes: [...codes],
    lots: [...lots],
    expiry: first.expiry,
    manufactured: first.manufactured,
    readings: readings.length,
  };
}
