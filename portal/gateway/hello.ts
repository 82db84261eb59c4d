/** Who opened this connection: the proof over the challenge, under the key that was enrolled (feed.md 6). */
import { FeedError, typ, verify } from '../../protocol/envelope.ts';
import type { Workstation } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

export interface Identified {
  readonly workstation: Workstation;
  /** JWS `vigilot-officine+jws`. */
  readonly officine: string;
}

/** The workstation that signed this challenge, or null: unknown, or the proof does not hold. Revoked ones are identified too. */
export async function identify(
  store: Store,
  hello: { readonly workstation: string; readonly proof: string },
  nonce: string,
): Promise<Identified | null> {
  if (!/^[\w-]+$/.test(hello.workstation)) return null; // no id of ours, and perhaps nothing the database could read
  const workstation = await store.db
    .selectFrom('workstation')
    .selectAll()
    .where('id', '=', hello.workstation)
    .executeTakeFirst();
  if (workstation === undefined) return null;
  try {
    const signed = await verify(hello.proof, typ.hello, workstation.public_key);
    const { nonce: over, feed, portal } = signed as { nonce?: unknown; feed?: unknown; portal?: unknown };
    if (over !== nonce || feed !== store.info.feed || portal !== store.info.portal) return null;
  } catch (error) {
    if (error instanceof FeedError) return null;
    throw error;
  }
  const { statement } = await store.db
    .selectFrom('officine')
    .select('statement')
    .where('id', '=', workstation.officine)
    .executeTakeFirstOrThrow();
  return { workstation, officine: statement };
}
