/** The quarantine form: its rows from the notice, and the report from its rows. Pure. */

import type { QuarantineRequest } from '../../agent/hook/schemas.ts';
import type { Notice } from '../../protocol/notice/schema.ts';

/** As the desk takes it (agent/desk): more is a typing error. */
export const MOST_PACKS = 100_000;

export interface Row {
  /** Stable while the form stands. */
  readonly key: string;
  readonly gtin: string;
  readonly product: string | null;
  /** As printed; where `free`, what the person typed, '' for none. */
  readonly lot: string;
  readonly expiry: string | null;
  /** The notice names no lots for this product: one may be typed, or none. */
  readonly free: boolean;
  /** As typed. */
  readonly quantity: string;
}

export type Line = { readonly gtin: string; readonly lot: string | null; readonly quantity: number };

const keyOf = (gtin: string, lot: string) => JSON.stringify([gtin, lot]);

/** One row per product and lot that the notice names, one per product where it names none, filled from `found`. */
export function rowsOf(targets: Notice['targets'], found: readonly Line[]): readonly Row[] {
  const rows = new Map<string, Row>();
  const add = (row: Omit<Row, 'key'>) => {
    const key = keyOf(row.gtin, row.lot);
    if (!rows.has(key)) rows.set(key, { ...row, key });
  };
  for (const { gtin, name, lots } of targets) {
    const product = { gtin, product: name, quantity: '' };
    for (const { lot, expiry } of lots) add({ ...product, lot, expiry, free: false });
    if (lots.length === 0) add({ ...product, lot: '', expiry: null, free: true });
  }
  for (const line of found) {
    const key = keyOf(line.gtin, line.lot ?? '');
    const row = rows.get(key) ?? freeRow(line, targets, key);
    if (row !== null) rows.set(key, { ...row, quantity: String(line.quantity) });
  }
  return [...rows.values()].toSorted((a, b) => order(a, targets) - order(b, targets));
}

const order = ({ gtin }: Row, targets: Notice['targets']) => targets.findIndex((target) => target.gtin === gtin);

/** A lot that was found of a product whose lots the notice does not name; null: the product is none of this notice. */
function freeRow({ gtin, lot }: Line, targets: Notice['targets'], key: string): Row | null {
  const target = targets.find((one) => one.gtin === gtin);
  if (target === undefined) return null;
  return { key, gtin, product: target.name, lot: lot ?? '', expiry: null, free: true, quantity: '' };
}

/** Whole packs; 0 for an empty field, null for what is no number of packs. */
export function packsOf(typed: string): number | null {
  const text = typed.replace(/[\s\u00a0\u202f]/g, '');
  if (text === '') return 0;
  const packs = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return packs <= MOST_PACKS ? packs : null;
}

export interface Reading {
  /** What to report; rows of one product and lot are one line. */
  readonly lines: QuarantineRequest['lines'];
  readonly total: number;
  /** Keys of the rows that hold no number of packs. */
  readonly wrong: ReadonlySet<string>;
}

/** What the rows say as they are typed. */
export function reportOf(rows: readonly Row[]): Reading {
  const lines = new Map<string, Line>();
  const wrong = new Set<string>();
  let total = 0;
  for (const { key, gtin, lot, quantity } of rows) {
    const packs = packsOf(quantity);
    if (packs === null) wrong.add(key);
    if (packs === null || packs === 0) continue;
    total += packs;
    const of = keyOf(gtin, lot.trim());
    lines.set(of, {
      gtin,
      lot: lot.trim() === '' ? null : lot.trim(),
      quantity: packs + (lines.get(of)?.quantity ?? 0),
    });
  }
  return { lines: [...lines.values()], total, wrong };
}
