/** Laboratories, the authority, the operator, wholesalers and hospitals, as the operator keeps them. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { CivilDate } from '../../protocol/bulletin.ts';
import { isCivilDate } from '../../protocol/date.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Executor, Trx } from '../store/database.ts';
import { subscriptions } from '../store/schema/access.ts';
import { roles } from '../workflow/transitions.ts';
import type { Actor } from './actor.ts';
import { audit } from './audit.ts';

const Name = Type.String({ minLength: 1, maxLength: 200 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const settings = {
  phone: Type.Optional(nullable(Type.String({ maxLength: 50 }))),
  email: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  subscription: Type.Optional(Type.Enum(subscriptions, { description: 'Of a laboratory; none: each use is billed' })),
  alertsSince: Type.Optional(nullable(CivilDate)),
  twoPerson: Type.Optional(
    Type.Boolean({ description: 'Of the authority: two different reviewers validate each revision' }),
  ),
};

export const OrganisationBody = Type.Object(
  { role: Type.Enum(roles), name: Name, ...settings },
  { additionalProperties: false },
);
export type OrganisationBody = Static<typeof OrganisationBody>;

/** What is left out stays as it is; null empties it. */
export const OrganisationChange = Type.Object(
  {
    name: Type.Optional(Name),
    closed: Type.Optional(Type.Boolean({ description: 'Nobody of it signs in, and its keys open nothing' })),
    ...settings,
  },
  { additionalProperties: false, minProperties: 1 },
);
export type OrganisationChange = Static<typeof OrganisationChange>;

const text = nullable(Type.String());
export const OrganisationView = Type.Object({
  id: Type.String(),
  role: Type.Enum(roles),
  name: Type.String(),
  phone: text,
  email: text,
  subscription: Type.Enum(subscriptions),
  alertsSince: nullable(Type.String({ description: 'Civil date from which it may use DP-Alertes' })),
  twoPerson: Type.Boolean(),
  createdAt: Type.String({ description: 'Moment in UTC' }),
  closedAt: text,
});
export type OrganisationView = Static<typeof OrganisationView>;

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

/** A new organisation. Throws request-invalid for a setting that its role does not have. */
export async function createOrganisation(
  { db, clock }: Dependencies,
  actor: Actor,
  body: OrganisationBody,
): Promise<OrganisationView> {
  const at = new Date(clock.wall());
  refuseOtherRole(body.role, body);
  const row = {
    id: ulid(at.getTime()),
    role: body.role,
    name: body.name,
    phone: body.phone || null,
    email: body.email || null,
    subscription: body.subscription ?? ('none' as const),
    alerts_since: body.alertsSince ?? null,
    two_person: body.twoPerson ?? false,
    created_at: at,
  };
  return db.transaction().execute(async (trx) => {
    await trx.insertInto('organisation').values(row).execute();
    await audit(trx, actor, 'organisation.create', `organisation/${row.id}`, { ...body }, at);
    return readOrganisation(trx, row.id);
  });
}

/** Changes what `change` names; closing ends every session of its people. Throws not-found and as `createOrganisation`. */
export async function changeOrganisation(
  { db, clock }: Dependencies,
  actor: Actor,
  id: string,
  change: OrganisationChange,
): Promise<OrganisationView> {
  const at = new Date(clock.wall());
  return db.transaction().execute(async (trx) => {
    const before = await lockOrganisation(trx, id);
    refuseOtherRole(before.role, change);
    await trx
      .updateTable('organisation')
      .set({
        name: change.name ?? before.name,
        phone: change.phone === undefined ? before.phone : change.phone || null,
        email: change.email === undefined ? before.email : change.email || null,
        subscription: change.subscription ?? before.subscription,
        alerts_since: change.alertsSince === undefined ? before.alerts_since : change.alertsSince,
        two_person: change.twoPerson ?? before.two_person,
        closed_at: change.closed === undefined ? before.closed_at : change.closed ? (before.closed_at ?? at) : null,
      })
      .where('id', '=', id)
      .execute();
    if (change.closed) {
      await trx
        .updateTable('session')
        .set({ ended_at: at })
        .where('ended_at', 'is', null)
        .where('person', 'in', (q) => q.selectFrom('person').select('id').where('organisation', '=', id))
        .execute();
    }
    await audit(trx, actor, 'organisation.change', `organisation/${id}`, { ...change }, at);
    return readOrganisation(trx, id);
  });
}

/** One organisation, locked until the transaction ends. Throws not-found. */
export async function lockOrganisation(trx: Trx, id: string) {
  const row = await trx.selectFrom('organisation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw new Problem('not-found', { field: 'organisation' });
  return row;
}

/** Throws not-found. */
export async function readOrganisation(db: Executor, id: string): Promise<OrganisationView> {
  const [found] = await select(db, { id, limit: 1 });
  if (found === undefined) throw new Problem('not-found', { field: 'organisation' });
  return found;
}

/** Oldest first; `next` is the `after` of the following page, null at the end. */
export async function listOrganisations(
  db: Executor,
  page: { limit: number; after?: string | undefined; role?: string | undefined },
): Promise<{ organisations: OrganisationView[]; next: string | null }> {
  const rows = await select(db, { ...page, limit: page.limit + 1 });
  const organisations = rows.slice(0, page.limit);
  return { organisations, next: rows.length > page.limit ? (organisations.at(-1)?.id ?? null) : null };
}

async function select(
  db: Executor,
  where: { id?: string; limit: number; after?: string | undefined; role?: string | undefined },
): Promise<OrganisationView[]> {
  const { id, limit, after, role } = where;
  const rows = await db
    .selectFrom('organisation')
    .selectAll()
    .$if(id !== undefined, (q) => q.where('id', '=', id as string))
    .$if(after !== undefined, (q) => q.where('id', '>', after as string))
    .$if(role !== undefined, (q) => q.where('role', '=', role as OrganisationBody['role']))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    name: row.name,
    phone: row.phone,
    email: row.email,
    subscription: row.subscription,
    alertsSince: row.alerts_since,
    twoPerson: row.two_person,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  }));
}

/** A civil date to the day. Throws date-invalid for a month, and for a day that does not exist. */
export function readDay(field: string, text: string): string {
  if (text.length === 10 && isCivilDate(text)) return text;
  throw new Problem('date-invalid', { field, expected: 'day' });
}

/** Laboratories subscribe; the authority has reviewers. */
function refuseOtherRole(
  role: string,
  given: {
    subscription?: string | undefined;
    alertsSince?: string | null | undefined;
    twoPerson?: boolean | undefined;
  },
): void {
  const refuse = (field: string, of: string) => {
    throw new Problem('request-invalid', { field, expected: 'setting-of-role', values: { role: of } });
  };
  if (role !== 'lab' && given.subscription !== undefined && given.subscription !== 'none')
    refuse('subscription', 'lab');
  if (role !== 'lab' && given.alertsSince) refuse('alertsSince', 'lab');
  if (role !== 'authority' && given.twoPerson) refuse('twoPerson', 'authority');
  if (given.alertsSince) readDay('alertsSince', given.alertsSince);
}
