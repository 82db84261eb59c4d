/** Randomness for identifiers that are made by the thousand: a call to the system's for each character costs more than the rest. */
import { randomFillSync } from 'node:crypto';

/** Of the system's randomness, used once each. */
const pool = new Uint8Array(4096);
let used = pool.length;

/** A fraction from 0 to below 1, of eight random bits: `ulid` takes five of them for a character. */
export function pooledRandom(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  // Nothing that was given out can be read from the pool again.
  pool[used++] = 0;
  return byte / 256;
}
