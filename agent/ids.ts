/** New ULIDs, for what is made by the thousand: a call to the system's randomness for each character costs more than a check. */
import { randomFillSync } from 'node:crypto';
import { ulid } from 'ulid';

/** Of the system's randomness, used once each. */
const pool = new Uint8Array(4096);
let used = pool.length;

/** A fraction from 0 to below 1, of eight random bits: `ulid` takes five of them for a character. */
function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  // Nothing that was given out can be read from the pool again.
  pool[used++] = 0;
  return byte / 256;
}

/** A ULID of the moment `at` (milliseconds since the epoch). */
export function newId(at: number): string {
  return ulid(at, random);
}
