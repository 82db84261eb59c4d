/** What the journal may keep of a scan's lots: never anything of a serial (docs/contract.md, section 1). */
import { MAX_READINGS } from './limits.ts';
import type { Reading } from './reading.ts';

/** AI 21 as it may stand inside a lot that was read too far: bare, or behind a mark that belongs to it. */
const serialMark = /(?:<GS>|[\s(])*21\)?\s*/gi;

/** AI 21, kept behind a lot that was cut. */
const CUT_MARK = '21';

/**
 * The lots that a scan may carry, distinct, the first reading's first, each cut where another reading begins a serial. A lot
 * that was cut keeps the `21` before the cut: with the lot that ends there beside it, look-back knows that what followed is
 * unknown (`isCutLot`). Of `10A121XYZ` without separators that is `A121` and `A1`, since `A121XYZ` holds the serial `XYZ`.
 */
export function candidateLots(readings: readonly Reading[]): string[] {
  const lots = new Set<string>();
  for (const { lot } of readings) {
    if (lot === null) continue;
    const kept = lotWithoutSerial(lot, readings);
    if (kept !== lot) lots.add((kept ?? '') + CUT_MARK);
    if (kept !== null) lots.add(kept);
  }
  return [...lots];
}

/**
 * A lot up to where another reading of the same scan begins a serial in it; one character of the serial is enough. null where
 * nothing is left. Of a scan with more readings than are kept, it ends at the first AI 21 in any case: the reading that
 * begins the serial there may be one of those left out.
 */
export function lotWithoutSerial(lot: string, readings: readonly Reading[]): string | null {
  // Of a scan that reads in one way, no other reading begins a serial anywhere.
  if (readings.length === 1 && readings[0]?.lot === lot) return lot;
  const own = new Set(readings.filter((reading) => reading.lot === lot).map(({ serial }) => serial));
  const serials = readings.map(({ serial }) => serial).filter((serial) => serial !== null && !own.has(serial));
  const unsure = readings.length >= MAX_READINGS;
  for (const mark of lot.matchAll(serialMark)) {
    const tail = lot.slice(mark.index + mark[0].length);
    if (tail === '') continue;
    if (unsure || serials.some((serial) => serial?.startsWith(tail) || (serial && tail.startsWith(serial)))) {
      return lot.slice(0, mark.index).trimEnd() || null;
    }
  }
  return lot;
}
