/**
 * Checksums of rows, 32 bits each: SQLite finds a page that is broken, not a byte that changed inside a text, and a lot read as
 * another one would be a recalled pack sold.
 */
import { fingerprint } from './lot-filter.ts';

type Value = string | number | null;

/** Of one row, its values in a fixed order. */
export function checksum(...values: readonly Value[]): number {
  return fingerprint(values.length, values.join('\u0000'));
}

/** Of a set of rows in any order, from theirs. */
export function addChecksum(sum: number, row: number): number {
  return (sum + row) >>> 0;
}
