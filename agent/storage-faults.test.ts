import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HandClock } from './desk/desk.testkit.ts';
import { StorageFaults, storageText } from './storage-faults.ts';

let dataDir: string;
let clock: HandClock;
let faults: StorageFaults;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-storage-faults-'));
  clock = new HandClock();
  faults = new StorageFaults({ dataDir, clock });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const system = (code: string) => Object.assign(new Error(code), { code });
const sqlite = (code: string) => new Database.SqliteError('said', code);

it.each([
  [sqlite('SQLITE_FULL'), 'full', 'SQLITE_FULL'],
  [system('ENOSPC'), 'full', 'ENOSPC'],
  [system('EROFS'), 'read-only', 'EROFS'],
  [sqlite('SQLITE_READONLY_DIRECTORY'), 'read-only', 'SQLITE_READONLY_DIRECTORY'],
  [system('EACCES'), 'not-permitted', 'EACCES'],
  [system('EIO'), 'input-output', 'EIO'],
  [sqlite('SQLITE_IOERR_READ'), 'input-output', 'SQLITE_IOERR_READ'],
  [sqlite('SQLITE_CORRUPT'), 'damaged', 'SQLITE_CORRUPT'],
  [sqlite('SQLITE_NOTADB'), 'damaged', 'SQLITE_NOTADB'],
  [sqlite('SQLITE_CANTOPEN'), 'unusable', 'SQLITE_CANTOPEN'],
  [new Error('something'), 'unusable', 'UNKNOWN'],
])('%s is %s, as %s', (error, kind, said) => {
  writeFileSync(join(dataDir, 'journal.db'), '');
  faults.of('journal.db')(error);
  expect(faults.list()).toEqual([{ file: 'journal.db', kind, said, since: '2026-11-22T09:30:00.000Z' }]);
  for (const language of ['fr', 'en'] as const) {
    for (const fault of faults.list()) expect(storageText(language, fault)).toContain(`(${said})`);
  }
  expect(readdirSync(dataDir)).toEqual(['journal.db']);
});

it('asks the system itself what SQLite gives no name', () => {
  faults = new StorageFaults({ dataDir: join(dataDir, 'gone'), clock });
  faults.of('journal.db')(sqlite('SQLITE_IOERR_WRITE'));
  expect(faults.list()).toMatchObject([{ kind: 'unusable', said: 'ENOENT' }]);
});

it('says since when, and ends with the first try that goes well, file by file', () => {
  const [register, desk] = [faults.of('register.db'), faults.of('desk.db')];
  register(system('ENOSPC'));
  clock.days(1);
  register(system('ENOSPC'));
  desk(system('ENOSPC'));
  expect(faults.list().map(({ file, since }) => [file, since.slice(0, 10)])).toEqual([
    ['desk.db', '2026-11-23'],
    ['register.db', '2026-11-22'],
  ]);
  register(null);
  expect(faults.list()).toMatchObject([{ file: 'desk.db' }]);
  desk(null);
  expect(faults.list()).toEqual([]);
});
