/**
 * First contact (feed.md 10): a workstation's public key in, its identity and the feed's keys out. The same key again gets the
 * same identity and takes no use, so an answer that was lost on the way burns nothing.
 */
import { ulid } from 'ulid';
import { type EnrolmentAnswer, type EnrolmentRequest, rootOfToken } from '../../protocol/enrolment.ts';
import { FeedError, hashOf, type PublicJwk, peek, thumbprint, typ, verify } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json, type Trx } from '../store/database.ts';

interface EnrolmentDependencies {
  readonly db: Executor;
  readonly clock: Clock;
  /** Id of the feed and the portal's name, which the workstation will sign at each hello. */
  readonly info: { readonly feed: string; readonly portal: string };
  readonly root: PublicJwk;
}

/** How it went: `created` is false where this key was enrolled before. */
export interface Enrolment {
  readonly created: boolean;
  readonly answer: EnrolmentAnswer;
}

/**
 * Enrols the workstation that holds the private half of `request.publicKey`. Throws Problem unauthorized (saying whether the
 * token is unknown, expired or used up), request-invalid for a key or proof that does not hold, state-conflict where the key
 * is revoked or belongs to another officine.
 */
export async function enrol(o: EnrolmentDependencies, token: string, request: EnrolmentRequest): Promise<Enrolment> {
  if (rootOfToken(token) === null) throw refused('enrolment-token');
  const tokenHash = hashOf(token);
  const kid = await provenKey(request, tokenHash);
  return o.db.transaction().execute(async (trx) => {
    const at = new Date(o.clock.wall());
    // Locked, so that two enrolments with one token come one after the other.
    const grant = await trx
      .selectFrom('enrolment_token')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .forUpdate()
      .executeTakeFirst();
    if (grant === undefined) throw refused('token-known');
    const { officine } = grant;
    const known = await identityOf(trx, kid, officine);
    if (known !== null) return { created: false, answer: await answer(o, trx, known, officine) };
    const taken = await trx
      .updateTable('enrolment_token')
      .set((e) => ({ uses_left: e('uses_left', '-', 1) }))
      .where('id', '=', grant.id)
      .where('uses_left', '>', 0)
      .where('expires_at', '>', at)
      .returning('id')
      .executeTakeFirst();
    if (taken === undefined) throw refused(grant.expires_at <= at ? 'token-unexpired' : 'token-unused');
    const workstation = { id: ulid(at.getTime()), name: request.name };
    const inserted = await trx
      .insertInto('workstation')
      .values({
        ...workstation,
        officine,
        public_key: json({ kty: 'OKP', crv: 'Ed25519', x: request.publicKey.x }),
        thumbprint: kid,
        enrolled_at: at,
      })
      .onConflict((on) => on.column('thumbprint').doNothing())
      .returning('id')
      .executeTakeFirst();
    // Another token enrolled this key at this very moment; the use is given back with the transaction.
    if (inserted === undefined) throw new Problem('state-conflict', { state: 'enrolled' });
    return { created: true, answer: await answer(o, trx, workstation, officine) };
  });
}

/** The thumbprint of the key, once the proof shows that the caller holds its private half and means this token. */
async function provenKey({ publicKey, proof }: EnrolmentRequest, tokenHash: string): Promise<string> {
  const bytes = Buffer.from(publicKey.x, 'base64url');
  // One spelling a key, or one key could be enrolled twice.
  if (bytes.length !== 32 || bytes.toString('base64url') !== publicKey.x) {
    throw new Problem('request-invalid', { field: 'publicKey.x', expected: 'public-key' });
  }
  const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey.x };
  const kid = await thumbprint(jwk);
  try {
    const payload = await verify(proof, typ.enrol, jwk);
    const claimed = (payload as { token?: unknown } | null)?.token;
    if (peek(proof, typ.enrol).kid === kid && claimed === tokenHash) return kid;
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
  }
  throw new Problem('request-invalid', { field: 'proof', expected: 'enrolment-proof' });
}

async function identityOf(trx: Trx, kid: string, officine: string): Promise<{ id: string; name: string } | null> {
  const row = await trx.selectFrom('workstation').selectAll().where('thumbprint', '=', kid).executeTakeFirst();
  if (row === undefined) return null;
  if (row.revoked_at !== null) throw new Problem('state-conflict', { state: 'revoked' });
  if (row.officine !== officine) throw new Problem('state-conflict', { state: 'enrolled' });
  return { id: row.id, name: row.name };
}

async function answer(
  o: EnrolmentDependencies,
  trx: Trx,
  workstation: { id: string; name: string },
  officineId: string,
): Promise<EnrolmentAnswer> {
  const { statement, ...officine } = await trx
    .selectFrom('officine')
    .select(['id', 'name', 'territory', 'statement'])
    .where('id', '=', officineId)
    .executeTakeFirstOrThrow();
  return { workstation, officine, statement, feed: o.info.feed, portal: o.info.portal, root: o.root };
}

function refused(expected: string): Problem {
  return new Problem('unauthorized', { field: 'authorization', expected });
}
