/** The rows of a bulletin, made again from an entry that a restored database did not have. */
import type { VerifiedEntry } from '../../protocol/envelope.ts';
import { recordAnswers } from '../shortages/standing.ts';
import { json, type Trx } from './database.ts';

interface BroadcastHead {
  readonly id: string;
  readonly revision: number;
  readonly lifted: boolean;
  readonly reason: string | null;
  readonly kind: string;
  readonly content: Record<string, unknown>;
}

/** Id, revision and content of a broadcast bulletin, or null where a newer portal wrote something else. */
export function broadcastHead(bulletin: unknown): BroadcastHead | null {
  if (bulletin === null || typeof bulletin !== 'object') return null;
  const { id, revision, state, publishedAt: _, liftReason, ...content } = bulletin as Record<string, unknown>;
  if (typeof id !== 'string' || !Number.isInteger(revision)) return null;
  return {
    id,
    revision: Number(revision),
    lifted: state === 'lifted',
    reason: typeof liftReason === 'string' ? liftReason : null,
    kind: typeof content.kind === 'string' ? content.kind : 'recall',
    content,
  };
}

/** What `feed_entry.kind` an entry is. */
export function kindOf(payload: { keys?: unknown; epoch?: unknown }): 'bulletin' | 'keys' | 'epoch' {
  return payload.keys !== undefined ? 'keys' : payload.epoch !== undefined ? 'epoch' : 'bulletin';
}

/**
 * Puts the bulletin of a taken-back entry in force again. What only the lost database knew (who wrote it, the exchange of
 * messages) stays lost, so the authority, who can act on every bulletin, stands as its author.
 */
export async function rebuildBulletin(trx: Trx, entry: VerifiedEntry): Promise<void> {
  const bulletin = broadcastHead(entry.payload.bulletin);
  if (bulletin === null) return;
  const { id, revision, lifted } = bulletin;
  const at = entry.payload.at;
  await trx
    .insertInto('bulletin')
    .values({ id, kind: bulletin.kind, author_role: 'authority', created_at: at })
    .onConflict((on) => on.column('id').doNothing())
    .execute();
  await trx
    .updateTable('bulletin_revision')
    .set({ state: 'superseded', updated_at: at })
    .where('bulletin', '=', id)
    .where('revision', '<', revision)
    .where('state', 'in', ['in-force', 'draft', 'submitted', 'rejected'])
    .execute();
  const row = {
    state: lifted ? 'lifted' : 'in-force',
    lift: lifted,
    content: json(bulletin.content),
    reason: bulletin.reason,
    position: entry.payload.position,
    updated_at: at,
  } as const;
  await trx
    .insertInto('bulletin_revision')
    .values({ bulletin: id, revision, created_at: at, ...row })
    .onConflict((on) => on.columns(['bulletin', 'revision']).doUpdateSet(row))
    .execute();
  await trx.updateTable('bulletin').set({ in_force_revision: revision, lifted }).where('id', '=', id).execute();
  await recordAnswers(trx, { bulletin: id, revision, lifted, content: bulletin.content }, new Date(at));
  await trx
    .insertInto('bulletin_history')
    .values({ bulletin: id, revision, state: 'recovered', at, by_role: 'operator', reason: null })
    .execute();
}
