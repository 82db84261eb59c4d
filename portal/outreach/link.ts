/** The one-time link by which a recipient without an agent acknowledges: the same in every salvo, made and known without a table. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Executor } from '../store/database.ts';

const MAC_BYTES = 18;

/** The secret of this portal's links, made at its first use however many portals ask at once. */
export async function linkSecret(db: Executor): Promise<string> {
  await db
    .insertInto('outreach_plan')
    .values({ id: 1, link_secret: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const { link_secret } = await db.selectFrom('outreach_plan').select('link_secret').executeTakeFirstOrThrow();
  return link_secret;
}

/** What stands in the link for an `outreach` row: its id and 144 bits of HMAC-SHA-256 (RFC 2104), URL-safe. */
export function tokenOf(secret: string, outreach: string): string {
  const mac = createHmac('sha256', secret).update(`outreach ${outreach}`).digest().subarray(0, MAC_BYTES);
  return `${outreach}.${mac.toString('base64url')}`;
}

/** The `outreach` row that a token was made for, or null where this portal did not make it. */
export function outreachOf(secret: string, token: string): string | null {
  const [id = ''] = token.split('.', 1);
  // Text against text: base64url reads more than one text as the same bytes.
  const given = Buffer.from(token);
  const made = Buffer.from(tokenOf(secret, id));
  return given.length === made.length && timingSafeEqual(given, made) ? id : null;
}
