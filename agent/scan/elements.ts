/** Elements, an AI with its value, and the pack that a series of them describes. */
import { isLot } from '../../protocol/lot.ts';
import { hasCheckDigit, readProductCode } from '../../protocol/product.ts';
import { areDigits } from './characters.ts';
import { readDate } from './dates.ts';
import { fits, type Identifier } from './identifiers.ts';
import type { Reading } from './reading.ts';

export interface Element {
  readonly identifier: Identifier;
  /** Trimmed. */
  readonly value: string;
}

/** What a series of elements comes to: a reading where it names a product, and whether a product code had a wrong check digit. */
export interface Pack {
  readonly reading: Reading | null;
  readonly wrongCheckDigit: boolean;
}

/**
 * Whether an element may stand in a valid series after `previous`: its value has the form its AI asks for, the check digit
 * of a product code holds, and the same AI has no other value before (GS1 General Specifications, section 4.14). A date is
 * any six letters or digits, since an impossible one is printed on real packs and makes the reading doubtful, not invalid.
 */
export function isSound(element: Element, previous: readonly Element[]): boolean {
  const { identifier, value } = element;
  if (identifier.date ? !/^[0-9A-Za-z]{6}$/.test(value) : !fits(identifier, value)) return false;
  if (identifier.ai === '01' && !hasCheckDigit(value)) return false;
  if (identifier.ai === '711' && !('gtin' in readCip(value))) return false;
  if ((identifier.ai === '10' || identifier.ai === '21') && !isLot(value)) return false;
  return previous.every((other) => other.identifier !== identifier || other.value === value);
}

/**
 * The pack of a series of elements. What cannot be is taken as absent and makes the reading doubtful: a date that does not
 * exist, a code whose check digit is wrong, two values of one AI (but two products are both kept, so that recalls of either
 * count). `doubtful` says that something was left out already. `currentYear` places two-digit years.
 */
export function packOf(elements: readonly Element[], doubtful: boolean, currentYear: number): Pack {
  const codes: string[] = [];
  let cip: string | null = null;
  let wrongCheckDigit = false;
  const values = new Map<string, string>();
  const conflicting = new Set<string>();
  let unsure = doubtful;
  for (const { identifier, value } of elements) {
    const { ai } = identifier;
    if (ai === '01') {
      if (!hasCheckDigit(value)) wrongCheckDigit = true;
      else if (!codes.includes(value)) codes.push(value);
    } else if (ai === '711') {
      const read = readCip(value);
      if ('gtin' in read) cip = read.gtin;
      else {
        unsure = true;
        wrongCheckDigit ||= read.fault === 'check-digit';
      }
    }
    const known = values.get(ai);
    if (known !== undefined && known !== value) conflicting.add(ai);
    values.set(ai, value);
    if (identifier.date && readDate(value, 0, currentYear) === null) unsure = true;
  }
  if (cip !== null && !codes.includes(cip)) codes.push(cip);
  if (codes.length === 0) return { reading: null, wrongCheckDigit };
  const only = (ai: string) => (conflicting.has(ai) ? null : (values.get(ai) ?? null));
  const dateOf = (ai: string) => {
    const value = only(ai);
    return value === null ? null : readDate(value, 0, currentYear);
  };
  const reading: Reading = {
    codes,
    lot: only('10'),
    expiry: dateOf('17') ?? dateOf('15'),
    manufactured: dateOf('11'),
    serial: only('21'),
    doubtful: unsure || wrongCheckDigit || conflicting.size > 0,
  };
  return { reading, wrongCheckDigit };
}

/** The GTIN-14 of AI 711, which carries a CIP13 (on older packs a CIP7), or why there is none. */
export function readCip(value: string): ReturnType<typeof readProductCode> {
  // Seven digits that begin as a CIP13 does are one that lost its end, and any seven digits pass for a CIP7.
  if (!areDigits(value, 0, value.length) || /^34009\d\d$/.test(value)) return { fault: 'format' };
  return readProductCode(value.length === 7 ? 'cip7' : 'cip13', value);
}
