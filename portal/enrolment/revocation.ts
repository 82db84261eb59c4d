/** The end of a workstation's identity: a signed notice that it keeps, so that nobody but the portal can silence a post. */
import Type, { type Static } from 'typebox';
import { typ } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from '../store/bus.ts';
import type { Executor } from '../store/database.ts';
import type { FeedStore } from '../store/feed.ts';

export const Revocation = Type.Object({
  id: Type.String(),
  officine: Type.String(),
  name: Type.String(),
  revokedAt: Type.String({ description: 'Moment in UTC' }),
});
export type Revocation = Static<typeof Revocation>;

interface RevocationDependencies {
  readonly db: Executor;
  readonly bus: Pick<Bus, 'notify'>;
  readonly feed: Pick<FeedStore, 'feed' | 'entrySigner'>;
  readonly clock: Clock;
}

/**
 * Revokes a workstation for a reason; its link is closed with the notice, and at every later hello it gets it again. Done
 * before: the first revocation stands. Throws not-found.
 */
export async function revoke(
  o: RevocationDependencies,
  actor: Actor,
  workstation: string,
  reason: string,
): Promise<Revocation> {
  const at = new Date(o.clock.wall());
  const signer = await o.feed.entrySigner();
  const notice = await signer.sign(typ.revoked, { feed: o.feed.feed, workstation, at: at.toISOString(), reason });
  const row = await o.db.transaction().execute(async (trx) => {
    const revoked = await trx
      .updateTable('workstation')
      .set({ revoked_at: at, revocation_notice: notice })
      .where('id', '=', workstation)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (Number(revoked.numUpdatedRows) > 0) {
      await audit(trx, actor, 'workstation.revoke', `workstation/${workstation}`, { reason }, at);
    }
    return trx
      .selectFrom('workstation')
      .select(['id', 'officine', 'name', 'revoked_at'])
      .where('id', '=', workstation)
      .executeTakeFirst();
  });
  if (row?.revoked_at == null) throw new Problem('not-found');
  // After the commit, and again for one revoked before: the gateway that holds its link may have missed the first word.
  await o.bus.notify('revoked', workstation);
  return { id: row.id, officine: row.officine, name: row.name, revokedAt: row.revoked_at.toISOString() };
}
