/** Packs that are keyed or that a till has read itself: named fields in place of a scan (docs/contract.md, section 1). */
import { isCivilDate } from '../../protocol/date.ts';
import { isLot } from '../../protocol/lot.ts';
import { Problem } from '../../protocol/problems.ts';
import { type ProductCodeField, readProductCode } from '../../protocol/product.ts';
import type { Reading } from './reading.ts';

/** Exactly one product code; every other field may be absent. Dates are civil dates: `2027-03-31`, `2027-03`. */
export interface PackFields {
  readonly gtin?: string | undefined;
  readonly cip13?: string | undefined;
  readonly cip7?: string | undefined;
  readonly lot?: string | undefined;
  readonly expiry?: string | undefined;
  readonly manufactured?: string | undefined;
  readonly serial?: string | undefined;
}

const codeFields: readonly ProductCodeField[] = ['gtin', 'cip13', 'cip7'];

/**
 * The one reading that the fields say. Throws Problem: `request-invalid` (no product code or more than one, a code of the
 * wrong form, an impossible serial), `check-digit`, `lot-invalid`, `date-invalid`, each with the field and what was expected.
 */
export function readFields(fields: PackFields): Reading {
  const lot = textOf(fields.lot);
  if (lot !== null && !isLot(lot)) throw new Problem('lot-invalid', { field: 'lot', expected: 'lot' });
  const serial = textOf(fields.serial);
  // A serial has the form of a lot: AI 10 and AI 21 are both X..20.
  if (serial !== null && !isLot(serial)) throw new Problem('request-invalid', { field: 'serial', expected: 'lot' });
  return {
    codes: [codeOf(fields)],
    lot,
    expiry: dateOf('expiry', fields.expiry),
    manufactured: dateOf('manufactured', fields.manufactured),
    serial,
    doubtful: false,
  };
}

function codeOf(fields: PackFields): string {
  const given = codeFields.filter((field) => fields[field] !== undefined);
  const [field, second] = given;
  if (field === undefined || second !== undefined) {
    const expected = second === undefined ? 'product-code' : 'one-product-code';
    throw new Problem('request-invalid', { field: second ?? 'gtin', expected });
  }
  const read = readProductCode(field, fields[field] ?? '');
  if ('gtin' in read) return read.gtin;
  if (read.fault === 'check-digit') throw new Problem('check-digit', { field, expected: 'check-digit' });
  throw new Problem('request-invalid', { field, expected: field === 'gtin' ? 'product-code' : field });
}

function dateOf(field: 'expiry' | 'manufactured', text: string | undefined): string | null {
  const date = textOf(text);
  if (date !== null && !isCivilDate(date)) throw new Problem('date-invalid', { field, expected: 'date' });
  return date;
}

function textOf(value: string | undefined): string | null {
  return value === undefined ? null : value.trim();
}
