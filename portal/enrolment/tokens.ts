/** Enrolment tokens (feed.md 10): shown once, kept as SHA-256, for a number of uses and a time. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { makeEnrolmentToken } from '../../protocol/enrolment.ts';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';

const WEEK_SECONDS = 7 * 24 * 3600;

export const TokenBody = Type.Object(
  {
    uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1, description: 'Workstations it enrols' })),
    expiresInSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 * 24 * 3600, default: WEEK_SECONDS })),
  },
  { additionalProperties: false },
);
export type TokenBody = Static<typeof TokenBody>;

export const TokenAnswer = Type.Object({
  token: Type.String({ description: 'Shown this once; it also carries the thumbprint of the feed’s root' }),
  expiresAt: Type.String({ description: 'Moment in UTC' }),
});
export type TokenAnswer = Static<typeof TokenAnswer>;

/** Makes a token for an officine. Throws not-found. */
export async function issueToken(
  o: { readonly db: Executor; readonly clock: Clock; readonly rootThumbprint: string },
  actor: Actor,
  officine: string,
  body: TokenBody,
): Promise<TokenAnswer> {
  const at = new Date(o.clock.wall());
  const { row, answer } = newToken(o.rootThumbprint, officine, at, body);
  await o.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom('officine').select('id').where('id', '=', officine).executeTakeFirst();
    if (known === undefined) throw new Problem('not-found');
    await trx.insertInto('enrolment_token').values(row).execute();
    const detail = { token: row.id, uses: row.uses_left, expiresAt: answer.expiresAt };
    await audit(trx, actor, 'enrolment-token.issue', `officine/${officine}`, detail, at);
  });
  return answer;
}

/** A new token: what is kept of it, and what is shown once. */
export function newToken(
  rootThumbprint: string,
  officine: string,
  at: Date,
  { uses = 1, expiresInSeconds }: TokenBody,
) {
  const token = makeEnrolmentToken(rootThumbprint);
  const expiresAt = new Date(at.getTime() + (expiresInSeconds ?? WEEK_SECONDS) * 1000);
  const row = {
    id: ulid(at.getTime()),
    officine,
    token_hash: hashOf(token),
    uses_left: uses,
    expires_at: expiresAt,
    created_at: at,
  };
  return { row, answer: { token, expiresAt: expiresAt.toISOString() } };
}
