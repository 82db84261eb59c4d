import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { enrol, publishBulletin } from '../gateway/gateway.testkit.ts';
import { json } from '../store/database.ts';
import { onServer, openTestStore } from '../store/store.testkit.ts';
import { openStore, type Store } from '../store/store.ts';
import { backUp, emptyPlace, linesOf, writeLines } from './backup.testkit.ts';
import { migrationsOf, tablesOf } from './catalogue.ts';
import { checkBackup, restoreBackup } from './restore.ts';

const log = pino({ level: 'silent' });

/** Text that files, JSON and SQL like to trip over. */
const awkward = 'Pharmacie « L’Œil »\u2028\r\n\t"\\ \\N {a,b} — ’;drop table — 💊';

/** A portal with something in many tables: text that trips, numbers, JSON, nulls, rows that refer to each other. */
async function furnished(store: Store): Promise<void> {
  for (let n = 0; n < 3; n += 1) await publishBulletin(store);
  const { id } = await enrol(store);
  await store.db.updateTable('officine').set({ name: awkward, phone: null, email: '' }).execute();
  await store.db.updateTable('workstation').set({ last_seen_at: '2026-03-29T01:59:59.123456Z', position: 4 }).execute();
  await store.db
    .insertInto('alarm')
    .values({
      id: 'A1',
      at: new Date(),
      workstation: id,
      code: 'x',
      detail: json({ text: awkward, deep: [1.5, null, true] }),
    })
    .execute();
}

/** What a database holds, as the text of a backup of it; where the feed stands is said apart. */
async function contents(store: Pick<Store, 'db'>, dir: string, name: string): Promise<string[]> {
  const lines = linesOf(await backUp(store, dir, name));
  const head = lines.findIndex((line) => line.startsWith('{"table":"feed_head"'));
  return lines.filter((_, index) => index !== 0 && index !== head + 1);
}

async function furnishedStore() {
  const made = await openTestStore();
  onTestFinished(() => made.dispose());
  await furnished(made.store);
  return made;
}

// A cluster that is still empty is made anew for each.
describe('a backup', { timeout: 90_000 }, () => {
  test('restored into an empty database is the same, row by row; numbering goes on; the portal is recovering', async () => {
    const { store, dataDir } = await furnishedStore();
    const file = await backUp(store, dataDir);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = await contents(store, dataDir, 'before.gz');

    const place = await emptyPlace();
    const { header, rows } = await restoreBackup(place.database, { file, at: Date.now() });
    expect(header).toMatchObject({ feed: store.info.feed, position: 4, root: store.keys.rootThumbprint });
    expect(rows).toBeGreaterThan(12);
    expect(await contents(place.database, place.dataDir, 'after.gz')).toEqual(before);
    const { name } = await place.database.db.selectFrom('officine').select('name').executeTakeFirstOrThrow();
    expect(name).toBe(awkward);

    const head = await place.database.db.selectFrom('feed_head').selectAll().executeTakeFirstOrThrow();
    expect(head).toMatchObject({ position: 4, recovering: true, recover_to: null, restored_at: expect.any(Date) });
    const bulletin = await place.database.db.selectFrom('bulletin').select('id').executeTakeFirstOrThrow();
    const next = await place.database.db
      .insertInto('bulletin_history')
      .values({ bulletin: bulletin.id, revision: 1, state: 'x', at: new Date(), by_role: 'lab' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const history = await store.db
      .selectFrom('bulletin_history')
      .select(({ fn }) => fn.max('id').as('last'))
      .executeTakeFirstOrThrow();
    expect(next.id).toBe((history.last ?? 0) + 1);
    // The ties between tables are made again.
    await expect(place.database.db.deleteFrom('officine').execute()).rejects.toThrow(/foreign key/);
  });

  test('holds every table but who is signed in, and each of them whole', async () => {
    const { store, dataDir } = await furnishedStore();
    const lines = linesOf(await backUp(store, dataDir)).map((line) => JSON.parse(line));
    const tables = lines.flatMap((line) => line.table ?? []);
    expect(tables).toEqual((await tablesOf(store.db)).map(({ name }) => name));
    for (const { end, rows } of lines.filter((line) => line.end !== undefined)) {
      const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(end)}`.execute(
        store.db,
      );
      expect([end, rows]).toEqual([end, counted[0]?.n]);
    }
    const text = linesOf(join(dataDir, 'backup.gz')).join('\n');
    // The keys that sign are files, and stay files.
    const keys = readdirSync(join(dataDir, 'keys')).filter((name) => /^(root|entry-.*|tip-.*)\.jwk$/.test(name));
    expect(keys).toHaveLength(3);
    for (const key of keys) {
      const { d } = JSON.parse(readFileSync(join(dataDir, 'keys', key), 'utf8')) as { d: string };
      expect(text).not.toContain(d);
    }
  });

  test('goes from the level that it was made at to the newest', async () => {
    const made = await openTestStore({ onDisk: true });
    onTestFinished(() => made.dispose());
    const { store, dataDir } = made;
    await furnished(store);
    // As a version before this one left it.
    await sql`alter table feed_head drop column restored_at`.execute(store.db);
    await sql`delete from kysely_migration where name >= '0006'`.execute(store.db);
    const file = await backUp(store, dataDir);
    expect((await checkBackup(file)).header.migrations.at(-1)).toBe('0005-outreach');
    const place = await emptyPlace();
    await restoreBackup(place.database, { file, at: Date.now() });
    expect(await migrationsOf(place.database.db)).toContain('0006-operation');
    const head = await place.database.db.selectFrom('feed_head').selectAll().executeTakeFirstOrThrow();
    expect(head).toMatchObject({ position: 4, recovering: true, restored_at: expect.any(Date) });
  });

  test('a store opens on it with the keys that were kept apart, and publishes nothing', async () => {
    const made = await furnishedStore();
    const file = await backUp(made.store, made.dataDir);
    const place = await emptyPlace();
    await restoreBackup(place.database, { file, at: Date.now() });
    await place.database.close();
    const { databaseUrl } = place;
    // The folder of keys stands where it stood; the database is the new one.
    await expect(openStore({ dataDir: place.dataDir, databaseUrl, log })).rejects.toMatchObject({
      fault: 'keys-missing',
    });
    if (databaseUrl === undefined) return;
    const again = await openStore({ dataDir: made.dataDir, databaseUrl, log });
    onTestFinished(() => again.close());
    await expect(publishBulletin(again)).rejects.toMatchObject({ type: 'state-conflict' });
    await again.feed.endRecovery();
    expect((await publishBulletin(again)).position).toBe(5);
  });

  test('of a portal that nobody started is none', async () => {
    const place = await emptyPlace();
    await expect(backUp(place.database, place.dataDir)).rejects.toMatchObject({ fault: 'nothing' });
  });
});

const title = onServer ? '' : ' (not tried: VIGILOT_TEST_DATABASE_URL names no PostgreSQL server)';
describe.skipIf(!onServer)(`between PostgreSQL and the embedded database${title}`, { timeout: 90_000 }, () => {
  test('there and back again nothing has changed', async () => {
    const { store, dataDir } = await furnishedStore();
    const before = await contents(store, dataDir, 'before.gz');
    const embedded = await emptyPlace({ embedded: true });
    await restoreBackup(embedded.database, { file: await backUp(store, dataDir), at: Date.now() });
    expect(await contents(embedded.database, dataDir, 'embedded.gz')).toEqual(before);
    const server = await emptyPlace();
    await restoreBackup(server.database, { file: join(dataDir, 'embedded.gz'), at: Date.now() });
    expect(await contents(server.database, dataDir, 'server.gz')).toEqual(before);
  });

  test('is of one moment, whatever is written while it is made', async () => {
    const { store, dataDir } = await furnishedStore();
    const locked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holder = store.db.transaction().execute(async (trx) => {
      await sql`lock table officine in access exclusive mode`.execute(trx);
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const backup = backUp(store, dataDir);
    // It has read the feed and waits for the officines; the workstations are still to come.
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from pg_locks where not granted and relation = 'officine'::regclass`.execute(
        store.db,
      );
      waiting = rows[0]?.n ?? 0;
    }
    await store.db.updateTable('workstation').set({ name: 'changed meanwhile' }).execute();
    release.resolve();
    await holder;
    const text = linesOf(await backup).join('\n');
    expect(text).toContain('Comptoir 1');
    expect(text).not.toContain('changed meanwhile');
  });
});

describe('a backup that is not what was written', { timeout: 90_000 }, () => {
  test('changes nothing: cut short, altered, of another kind, of a newer version, of a feed that was not signed', async () => {
    const { store, dataDir } = await furnishedStore();
    const file = await backUp(store, dataDir);
    const bytes = readFileSync(file);
    const lines = linesOf(file);
    const text = gunzipSync(bytes);
    const place = await emptyPlace();
    const at = join(dataDir, 'tried.gz');
    const refused = async (content: Uint8Array | readonly string[]): Promise<string> => {
      if (content instanceof Uint8Array) writeFileSync(at, content);
      else writeLines(at, content);
      const error = await restoreBackup(place.database, { file: at, at: Date.now() }).catch((e: unknown) => e);
      expect(await tablesOf(place.database.db)).toEqual([]);
      return (error as { fault: string }).fault;
    };
    for (const share of [0.2, 0.5, 0.9, 0.999]) {
      expect(await refused(bytes.subarray(0, Math.floor(bytes.length * share)))).toBe('truncated');
      expect(await refused(gzipSync(text.subarray(0, Math.floor(text.length * share))))).toBe('truncated');
    }
    expect(await refused(gzipSync(`${lines.join('\n')}\n`))).toBe('truncated');
    const flipped = Buffer.from(text);
    const place1 = flipped.indexOf('Comptoir 1') + 9;
    flipped[place1] = '2'.charCodeAt(0);
    expect(await refused(gzipSync(flipped))).toBe('altered');
    const noise = Buffer.from(bytes);
    noise[noise.length >> 1] = (noise[noise.length >> 1] ?? 0) ^ 0xff;
    expect(['altered', 'truncated']).toContain(await refused(noise));
    expect(await refused(gzipSync(Buffer.concat([text, Buffer.from('{"more":1}\n')])))).toBe('altered');
    expect(await refused(Buffer.from('no gzip at all'))).toBe('not-backup');
    expect(await refused(gzipSync('{"some":"json"}\n'))).toBe('not-backup');
    expect(await refused(gzipSync(''))).toBe('not-backup');

    // The digest fits from here on: what is looked at is the content.
    const header = JSON.parse(lines[0] ?? '');
    const headed = (change: object) => [JSON.stringify({ ...header, ...change }), ...lines.slice(1)];
    expect(await refused(headed({ version: 2 }))).toBe('not-backup');
    expect(await refused(headed({ migrations: [...header.migrations, '9999-later'] }))).toBe('newer');
    expect(await refused(headed({ position: 3 }))).toBe('feed-broken');
    const first = lines.findIndex((line) => line.startsWith('{"table":"feed_entry"')) + 1;
    const cut = lines
      .toSpliced(first + 2, 1)
      .map((line) => line.replace('{"end":"feed_entry","rows":4}', '{"end":"feed_entry","rows":3}'));
    expect(await refused(cut)).toBe('feed-broken');
    const other = await openTestStore();
    onTestFinished(() => other.dispose());
    const foreign = await publishBulletin(other.store);
    const own = (await store.feed.entry(2))?.jws ?? '';
    expect(await refused(lines.map((line) => line.replace(own, foreign.jws)))).toBe('feed-broken');
    // Rows dropped with a digest that fits the rest.
    expect(
      await refused(
        lines.toSpliced(
          lines.findIndex((line) => line.includes('Comptoir 1')),
          1,
        ),
      ),
    ).toBe('altered');
    // And the file that all of these were made of is taken.
    writeLines(at, lines);
    await restoreBackup(place.database, { file: at, at: Date.now() });
  });

  test('is not put over anything: a database that holds a portal is left alone', async () => {
    const one = await furnishedStore();
    const two = await furnishedStore();
    const file = await backUp(one.store, one.dataDir);
    const before = await contents(two.store, two.dataDir, 'before.gz');
    await expect(restoreBackup(two.store, { file, at: Date.now() })).rejects.toMatchObject({ fault: 'not-empty' });
    expect(await contents(two.store, two.dataDir, 'after.gz')).toEqual(before);
    await expect(backUp(two.store, one.dataDir)).rejects.toMatchObject({ fault: 'exists' });
  });
});
