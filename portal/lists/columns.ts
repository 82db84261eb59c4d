/** Which column of a list holds what: by its header in French or English, else by what the cells look like. Pure. */
import { readProductCode } from '../../protocol/product.ts';
import { searchable } from '../products/search.ts';
import { readListDate } from './date-cell.ts';

export const listFields = ['gtin', 'cip', 'code', 'lot', 'expiry', 'serial', 'name'] as const;
/** `gtin`: 8, 12, 13 or 14 digits; `cip`: 7 or 13; `code`: any of them. */
export type ListField = (typeof listFields)[number];

const headers: Readonly<Record<ListField, RegExp>> = {
  gtin: /^(code )?(gtin( ?\d+)?|ean( ?\d+)?|acl( ?13)?)$/,
  cip: /^(code )?cip( ?(7|13))?$/,
  code: /^(code|code (produit|article|barres?)|product code|barcode)$/,
  lot: /^((n|no|num|numero)( d[eu])? )?(lots?|batch)( (n|no|numero|number))?$/,
  expiry:
    /^(date( d[e]?)? ?)?(limite d utilisation|peremption|expiration|expiry|expiration|exp|per|perempt|dlu)( date)?$/,
  serial: /^((n|no|num|numero)( d[e]?)? )?(serie|serial|sn|serial number)( (n|no|number))?$/,
  name: /^(nom|name|produit|product|designation|libelle|denomination|specialite|presentation)( produit)?$/,
};

export interface ListColumn {
  readonly header: string | null;
  /** null: not read. */
  readonly field: ListField | null;
}

/** The columns by the cells of a header, or null where the row is none: it names no lot and no code, or holds a code. */
export function columnsOfHeader(cells: readonly string[]): ListColumn[] | null {
  const columns = cells.map((header) => ({ header, field: fieldOf(header) }));
  const named = columns.some(({ field }) => field !== null && field !== 'name');
  return named && !cells.some(looksLikeCode) ? columns : null;
}

function fieldOf(header: string): ListField | null {
  const words = searchable(header);
  return listFields.find((field) => headers[field].test(words)) ?? null;
}

/** Rows that tell what a column without a header holds. */
const SAMPLE = 50;

/**
 * The columns by what their cells look like: codes, dates, and the lots in the one that is left. Null where more than one is
 * left: which of them are the lots is not for us to guess.
 */
export function columnsByContent(rows: ReadonlyArray<readonly string[]>): ListColumn[] | null {
  const sample = rows.filter((cells) => cells.some((cell) => cell !== '')).slice(0, SAMPLE);
  const width = Math.max(0, ...sample.map((cells) => cells.length));
  const fields = Array.from({ length: width }, (_, index): ListField | 'lots?' | null => {
    const cells = sample.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    if (cells.length === 0) return null;
    const most = (test: (cell: string) => boolean) => cells.filter(test).length * 2 > cells.length;
    if (most(looksLikeCode)) return 'code';
    if (most((cell) => 'date' in readListDate(cell))) return 'expiry';
    return 'lots?';
  });
  const count = (field: string) => fields.filter((each) => each === field).length;
  if (count('lots?') !== 1 || count('code') > 1 || count('expiry') > 1) return null;
  return fields.map((field) => ({ header: null, field: field === 'lots?' ? 'lot' : field }));
}

/** A lot may be seven digits too: without a header only what has a check digit that holds is a code, or a number Excel spoilt. */
function looksLikeCode(cell: string): boolean {
  return 'gtin' in readProductCode('gtin', cell) || /^\d[.,]\d+E\+1[0-3]$/i.test(cell);
}
