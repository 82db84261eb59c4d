/** The lots of a recall sheet with what was set apart of each. Pure. */

import type { QuarantineAnswer } from '../../agent/hook/schemas.ts';
import type { Notice } from '../../protocol/notice/schema.ts';

export interface SheetLot {
  /** '' is a line to write a lot on. */
  readonly lot: string;
  readonly expiry: string | null;
  /** Null: a box to write a number in. */
  readonly quantity: number | null;
}

export interface SheetProduct {
  readonly gtin: string;
  readonly name: string | null;
  readonly rule: string | null;
  readonly lots: readonly SheetLot[];
}

/** Lines to write lots on, for a product whose lots the notice does not name. */
const BLANKS = 6;

/** What is in `report` of each product and lot; nothing in it of a lot that was looked for is 0, no report is a box to fill. */
export function productsOf(targets: Notice['targets'], report: QuarantineAnswer | null): readonly SheetProduct[] {
  const products = new Map<string, { name: string | null; rules: string[]; lots: Map<string, SheetLot> }>();
  const found = new Map((report?.lines ?? []).map((line) => [JSON.stringify([line.gtin, line.lot ?? '']), line]));
  const quantity = (gtin: string, lot: string) =>
    report === null ? null : (found.get(JSON.stringify([gtin, lot]))?.quantity ?? 0);

  for (const { gtin, name, lots, rule } of targets) {
    const product = products.get(gtin) ?? { name, rules: [], lots: new Map<string, SheetLot>() };
    products.set(gtin, product);
    if (rule !== null) product.rules.push(rule);
    for (const { lot, expiry } of lots) {
      if (!product.lots.has(lot)) product.lots.set(lot, { lot, expiry, quantity: quantity(gtin, lot) });
    }
  }
  for (const { gtin, lot, quantity: packs } of report?.lines ?? []) {
    const lots = products.get(gtin)?.lots;
    if (lots?.has(lot ?? '') === false) lots.set(lot ?? '', { lot: lot ?? '', expiry: null, quantity: packs });
  }
  return [...products].map(([gtin, { name, rules, lots }]) => ({
    gtin,
    name,
    rule: rules.length === 0 ? null : rules.join(' ; '),
    lots: lots.size > 0 ? [...lots.values()] : blanks(report === null ? BLANKS : 1, report === null ? null : 0),
  }));
}

const blanks = (count: number, quantity: number | null): SheetLot[] =>
  Array.from({ length: count }, () => ({ lot: '', expiry: null, quantity }));

/** How many lots stand side by side, so that a page holds as many as can be read. */
export function columnsFor(lots: number): 1 | 2 | 3 {
  return lots <= 8 ? 1 : lots <= 24 ? 2 : 3;
}

/** The lots in rows of so many, read downwards: the first column holds the first ones. */
export function rowsOf<T>(items: readonly T[], columns: number): ReadonlyArray<readonly T[]> {
  const height = Math.ceil(items.length / columns);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: columns }, (_, column) => items[column * height + row]).filter((item) => item !== undefined),
  );
}
