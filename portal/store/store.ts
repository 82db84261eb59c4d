/** The portal's store: one database, one feed, one folder of keys. Everything else in the portal is given this. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import { genesisHead, hashOf, verifyEntry } from '../../protocol/envelope.ts';
import { type Clock, systemClock } from '../clock.ts';
import { News } from '../live/news.ts';
import type { Bus } from './bus.ts';
import { type Database, type Engine, openDatabase } from './database.ts';
import { StoreError } from './errors.ts';
import { FeedStore } from './feed.ts';
import { FeedLog } from './feed-log.ts';
import { keysAndGenesis } from './genesis.ts';
import { payloadOf } from './head.ts';
import { PortalKeys } from './keys.ts';
import { reconcile } from './reconcile.ts';
import type { Tables } from './schema.ts';

export interface Store {
  readonly db: Kysely<Tables>;
  readonly bus: Bus;
  readonly feed: FeedStore;
  readonly keys: PortalKeys;
  /** The feed's id, and the portal's name, which workstations sign at hello. */
  readonly info: { readonly feed: string; readonly portal: string };
  readonly clock: Clock;
  /** What pages are told has changed. */
  readonly news: News;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly dataDir: string;
  /** PostgreSQL; embedded in `<dataDir>/pg` when absent. */
  readonly databaseUrl?: string | undefined;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Name given to the portal at its first start; it stays as it was then. */
  readonly portalName?: string;
  /** An embedded engine made elsewhere; closed with the store. */
  readonly pglite?: Engine | undefined;
  /** Whether its tables are those of today already. */
  readonly asItIs?: boolean | undefined;
}

/**
 * Opens the store, and at the first start makes keys, root (where none was put there) and genesis.
 * Throws `DataDirectoryHeld`, `StoreError`, and whatever the database says.
 */
export async function openStore(o: StoreOptions): Promise<Store> {
  const clock = o.clock ?? systemClock;
  mkdirSync(o.dataDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase(o);
  let feedLog: FeedLog | null = null;
  try {
    const { keys, feed, portal } = await begin(database, o, clock);
    const asidePath = () => join(o.dataDir, `feed.log.${new Date(clock.wall()).toISOString().replaceAll(':', '')}`);
    if (database.embedded) {
      const opened = await FeedLog.open(join(o.dataDir, 'feed.log'));
      feedLog = opened.log;
      await reconcile({ database, keys, feed, feedLog, lines: opened.lines, clock, log: o.log, asidePath });
    }
    const held = feedLog;
    const news = new News(database.bus, (error) => o.log.warn({ err: error }, 'pages were not told of a change'));
    return {
      db: database.db,
      bus: database.bus,
      feed: new FeedStore({ database, keys, feedLog, feed, log: o.log, clock, asidePath }),
      keys,
      info: { feed, portal },
      clock,
      news,
      close: async () => {
        news.close();
        await database.close();
        await held?.close();
      },
    };
  } catch (error) {
    await feedLog?.close();
    await database.close();
    throw error;
  }
}

/** Any number will do, as long as it is always this one. */
const FIRST_START_LOCK = 1_701_401;

/** Keys, genesis and head row, made once however many portals start at the same time. */
async function begin(
  database: Database,
  o: StoreOptions,
  clock: Clock,
): Promise<{ keys: PortalKeys; feed: string; portal: string }> {
  return database.db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${FIRST_START_LOCK})`.execute(trx);
    const before = await trx.selectFrom('feed_head').selectAll().executeTakeFirst();
    if (before !== undefined && (await PortalKeys.load(o.dataDir)) === null) {
      throw new StoreError('keys-missing', { feed: before.feed, path: join(o.dataDir, 'keys') });
    }
    const { keys, genesis } = await keysAndGenesis(o.dataDir, clock);
    const { feed, at, previous } = payloadOf(genesis);
    if (before !== undefined && before.feed !== feed) {
      throw new StoreError('feed-other', { feed: before.feed, own: feed });
    }
    const portal = before?.portal ?? o.portalName ?? 'vigilot-portal';
    if (before === undefined) {
      await verifyEntry(genesis, genesisHead(feed, keys.rootThumbprint));
      const hash = hashOf(genesis);
      await trx.insertInto('feed_head').values({ id: 1, feed, portal, position: 1, hash, at }).execute();
      await trx
        .insertInto('feed_entry')
        .values({ position: 1, previous, hash, jws: genesis, at, kind: 'keys' })
        .execute();
    }
    return { keys, feed, portal };
  });
}
