/**
 * Product codes as they stand on packs sold in France: GTIN-8/12/13/14, CIP13, CIP7.
 * Everything inside Vigilot uses one form, the 14-digit GTIN.
 */

/** The digit that completes `digits`. GS1 General Specifications, section 7.9.1: weights 3, 1, 3 … from the right. */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = digits.length - 1, weight = 3; i >= 0; i--, weight = 4 - weight) {
    sum += (digits.charCodeAt(i) - 48) * weight;
  }
  return (10 - (sum % 10)) % 10;
}

/** Whether the last digit of `code` (digits only, any length) is its check digit. */
export function hasCheckDigit(code: string): boolean {
  return checkDigit(code.slice(0, -1)) === code.charCodeAt(code.length - 1) - 48;
}

/**
 * The GTIN-14 of a CIP7. CIP13 = `34009` + CIP7 + check digit (CIP notice; holds for all 20,874 presentations of the
 * public database); the CIP7's own mod-11 key is not looked at, since 39 % of today's codes fail it.
 */
export function gtinOfCip7(cip7: string): string {
  const stem = `034009${cip7}`;
  return stem + checkDigit(stem);
}

/** The CIP13 that a GTIN-14 stands for (`0` + 13 digits beginning 3400), or null where it is no French pharmacy code. */
export function cip13OfGtin(gtin: string): string | null {
  return gtin.startsWith('03400') ? gtin.slice(1) : null;
}

/** The CIP7 inside a GTIN-14, or null. UCD codes (34008…) have none. */
export function cip7OfGtin(gtin: string): string | null {
  return gtin.startsWith('034009') ? gtin.slice(6, 13) : null;
}

export type ProductCodeField = 'gtin' | 'cip13' | 'cip7';

/** Why a text is no product code: `format` (not the digits expected) or `check-digit`. */
export type ProductCodeFault = 'format' | 'check-digit';

const lengths: Record<ProductCodeField, readonly number[]> = { gtin: [8, 12, 13, 14], cip13: [13], cip7: [7] };

/**
 * Reads a product code that a person or a program gave: separators a person types (space, `-`, `.`) are dropped, the
 * length must fit the field, the check digit must hold (a CIP7 has none that can be trusted). Returns the GTIN-14 or why not.
 */
export function readProductCode(field: ProductCodeField, text: string): { gtin: string } | { fault: ProductCodeFault } {
  const digits = text.replace(/[\s.\u00a0-]/g, '');
  if (!/^\d+$/.test(digits) || !lengths[field].includes(digits.length)) return { fault: 'format' };
  if (field === 'cip7') return { gtin: gtinOfCip7(digits) };
  if (field === 'cip13' && !digits.startsWith('3400')) return { fault: 'format' };
  return hasCheckDigit(digits) ? { gtin: digits.padStart(14, '0') } : { fault: 'check-digit' };
}
