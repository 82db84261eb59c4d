/** The people of an organisation: who they are, and by their functions what they may do. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import type { Role } from '../workflow/transitions.ts';
import type { Actor } from './actor.ts';
import { audit } from './audit.ts';
import { capabilities, capabilitiesOf, functionNames, functionsOf, type PersonFunction } from './capabilities.ts';
import { lockOrganisation } from './organisations.ts';

const Name = Type.String({ minLength: 1, maxLength: 200 });
const Functions = Type.Array(Type.Enum(functionNames), { minItems: 1, maxItems: functionNames.length });

export const PersonBody = Type.Object(
  { email: Type.String({ maxLength: 254 }), name: Name, functions: Functions },
  { additionalProperties: false },
);
export type PersonBody = Static<typeof PersonBody>;

/** What is left out stays as it is. */
export const PersonChange = Type.Object(
  {
    name: Type.Optional(Name),
    functions: Type.Optional(Functions),
    suspended: Type.Optional(
      Type.Boolean({
        description: 'Signs in no more until it is taken back; passkeys stay, and open nothing meanwhile',
      }),
    ),
    ended: Type.Optional(Type.Literal(true, { description: 'Signs in no more; for good' })),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type PersonChange = Static<typeof PersonChange>;

export const PersonView = Type.Object({
  id: Type.String(),
  organisation: Type.String(),
  email: Type.String(),
  name: Type.String(),
  functions: Type.Array(Type.Enum(functionNames)),
  capabilities: Type.Array(Type.Enum(capabilities), { description: 'What the functions give' }),
  state: Type.Enum(['invited', 'active', 'suspended', 'ended'] as const),
  createdAt: Type.String({ description: 'Moment in UTC' }),
});
export type PersonView = Static<typeof PersonView>;

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

/** One spelling an account. Throws request-invalid for what is no address. */
export function readEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (!/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\.]+$/.test(email)) {
    throw new Problem('request-invalid', { field: 'email', expected: 'email' });
  }
  return email;
}

/**
 * A new person, who signs in by an invitation. Throws not-found, request-invalid for a function that the organisation does
 * not have, state-conflict where the address has an account.
 */
export async function createPerson(
  trx: Trx,
  clock: Clock,
  actor: Actor,
  organisation: string,
  body: PersonBody,
): Promise<PersonView> {
  const at = new Date(clock.wall());
  const { role, closed_at } = await lockOrganisation(trx, organisation);
  if (closed_at !== null) throw new Problem('state-conflict', { state: 'closed' });
  const email = readEmail(body.email);
  refuseOtherFunctions(role, body.functions);
  const row = {
    id: ulid(at.getTime()),
    organisation,
    email,
    name: body.name,
    functions: json([...new Set(body.functions)]),
    created_at: at,
  };
  const made = await trx
    .insertInto('person')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) {
    throw new Problem('state-conflict', { field: 'email', state: 'email-taken', expected: 'email-free' });
  }
  await audit(trx, actor, 'person.create', `person/${row.id}`, { organisation, functions: body.functions }, at);
  return readPerson(trx, row.id);
}

/** Changes what `change` names; whoever ends or is suspended is signed out everywhere. Throws not-found and as `createPerson`. */
export async function changePerson(
  { db, clock }: Dependencies,
  actor: Actor,
  id: string,
  change: PersonChange,
): Promise<PersonView> {
  const at = new Date(clock.wall());
  return db.transaction().execute(async (trx) => {
    const before = await lockPerson(trx, actor, id);
    if (before.ended_at !== null) throw new Problem('state-conflict', { state: 'ended' });
    if (change.functions !== undefined) refuseOtherFunctions(before.role, change.functions);
    await trx
      .updateTable('person')
      .set({
        name: change.name ?? before.name,
        functions: json([...new Set(change.functions ?? before.functions)]),
        suspended_at:
          change.suspended === undefined ? before.suspended_at : suspendedSince(change.suspended, before, at),
        ended_at: change.ended ? at : null,
      })
      .where('id', '=', id)
      .execute();
    if (change.ended) {
      for (const table of ['passkey', 'known_browser'] as const) {
        await trx.deleteFrom(table).where('person', '=', id).execute();
      }
    }
    // Whoever signs in meanwhile waits for our lock of the person (foreign key of `session`), and is then refused.
    if (change.ended || change.suspended) await endSessions(trx, id, at);
    await audit(trx, actor, actOf(change), `person/${id}`, { ...change }, at);
    return readPerson(trx, id);
  });
}

/** The first suspension stands until it is taken back. */
function suspendedSince(suspended: boolean, before: { suspended_at: Date | null }, at: Date): Date | null {
  return suspended ? (before.suspended_at ?? at) : null;
}

function actOf({ suspended }: PersonChange): string {
  if (suspended === undefined) return 'person.change';
  return suspended ? 'person.suspend' : 'person.reinstate';
}

/** Ends every session of a person; returns how many there were. */
export async function endSessions(trx: Trx, person: string, at: Date): Promise<number> {
  const ended = await trx
    .updateTable('session')
    .set({ ended_at: at })
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

/** A person with their organisation's role, locked. Throws not-found, also for somebody of an organisation not the actor's. */
export async function lockPerson(trx: Trx, actor: Actor, id: string) {
  const row = await trx
    .selectFrom('person as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisation')
    .selectAll('p')
    .select('o.role')
    .where('p.id', '=', id)
    .forUpdate('p')
    .executeTakeFirst();
  if (row === undefined || !keepsPeopleOf(actor, row.organisation)) throw new Problem('not-found');
  return row;
}

/** Whose people (and keys) an actor with `users.manage` keeps: its own organisation's; whoever keeps organisations, everybody's. */
export function keepsPeopleOf(actor: Actor, organisation: string): boolean {
  return actor.organisation === organisation || actor.may('organisations.manage');
}

/** Everybody who ever had an account in an organisation, oldest first. */
export async function listPeople(db: Executor, organisation: string): Promise<PersonView[]> {
  return select(db, { organisation });
}

async function readPerson(db: Executor, id: string): Promise<PersonView> {
  const [found] = await select(db, { id });
  if (found === undefined) throw new Problem('not-found');
  return found;
}

async function select(db: Executor, where: { id: string } | { organisation: string }): Promise<PersonView[]> {
  const rows = await db
    .selectFrom('person as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisation')
    .selectAll('p')
    .select('o.role')
    .where((e) => ('id' in where ? e('p.id', '=', where.id) : e('p.organisation', '=', where.organisation)))
    .orderBy('p.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    organisation: row.organisation,
    email: row.email,
    name: row.name,
    functions: row.functions,
    capabilities: [...capabilitiesOf(row.role, row.functions)],
    state: stateOf(row),
    createdAt: row.created_at.toISOString(),
  }));
}

function stateOf(row: Readonly<Record<'ended_at' | 'suspended_at' | 'active_at', Date | null>>): PersonView['state'] {
  if (row.ended_at !== null) return 'ended';
  if (row.suspended_at !== null) return 'suspended';
  return row.active_at === null ? 'invited' : 'active';
}

function refuseOtherFunctions(role: Role, given: readonly PersonFunction[]): void {
  const held = functionsOf(role);
  const other = given.findIndex((name) => !held.includes(name));
  if (other < 0) return;
  const values = { values: held.join(', ') };
  throw new Problem('request-invalid', { field: `functions[${other}]`, expected: 'one-of', values });
}
