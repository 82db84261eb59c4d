/** What a pack's readings leave behind: the journal and the events never hold a serial, so it is cut out here. */
import type { JournalPack } from './journal/row.ts';
import type { Reading } from './scan/reading.ts';

/** AI 21: in a scan without separators, a lot read too far runs on through this mark into what may be a serial. */
const SERIAL_AI = '21';

/** Where, in a lot, another reading of the same scan begins its serial; the lot's length where none does. */
function serialStart(lot: string, readings: readonly Reading[]): number {
  let end = lot.length;
  for (const { serial } of readings) {
    if (serial === null) continue;
    const mark = SERIAL_AI + serial;
    for (let at = lot.indexOf(SERIAL_AI); at >= 0 && at < end; at = lot.indexOf(SERIAL_AI, at + 1)) {
      const tail = lot.slice(at);
      // One character of the serial is enough.
      if (tail.length > SERIAL_AI.length && (mark.startsWith(tail) || tail.startsWith(mark))) end = at;
    }
  }
  return end;
}

/** A lot without the serial that another reading of the same scan finds in its tail; null where nothing would be left. */
export function lotWithoutSerial(lot: string, readings: readonly Reading[]): string | null {
  return lot.slice(0, serialStart(lot, readings)).trimEnd() || null;
}

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
    const end = serialStart(reading.lot, readings);
    lots.add(end === reading.lot.length ? reading.lot : reading.lot.slice(0, end).trimEnd() + SERIAL_AI);
  }
  return {
    codes: [...codes],
    lots: [...lots],
    expiry: first.expiry,
    manufactured: first.manufactured,
    readings: readings.length,
  };
}
