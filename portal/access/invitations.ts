/** The first way in: a link that works once, for a week. Opening it changes nothing; only the page's own question does. */
import { ulid } from 'ulid';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Executor, Trx } from '../store/database.ts';
import type { Actor } from './actor.ts';
import { audit } from './audit.ts';
import { newSecret } from './secret.ts';
import { type Client, startSession } from './sessions.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

/** The secret stands behind `#`: no server and no log on the way ever sees it. */
export function invitationLink(publicUrl: string, secret: string): string {
  return `${publicUrl}/#/invitation/${secret}`;
}

/** A new invitation for a person; those before open nothing any more. */
export async function invite(
  trx: Trx,
  clock: Clock,
  actor: Actor,
  person: string,
): Promise<{ secret: string; expiresAt: Date }> {
  const at = new Date(clock.wall());
  const secret = newSecret();
  const expiresAt = new Date(at.getTime() + WEEK_MS);
  await trx
    .updateTable('invitation')
    .set({ used_at: at })
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute();
  await trx
    .insertInto('invitation')
    .values({ id: ulid(at.getTime()), person, token_hash: hashOf(secret), expires_at: expiresAt, created_at: at })
    .execute();
  await audit(trx, actor, 'person.invite', `person/${person}`, {}, at);
  return { secret, expiresAt };
}

/** Signs in whoever holds an invitation's secret, once. Throws request-invalid for one that is unknown, used or too old. */
export async function acceptInvitation(
  { db, clock }: { readonly db: Executor; readonly clock: Clock },
  secret: string,
  client: Client,
  before: string | null,
): Promise<{ secret: string; person: string }> {
  const at = new Date(clock.wall());
  return db.transaction().execute(async (trx) => {
    const taken = await trx
      .updateTable('invitation')
      .set({ used_at: at })
      .where('token_hash', '=', hashOf(secret))
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .returning('person')
      .executeTakeFirst();
    if (taken === undefined) throw new Problem('request-invalid', { field: 'invitation', expected: 'invitation' });
    const session = await startSession(trx, { at, person: taken.person, method: 'invitation', client, before });
    return { ...session, person: taken.person };
  });
}
