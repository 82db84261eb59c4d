/** One process a data directory: PGlite allows no second one, and two of them would ruin it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** Somebody else holds the data directory; `pid` is null where the holder could not be read. */
export class DataDirectoryHeld extends Error {
  readonly pid: number | null;
  constructor(dataDir: string, pid: number | null) {
    super(`${dataDir} is in use by another portal${pid === null ? '' : ` (process ${pid})`}`);
    this.name = 'DataDirectoryHeld';
    this.pid = pid;
  }
}

/**
 * Takes the lock of a data directory until `release` or the death of the process: an SQLite file lock, because the operating
 * system gives it back by itself, which no lock file with a pid in it does. Throws `DataDirectoryHeld`.
 */
export function lockDirectory(dataDir: string): { release(): void } {
  const pidFile = join(dataDir, 'portal.pid');
  const lock = new Sqlite(join(dataDir, 'portal.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new DataDirectoryHeld(dataDir, readPid(pidFile));
    }
    throw error;
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return { release: () => lock.close() };
}

/** Only for the sentence; the lock itself is what counts. */
function readPid(pidFile: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || null;
  } catch {
    return null;
  }
}
