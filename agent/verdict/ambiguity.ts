/** Several readings of one scan: when their differences matter (docs/verdict.md, step 3). */
import { canonicalLot } from '../../protocol/lot.ts';
import type { Reading } from '../scan/reading.ts';
import type { IndexedTarget } from './model.ts';

/** In which fields the readings of one scan are not all the same. */
interface Differences {
  readonly lot: boolean;
  readonly expiry: boolean;
  readonly manufactured: boolean;
  readonly serial: boolean;
}

/** Compares all readings of one scan with the first. */
export function differences(readings: readonly Reading[]): Differences {
  const differs = (field: keyof Differences) => readings.some((reading) => reading[field] !== readings[0]?.[field]);
  return {
    lot: differs('lot'),
    expiry: differs('expiry'),
    manufactured: differs('manufactured'),
    serial: differs('serial'),
  };
}

/**
 * Whether the target asks for a field in which the readings differ. Expiries and serials of listed lots are asked for only
 * where the lot is the pack's: a lot that is surely another one is so whatever they are.
 */
export function asksFor(target: IndexedTarget, differ: Differences, reading: Reading): boolean {
  if (!target.revision.understood) return false;
  if (differ.expiry && target.expiry !== null) return true;
  if (differ.manufactured && target.manufactured !== null) return true;
  if (target.lots === 'all') return differ.lot && target.hasExcept;
  if (differ.lot) return true;
  if (reading.lot === null) return false;
  return target
    .lotsLike(canonicalLot(reading.lot))
    .some(
      (listed) => (differ.expiry && listed.expiry !== undefined) || (differ.serial && listed.serials !== undefined),
    );
}
