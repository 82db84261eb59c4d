/** Wholesalers, hospital pharmacies, and what the operator keeps of officines to write to them: fax and postal address. */
import Type, { type Static, type TSchema } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import { finessOf, territoryOf } from '../enrolment/officines.ts';
import { type Executor, json } from '../store/database.ts';
import { type Recipient, recipientKinds } from '../store/schema/outreach.ts';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const optional = <T extends TSchema>(schema: T) => Type.Optional(nullable(schema));

const Line = Type.String({ minLength: 1, maxLength: 100 });
export const AddressBody = Type.Object(
  {
    lines: Type.Array(Line, { minItems: 1, maxItems: 4, description: 'Between the name and the postal code' }),
    postalCode: Type.String({ minLength: 1, maxLength: 20 }),
    city: Line,
    country: optional(Type.String({ maxLength: 100, description: 'null: France' })),
  },
  { additionalProperties: false },
);

const fields = {
  finess: optional(Type.String({ description: 'FINESS number of the establishment: 9 characters' })),
  territory: optional(Type.String({ description: 'Department or overseas collectivity: FR-75, FR-974' })),
  phone: optional(Type.String({ maxLength: 50 })),
  email: optional(Type.String({ maxLength: 200 })),
  fax: optional(
    Type.String({ maxLength: 50, description: 'With or without the country code: 01 23 45 67 89, +33 1 23 45 67 89' }),
  ),
  address: optional(AddressBody),
  active: Type.Optional(Type.Boolean({ description: 'false: told nothing any more' })),
};

export const RecipientBody = Type.Object(
  {
    kind: Type.Enum(recipientKinds),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    officine: optional(Type.String({ description: 'With kind officine, and only there: its id' })),
    ...fields,
  },
  { additionalProperties: false },
);
export type RecipientBody = Static<typeof RecipientBody>;

export const RecipientView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(recipientKinds),
  name: Type.String(),
  officine: nullable(Type.String()),
  finess: nullable(Type.String()),
  territory: nullable(Type.String()),
  phone: nullable(Type.String()),
  email: nullable(Type.String()),
  fax: nullable(Type.String()),
  address: nullable(
    Type.Object({
      lines: Type.Array(Type.String()),
      postalCode: Type.String(),
      city: Type.String(),
      country: nullable(Type.String()),
    }),
  ),
  active: Type.Boolean(),
});
export type RecipientView = Static<typeof RecipientView>;

/** A new recipient. Throws request-invalid naming the field, state-conflict where there is one for this officine or FINESS. */
export async function createRecipient(
  db: Executor,
  clock: Clock,
  actor: Actor,
  body: RecipientBody,
): Promise<RecipientView> {
  const at = new Date(clock.wall());
  const row = { id: ulid(at.getTime()), ...(await columnsOf(db, body)), created_at: at, updated_at: at };
  return db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('recipient')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) {
      throw new Problem('state-conflict', { field: body.officine ? 'officine' : 'finess', state: 'known' });
    }
    await audit(trx, actor, 'recipient.create', `recipient/${made.id}`, { name: made.name, kind: made.kind }, at);
    return viewOf(made);
  });
}

/** Replaces what is kept of a recipient; its kind and officine stay. Throws not-found and as `createRecipient`. */
export async function replaceRecipient(
  db: Executor,
  clock: Clock,
  actor: Actor,
  id: string,
  body: RecipientBody,
): Promise<RecipientView> {
  const at = new Date(clock.wall());
  const { kind, officine, ...columns } = await columnsOf(db, body);
  return db.transaction().execute(async (trx) => {
    const before = await trx.selectFrom('recipient').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (before === undefined) throw new Problem('not-found');
    if (before.kind !== kind)
      throw new Problem('request-invalid', { field: 'kind', expected: 'unchanged', values: { value: before.kind } });
    if (before.officine !== officine) {
      throw new Problem('request-invalid', {
        field: 'officine',
        expected: 'unchanged',
        values: { value: before.officine ?? 'null' },
      });
    }
    const changed = await trx
      .updateTable('recipient')
      .set({ ...columns, updated_at: at })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(trx, actor, 'recipient.replace', `recipient/${id}`, { name: changed.name, active: changed.active }, at);
    return viewOf(changed);
  });
}

/** Recipients in the order they were made; `next` is the `after` of the following page, null at the end. */
export async function listRecipients(
  db: Executor,
  page: { limit: number; after?: string | undefined; kind?: RecipientBody['kind'] | undefined },
): Promise<{ recipients: RecipientView[]; next: string | null }> {
  const { limit, after, kind } = page;
  const rows = await db
    .selectFrom('recipient')
    .selectAll()
    .$if(after !== undefined, (q) => q.where('id', '>', after as string))
    .$if(kind !== undefined, (q) => q.where('kind', '=', kind as RecipientBody['kind']))
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const recipients = rows.slice(0, limit).map(viewOf);
  return { recipients, next: rows.length > limit ? (recipients.at(-1)?.id ?? null) : null };
}

/** Throws not-found. */
export async function readRecipient(db: Executor, id: string): Promise<RecipientView> {
  const row = await db.selectFrom('recipient').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new Problem('not-found');
  return viewOf(row);
}

async function columnsOf(db: Executor, body: RecipientBody) {
  const { kind, name, officine = null } = body;
  if ((kind === 'officine') !== (officine !== null)) {
    throw new Problem('request-invalid', {
      field: 'officine',
      expected: kind === 'officine' ? 'required' : 'officine-kind',
    });
  }
  if (officine !== null) {
    const known = await db.selectFrom('officine').select('id').where('id', '=', officine).executeTakeFirst();
    if (known === undefined) throw new Problem('request-invalid', { field: 'officine', expected: 'known-officine' });
  }
  const { address, ...columns } = checkedColumns(body);
  return { ...columns, kind, name, officine, address: address === null ? null : json(address) };
}

/** What is kept of a recipient beside its kind, name and officine. Throws request-invalid naming the field. Pure. */
export function checkedColumns({ finess, territory, phone, email, fax, address = null, active = true }: RecipientBody) {
  return {
    finess: finessOf(finess),
    territory: territoryOf(territory),
    phone: phone || null,
    email: emailOf(email),
    fax: faxOf(fax),
    address: address === null ? null : { ...address, country: address.country ?? null },
    active,
  };
}

function emailOf(text: string | null | undefined): string | null {
  if (!text) return null;
  // What a mail server decides; here only what no address can be without, and what would be two addresses or a header.
  if (!/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(text))
    throw new Problem('request-invalid', { field: 'email', expected: 'email' });
  return text;
}

/** E.164 (ITU-T): a national number of ten digits is French. */
export function faxOf(text: string | null | undefined): string | null {
  if (!text) return null;
  const dialled = text.replace(/[\s.()-]/g, '').replace(/^00/, '+');
  const number = /^0\d{9}$/.test(dialled) ? `+33${dialled.slice(1)}` : dialled;
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new Problem('request-invalid', { field: 'fax', expected: 'fax' });
  return number;
}

function viewOf({
  id,
  kind,
  name,
  officine,
  finess,
  territory,
  phone,
  email,
  fax,
  address,
  active,
}: Recipient): RecipientView {
  return {
    id,
    kind,
    name,
    officine,
    finess,
    territory,
    phone,
    email,
    fax,
    address: address && { ...address, lines: [...address.lines] },
    active,
  };
}
