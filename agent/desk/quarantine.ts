/** What a quarantine report must look like (contract, section 1). Pure. */
import { isLot } from '../../protocol/lot.ts';
import { Problem } from '../../protocol/problems.ts';
import { readProductCode } from '../../protocol/product.ts';
import type { QuarantineLine } from './model.ts';

/** So that a report always fits one frame to the portal (`MAX_UPWARD_BYTES`). */
const MAX_LINES = 500;
/** More packs than any officine holds of anything: a typing error, such as a code read into the quantity. */
const MAX_QUANTITY = 100_000;

/**
 * The lines in the form they are kept: GTIN-14, lot trimmed. Throws Problem request-invalid, check-digit, lot-invalid or
 * too-large, which name the line.
 */
export function readLines(lines: readonly QuarantineLine[]): readonly QuarantineLine[] {
  if (lines.length > MAX_LINES) {
    throw new Problem('too-large', { field: 'lines', expected: 'items-at-most', values: { limit: MAX_LINES } });
  }
  return lines.map(({ gtin, lot, quantity }, index) => {
    const code = readProductCode('gtin', gtin);
    if ('fault' in code) {
      const field = `lines[${index}].gtin`;
      throw code.fault === 'check-digit'
        ? new Problem('check-digit', { field, expected: 'check-digit' })
        : new Problem('request-invalid', { field, expected: 'product-code' });
    }
    const printed = lot?.trim() ?? null;
    if (printed !== null && !isLot(printed)) {
      throw new Problem('lot-invalid', { field: `lines[${index}].lot`, expected: 'lot' });
    }
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
      throw new Problem('request-invalid', {
        field: `lines[${index}].quantity`,
        expected: 'whole-packs',
        values: { limit: MAX_QUANTITY },
      });
    }
    return { gtin: code.gtin, lot: printed, quantity };
  });
}
