import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import {
  checkedBackup,
  DatabaseVersionError,
  isCorruption,
  isDiskFailure,
  type Migration,
  openDatabase,
  quickCheck,
  setAside,
} from './database.ts';

const first: Migration = { name: '0001-words', sql: 'create table word(id integer primary key, text text not null);' };
const second: Migration = { name: '0002-index', sql: 'create index word_text on word(text);' };
const options = { applicationId: 0x56_49_54_31, migrations: [first], synchronous: 'FULL' } as const;
const clock: Clock = { wall: () => Date.UTC(2026, 10, 22, 9, 30), monotonic: () => 0, boot: () => 0 };

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigilot-database-'));
  path = join(dir, 'words.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected a throw');
}

function fill(db: Database.Database, count: number): void {
  const insert = db.prepare('insert into word(text) values (?)');
  db.transaction(() => {
    for (let i = 0; i < count; i++) insert.run(randomBytes(40).toString('hex'));
  })();
}

/** Overwrites `length` bytes of a file at `offset` with noise. */
function damage(file: string, offset: number, length = 4096): void {
  const bytes = readFileSync(file);
  randomBytes(length).copy(bytes, offset, 0, Math.min(length, bytes.length - offset));
  writeFileSync(file, bytes);
}

describe('opening', () => {
  it('creates the file, in WAL mode, with the settings that keep it safe', () => {
    const db = openDatabase(path, options);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
    expect(db.pragma('cell_size_check', { simple: true })).toBe(1);
    expect(db.pragma('application_id', { simple: true })).toBe(options.applicationId);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    db.close();
  });

  it('takes NORMAL where asked', () => {
    const db = openDatabase(path, { ...options, synchronous: 'NORMAL' });
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    db.close();
  });

  it('runs only the migrations that are missing', () => {
    const db = openDatabase(path, options);
    fill(db, 3);
    db.close();
    const later = openDatabase(path, { ...options, migrations: [first, second] });
    expect(later.pragma('user_version', { simple: true })).toBe(2);
    expect(later.prepare('select count(*) from word').pluck().get()).toBe(3);
    later.close();
  });

  it('leaves no half of a migration that fails', () => {
    const broken = { name: '0002-broken', sql: 'create table half(a); create table word(a);' };
    expect(() => openDatabase(path, { ...options, migrations: [first, broken] })).toThrow(/already exists/);
    const db = openDatabase(path, options);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    db.close();
  });

  it('refuses a file of a newer version by name, and leaves it as it is', () => {
    openDatabase(path, { ...options, migrations: [first, second] }).close();
    const error = errorOf(() => openDatabase(path, options));
    expect(error).toBeInstanceOf(DatabaseVersionError);
    expect(error).toMatchObject({ found: 2, known: 1 });
    expect(isCorruption(error)).toBe(false);
    openDatabase(path, { ...options, migrations: [first, second] }).close();
  });

  it('opens read-only without changing anything', () => {
    openDatabase(path, options).close();
    const db = openDatabase(path, { ...options, readonly: true });
    expect(() => fill(db, 1)).toThrow(/readonly/);
    db.close();
    expect(
      errorOf(() => openDatabase(path, { ...options, migrations: [first, second], readonly: true })),
    ).toBeInstanceOf(DatabaseVersionError);
    expect(isDiskFailure(errorOf(() => openDatabase(join(dir, 'absent.db'), { ...options, readonly: true })))).toBe(
      true,
    );
  });
});

describe('corruption', () => {
  it('is a file that is no database, or another program’s', () => {
    writeFileSync(path, randomBytes(8192));
    expect(isCorruption(errorOf(() => openDatabase(path, options)))).toBe(true);

    const other = join(dir, 'other.db');
    openDatabase(other, { ...options, applicationId: 7 }).close();
    expect(isCorruption(errorOf(() => openDatabase(other, options)))).toBe(true);

    const plain = join(dir, 'plain.db');
    const db = new Database(plain);
    db.exec('create table word(a)');
    db.close();
    expect(isCorruption(errorOf(() => openDatabase(plain, options)))).toBe(true);
  });

  it('is a schema that lost a table, though the version says that it was made', () => {
    const db = openDatabase(path, options);
    db.exec('drop table word');
    db.close();
    expect(isCorruption(errorOf(() => openDatabase(path, options)))).toBe(true);
  });

  it('is found by quickCheck wherever a page was overwritten', () => {
    const db = openDatabase(path, options);
    fill(db, 2000);
    db.close();
    const sound = readFileSync(path);
    for (let page = 1; page * 4096 < sound.length; page += 7) {
      writeFileSync(path, sound);
      damage(path, page * 4096);
      const error = errorOf(() => {
        const again = openDatabase(path, options);
        try {
          quickCheck(again);
        } finally {
          again.close();
        }
      });
      expect(isCorruption(error)).toBe(true);
      expect(isDiskFailure(error)).toBe(false);
    }
  });

  it('is not a full disk, a syntax error or a refusal', () => {
    const full = new Database.SqliteError('full', 'SQLITE_FULL');
    expect([isCorruption(full), isDiskFailure(full)]).toEqual([false, true]);
    for (const code of ['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_READONLY_DBMOVED', 'SQLITE_CANTOPEN']) {
      expect(isDiskFailure(new Database.SqliteError('failing', code))).toBe(true);
    }
    expect(isDiskFailure(Object.assign(new Error('full'), { code: 'ENOSPC' }))).toBe(true);
    for (const other of [new Error('x'), new Database.SqliteError('x', 'SQLITE_CONSTRAINT'), null, 'SQLITE_FULL']) {
      expect([isCorruption(other), isDiskFailure(other)]).toEqual([false, false]);
    }
  });
});

describe('setting aside', () => {
  it('renames the three files, deletes nothing, and never overwrites an earlier one', () => {
    for (const content of ['one', 'two']) {
      for (const part of ['', '-wal', '-shm']) writeFileSync(path + part, content + part);
      const target = setAside(path, clock);
      for (const part of ['', '-wal', '-shm']) {
        expect(existsSync(path + part)).toBe(false);
        expect(readFileSync(target + part, 'utf8')).toBe(content + part);
      }
    }
    expect(existsSync(`${path}.corrupt-20261122T093000Z`)).toBe(true);
    expect(existsSync(`${path}.corrupt-20261122T093000Z-2`)).toBe(true);
  });

  it('lets a new database begin under the old name', () => {
    writeFileSync(path, randomBytes(4096));
    setAside(path, clock);
    openDatabase(path, options).close();
  });
});

describe('backup', () => {
  const wordsIn = (file: string) => {
    const db = openDatabase(file, options);
    try {
      return db.prepare('select count(*) from word').pluck().get();
    } finally {
      db.close();
    }
  };

  it('keeps two generations, each one whole file', async () => {
    const target = join(dir, 'words.db.backup');
    const db = openDatabase(path, options);
    for (const _ of [1, 2, 3]) {
      fill(db, 10);
      await checkedBackup(db, target);
      expect(existsSync(`${target}-wal`)).toBe(false);
    }
    db.close();
    expect(wordsIn(target)).toBe(30);
    expect(wordsIn(`${target}.1`)).toBe(20);
    expect(existsSync(`${target}.new`)).toBe(false);
  });

  it('never replaces a good backup with a damaged copy', async () => {
    const target = join(dir, 'words.db.backup');
    const db = openDatabase(path, options);
    fill(db, 2000);
    await checkedBackup(db, target);
    db.close();
    damage(path, Math.floor(statSync(path).size / 8192) * 4096);
    const damaged = openDatabase(path, options);
    await expect(checkedBackup(damaged, target)).rejects.toSatisfy(isCorruption);
    damaged.close();
    expect(wordsIn(target)).toBe(2000);
    expect(existsSync(`${target}.1`)).toBe(false);
  });

  it('goes over the remains of one that was interrupted', async () => {
    const target = join(dir, 'words.db.backup');
    writeFileSync(`${target}.new`, 'half a backup');
    const db = openDatabase(path, options);
    fill(db, 5);
    await checkedBackup(db, target);
    db.close();
    expect(wordsIn(target)).toBe(5);
  });
});
