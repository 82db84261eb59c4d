/** What an inventory comes to: packs by product and lot, with the recalls that aim at them. */
import type { InventoryLine } from '../../../agent/hook/schemas/inventory.ts';
import type { Verdict } from '../../core/model.ts';

export type Count = Readonly<Record<Verdict | 'packs', number>>;

export interface Recall {
  readonly bulletin: string;
  readonly reference: string;
  readonly title: string;
}

/** Packs of one product and lot. */
export interface Group {
  readonly key: string;
  /** CIP13 where there is one, else GTIN-14. */
  readonly code: string;
  readonly name: string | undefined;
  readonly lot: string | null;
  /** Expiries read on them, each once. */
  readonly expiries: readonly string[];
  readonly quantity: number;
  readonly recalls: readonly Recall[];
  /** What the agent says of them. */
  readonly message: string;
}

/** The groups of lines with this verdict, by product and lot; a recall that only informs is none of their reasons. */
export function groupsOf(lines: readonly InventoryLine[], verdict: Verdict): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { verdict: own, pack, quantity, reasons, message } of lines) {
    if (own !== verdict) continue;
    const key = JSON.stringify([pack.gtin, pack.lot]);
    const before = groups.get(key);
    const recalls = reasons.flatMap(({ effect, bulletin, reference = '', title = '' }) =>
      effect === 'decides' && bulletin !== undefined ? [{ bulletin, reference, title }] : [],
    );
    groups.set(key, {
      key,
      code: pack.cip13 ?? pack.gtin,
      name: pack.name,
      lot: pack.lot,
      expiries: distinct([...(before?.expiries ?? []), ...(pack.expiry === null ? [] : [pack.expiry])], (one) => one),
      quantity: quantity + (before?.quantity ?? 0),
      recalls: distinct([...(before?.recalls ?? []), ...recalls], ({ bulletin }) => bulletin),
      message: before?.message ?? message,
    });
  }
  return [...groups.values()].sort(
    (a, b) =>
      (a.name ?? a.code).localeCompare(b.name ?? b.code, 'fr') ||
      (a.lot ?? '').localeCompare(b.lot ?? '', 'fr', { numeric: true }),
  );
}

function distinct<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
