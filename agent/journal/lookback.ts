/**
 * Look-back: which packs that were already checked does a bulletin cover? The journal keeps no serials and, of a scan that
 * can be read in several ways, only the candidate lots (cut where a serial may begin) and the first reading's dates: what
 * was not kept counts as unknown, and makes a match `possible`.
 */
import type { Reading } from '../scan/reading.ts';
import { coverage } from '../verdict/coverage.ts';
import type { IndexedTarget } from '../verdict/model.ts';
import type { JournalPack } from './row.ts';

/**
 * Whether this lot was cut where another reading begins a serial: it ends in that reading's `21` (AI 21), and the lot that
 * the other reading found stands beside it. A lot that was cut may have been any that begins so.
 */
function isCutLot(lot: string | null, lots: readonly string[]): boolean {
  return lot?.endsWith('21') === true && lots.includes(lot.slice(0, -2));
}

/** The readings that a row's pack stands for; never empty. */
function readingsOf({ codes, lots, expiry, manufactured, readings }: JournalPack): Reading[] {
  const ofLots = (dates: Pick<Reading, 'expiry' | 'manufactured'>): Reading[] =>
    (lots.length === 0 ? [null] : lots).map((lot) => ({
      codes,
      lot: isCutLot(lot, lots) ? null : lot,
      ...dates,
      serial: null,
      doubtful: readings > 1,
    }));
  const first = ofLots({ expiry, manufactured });
  // The other readings' dates were not kept, only that there are other readings.
  return readings > 1 ? [...first, ...ofLots({ expiry: null, manufactured: null })] : first;
}

/** Whether the target covers the pack (every reading of it), may cover it (any), or does not. */
export function matchOf(target: IndexedTarget, pack: JournalPack): 'covered' | 'possible' | 'none' {
  const found = readingsOf(pack).map((reading) => coverage(target, reading).match);
  if (found.every((match) => match === 'covered')) return 'covered';
  return found.every((match) => match === 'none') ? 'none' : 'possible';
}
