/** Passkeys (WebAuthn): discoverable and with user verification, so one is enough and no address is asked for. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import Type, { type Static } from 'typebox';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json } from '../store/database.ts';
import { audit } from './audit.ts';
import { type Client, type SignedIn, startSession } from './sessions.ts';

const CHALLENGE_MS = 5 * 60_000;
const MOST_PASSKEYS = 20;
/** EdDSA, ES256, RS256 (COSE): what authenticators have. */
const ALGORITHMS = [-8, -7, -257];

export const PasskeyView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  createdAt: Type.String({ description: 'Moment in UTC' }),
  lastUsedAt: Type.Union([Type.String(), Type.Null()]),
});
export type PasskeyView = Static<typeof PasskeyView>;

/** Where people open the portal: the origin of its pages, and the host that passkeys are bound to. */
export interface Site {
  readonly origin: string;
  readonly host: string;
}

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

/** What the browser needs to make a passkey for the person signed in. */
export async function registrationOptions(
  o: Dependencies,
  site: Site,
  who: SignedIn,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const own = await o.db.selectFrom('passkey').select('id').where('person', '=', who.person.id).execute();
  if (own.length >= MOST_PASSKEYS) throw new Problem('state-conflict', { state: 'passkeys-full' });
  const options = await generateRegistrationOptions({
    rpName: 'Vigilot',
    rpID: site.host,
    userID: new TextEncoder().encode(who.person.id),
    userName: who.person.email,
    userDisplayName: who.person.name,
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: own,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await remember(o, options.challenge, who.person.id);
  return options;
}

/** Keeps the passkey that the browser made. Throws request-invalid where its proof does not hold or its challenge is not ours. */
export async function register(
  o: Dependencies,
  site: Site,
  who: SignedIn,
  name: string,
  response: RegistrationResponseJSON,
): Promise<PasskeyView> {
  const { registrationInfo } = await proved(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: (challenge) => take(o, challenge, who.person.id),
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  );
  if (registrationInfo === undefined) throw refused();
  const { credential } = registrationInfo;
  const at = new Date(o.clock.wall());
  await o.db.transaction().execute(async (trx) => {
    const kept = await trx
      .insertInto('passkey')
      .values({
        id: credential.id,
        person: who.person.id,
        name,
        public_key: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: json(credential.transports ?? []),
        created_at: at,
      })
      .onConflict((on) => on.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (kept === undefined) throw refused();
    await audit(trx, who.actor, 'passkey.add', `person/${who.person.id}`, { passkey: credential.id, name }, at);
  });
  return { id: credential.id, name, createdAt: at.toISOString(), lastUsedAt: null };
}

/** What the browser needs to offer the passkeys that it has for this portal, whoever asks. */
export async function signInOptions(o: Dependencies, site: Site): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({ rpID: site.host, userVerification: 'required' });
  await remember(o, options.challenge, null);
  return options;
}

/** Signs in by passkey. Throws request-invalid, the same whether the passkey is unknown or its proof does not hold. */
export async function signInByPasskey(
  o: Dependencies,
  site: Site,
  response: AuthenticationResponseJSON,
  client: Client,
  before: string | null,
): Promise<{ secret: string; person: string }> {
  const known = await o.db.selectFrom('passkey').selectAll().where('id', '=', response.id).executeTakeFirst();
  if (known === undefined) throw refused();
  const { verified, authenticationInfo } = await proved(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: (challenge) => take(o, challenge, null),
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      credential: {
        id: known.id,
        publicKey: new Uint8Array(Buffer.from(known.public_key, 'base64url')),
        counter: Number(known.counter),
      },
      requireUserVerification: true,
    }),
  );
  if (!verified) throw refused();
  const at = new Date(o.clock.wall());
  return o.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('passkey')
      .set({ counter: authenticationInfo.newCounter, last_used_at: at })
      .where('id', '=', known.id)
      .execute();
    const session = await startSession(trx, { at, person: known.person, method: 'passkey', client, before });
    return { ...session, person: known.person };
  });
}

/** The passkeys of the person signed in, oldest first. */
export async function listPasskeys(db: Executor, who: SignedIn): Promise<PasskeyView[]> {
  const rows = await db
    .selectFrom('passkey')
    .selectAll()
    .where('person', '=', who.person.id)
    .orderBy('created_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
}

/** Forgets a passkey of the person's own. Throws not-found for any other. */
export async function removePasskey({ db, clock }: Dependencies, who: SignedIn, id: string): Promise<void> {
  const at = new Date(clock.wall());
  await db.transaction().execute(async (trx) => {
    const removed = await trx
      .deleteFrom('passkey')
      .where('id', '=', id)
      .where('person', '=', who.person.id)
      .executeTakeFirst();
    if (Number(removed.numDeletedRows) === 0) throw new Problem('not-found');
    await audit(trx, who.actor, 'passkey.remove', `person/${who.person.id}`, { passkey: id }, at);
  });
}

async function remember({ db, clock }: Dependencies, challenge: string, person: string | null): Promise<void> {
  const at = clock.wall();
  await db.deleteFrom('passkey_challenge').where('expires_at', '<', new Date(at)).execute();
  const row = { challenge_hash: hashOf(challenge), person, expires_at: new Date(at + CHALLENGE_MS) };
  await db.insertInto('passkey_challenge').values(row).execute();
}

/** Whether we gave this challenge out for that purpose; it counts once, whatever comes of it. */
async function take({ db, clock }: Dependencies, challenge: string, person: string | null): Promise<boolean> {
  try {
    const taken = await db
      .deleteFrom('passkey_challenge')
      .where('challenge_hash', '=', hashOf(challenge))
      .where('person', person === null ? 'is' : '=', person)
      .where('expires_at', '>', new Date(clock.wall()))
      .executeTakeFirst();
    return Number(taken.numDeletedRows) === 1;
  } catch (cause) {
    throw new ChallengeUnread('the challenge was not looked up', { cause });
  }
}

/** The database's fault, which the library's plain errors must not hide. */
class ChallengeUnread extends Error {}

/** What `verify` proved. The library says by plain errors why a proof does not hold. */
async function proved<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (cause) {
    throw cause instanceof ChallengeUnread ? cause.cause : refused(cause);
  }
}

function refused(cause?: unknown): Problem {
  return new Problem('request-invalid', { field: 'passkey', expected: 'passkey', cause });
}
