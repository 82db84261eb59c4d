/**
 * desk.db as a thing that recovers: every write one transaction with an fsync, a checked backup after changes, and a
 * damaged file set aside and made again from its backup, at start or in the middle of the day (architecture.md, "Three
 * SQLite files").
 */
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type Database from 'better-sqlite3';
import type { Logger } from 'pino';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import {
  checkedBackup,
  DatabaseVersionError,
  isCorruption,
  isDiskFailure,
  openDatabase,
  quickCheck,
  setAside,
} from '../database.ts';
import { advance, counter, setCounter } from './counter.ts';
import { migrations } from './migrations/index.ts';
import type { DeskRecovery } from './model.ts';

/** `VIGD`. */
const APPLICATION_ID = 0x56_49_47_44;
/** From the first change that a backup does not hold to the backup. */
const BACKUP_DELAY_MS = 5_000;

export interface DeskStoreOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly backupDelayMs?: number | undefined;
  /** Told of each write what the disk said, or null; of each backup likewise. */
  readonly onDisk?: ((error: unknown) => void) | undefined;
  readonly onBackupDisk?: ((error: unknown) => void) | undefined;
  /** Told of each recovery, once the desk can be used again. */
  readonly onRecovered: (recovery: DeskRecovery) => void;
}

export class DeskStore {
  readonly #options: DeskStoreOptions;
  /** null while the disk cannot be used: the next need of it tries again. */
  #db: Database.Database | null = null;
  #damage: unknown = null;
  #timer: NodeJS.Timeout | null = null;
  #changed = false;
  #backup: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: DeskStoreOptions) {
    this.#options = options;
  }

  /** Opens the file if it is not open. Throws `DatabaseVersionError`, Problem store-unavailable. */
  open(): void {
    this.#guard(() => this.#opened());
  }

  /** Runs `work` in one transaction, synced before it returns. Throws what `work` throws, and Problem store-unavailable. */
  write<T>(work: (db: Database.Database) => T): T {
    const value = this.#guard(() => {
      const db = this.#opened();
      return db.transaction(() => work(db)).immediate();
    });
    this.#options.onDisk?.(null);
    this.#touch();
    return value;
  }

  /** Reads. Throws Problem store-unavailable. */
  read<T>(work: (db: Database.Database) => T): T {
    return this.#guard(() => work(this.#opened()));
  }

  /** Backs up what has changed since the last one, keeping two generations. Logs what goes wrong, and never throws. */
  backup(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // One after the other, each with what the one before had not seen.
    this.#backup = this.#backup.then(() => this.#backUp());
    return this.#backup;
  }

  /** Backs up and closes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.backup();
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#release();
  }

  async #backUp(): Promise<void> {
    const db = this.#db;
    if (db === null || !this.#changed) return;
    this.#changed = false;
    try {
      await checkedBackup(db, backupOf(this.#options.path));
      this.#options.onBackupDisk?.(null);
    } catch (error) {
      if (db !== this.#db) return;
      this.#changed = true;
      this.#options.log.error({ err: error }, 'the desk cannot be backed up');
      this.#options.onBackupDisk?.(error);
      // The copy may be the one that is damaged; the desk is asked itself.
      if (isCorruption(error)) this.#selfCheck();
    }
  }

  #selfCheck(): void {
    try {
      this.#guard(() => quickCheck(this.#opened()));
    } catch (error) {
      this.#options.log.error({ err: error }, 'the desk cannot be used');
    }
  }

  #touch(): void {
    this.#changed = true;
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => void this.backup(), this.#options.backupDelayMs ?? BACKUP_DELAY_MS).unref();
  }

  /** Runs `work`; once more on the restored desk where it finds the file damaged. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isCorruption(error)) throw this.#translated(error);
      this.#damage = error;
    }
    try {
      return work();
    } catch (error) {
      if (isCorruption(error)) this.#damage = error;
      throw this.#translated(error);
    }
  }

  #translated(error: unknown): unknown {
    if (!isCorruption(error) && !isDiskFailure(error)) return error;
    this.#options.log.error({ err: error }, 'the desk cannot be written');
    this.#options.onDisk?.(error);
    // A full disk needs nothing but room; after anything else this connection is not to be trusted.
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_FULL')) this.#release();
    return new Problem('store-unavailable', { cause: error });
  }

  #release(): void {
    const db = this.#db;
    this.#db = null;
    try {
      db?.close();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the desk did not close cleanly');
    }
  }

  #opened(): Database.Database {
    if (this.#closed) throw new Problem('store-unavailable');
    if (this.#damage !== null) this.#release();
    if (this.#db !== null) return this.#db;
    const { path, onRecovered } = this.#options;
    if (this.#damage === null && !isLost(path)) {
      this.#db = openSound(path);
      return this.#db;
    }
    const recovery = this.#restore();
    onRecovered(recovery);
    return this.#db ?? this.#opened();
  }

  /** Sets the damaged file aside and puts the newest sound backup in its place, or nothing. */
  #restore(): DeskRecovery {
    const { path, clock, log } = this.#options;
    const aside = existsSync(path) ? basename(setAside(path, clock)) : null;
    log.error({ err: this.#damage, setAside: aside }, 'the desk is damaged or gone: its backup takes its place');
    // From here on the file is not there: should this process die, the next one finds it gone and its backup beside it.
    this.#damage = null;
    const found = this.#openBackup();
    const db = found ?? openSound(path);
    db.transaction(() => {
      const last = counter(db, 'last-seq');
      const earlier = counter(db, 'restored-at-seq', last);
      setCounter(db, 'restored-at-seq', Math.min(last, earlier));
      // The ids given since the backup are not known: the clock's milliseconds are larger than any count of events.
      advance(db, 'next-event-id', Math.floor(clock.wall()));
    }).immediate();
    this.#db = db;
    return { setAside: aside, from: found === null ? 'nothing' : 'backup' };
  }

  #openBackup(): Database.Database | null {
    const { path, log } = this.#options;
    for (const backup of [backupOf(path), `${backupOf(path)}.1`]) {
      if (!existsSync(backup)) continue;
      try {
        copyFileSync(backup, path);
        return openSound(path);
      } catch (error) {
        for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
        if (!isCorruption(error) && !(error instanceof DatabaseVersionError)) throw error;
        log.error({ err: error, backup: basename(backup) }, 'this backup of the desk cannot be used');
      }
    }
    return null;
  }
}

function backupOf(path: string): string {
  return `${path}.backup`;
}

/** Gone or empty though it was backed up: SQLite would take that for a new desk and forget everything without a word. */
function isLost(path: string): boolean {
  const gone = !existsSync(path) || statSync(path).size === 0;
  return gone && (existsSync(backupOf(path)) || existsSync(`${backupOf(path)}.1`));
}

function openSound(path: string): Database.Database {
  const db = openDatabase(path, { applicationId: APPLICATION_ID, migrations, synchronous: 'FULL' });
  try {
    // Names of people must be gone when they are erased.
    db.pragma('secure_delete = ON');
    quickCheck(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
