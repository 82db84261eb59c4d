/** Step 1 of docs/verdict.md: does a target cover the pack? Every constraint is true, false or unknown. */
import type { ListedLot } from '../../protocol/bulletin.ts';
import { type DateInterval, daysOf, relation } from '../../protocol/date.ts';
import { canonicalLot, resembles } from '../../protocol/lot.ts';
import type { Reading } from '../scan/reading.ts';
import type { IndexedTarget, ReasonCode } from './model.ts';

/** `possible`: nothing is surely false, and `missing` says what keeps it from being proved. */
export type Coverage =
  | { readonly match: 'covered'; readonly decidedBy: ReasonCode }
  | { readonly match: 'possible'; readonly missing: readonly ReasonCode[] }
  | { readonly match: 'none' };

/** Holds, surely false, or unknown for the reason named. */
type Truth = boolean | ReasonCode;

const NONE: Coverage = { match: 'none' };
const NOT_UNDERSTOOD: Coverage = { match: 'possible', missing: ['check-required'] };

/**
 * Compares one target with one reading of a pack, product code aside (the index has matched it). Whether the revision
 * counts now and reaches this officine is not asked here, nor whether a printed condition is met: look-back needs this
 * answer alone. Pure, never throws.
 */
export function coverage(target: IndexedTarget, reading: Reading): Coverage {
  if (!target.revision.understood) return NOT_UNDERSTOOD;
  const expiry = within(reading.expiry, target.expiry, 'expiry-missing');
  const manufactured = within(reading.manufactured, target.manufactured, 'manufacture-missing');
  if (expiry === false || manufactured === false) return NONE;
  if (target.lots === 'all') {
    return conclude(decidedWithoutLots(target), notExcepted(target, reading.lot), expiry, manufactured, true);
  }
  if (reading.lot === null) return conclude('lot-recalled', 'lot-missing', expiry, manufactured, true);
  let best = NONE;
  for (const listed of target.lotsLike(canonicalLot(reading.lot))) {
    const decidedBy = listed.serials === undefined ? 'lot-recalled' : 'serial-recalled';
    const found = conclude(decidedBy, lotIs(listed, reading), expiry, manufactured, serialIs(listed, reading));
    if (found.match === 'covered') return found;
    if (found.match === 'possible' && (best.match === 'none' || listed.lot === reading.lot)) best = found;
  }
  return best;
}

function decidedWithoutLots(target: IndexedTarget): ReasonCode {
  if (isBounded(target.expiry)) return 'expiry-recalled';
  return isBounded(target.manufactured) ? 'manufacture-recalled' : 'product-recalled';
}

/** A range of which this version knows neither bound narrows nothing. */
function isBounded(range: DateInterval | null): range is DateInterval {
  return range !== null && (range.from !== null || range.to !== null);
}

function within(date: string | null, range: DateInterval | null, missing: ReasonCode): Truth {
  if (!isBounded(range)) return true;
  if (date === null) return missing;
  const lies = relation(daysOf(date), range);
  return lies === 'partly' ? missing : lies === 'inside';
}

function notExcepted(target: IndexedTarget, lot: string | null): Truth {
  if (!target.hasExcept) return true;
  if (lot === null) return 'lot-missing';
  const alike = target.exceptLike(canonicalLot(lot));
  if (alike.includes(lot)) return false;
  return alike.length === 0 || 'lot-resembles';
}

/** The index found it by its canonical form, so that it is the pack's lot or one that resembles it. */
function lotIs(listed: ListedLot, reading: Reading): Truth {
  if (listed.lot !== reading.lot) return 'lot-resembles';
  if (listed.expiry === undefined || reading.expiry === null) return true;
  return relation(daysOf(reading.expiry), daysOf(listed.expiry)) === 'disjoint' ? 'lot-resembles' : true;
}

function serialIs({ serials }: ListedLot, { serial, doubtful }: Reading): Truth {
  if (serials === undefined) return true;
  if (serial === null) return 'serial-missing';
  if (serials.includes(serial)) return true;
  return doubtful || serials.some((listed) => resembles(listed, serial)) ? 'serial-missing' : false;
}

/** False wins over unknown, unknown over true (Kleene's conjunction). */
function conclude(decidedBy: ReasonCode, lot: Truth, expiry: Truth, manufactured: Truth, serial: Truth): Coverage {
  const truths = [lot, expiry, manufactured, serial];
  if (truths.includes(false)) return NONE;
  const missing = truths.filter((truth) => typeof truth === 'string');
  return missing.length === 0 ? { match: 'covered', decidedBy } : { match: 'possible', missing };
}
