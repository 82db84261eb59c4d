/** One dialect, two engines: PGlite inside the process, or a PostgreSQL server; the same SQL and the same migrations. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, type PGliteDialectConfig, PostgresDialect, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import type { Logger } from 'pino';
import { type Bus, localBus, postgresBus } from './bus.ts';
import { StoreError } from './errors.ts';
import { lockDirectory } from './lock.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './schema.ts';

/** The database or a transaction on it. */
export type Executor = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface Database {
  readonly db: Kysely<Tables>;
  readonly bus: Bus;
  /** Whether it lives in this process and on this disk alone: then `feed.log` stands beside it. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

/** An embedded engine, as far as it is used here. */
export type Engine = Exclude<PGliteDialectConfig['pglite'], (...args: never[]) => unknown>;

export interface DatabaseOptions {
  readonly dataDir: string;
  /** PostgreSQL; embedded in `<dataDir>/pg` when absent. */
  readonly databaseUrl?: string | undefined;
  readonly log: Logger;
  /** An embedded engine made elsewhere (tests: in memory); closed with the database. */
  readonly pglite?: Engine | undefined;
  /** Leaves the tables as they are: backup and restore decide themselves. */
  readonly asItIs?: boolean | undefined;
}

/** How the embedded engine starts: its default of 128 MB of buffers is memory that a portal of this size never earns back. */
export const embeddedStart: string[] = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/** JSON text for a `jsonb` column. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}

/** Opens and, unless `asItIs`, migrates the database. Throws `DataDirectoryHeld` where an embedded one is in use. */
export async function openDatabase(o: DatabaseOptions): Promise<Database> {
  return o.databaseUrl === undefined ? openEmbedded(o) : openServer(o, o.databaseUrl);
}

async function openEmbedded(o: DatabaseOptions): Promise<Database> {
  mkdirSync(o.dataDir, { recursive: true });
  const lock = lockDirectory(o.dataDir);
  try {
    const pglite = o.pglite ?? (await startEmbedded(join(o.dataDir, 'pg')));
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    try {
      if (o.asItIs !== true) await migrate(db);
    } catch (error) {
      await db.destroy();
      throw error;
    }
    const bus = localBus();
    return {
      db,
      bus,
      embedded: true,
      close: async () => {
        await bus.close();
        await db.destroy();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Starts the engine on its files, which are ours alone. Throws `StoreError` embedded-damaged where it cannot read them. */
async function startEmbedded(dataDir: string): Promise<PGlite> {
  // Never synced, it is empty after a power cut, and the engine would start no more. Ours is the lock that counts.
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
  try {
    return await PGlite.create({ dataDir, startParams: embeddedStart });
  } catch (error) {
    if (existsSync(join(dataDir, 'PG_VERSION'))) throw new StoreError('embedded-damaged', { path: dataDir }, error);
    throw error;
  }
}

const int8 = 20;

async function openServer(o: DatabaseOptions, connectionString: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'vigilot',
    // A commit that is answered is on the server's disk, whatever the server's default says.
    options: '-c synchronous_commit=on -c timezone=UTC',
    max: 10,
    keepAlive: true,
    types: {
      // Counts are bigint on the wire and fit a number; set here alone, for the whole process would change others.
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  pool.on('error', (error) => o.log.warn({ err: error }, 'idle database connection lost'));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    if (o.asItIs !== true) await migrate(db);
    const bus = await postgresBus({ connectionString, executor: db, log: o.log });
    return {
      db,
      bus,
      embedded: false,
      close: async () => {
        await bus.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * Brings the tables to the migration named, or to the newest. Kysely's Migrator holds an advisory lock on PostgreSQL, so
 * portals that start together wait for each other.
 */
export async function migrate(db: Kysely<Tables>, to?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await (to === undefined ? migrator.migrateToLatest() : migrator.migrateTo(to));
  if (error !== undefined) throw error;
}
