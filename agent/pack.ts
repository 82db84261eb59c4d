/** What a pack's readings leave behind: the journal and the events never hold a serial, so it is cut out here. */
import type { JournalPack } from './journal/row.ts';
import type { Reading } from './scan/reading.ts';

/** AI 21: in a scan whose separator was lost, a lot read too far runs on through this mark into the serial. */
const SERIAL_AI = '21';

/**
 * A lot without the serial that another reading of the same scan finds in its tail; null where nothing but a serial would
 * be left. One character of the serial is enough to cut.
 */
export function lotWithoutSerial(lot: string, readings: readonly Reading[]): string | null {
  let end = lot.length;
  for (const { serial } of readings) {
    if (serial === null) continue;
    const mark = SERIAL_AI + serial;
    for (let at = lot.indexOf(SERIAL_AI); at >= 0 && at < end; at = lot.indexOf(SERIAL_AI, at + 1)) {
      const tail = lot.slice(at);
      if (tail.length > SERIAL_AI.length && (mark.startsWith(tail) || tail.startsWith(mark))) end = at;
    }
  }
  return lot.slice(0, end).trimEnd() || null;
}

/** The pack of these readings as the journal keeps it. */
export function journalPack(readings: readonly [Reading, ...Reading[]]): JournalPack {
  const [first] = readings;
  const codes = new Set<string>();
  const lots = new Set<string>();
  for (const reading of readings) {
    for (const code of reading.codes) codes.add(code);
    const lot = reading.lot === null ? null : lotWithoutSerial(reading.lot, readings);
    if (lot !== null) lots.add(lot);
  }
  return {
    codes: [...codes],
    lots: [...lots],
    expiry: first.expiry,
    manufactured: first.manufactured,
    readings: readings.length,
  };
}
