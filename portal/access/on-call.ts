/** Somebody on call at the operator who acts for a laboratory without a subscription: its side, their own name. */
import { Problem } from '../../protocol/problems.ts';
import type { Executor } from '../store/database.ts';
import type { Actor } from './actor.ts';
import { capabilitiesOnCall } from './capabilities.ts';
import { requireCapability } from './require.ts';

/** `actor` on the side of `laboratory`. Throws role-refused for anybody but a person with `oncall.act`, not-found, state-conflict. */
export async function actFor(db: Executor, actor: Actor, laboratory: string): Promise<Actor> {
  requireCapability(actor, 'oncall.act');
  const from = actor.organisation;
  // A key has no name to put beside the laboratory's.
  if (actor.user === null || from === null) throw new Problem('role-refused', { expected: 'person' });
  const row = await db
    .selectFrom('organisation')
    .select(['role', 'subscription', 'closed_at'])
    .where('id', '=', laboratory)
    .executeTakeFirst();
  if (row === undefined || row.role !== 'lab') throw new Problem('not-found', { field: 'organisation' });
  if (row.closed_at !== null) throw new Problem('state-conflict', { state: 'closed' });
  if (row.subscription !== 'none') throw new Problem('state-conflict', { state: 'subscribed' });
  return {
    role: 'lab',
    organisation: laboratory,
    user: actor.user,
    key: null,
    name: actor.name,
    onCallFrom: from,
    may: (capability) => capabilitiesOnCall.includes(capability),
  };
}
