/** One agent a data directory: two of them would write one register. */
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Another agent works in this data directory. */
export class DataDirectoryBusy extends Error {
  readonly dataDir: string;

  constructor(dataDir: string) {
    super(`${dataDir} is in use by another agent`);
    this.name = 'DataDirectoryBusy';
    this.dataDir = dataDir;
  }
}

/**
 * Takes the directory until `release` or the death of the process. SQLite's own file lock: the operating system gives it back
 * when the process dies, which a file with a pid in it does not. Throws `DataDirectoryBusy`.
 */
export function lockDataDirectory(dataDir: string): { release(): void } {
  const lock = new Database(join(dataDir, 'agent.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new DataDirectoryBusy(dataDir);
    }
    throw error;
  }
  return { release: () => lock.close() };
}
