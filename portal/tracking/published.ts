/** The revisions of a bulletin that the feed carries: the one of now is what tracking is of, all of them what a report is of. */
import { sql } from 'kysely';
import { Problem } from '../../protocol/problems.ts';
import type { Executor } from '../store/database.ts';

export interface Published {
  readonly revision: number;
  /** Where it applies; null: everywhere. */
  readonly territories: readonly string[] | null;
  readonly publishedAt: Date;
}

/** Throws not-found, and state-conflict where nothing of it was published yet. */
export async function published(db: Executor, id: string): Promise<Published> {
  const bulletin = await db.selectFrom('bulletin').select('id').where('id', '=', id).executeTakeFirst();
  if (bulletin === undefined) throw new Problem('not-found');
  const newest = await db
    .selectFrom('bulletin_revision')
    .select(['revision', 'state', 'updated_at', sql<string[] | null>`content->'territories'`.as('territories')])
    .where('bulletin', '=', id)
    .orderBy(sql`case when state in ('in-force', 'lifted') then 0 else 1 end`)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  if (newest.state !== 'in-force' && newest.state !== 'lifted') {
    throw new Problem('state-conflict', { state: newest.state });
  }
  return {
    revision: newest.revision,
    // Driver and engine may give JSON null for what is null.
    territories: Array.isArray(newest.territories) ? newest.territories : null,
    // It came into this state by being published, and leaves it for good.
    publishedAt: newest.updated_at,
  };
}

/** Every revision that was published, oldest first, those that another one has replaced too; empty: none yet. */
export async function publishedRevisions(db: Executor, id: string): Promise<Published[]> {
  const rows = await db
    .selectFrom('bulletin_revision as r')
    .innerJoin('feed_entry as f', 'f.position', 'r.position')
    .select(['r.revision', 'f.at', sql<string[] | null>`r.content->'territories'`.as('territories')])
    .where('r.bulletin', '=', id)
    .orderBy('r.revision')
    .execute();
  return rows.map(({ revision, at, territories }) => ({
    revision,
    territories: Array.isArray(territories) ? territories : null,
    publishedAt: at,
  }));
}
