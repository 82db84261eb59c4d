/** Enrolment tokens (feed.md 10): shown once, kept as SHA-256, for a number of uses and a time. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { makeEnrolmentToken } from '../../protocol/enrolment.ts';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
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
  officine: string,
  body: TokenBody,
): Promise<TokenAnswer> {
  const known = await o.db.selectFrom('officine').select('id').where('id', '=', officine).executeTakeFirst();
  if (known === undefined) throw new Problem('not-found');
  const token = makeEnrolmentToken(o.rootThumbprint);
  const now = o.clock.wall();
  const expiresAt = new Date(now + (body.expiresInSeconds ?? WEEK_SECONDS) * 1000);
  await o.db
    .insertInto('enrolment_token')
    .values({
      id: ulid(now),
      officine,
      token_hash: hashOf(token),
      uses_left: body.uses ?? 1,
      expires_at: expiresAt,
      created_at: new Date(now),
    })
    .execute();
  return { token, expiresAt: expiresAt.toISOString() };
}
