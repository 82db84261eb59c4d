/**
 * What the rooms that keep a SQLite file share: opening it with the settings that make it safe, its numbered migrations,
 * telling corruption from a failing disk in one place, setting a corrupt file aside, and backups that are checked first
 * (architecture.md, "Three SQLite files"; field-reports 3.10: `backup()` copies corruption without a word).
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from './clock.ts';

/** A step of a room's schema, kept for ever under its number. */
export interface Migration {
  /** `0001-checks`. */
  readonly name: string;
  readonly sql: string;
}

export interface DatabaseOptions {
  /** Big-endian 32-bit number in the file's header that says whose file it is (`PRAGMA application_id`). */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
  /**
   * FULL: an fsync for each commit. NORMAL: in WAL mode, only at checkpoints; a commit survives the death of the process.
   * Always explicit: this build of SQLite would take NORMAL for WAL by itself.
   */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Opens an existing file as it stands, without migrating it. */
  readonly readonly?: boolean;
}

/** The file was written by a newer version (or, read-only, needs a migration first): it is left as it is. */
export class DatabaseVersionError extends Error {
  readonly found: number;
  readonly known: number;
  constructor(path: string, found: number, known: number) {
    super(`${path} has schema version ${found}, this version of Vigilot knows ${known}`);
    this.name = 'DatabaseVersionError';
    this.found = found;
    this.known = known;
  }
}

const BUSY_TIMEOUT_MS = 5_000;
/** What a checkpoint leaves of the -wal file at most, so that one large import does not fill a small disk for ever. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;
/** No schema gets near it: a larger `user_version` is a damaged header, not a newer version. */
const HIGHEST_VERSION = 10_000;

/**
 * Opens or creates a database in WAL mode and brings it to the newest migration. Throws a corruption error (see
 * `isCorruption`) where the file is damaged, another program's, or lacks a part of our schema; `DatabaseVersionError`
 * where it is newer than this program; a disk failure (see `isDiskFailure`) where it cannot be written.
 */
export function openDatabase(path: string, options: DatabaseOptions): Database.Database {
  const readonly = options.readonly ?? false;
  const db = new Database(path, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT_MS });
  try {
    // Nothing is written before the file is known to be ours.
    const version = checkOwner(db, options);
    if (!readonly) db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${options.synchronous}`);
    db.pragma('foreign_keys = ON');
    // A crafted or damaged file must not run functions from its schema, nor pass off a broken page as a short one.
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    if (!readonly) migrate(db, version, options);
    checkSchema(db, options.migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkOwner(db: Database.Database, { applicationId, migrations, readonly }: DatabaseOptions): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const owner = Number(db.pragma('application_id', { simple: true }));
  const empty = owner === 0 && version === 0 && schemaOf(db).length === 0;
  if (!empty && owner !== applicationId) {
    throw new Database.SqliteError(`application_id is ${owner}, expected ${applicationId}`, 'SQLITE_NOTADB');
  }
  if (version < 0 || version > HIGHEST_VERSION) {
    throw new Database.SqliteError(`user_version is ${version}: damaged header`, 'SQLITE_CORRUPT');
  }
  if (version > migrations.length || (readonly && version < migrations.length)) {
    throw new DatabaseVersionError(db.name, version, migrations.length);
  }
  return version;
}

function migrate(db: Database.Database, from: number, { applicationId, migrations }: DatabaseOptions): void {
  for (const [index, migration] of migrations.entries()) {
    if (index < from) continue;
    db.transaction(() => {
      db.pragma(`application_id = ${applicationId}`);
      db.exec(migration.sql);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
}

function schemaOf(db: Database.Database): string[] {
  return db
    .prepare<[], string>(
      `select sql from sqlite_schema where sql is not null and name not like 'sqlite\\_%' escape '\\'`,
    )
    .pluck()
    .all()
    .sort();
}

/** quick_check does not miss a table that is gone with its page: the schema is compared with what the migrations make. */
function checkSchema(db: Database.Database, migrations: readonly Migration[]): void {
  const model = new Database(':memory:');
  try {
    for (const migration of migrations) model.exec(migration.sql);
    if (schemaOf(model).join('\n') !== schemaOf(db).join('\n')) {
      throw new Database.SqliteError(`${db.name} lacks a part of its schema`, 'SQLITE_CORRUPT');
    }
  } finally {
    model.close();
  }
}

/** Commits something that changes nothing. Throws what the disk says. */
export function tryWriting(db: Database.Database): void {
  db.pragma(`user_version = ${Number(db.pragma('user_version', { simple: true }))}`);
}

/** Throws a corruption error unless SQLite finds the whole file sound. Reads every page: for small files, or at leisure. */
export function quickCheck(db: Database.Database): void {
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw new Database.SqliteError(`quick_check: ${String(found)}`, 'SQLITE_CORRUPT');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether this error says that the file itself is damaged or no database of ours: set it aside. */
export function isCorruption(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EBUSY', 'EMFILE', 'ENFILE']);

/** Whether this error says that the disk cannot be used now (full, failing, not writable): the file may be sound. */
export function isDiskFailure(error: unknown): boolean {
  const code = codeOf(error);
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code) || diskCodes.has(code);
}

/**
 * Renames a closed database with its -wal and -shm to `<path>.corrupt-<moment>` and returns that path. Nothing is
 * deleted: what can be saved of it is for people to decide. Throws the file system's error.
 */
export function setAside(path: string, clock: Clock): string {
  const moment = new Date(clock.wall()).toISOString().replace(/[-:]|\.\d+/g, '');
  let target = `${path}.corrupt-${moment}`;
  for (let again = 2; existsSync(target); again++) target = `${path}.corrupt-${moment}-${again}`;
  // The log first: should the process die in between, a database without its log is an older state, but a new database
  // beside the old log would be taken for that log's own.
  for (const part of ['-wal', '-shm', '']) {
    if (existsSync(path + part)) renameSync(path + part, target + part);
  }
  syncDirectory(path);
  return target;
}

/**
 * Backs an open database up to `target`: checks it, copies it to a temporary file, opens and checks the copy, and only
 * then renames it, keeping the previous backup as `<target>.1`. Throws a corruption error and changes nothing where
 * either is damaged.
 */
export async function checkedBackup(db: Database.Database, target: string): Promise<void> {
  quickCheck(db);
  const copy = `${target}.new`;
  for (const part of ['', '-journal', '-wal', '-shm']) rmSync(copy + part, { force: true });
  try {
    await db.backup(copy);
    checkCopy(db, copy);
    syncFile(copy);
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
  if (existsSync(target)) renameSync(target, `${target}.1`);
  renameSync(copy, target);
  syncDirectory(target);
}

function checkCopy(db: Database.Database, path: string): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    // Out of WAL mode, so that the backup is one file that can be copied by anyone.
    copy.pragma('journal_mode = DELETE');
    copy.pragma('cell_size_check = ON');
    quickCheck(copy);
    if (schemaOf(copy).join('\n') !== schemaOf(db).join('\n')) {
      throw new Database.SqliteError('the copy lacks a part of the schema', 'SQLITE_CORRUPT');
    }
  } finally {
    copy.close();
  }
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes renames in the directory of `path` durable; Windows cannot open a directory, and NTFS logs renames itself. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(dirname(path), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
