/**
 * The portals that run over one PostgreSQL database at this moment: each holds a shared advisory lock on its session
 * connection, which ends with the process however it ends, so nobody has to be declared dead.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Bus } from './bus.ts';
import type { Executor } from './database.ts';
import { StoreError } from './errors.ts';

/** Any number will do, as long as it is always this one and not that of another lock. */
export const FELLOWS = 1_701_402;

/**
 * Joins the portals of this database. Their proxy may send any caller to any of them, so `shared` (what must be the same on
 * each host) is compared by its digest. Throws `StoreError` keys-differ where one that runs has another. Embedded: alone.
 */
export async function joinFellows(o: { db: Executor; bus: Bus; shared: unknown; where: string }): Promise<void> {
  const digest = createHash('sha256').update(JSON.stringify(o.shared)).digest().readInt32BE(0);
  // Held first and looked at second: of two that start together with different keys both are refused, never neither.
  await o.bus.hold(FELLOWS, digest);
  const others = (await fellows(o.db)).filter((each) => each !== digest);
  if (others.length > 0) throw new StoreError('keys-differ', { path: o.where });
}

/** The digests of the portals that run over this database now, one each. */
export async function fellows(db: Executor): Promise<number[]> {
  const { rows } = await sql<{ digest: number }>`
    select objid::int8::bit(32)::int4 as digest from pg_locks
    where locktype = 'advisory' and classid = ${sql.lit(FELLOWS)} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return rows.map((row) => row.digest);
}
