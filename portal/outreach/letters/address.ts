/** A postal address as the French post reads it: NF Z 10-011, up to 6 lines of 38 characters. Pure. */
import type { Address } from '../../store/schema/outreach.ts';

export const LINES = 6;
export const LINE_LENGTH = 38;

export const addressFaults = ['no-address', 'too-many-lines', 'word-too-long'] as const;
export type AddressFault = (typeof addressFaults)[number];

/**
 * The lines to print: name, what stands between, postal code and town in capitals without accents or punctuation, and a country
 * that is not France. A line that is too long goes on in the next one.
 */
export function postalLines(
  name: string,
  address: Address | null,
): { readonly lines: readonly string[] } | { readonly fault: AddressFault } {
  if (address === null) return { fault: 'no-address' };
  const { lines, postalCode, city, country } = address;
  const abroad = country === null || /^france$/i.test(country.trim()) ? [] : [inCapitals(country)];
  const written = [...[name, ...lines].map(clean), inCapitals(`${postalCode} ${city}`), ...abroad];
  const printed = written.filter((line) => line !== '').flatMap(wrap);
  if (printed.some((line) => [...line].length > LINE_LENGTH)) return { fault: 'word-too-long' };
  if (printed.length > LINES) return { fault: 'too-many-lines' };
  return { lines: printed };
}

function clean(line: string): string {
  return line
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
}

function inCapitals(line: string): string {
  const plain = line.replace(/œ/gi, 'OE').replace(/æ/gi, 'AE').normalize('NFD').replace(/\p{M}/gu, '');
  return clean(plain.replace(/[^\p{L}\p{N}]/gu, ' ')).toUpperCase();
}

function wrap(line: string): string[] {
  const wrapped: string[] = [];
  for (const word of line.split(' ')) {
    const last = wrapped.at(-1);
    if (last !== undefined && [...last, ...word].length + 1 <= LINE_LENGTH) wrapped.splice(-1, 1, `${last} ${word}`);
    else wrapped.push(word);
  }
  return wrapped;
}
