/** What a report sums up of its officines as they pass by. Pure. */
import type { Target } from '../../protocol/bulletin.ts';
import type { OfficineRow, Quantity, ReportHead } from './content.ts';

/** Counts officines and adds up what they isolated; `measure` as `measureOf`, `targets` name the products. */
export function totalsOf(
  measure: number,
  targets: readonly Target[],
): {
  add(row: OfficineRow): void;
  result(): Pick<ReportHead, 'quantities' | 'totals'>;
} {
  const names = new Map(targets.flatMap(({ gtin, name }) => (name === undefined ? [] : [[gtin, name] as const])));
  const lots = new Map<string, { gtin: string; lot: string | null; officines: Set<string>; quantity: number }>();
  const totals = { officines: 0, reached: 0, told: 0, reported: 0, packs: 0 };
  return {
    add: (row) => {
      totals.officines += 1;
      if (isReached(row, measure)) totals.reached += 1;
      else if (isTold(row, measure)) totals.told += 1;
      if (row.report !== null) totals.reported += 1;
      for (const { gtin, lot, quantity } of row.report?.lines ?? []) {
        const key = JSON.stringify([gtin, lot]);
        const sum = lots.get(key) ?? { gtin, lot, officines: new Set(), quantity: 0 };
        sum.officines.add(row.id);
        sum.quantity += quantity;
        totals.packs += quantity;
        lots.set(key, sum);
      }
    },
    result: () => ({
      totals,
      quantities: [...lots.values()]
        .map(
          ({ gtin, lot, officines, quantity }): Quantity => ({
            gtin,
            lot,
            name: names.get(gtin) ?? null,
            officines: officines.size,
            quantity,
          }),
        )
        .sort((a, b) => compare(a.gtin, b.gtin) || compare(a.lot ?? '', b.lot ?? '')),
    }),
  };
}

/** The newest revision that says what the measure is: the one that ends it asks for nothing to be isolated. */
export function measureOf(published: ReadonlyArray<{ readonly revision: number; readonly lift: boolean }>): number {
  return published.findLast(({ lift }) => !lift)?.revision ?? 1;
}

/** Whether a workstation of it has that revision, as far as it concerns it, or one that came after. */
export function isReached({ revisions }: OfficineRow, measure: number): boolean {
  const wanted = wantedOf(revisions, measure);
  return revisions.some(({ revision, delivered }) => revision >= wanted && delivered !== null);
}

/** Whether it acknowledged that revision, or one that came after, without an agent. */
export function isTold({ outreach, revisions }: OfficineRow, measure: number): boolean {
  const wanted = wantedOf(revisions, measure);
  return outreach.some(({ revision, state }) => revision >= wanted && state === 'acknowledged');
}

function wantedOf(revisions: OfficineRow['revisions'], measure: number): number {
  return revisions.findLast(({ revision }) => revision <= measure)?.revision ?? measure;
}

/** By code units: the same order in every place that this is run. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
