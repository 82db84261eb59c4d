import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseInspector, databaseNames } from './database-inspection.ts';
import { HandClock, silent } from './desk/desk.testkit.ts';
import { diagnose } from './diagnosis.ts';
import { checkEntry } from './journal/journal.testkit.ts';
import { Journal } from './journal/journal.ts';
import { type StorageDiagnosis, storageSteps } from './storage-diagnosis.ts';

let dataDir: string;
let inspector: DatabaseInspector;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-storage-'));
  inspector = new DatabaseInspector({ dataDir, patienceMs: 30_000 });
});
afterEach(async () => {
  await inspector.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const look = async (id: string, change: Partial<StorageDiagnosis> = {}) => {
  const sources = { dataDir, inspector, faults: () => [], logFile: null, ...change };
  const step = (await diagnose(storageSteps(sources), 'fr', 60_000)).find((one) => one.id === id);
  expect(`${step?.finding}${step?.advice}`).not.toMatch(/\{\w+\}|undefined|NaN/);
  return step;
};
/** A database in WAL mode that somebody holds open, as the agent does. */
function make(name: string): Database.Database {
  const db = new Database(join(dataDir, name));
  db.pragma('journal_mode = WAL');
  db.exec('create table t (x text); create index t_x on t (x)');
  const insert = db.prepare('insert into t values (?)');
  db.transaction(() => {
    for (let n = 0; n < 2000; n++) insert.run(`row ${n} ${'x'.repeat(40)}`);
  })();
  return db;
}

describe('the data files', () => {
  it('are read in full while the agent holds them open', async () => {
    const open = databaseNames.map(make);
    expect(await look('database')).toMatchObject({
      state: 'ok',
      finding: expect.stringMatching(/^Relus en entier.*register\.db \(.*desk\.db \(.*journal\.db \(/),
    });
    for (const db of open) db.close();
  });

  it('are told apart: damaged inside, no database at all, missing', async () => {
    const register = make('register.db');
    register.pragma('wal_checkpoint(TRUNCATE)');
    register.close();
    const path = join(dataDir, 'register.db');
    const db = new Database(path);
    const root = db.prepare(`select rootpage from sqlite_schema where name = 't'`).pluck().get() as number;
    db.close();
    const handle = openSync(path, 'r+');
    writeSync(handle, Buffer.alloc(512, 0xff), 0, 512, (root - 1) * 4096 + 8);
    closeSync(handle);
    writeFileSync(join(dataDir, 'desk.db'), Buffer.alloc(8192, 7));
    const step = await look('database');
    expect(step).toMatchObject({ state: 'failed', advice: expect.stringContaining('met de côté') });
    expect(step?.finding).toMatch(/register\.db : endommagé \(SQLITE_CORRUPT/);
    expect(step?.finding).toMatch(/desk\.db : endommagé \(SQLITE_NOTADB/);
    expect(step?.finding).toMatch(/journal\.db : absent \(ENOENT/);
  });

  it('that take longer than a caller waits are unknown, and the next caller joins the same reading', async () => {
    for (const name of databaseNames) make(name).close();
    const hasty = new DatabaseInspector({ dataDir, patienceMs: 0 });
    expect(await look('database', { inspector: hasty })).toMatchObject({ state: 'unknown', advice: null });
    await hasty.close();
    const [first, second] = await Promise.all([inspector.check(), inspector.check()]);
    expect(first).toBe(second);
  });
});

describe('journal days', () => {
  it('counts checks and outcomes by day, and reads no row before', async () => {
    const clock = new HandClock();
    const { journal } = Journal.open({
      path: join(dataDir, 'journal.db'),
      clock,
      log: silent,
      retentionDays: () => 30,
    });
    const id = (n: number) => `01JDT3K8ZQ000000000000000${n}`;
    for (const [n, verdict, at] of [
      [1, 'allow', '2026-11-20T09:00:00.000Z'],
      [2, 'allow', '2026-11-21T09:00:00.000Z'],
      [3, 'block', '2026-11-21T10:00:00.000Z'],
      [4, 'allow', '2026-11-21T11:00:00.000Z'],
    ] as const) {
      await journal.append(checkEntry({ id: id(n), verdict, at }));
    }
    await journal.outcome(id(3), { outcome: 'refused' });
    expect(await inspector.journalDays('2026-11-21')).toEqual([
      { day: '2026-11-21', kind: 'check', value: 'allow', count: 2 },
      { day: '2026-11-21', kind: 'check', value: 'block', count: 1 },
      { day: '2026-11-22', kind: 'outcome', value: 'refused', count: 1 },
    ]);
    await journal.close();
  });

  it('rejects where there is no journal', async () => {
    await expect(inspector.journalDays('2026-11-21')).rejects.toThrow(/unable to open/);
  });
});

describe('room and log', () => {
  it.each<[number, string]>([
    [2e9, 'ok'],
    [500e6, 'warning'],
    [10e6, 'failed'],
    [0, 'failed'],
  ])('%d bytes free: %s', async (free, state) => {
    const step = await look('disk', { freeBytes: async () => free });
    expect(step?.state).toBe(state);
    expect(step?.advice === null).toBe(state === 'ok');
  });

  it('says what the disk refuses before how much room it has', async () => {
    const fault = { file: 'desk.db', kind: 'read-only', said: 'EROFS', since: '2026-11-22T09:30:00.000Z' } as const;
    expect(await look('disk', { faults: () => [fault] })).toMatchObject({
      state: 'failed',
      finding: expect.stringContaining('desk.db : le disque est en lecture seule (EROFS).'),
      advice: expect.stringContaining('réessaie'),
    });
  });

  it('asks the disk itself, and says where it cannot', async () => {
    expect((await look('disk'))?.finding).toContain(`libres dans ${dataDir}`);
    expect(await look('disk', { dataDir: join(dataDir, 'none') })).toMatchObject({
      state: 'failed',
      finding: expect.stringContaining('ENOENT'),
    });
  });

  it('of the log says where it is, or why it is not', async () => {
    const path = '/x/logs/agent.log';
    expect(await look('log-file')).toMatchObject({ state: 'unknown' });
    expect(await look('log-file', { logFile: { path, fault: null } })).toMatchObject({ state: 'ok' });
    const fault = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    expect(await look('log-file', { logFile: { path, fault } })).toMatchObject({
      state: 'warning',
      finding: expect.stringContaining('ENOSPC'),
    });
  });
});
