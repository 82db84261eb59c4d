/**
 * Stores for tests: embedded in memory, or on the PostgreSQL server that `VIGILOT_TEST_DATABASE_URL` names, a database each.
 * The same tests on both.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { ulid } from 'ulid';
import type { Clock } from '../clock.ts';
import { type Engine, embeddedStart, openDatabase } from './database.ts';
import { openStore, type Store } from './store.ts';

/** Where a portal can start: a data directory with an embedded cluster, or a database on the server. */
export interface TestPlace {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Removes database and directory. */
  dispose(): Promise<void>;
}

export interface TestStore extends TestPlace {
  readonly store: Store;
  /** Opens the same data directory again: a second gateway on PostgreSQL, or a restart (close the first) when embedded. */
  reopen(): Promise<Store>;
  /** Closes what is open and removes database and directory. */
  dispose(): Promise<void>;
}

export interface TestStoreOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Embedded on disk rather than in memory: for what only files show, since it costs seconds. */
  readonly onDisk?: boolean;
}

const serverUrl = process.env.VIGILOT_TEST_DATABASE_URL || undefined;

/** Whether the tests run on a PostgreSQL server: a few are about the embedded database alone. */
export const onServer = serverUrl !== undefined;

/** A place on which nothing was ever opened; `dispose` it. */
export async function newTestPlace({ onDisk = true } = {}): Promise<TestPlace> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vigilot-portal-'));
  const databaseUrl = serverUrl === undefined ? undefined : await createDatabase(serverUrl);
  if (databaseUrl === undefined && onDisk) await seedEmbedded(dataDir);
  return {
    dataDir,
    databaseUrl,
    dispose: async () => {
      if (serverUrl !== undefined && databaseUrl !== undefined) await dropDatabase(serverUrl, databaseUrl);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty store with its own keys, feed and genesis; `dispose` it. */
export async function openTestStore(o: TestStoreOptions = {}): Promise<TestStore> {
  const { onDisk = false } = o;
  const place = await newTestPlace({ onDisk });
  const { dataDir, databaseUrl } = place;
  const log = o.log ?? pino({ level: 'silent' });
  const opened: Store[] = [];
  const engine = databaseUrl === undefined && !onDisk ? await borrowEngine() : null;
  const open = async (pglite?: Engine) => {
    // Opened again, it looks for itself what a test left standing.
    const asItIs = opened.length === 0 && engine?.migrated;
    const store = await openStore({
      dataDir,
      databaseUrl,
      log,
      pglite,
      asItIs,
      ...(o.clock ? { clock: o.clock } : {}),
    });
    opened.push(store);
    return store;
  };
  const store = await open(engine === null ? undefined : keptOpen(engine.pglite));
  return {
    store,
    dataDir,
    databaseUrl,
    reopen: () => open(engine === null ? undefined : keptOpen(engine.pglite)),
    dispose: async () => {
      for (const each of opened) await each.close();
      if (engine !== null) await returnEngine(engine);
      await place.dispose();
    },
  };
}

async function createDatabase(url: string): Promise<string> {
  const name = `vigilot_${ulid().toLowerCase()}`;
  await onAdmin(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

function dropDatabase(url: string, own: string): Promise<void> {
  return onAdmin(url, `drop database if exists ${new URL(own).pathname.slice(1)} with (force)`);
}

async function onAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const modules = join(import.meta.dirname, '../../node_modules');
const migrationsDir = join(import.meta.dirname, 'migrations');

/** What the template is made of: another engine or another migration is another template. */
function templateKey(): string {
  const { version } = JSON.parse(readFileSync(join(modules, '@electric-sql/pglite/package.json'), 'utf8'));
  const hash = createHash('sha256');
  const sources = readdirSync(migrationsDir)
    .sort()
    .map((name) => join(migrationsDir, name));
  for (const source of [...sources, import.meta.filename]) hash.update(readFileSync(source));
  return `pglite-${version}-${hash.digest('hex').slice(0, 16)}`;
}

/** A fresh cluster with its tables takes seconds to make and a tenth of that to copy, so one is kept for all test files. */
async function template(): Promise<{ tar: Blob; folder: string }> {
  const cache = join(modules, '.cache/vigilot', templateKey());
  const files = { tar: join(cache, 'pg.tar'), folder: join(cache, 'pg') };
  if (!existsSync(cache)) {
    const own = `${cache}.${process.pid}`;
    mkdirSync(own, { recursive: true });
    // Segments of 1 MB, and none kept for later: each copy is half as large.
    const pglite = await PGlite.create({
      dataDir: files.folder.replace(cache, own),
      initDbStartParams: ['--wal-segsize=1'],
      startParams: [...PGlite.defaultStartParams, '-c', 'wal_recycle=off', '-c', 'min_wal_size=2MB'],
    });
    const database = await openDatabase({ dataDir: own, pglite, log: pino({ level: 'silent' }) });
    await pglite.exec('checkpoint');
    writeFileSync(join(own, 'pg.tar'), new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer()));
    await database.close();
    try {
      renameSync(own, cache);
    } catch (error) {
      rmSync(own, { recursive: true });
      if (!existsSync(cache)) throw error; // else another test file was quicker
    }
  }
  return { tar: new Blob([readFileSync(files.tar)]), folder: files.folder };
}

interface TestEngine {
  readonly pglite: PGlite;
  /** Tables, indexes and sequences as the migrations made them. */
  readonly relations: string;
  /** Whether they stand: to find that out again takes longer than many a test. */
  readonly migrated: boolean;
}

/** Engines that no test holds now: making one takes longer than most tests. */
const idle: TestEngine[] = [];

async function borrowEngine(): Promise<TestEngine> {
  const kept = idle.pop();
  if (kept !== undefined) return kept;
  const pglite = await PGlite.create({ loadDataDir: (await template()).tar, startParams: embeddedStart });
  return { pglite, relations: await relationsOf(pglite), migrated: true };
}

async function relationsOf(pglite: PGlite): Promise<string> {
  const { rows } = await pglite.query<{ names: string }>(
    `select string_agg(relname, ' ' order by relname) names from pg_class where relnamespace = 'public'::regnamespace`,
  );
  return rows[0]?.names ?? '';
}

/** Empties what a test filled; an engine whose tables a test changed starts from no tables. */
async function returnEngine(engine: TestEngine): Promise<void> {
  const { pglite, relations } = engine;
  const whole = (await relationsOf(pglite)) === relations;
  if (whole) {
    // Each table truncated is new files for it and its indexes, and few tests fill many.
    const { rows } = await pglite.query<{ tables: string | null }>(
      `select string_agg(oid::regclass::text, ', ') tables from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%' and pg_relation_size(oid) > 0`,
    );
    if (rows[0]?.tables) await pglite.exec(`truncate ${rows[0].tables} restart identity cascade`);
  } else await pglite.exec('drop schema public cascade; create schema public;');
  idle.push({ pglite, relations, migrated: whole });
}

/** The engine, without the close that a store would end it with. */
function keptOpen(engine: PGlite): Engine {
  return {
    closed: false,
    ready: true,
    waitReady: engine.waitReady,
    close: async () => undefined,
    query: (query, params, options) => engine.query(query, params, options),
    transaction: (callback) => engine.transaction(callback),
  };
}

/** Spares a portal that will start on this data directory the making of its cluster. */
export async function seedEmbedded(dataDir: string): Promise<void> {
  cpSync((await template()).folder, join(dataDir, 'pg'), { recursive: true });
}
