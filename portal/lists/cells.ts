/** One cell of a list: a code, a lot, a serial or a date, or what is wrong with it. Lots are kept as printed. Pure. */
import { isLot } from '../../protocol/lot.ts';
import { type ProductCodeField, readProductCode } from '../../protocol/product.ts';
import { searchable } from '../products/search.ts';

export const cellFaults = [
  'code-missing',
  'code-invalid',
  'check-digit',
  'not-ucd',
  'excel-number',
  'lot-missing',
  'lot-invalid',
  'lot-word',
  'date-invalid',
  'date-number',
  'date-day',
  'too-many-cells',
] as const;
export type CellFault = (typeof cellFaults)[number];

/** What a value was like that is taken, and that a person should look at again. */
export const cellDoubts = [
  'apostrophe',
  'date-like',
  'leading-zeros',
  'lot-resembles',
  'duplicate',
  'two-expiries',
  'serials-and-lot',
  'product-unknown',
] as const;
export type CellDoubt = (typeof cellDoubts)[number];

/** What a spreadsheet, a page or a mail puts around and between characters and nobody sees. */
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const blanks = /[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g;

/** The cell without what nobody sees: blanks of other kinds are plain ones, Excel's `="013097"` is what it shows. */
export function cleanCell(cell: string): string {
  const plain = cell.replace(invisible, '').replace(blanks, ' ').trim();
  return /^="([^"]*)"$/.exec(plain)?.[1]?.trim() ?? plain;
}

/** A number too long for Excel's General format: its last digits are lost for good. */
const scientific = /^\d+([.,]\d+)?E[+-]\d+$/i;

const codeFields: Readonly<Record<'gtin' | 'cip' | 'code', (digits: number) => ProductCodeField>> = {
  gtin: () => 'gtin',
  cip: (digits) => (digits === 7 ? 'cip7' : 'cip13'),
  code: (digits) => (digits === 7 ? 'cip7' : 'gtin'),
};

/** The GTIN-14 of a cell under a header of codes. */
export function readCodeCell(
  field: 'gtin' | 'cip' | 'code',
  cell: string,
): { readonly gtin: string } | { readonly fault: CellFault } {
  if (cell === '') return { fault: 'code-missing' };
  if (scientific.test(cell)) return { fault: 'excel-number' };
  const digits = cell.replace(/\D/g, '').length;
  const read = readProductCode(codeFields[field](digits), cell);
  if ('fault' in read) return { fault: read.fault === 'check-digit' ? 'check-digit' : 'code-invalid' };
  return read.gtin.startsWith('034008') ? { fault: 'not-ucd' } : read;
}

/** Said of a whole product: as a lot it would stand on no pack, and block none. */
const everyLot = /^(tous|toutes?|all)( les?)?( lots?)?$/;

/** Excel's ways of writing what it took for a date: `01/03/2026`, `mars-26`, `1-mars`. */
const dateLike = /^(\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2}-[a-zéû]{3,5}\.?|[a-zéû]{3,5}\.?-\d{2})$/i;

/** A lot or a serial of a cell, as printed, and what to look at again. */
export function readLotCell(
  cell: string,
): { readonly lot: string; readonly doubt: CellDoubt | null } | { readonly fault: CellFault } {
  if (cell === '') return { fault: 'lot-missing' };
  if (scientific.test(cell)) return { fault: 'excel-number' };
  if (everyLot.test(searchable(cell))) return { fault: 'lot-word' };
  if (!isLot(cell)) return { fault: 'lot-invalid' };
  if (dateLike.test(cell)) return { lot: cell, doubt: 'date-like' };
  return { lot: cell, doubt: cell.startsWith("'") ? 'apostrophe' : null };
}
