/**
 * What wakes gateways: PostgreSQL's LISTEN/NOTIFY between processes, an emitter inside one. It only wakes; the tables are the
 * truth, and whoever listens reads them again after `reconnected`.
 */
import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Executor } from './database.ts';

/** `feed`: something was appended; `link`: a workstation's newest link, `<workstation> <link>`; `revoked`: a workstation; `live`: a topic of News; `access`: somebody may be out. */
export const channels = ['feed', 'link', 'revoked', 'live', 'access'] as const;
export type Channel = (typeof channels)[number];

export interface Bus {
  /** Tells every gateway, this process's too, one or many things; inside a transaction only once it commits. */
  notify(channel: Channel, payload: string | readonly string[], executor?: Executor): Promise<void>;
  /** Returns the function that stops listening. */
  on(channel: Channel | 'reconnected', listener: (payload: string) => void): () => void;
  /** Holds a shared advisory lock until `close`, on a connection that ends with this process; nothing when embedded. */
  hold(space: number, key: number): Promise<void>;
  close(): Promise<void>;
}

function subscribe(emitter: EventEmitter, name: string, listener: (payload: string) => void): () => void {
  emitter.on(name, listener);
  return () => emitter.off(name, listener);
}

/** The bus of an embedded database: one process, so an emitter. */
export function localBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    notify: async (channel, payload) => {
      for (const each of [payload].flat()) emitter.emit(channel, each);
    },
    on: (channel, listener) => subscribe(emitter, channel, listener),
    hold: async () => undefined,
    close: async () => {
      emitter.removeAllListeners();
    },
  };
}

const prefix = 'vigilot_';
const RECONNECT_MS = 1_000;
const takeShared = 'select pg_advisory_lock_shared($1, $2)';

/** The bus over PostgreSQL: a session connection of its own (a pooler would lose LISTEN), made again whenever it breaks. */
export async function postgresBus(o: { connectionString: string; executor: Executor; log: Logger }): Promise<Bus> {
  const emitter = new EventEmitter().setMaxListeners(0);
  let client: pg.Client | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | null = null;
  const held: Array<[space: number, key: number]> = [];

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: o.connectionString,
      keepAlive: true,
      application_name: 'vigilot-bus',
    });
    const lost = (error?: Error) => {
      if (client !== next) return;
      client = null;
      if (!closed) {
        o.log.warn({ err: error }, 'notification connection lost');
        again();
      }
    };
    next.on('error', lost);
    next.on('end', () => lost());
    next.on('notification', ({ channel, payload }) => emitter.emit(channel.slice(prefix.length), payload ?? ''));
    try {
      await next.connect();
      for (const channel of channels) await next.query(`listen ${prefix}${channel}`);
      for (const lock of held) await next.query(takeShared, lock);
    } catch (error) {
      await next.end().catch(() => undefined); // it never stood: the first error says why
      throw error;
    }
    client = next;
  }

  function again(): void {
    retry = setTimeout(() => {
      connect().then(
        () => emitter.emit('reconnected', ''),
        (error: unknown) => {
          o.log.warn({ err: error }, 'notification connection refused');
          if (!closed) again();
        },
      );
    }, RECONNECT_MS);
  }

  await connect();
  return {
    notify: async (channel, payload, executor = o.executor) => {
      const name = `${prefix}${channel}`;
      await sql`select pg_notify(${name}, each) from unnest(${[payload].flat()}::text[]) each`.execute(executor);
    },
    on: (channel, listener) => subscribe(emitter, channel, listener),
    hold: async (...lock) => {
      held.push(lock);
      // While the connection is being made again it takes what is held by itself.
      await client?.query(takeShared, lock);
    },
    close: async () => {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      emitter.removeAllListeners();
      const open = client;
      client = null;
      await open?.end();
    },
  };
}
