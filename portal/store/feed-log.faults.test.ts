/** The embedded engine never syncs to disk: what a power cut, a restored folder or a full disk does to it. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { genesisHead, verifyEntry } from '../../protocol/envelope.ts';
import { FeedLog } from './feed-log.ts';
import { applyEpoch, epochRequest, signEpoch } from './statements.ts';
import { onServer, openTestStore, type TestStore } from './store.testkit.ts';
import { openStore, type Store } from './store.ts';

const open: TestStore[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of open.splice(0)) await each.dispose();
});

async function fresh(onDisk = false): Promise<TestStore & { pg: string; log: string }> {
  const made = await openTestStore({ onDisk });
  open.push(made);
  return { ...made, pg: join(made.dataDir, 'pg'), log: join(made.dataDir, 'feed.log') };
}

const feedTables = ['feed_head', 'feed_entry', 'feed_abandoned'] as const;

/** Remembers the feed's tables, to put them back as a restored backup would. */
async function snapshot(store: Store): Promise<(later: Store) => Promise<void>> {
  for (const table of feedTables) await sql.raw(`create table old_${table} as table ${table}`).execute(store.db);
  return async (later) => {
    for (const table of feedTables) {
      await sql.raw(`delete from ${table}`).execute(later.db);
      await sql.raw(`insert into ${table} select * from old_${table}`).execute(later.db);
    }
  };
}

const publish = (store: Store, id: string) =>
  store.feed.publish((_trx, append) => append({ bulletin: { id, revision: 1, state: 'in-force', kind: 'recall' } }));

async function bulletins(store: Store): Promise<string[]> {
  let head = genesisHead(store.info.feed, store.keys.rootThumbprint);
  const entries = await store.feed.entries(0, 1_000);
  for (const { jws } of entries) head = (await verifyEntry(jws, head)).head;
  expect(await store.feed.head()).toMatchObject({ position: head.position, hash: head.hash });
  const rows = await store.db.selectFrom('feed_entry').select('bulletin').orderBy('position').execute();
  return rows.flatMap((row) => row.bulletin ?? []);
}

const lines = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);

if (!onServer) {
  describe('feed.log', () => {
    test('holds every entry’s exact bytes, and brings back what an older copy of the database lacks', async () => {
      const { store, reopen, pg, log } = await fresh(true);
      await publish(store, 'B1');
      await store.close();
      cpSync(pg, `${pg}.old`, { recursive: true });
      const second = await reopen();
      await publish(second, 'B2');
      await publish(second, 'B3');
      const entries = await second.feed.entries(0, 10);
      expect(lines(log)).toEqual(entries.map((entry) => entry.jws));
      await second.close();

      rmSync(pg, { recursive: true });
      cpSync(`${pg}.old`, pg, { recursive: true });
      const third = await reopen();
      expect(await bulletins(third)).toEqual(['B1', 'B2', 'B3']);
      expect(await third.feed.entries(0, 10)).toEqual(entries);
      const rows = await third.db.selectFrom('bulletin_history').select(['bulletin', 'state']).orderBy('id').execute();
      expect(rows).toEqual([
        { bulletin: 'B2', state: 'recovered' },
        { bulletin: 'B3', state: 'recovered' },
      ]);
      expect((await publish(third, 'B4')).position).toBe(5);
    });

    test('alone brings the whole feed back when the database is gone', async () => {
      const { store, reopen } = await fresh();
      await publish(store, 'B1');
      const { info } = store;
      await sql`drop schema public cascade`.execute(store.db);
      await sql`create schema public`.execute(store.db);
      await store.close();
      const again = await reopen();
      expect(again.info).toEqual(info);
      expect(await bulletins(again)).toEqual(['B1']);
    });

    test('an engine’s lock that a power cut emptied keeps no portal from starting', async () => {
      const { store, reopen, pg } = await fresh(true);
      await publish(store, 'B1');
      await store.close();
      writeFileSync(join(pg, 'postmaster.pid'), '');
      expect(await bulletins(await reopen())).toEqual(['B1']);
    });

    test('embedded files that do not open are told in words and left alone; put aside, the feed comes back', async () => {
      const { store, reopen, pg } = await fresh(true);
      await publish(store, 'B1');
      await store.close();
      writeFileSync(join(pg, 'global/pg_control'), '');
      await expect(reopen()).rejects.toMatchObject({
        name: 'StoreError',
        fault: 'embedded-damaged',
        values: { path: pg },
      });
      expect(existsSync(join(pg, 'PG_VERSION'))).toBe(true);
      renameSync(pg, `${pg}.damaged`);
      expect(await bulletins(await reopen())).toEqual(['B1']);
    });

    test('is made again from the database when it is gone, and a torn last line is cut', async () => {
      const { store, reopen, log } = await fresh();
      await publish(store, 'B1');
      await publish(store, 'B2');
      await store.close();
      const whole = readFileSync(log, 'utf8');
      writeFileSync(log, whole.slice(0, -40));
      const again = await reopen();
      expect(readFileSync(log, 'utf8')).toBe(whole);
      expect(await bulletins(again)).toEqual(['B1', 'B2']);
      await again.close();
      rmSync(log);
      await reopen();
      expect(readFileSync(log, 'utf8')).toBe(whole);
    });

    test('lines that do not verify are kept aside and written anew', async () => {
      const { store, reopen, log, dataDir } = await fresh();
      await publish(store, 'B1');
      await publish(store, 'B2');
      await store.close();
      const good = lines(log);
      const damaged = [good[0], `${good[1]?.slice(0, -1)}`, good[2]].join('\n');
      writeFileSync(log, `${damaged}\n`);
      const again = await reopen();
      expect(await bulletins(again)).toEqual(['B1', 'B2']);
      expect(lines(log)).toEqual(good);
      const aside = readdirSync(dataDir).find((name) => name.startsWith('feed.log.'));
      expect(readFileSync(join(dataDir, aside ?? ''), 'utf8')).toBe(`${damaged}\n`);
    });

    test('a damaged row of the database is put right from it; damaged on both sides the store does not open', async () => {
      const { store, reopen, log } = await fresh();
      await publish(store, 'B1');
      await publish(store, 'B2');
      const damage = async (on: Store) => {
        await on.db
          .updateTable('feed_entry')
          .set(({ fn, val }) => ({ jws: fn<string>('replace', ['jws', val('.'), val('!')]) }))
          .where('position', '=', 2)
          .execute();
        await on.close();
      };
      await damage(store);
      const again = await reopen();
      expect(await bulletins(again)).toEqual(['B1', 'B2']);
      await damage(again);
      writeFileSync(log, `${lines(log)[0]}\n`);
      await expect(reopen()).rejects.toMatchObject({ fault: 'feed-broken', values: { position: 2 } });
    });

    test('two signed entries of one position: refused, unless one branch begins with an epoch of the root', async () => {
      const { store, reopen, log } = await fresh();
      await publish(store, 'B1');
      const putBack = await snapshot(store);
      const logBefore = readFileSync(log);
      await publish(store, 'B2');
      const logOfB2 = readFileSync(log);
      // Database and log are both put back, something else is published, and then the other log turns up.
      await putBack(store);
      await store.close();
      writeFileSync(log, logBefore);
      const second = await reopen();
      await publish(second, 'B3');
      await second.close();
      const logOfB3 = readFileSync(log);
      writeFileSync(log, logOfB2);
      await expect(reopen()).rejects.toMatchObject({ fault: 'feed-diverged', values: { position: 3 } });

      writeFileSync(log, logOfB3);
      const third = await reopen();
      const root = third.keys.demonstrationRootKey();
      if (root === null) throw new Error('no root');
      await applyEpoch(third, await signEpoch(root, await epochRequest(third, 2)));
      const settled = readFileSync(log);
      expect(lines(log)).toEqual((await third.feed.entries(0, 10)).map((entry) => entry.jws));
      await third.close();
      // A crash between the commit of the epoch and the log: the table knows better.
      writeFileSync(log, logOfB2);
      const fourth = await reopen();
      expect(readFileSync(log)).toEqual(settled);
      // The database put back to before the epoch: the log knows better.
      await putBack(fourth);
      await fourth.close();
      const fifth = await reopen();
      expect(await bulletins(fifth)).toEqual(['B1', 'B3']);
      expect((await fifth.feed.head()).epoch).toBe(1);
    });

    test('a disk that is full: the entry is not shown to anybody until it can be written', async () => {
      const { store, log } = await fresh();
      const append = vi.spyOn(FeedLog.prototype, 'append');
      append.mockRejectedValue(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      const woken = vi.fn();
      store.bus.on('feed', woken);
      await expect(publish(store, 'B1')).rejects.toMatchObject({ type: 'store-unavailable' });
      await expect(store.feed.head()).rejects.toMatchObject({ type: 'store-unavailable' });
      expect(await store.feed.entries(0, 10)).toHaveLength(1);
      expect(woken).not.toHaveBeenCalled();
      append.mockRestore();
      expect((await store.feed.head()).position).toBe(2);
      expect(lines(log)).toHaveLength(2);
      expect((await publish(store, 'B2')).position).toBe(3);
      expect(woken).toHaveBeenCalled();
    });

    test('one process a data directory: a second is told who holds it', async () => {
      const { dataDir } = await fresh();
      const second = openStore({ dataDir, log: pino({ level: 'silent' }) });
      await expect(second).rejects.toMatchObject({ name: 'DataDirectoryHeld', pid: process.pid });
    });
  });
} else {
  test('a PostgreSQL server keeps no feed.log', async () => {
    const { store, log } = await fresh();
    await publish(store, 'B1');
    expect(existsSync(log)).toBe(false);
  });
}
