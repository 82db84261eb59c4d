/** Product codes that stand alone: EAN-13 (CIP13, ACL13, others), EAN-8, UPC-A, GTIN-14, and the CIP7 of old packs. */
import { readProductCode } from '../../protocol/product.ts';

/**
 * What a text of digits alone, with or without the separators that people type, names; null where it is no such code, or
 * only the beginning of an element string.
 */
export function readLinear(text: string): ReturnType<typeof readProductCode> | null {
  if (!/^[\d\s.-]{7,30}$/.test(text) || isCutShort(text)) return null;
  const read = readProductCode('gtin', text);
  if ('gtin' in read || read.fault === 'check-digit') return read;
  const cip7 = readProductCode('cip7', text);
  return 'gtin' in cip7 ? cip7 : null;
}

/**
 * Whether fewer than sixteen characters begin with AI 01 and a French product code. Such a scan lost its end; taken for a
 * code of its own it would pass the check digit of a product that it is not, one time in ten (and as a CIP7 always).
 */
export function isCutShort(text: string): boolean {
  return text.length < 16 && /^010?340/.test(text);
}
