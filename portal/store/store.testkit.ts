/**
 * Stores for tests: embedded in memory, or on the PostgreSQL server that `VIGILOT_TEST_DATABASE_URL` names, a database each.
 * The same tests on both.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { ulid } from 'ulid';
import type { Clock } from '../clock.ts';
import type { Engine } from './database.ts';
import { openStore, type Store } from './store.ts';

export interface TestStore {
  readonly store: Store;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
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

/** An empty store with its own keys, feed and genesis; `dispose` it. */
export async function openTestStore(o: TestStoreOptions = {}): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vigilot-portal-'));
  const log = o.log ?? pino({ level: 'silent' });
  const databaseUrl = serverUrl === undefined ? undefined : await createDatabase(serverUrl);
  const opened: Store[] = [];
  const open = async (pglite?: Engine) => {
    const store = await openStore({ dataDir, databaseUrl, log, pglite, ...(o.clock ? { clock: o.clock } : {}) });
    opened.push(store);
    return store;
  };
  const inMemory = databaseUrl === undefined && o.onDisk !== true;
  if (databaseUrl === undefined && !inMemory) await seedEmbedded(dataDir);
  const engine = inMemory ? await borrowEngine() : null;
  const store = await open(engine === null ? undefined : keptOpen(engine));
  return {
    store,
    dataDir,
    databaseUrl,
    reopen: () => open(engine === null ? undefined : keptOpen(engine)),
    dispose: async () => {
      for (const each of opened) await each.close();
      if (engine !== null) await returnEngine(engine);
      if (serverUrl !== undefined && databaseUrl !== undefined) await dropDatabase(serverUrl, databaseUrl);
      rmSync(dataDir, { recursive: true, force: true });
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

/** A fresh cluster takes seconds to make and a tenth of that to copy, so one is kept for all test files. */
async function template(): Promise<{ tar: Blob; folder: string }> {
  const modules = join(import.meta.dirname, '../../node_modules');
  const { version } = JSON.parse(readFileSync(join(modules, '@electric-sql/pglite/package.json'), 'utf8'));
  const cache = join(modules, '.cache/vigilot', `pglite-${version}`);
  const files = { tar: join(cache, 'pg.tar'), folder: join(cache, 'pg') };
  if (!existsSync(cache)) {
    const own = `${cache}.${process.pid}`;
    mkdirSync(own, { recursive: true });
    const engine = await PGlite.create({ dataDir: join(own, 'pg') });
    writeFileSync(join(own, 'pg.tar'), new Uint8Array(await (await engine.dumpDataDir('none')).arrayBuffer()));
    await engine.close();
    try {
      renameSync(own, cache);
    } catch (error) {
      rmSync(own, { recursive: true });
      if (!existsSync(cache)) throw error; // else another test file was quicker
    }
  }
  return { tar: new Blob([readFileSync(files.tar)]), folder: files.folder };
}

/** Engines that no test holds now: making one takes longer than most tests. */
const idle: PGlite[] = [];

async function borrowEngine(): Promise<PGlite> {
  return idle.pop() ?? PGlite.create({ loadDataDir: (await template()).tar });
}

async function returnEngine(engine: PGlite): Promise<void> {
  await engine.exec('drop schema public cascade; create schema public;');
  idle.push(engine);
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
