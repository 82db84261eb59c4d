/** What is written at the end, read from the files themselves once every program is stopped, and compared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import Database from 'better-sqlite3';
import pg from 'pg';

type Rows = ReadonlyArray<Record<string, unknown>>;

export interface PortalBooks {
  readonly entries: readonly string[];
  /** By workstation name: numbers and ids of what it told, in order, refused ones included. */
  readonly events: ReadonlyMap<string, ReadonlyArray<{ seq: number; id: string | null; what: string }>>;
  readonly alarms: readonly string[];
}

/** Reads the portal's database; `databaseUrl` null: the embedded one. */
export async function portalBooks(dataDir: string, databaseUrl: string | null): Promise<PortalBooks> {
  const { query, close } = databaseUrl === null ? await embedded(dataDir) : await server(databaseUrl);
  try {
    const entries = await query('select jws from feed_entry order by position');
    const events = await query(`
      select w.name, e.seq, e.id, e.kind || ' ' || coalesce(e.bulletin, '') || ' ' || coalesce(e.revision, 0) as what
      from (select workstation, seq, id, kind, bulletin, revision from workstation_event
            union all select workstation, seq, id, 'refused ' || reason, null, null from event_refused) e
      join workstation w on w.id = e.workstation order by w.name, e.seq`);
    const alarms = await query(`select code || ' ' || detail::text as what from alarm`);
    return {
      entries: entries.map(({ jws }) => String(jws)),
      events: Map.groupBy(
        events.map((row) => ({
          name: String(row.name),
          seq: Number(row.seq),
          id: row.id as string,
          what: String(row.what),
        })),
        ({ name }) => name,
      ),
      alarms: alarms.map(({ what }) => String(what)),
    };
  } finally {
    await close();
  }
}

async function embedded(dataDir: string) {
  const db = await PGlite.create({ dataDir: join(dataDir, 'pg') });
  return {
    query: async (text: string): Promise<Rows> => (await db.query<Record<string, unknown>>(text)).rows,
    close: () => db.close(),
  };
}

async function server(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { query: async (text: string): Promise<Rows> => (await client.query(text)).rows, close: () => client.end() };
}

/** The whole lines of feed.log, the bytes of entries each. */
export function feedLog(dataDir: string): string[] {
  return readFileSync(join(dataDir, 'feed.log'), 'latin1').split('\n').slice(0, -1);
}

export interface AgentBooks {
  readonly entries: readonly string[];
  readonly events: ReadonlyArray<{ seq: number; id: string; what: string }>;
}

/** Reads an agent's register and desk. */
export function agentBooks(dataDir: string): AgentBooks {
  const entries = rows(join(dataDir, 'register.db'), 'select jws from entry order by position');
  const events = rows(
    join(dataDir, 'desk.db'),
    `select seq, id, kind || ' ' || coalesce(bulletin, '') || ' ' || coalesce(revision, 0) as what from event order by seq`,
  );
  return {
    entries: entries.map(({ jws }) => String(jws)),
    events: events.map(({ seq, id, what }) => ({ seq: Number(seq), id: String(id), what: String(what) })),
  };
}

function rows(path: string, text: string): Rows {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], Record<string, unknown>>(text).all();
  } finally {
    db.close();
  }
}
