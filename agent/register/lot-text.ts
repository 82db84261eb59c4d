/**
 * All lots of a target as one text, for a start: handing a million rows over from SQLite value by value takes longer than proving
 * them. Its parts are those that the checksum of a row is made of, in their order.
 */
import { addChecksum } from './checksum.ts';
import { finished, hashFrom, hashOn } from './lot-filter.ts';

/** Each target that has lots, with their number and their text; takes the separator (`z`), since SQLite would call a function for each. */
export const LOT_TEXTS = `
  select target_id, count(*), group_concat(
    canonical || :z || ordinal || :z || lot || :z || excepted || :z || ifnull(expiry, '')
      || :z || ifnull(serials, ''), :z)
  from lot group by target_id`;

/** Between the parts of a row, and between rows. */
export const SEPARATOR = '\0';

/** Columns of a row that its checksum takes, the target among them. */
const COLUMNS = 7;
const PARTS = COLUMNS - 1;

/**
 * The sum of the checksums of the `count` lots in `text`; their fingerprints go into `prints`, from `next` on. Null where a value
 * holds the separator, so that nobody can say where a row ends.
 */
export function readLotText(
  target: number,
  count: number,
  text: string,
  prints: Uint32Array,
  next: number,
): number | null {
  const begin = hashOn(hashFrom(COLUMNS), `${target}${SEPARATOR}`, 0, String(target).length + 1);
  const beginPrint = hashFrom(target);
  let sum = 0;
  let rows = 0;
  for (let at = 0; at <= text.length; ) {
    let hash = begin;
    for (let part = 0; part < PARTS; part++) {
      const found = text.indexOf(SEPARATOR, at);
      const end = found < 0 ? text.length : found;
      // A text that ends too early, or goes on when it should end.
      if (rows === count || (found < 0 && !(part === PARTS - 1 && rows === count - 1))) return null;
      if (part === 0) prints[next + rows] = finished(hashOn(beginPrint, text, at, end));
      hash = hashOn(hash, text, at, end);
      // The separator counts between the parts and not after the last.
      if (part < PARTS - 1) hash = hashOn(hash, SEPARATOR, 0, 1);
      at = end + 1;
    }
    sum = addChecksum(sum, finished(hash));
    rows++;
  }
  return rows === count ? sum : null;
}
