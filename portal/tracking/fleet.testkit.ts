/** A fleet made in the database itself, with what its workstations did: officine `o00001`, workstation `w00001-1`. */
import { sql } from 'kysely';
import type { Executor } from '../store/database.ts';

export interface Fleet {
  readonly officines: number;
  /** Workstations of each officine. */
  readonly each: number;
  /** Given in turn to officines; null: an officine whose territory is not known. */
  readonly territories?: ReadonlyArray<string | null>;
}

/** Inserts officines and workstations; all are enrolled, and none has seen anything. */
export async function makeFleet(db: Executor, { officines, each, territories = ['FR-75'] }: Fleet): Promise<void> {
  const places = JSON.stringify(territories);
  await sql`
    insert into officine (id, name, territory, finess, phone, email, statement_version, statement, created_at)
    select 'o' || lpad(n::text, 5, '0'), 'Pharmacie ' || n, ${places}::jsonb ->> ((n - 1) % ${territories.length}::int),
      lpad(n::text, 9, '0'), '01 00 00 ' || lpad(n::text, 5, '0'), 'p' || n || '@example.org', 1, '', '2026-01-01T00:00:00Z'
    from generate_series(1, ${officines}::int) n`.execute(db);
  await sql`
    insert into workstation (id, officine, name, public_key, thumbprint, enrolled_at)
    select 'w' || substr(o.id, 2) || '-' || n, o.id, 'Poste ' || n, '{}', 't' || substr(o.id, 2) || '-' || n,
      '2026-01-01T00:00:00Z'
    from officine o, generate_series(1, ${each}::int) n`.execute(db);
}

/** What a workstation did, and how many seconds after `since`. */
export interface Did {
  readonly workstation: string;
  readonly seconds: number;
}

export interface Spread {
  readonly bulletin: string;
  readonly revision?: number;
  /** Moment that `seconds` count from. */
  readonly since: Date;
}

export async function deliveredTo(db: Executor, { bulletin, revision = 1, since }: Spread, did: readonly Did[]) {
  await db
    .insertInto('delivery')
    .values(
      did.map(({ workstation, seconds }) => ({
        workstation,
        bulletin,
        revision,
        at: new Date(since.getTime() + seconds * 1000),
      })),
    )
    .execute();
}

export async function happened(
  db: Executor,
  kind: 'displayed' | 'acknowledged' | 'reported',
  { bulletin, revision = 1, since }: Spread,
  did: ReadonlyArray<Did & { readonly data?: object }>,
) {
  for (const { workstation, seconds, data = {} } of did) {
    const at = new Date(since.getTime() + seconds * 1000);
    await sql`
      insert into workstation_event (workstation, seq, id, kind, bulletin, revision, at, received_at, data, digest)
      select ${workstation}, coalesce(max(seq), 0) + 1, ${kind} || coalesce(max(seq), 0), ${kind}::text, ${bulletin},
        ${revision}::int, ${at}, ${at}, ${JSON.stringify(data)}::jsonb, ''
      from workstation_event where workstation = ${workstation}`.execute(db);
  }
}

/** All of it for the share of the fleet that is online: delivered within minutes, half displayed, some acknowledged. */
export async function spreadAll(db: Executor, { bulletin, revision = 1, since }: Spread, offline = 10): Promise<void> {
  const start = sql`${since.toISOString()}::timestamptz`;
  await sql`
    insert into delivery (workstation, bulletin, revision, at)
    select id, ${bulletin}, ${revision}::int, ${start} + (n % 300) * interval '1 second'
    from (select id, row_number() over (order by id) n from workstation) w where n % ${offline}::int <> 0`.execute(db);
  for (const [seq, kind, share] of [
    [1, 'displayed', 2],
    [2, 'acknowledged', 3],
    [3, 'reported', 5],
  ] as const) {
    await sql`
      insert into workstation_event (workstation, seq, id, kind, bulletin, revision, at, received_at, data, digest)
      select id, ${seq}::int, ${kind}, ${kind}, ${bulletin}, ${revision}::int,
        ${start} + (n % 7200) * interval '1 second', ${start} + (n % 7200 + 1) * interval '1 second',
        '{"operator":"X","lines":[{"gtin":"03400930000014","lot":"A123","quantity":2}]}'::jsonb, ''
      from (select id, row_number() over (order by id) n from workstation) w
      where n % ${offline}::int <> 0 and n % ${share}::int = 0`.execute(db);
  }
}
