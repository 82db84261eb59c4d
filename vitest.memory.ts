/**
 * Where tests keep their files: in memory where Linux offers room for it, since they make databases by the hundred; else
 * wherever the system keeps temporary files. A global setup of vitest.
 */
import { chmodSync, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';

const MEMORY = '/dev/shm';
/** What a whole run has under way at once, several times over. */
const ROOM_BYTES = 4 * 1024 ** 3;

/** The folder of this run; null where there is none in memory. */
export const memoryFolder = hasRoom() ? `${MEMORY}/vigilot-tests-${process.pid}` : null;

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOM_BYTES;
}

/** Makes the folder; what it returns takes it away, whatever tests left in it. */
export function setup(): () => void {
  if (memoryFolder === null) return () => undefined;
  mkdirSync(memoryFolder);
  // As every folder for temporary files: tests also act as other accounts.
  chmodSync(memoryFolder, 0o1777);
  return () => rmSync(memoryFolder, { recursive: true, force: true });
}
