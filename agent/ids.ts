/** New ULIDs, for what is made by the thousand: a call to the system's randomness for each character costs more than a check. */
import { ulid } from 'ulid';
import { pooledRandom } from '../protocol/random.ts';

/** A ULID of the moment `at` (milliseconds since the epoch). */
export function newId(at: number): string {
  return ulid(at, pooledRandom);
}
