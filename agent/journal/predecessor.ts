/** Which damaged journal stands beside a new one: found on disk, so that a death in between loses no trace of it. */
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Name of the newest file set aside from `path` (see `setAside`), or null. */
export function predecessorOf(path: string): string | null {
  const prefix = `${basename(path)}.corrupt-`;
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name));
  // Moments sort as text; `-2`, `-3` of the same second come after it.
  return names.sort().at(-1) ?? null;
}
