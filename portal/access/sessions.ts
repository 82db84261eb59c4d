/** Sessions of people in browsers: a secret in a cookie, its hash here. They end by sign-out, age, or an hour of nothing. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Executor, Trx } from '../store/database.ts';
import { type SignInMethod, type Subscription, signInMethods } from '../store/schema/access.ts';
import type { Role } from '../workflow/transitions.ts';
import type { Actor } from './actor.ts';
import { audit } from './audit.ts';
import { type Capability, capabilitiesOf, type PersonFunction } from './capabilities.ts';
import { newSecret } from './secret.ts';

/** A working day; then everybody proves again who they are. */
export const SESSION_MS = 12 * 3_600_000;
export const IDLE_MS = 3_600_000;
/** How exactly idleness is kept: a write for each question would be dear. */
const SEEN_STEP_MS = 60_000;

/** Where somebody signs in from. */
export interface Client {
  readonly address: string;
  readonly browser: string;
}

export const SessionView = Type.Object({
  id: Type.String(),
  method: Type.Enum(signInMethods),
  address: Type.String(),
  browser: Type.String({ description: 'User-Agent at sign-in' }),
  createdAt: Type.String({ description: 'Moment in UTC' }),
  lastSeenAt: Type.String({ description: 'Moment in UTC, to the minute' }),
  expiresAt: Type.String({ description: 'Moment in UTC' }),
  current: Type.Boolean({ description: 'The one that asks' }),
});
export type SessionView = Static<typeof SessionView>;

/** Somebody who is signed in. */
export interface SignedIn {
  readonly session: string;
  readonly person: { readonly id: string; readonly name: string; readonly email: string };
  readonly organisation: { readonly id: string; readonly name: string };
  readonly actor: Actor;
}

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

/** The organisation's part of what its people may do: a service that it has not subscribed to is none of theirs. */
interface Subscriber {
  readonly role: Role;
  readonly subscription: Subscription;
  readonly alerts_since: string | null;
}

/** Whether an organisation has the service that a capability belongs to, on the civil date `today` (`YYYY-MM-DD`). */
export function hasService(organisation: Subscriber, capability: Capability, today: string): boolean {
  if (organisation.role !== 'lab') return true;
  if (capability.startsWith('shortage.')) return organisation.subscription === 'recalls+shortages';
  if (capability.startsWith('alert.')) return organisation.alerts_since !== null && organisation.alerts_since <= today;
  return true;
}

/** The actor that a person is. */
function personActor(
  person: { id: string; name: string; functions: readonly PersonFunction[] },
  organisation: Subscriber & { id: string },
  today: string,
): Actor {
  const held = capabilitiesOf(organisation.role, person.functions);
  return {
    role: organisation.role,
    organisation: organisation.id,
    user: person.id,
    key: null,
    name: person.name,
    onCallFrom: null,
    may: (capability) => held.has(capability) && hasService(organisation, capability, today),
  };
}

/**
 * A new session for a person who proved who they are; its secret goes into the cookie and nowhere else. One that the browser
 * brought along ends: nothing that was there before the proof is worth anything after it.
 */
export async function startSession(
  trx: Trx,
  o: {
    readonly at: Date;
    readonly person: string;
    readonly method: SignInMethod;
    readonly client: Client;
    readonly before: string | null;
  },
): Promise<{ secret: string }> {
  const { at, person, method, client, before } = o;
  if (before !== null) {
    await trx
      .updateTable('session')
      .set({ ended_at: at })
      .where('token_hash', '=', hashOf(before))
      .where('ended_at', 'is', null)
      .execute();
  }
  const secret = newSecret();
  const id = ulid(at.getTime());
  const row = {
    id,
    token_hash: hashOf(secret),
    person,
    method,
    address: client.address,
    browser: client.browser.slice(0, 300),
    created_at: at,
    last_seen_at: at,
    expires_at: new Date(at.getTime() + SESSION_MS),
  };
  await trx.insertInto('session').values(row).execute();
  await trx
    .updateTable('person')
    .set({ active_at: at })
    .where('id', '=', person)
    .where('active_at', 'is', null)
    .execute();
  const who = await signedInBy(trx, row.token_hash, at);
  if (who === null) throw new Problem('state-conflict', { state: await whyOut(trx, person) });
  await audit(trx, who.actor, 'session.start', `session/${id}`, { method, address: client.address }, at);
  return { secret };
}

/** Why somebody who proved who they are does not come in. */
async function whyOut(trx: Trx, person: string): Promise<'suspended' | 'ended'> {
  const row = await trx
    .selectFrom('person')
    .select(['suspended_at', 'ended_at'])
    .where('id', '=', person)
    .executeTakeFirst();
  return row !== undefined && row.ended_at === null && row.suspended_at !== null ? 'suspended' : 'ended';
}

/** Who the secret of a cookie stands for, or null: unknown, ended, too old, or idle too long. Notes that they were here. */
export async function findSession({ db, clock }: Dependencies, secret: string): Promise<SignedIn | null> {
  const at = new Date(clock.wall());
  const found = await signedInBy(db, hashOf(secret), at);
  if (found === null) return null;
  if (at.getTime() - found.lastSeenAt.getTime() >= SEEN_STEP_MS) {
    await db.updateTable('session').set({ last_seen_at: at }).where('id', '=', found.session).execute();
  }
  return found;
}

/** Sessions that are not over, with their person and organisation. */
export function livingSessions(db: Executor, at: Date) {
  return db
    .selectFrom('session as s')
    .innerJoin('person as p', 'p.id', 's.person')
    .innerJoin('organisation as o', 'o.id', 'p.organisation')
    .where('s.ended_at', 'is', null)
    .where('s.expires_at', '>', at)
    .where('s.last_seen_at', '>', new Date(at.getTime() - IDLE_MS))
    .where('p.ended_at', 'is', null)
    .where('p.suspended_at', 'is', null)
    .where('o.closed_at', 'is', null);
}

async function signedInBy(
  db: Executor,
  tokenHash: string,
  at: Date,
): Promise<(SignedIn & { lastSeenAt: Date }) | null> {
  const row = await livingSessions(db, at)
    .select(['s.id as session', 's.last_seen_at', 'p.id as person', 'p.name', 'p.email', 'p.functions'])
    .select(['o.id as organisation', 'o.name as organisation_name', 'o.role', 'o.subscription', 'o.alerts_since'])
    .where('s.token_hash', '=', tokenHash)
    .executeTakeFirst();
  if (row === undefined) return null;
  const person = { id: row.person, name: row.name, email: row.email, functions: row.functions };
  const { role, subscription, alerts_since } = row;
  return {
    session: row.session,
    lastSeenAt: row.last_seen_at,
    person: { id: person.id, name: person.name, email: person.email },
    organisation: { id: row.organisation, name: row.organisation_name },
    actor: personActor(
      person,
      { id: row.organisation, role, subscription, alerts_since },
      at.toISOString().slice(0, 10),
    ),
  };
}

/** The sessions of a person that are open, newest first. */
export async function listSessions({ db, clock }: Dependencies, who: SignedIn): Promise<SessionView[]> {
  const at = clock.wall();
  const rows = await db
    .selectFrom('session')
    .selectAll()
    .where('person', '=', who.person.id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', new Date(at))
    .where('last_seen_at', '>', new Date(at - IDLE_MS))
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    method: row.method,
    address: row.address,
    browser: row.browser,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    current: row.id === who.session,
  }));
}

/** Ends one session of the person's own. Throws not-found for any other. */
export async function endSession({ db, clock }: Dependencies, who: SignedIn, session: string): Promise<void> {
  const at = new Date(clock.wall());
  await db.transaction().execute(async (trx) => {
    const ended = await trx
      .updateTable('session')
      .set({ ended_at: at })
      .where('id', '=', session)
      .where('person', '=', who.person.id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (Number(ended.numUpdatedRows) === 0) throw new Problem('not-found');
    await audit(trx, who.actor, 'session.end', `session/${session}`, {}, at);
  });
}
