/** Recipients from a list: new ones made, known ones brought up to date, what is wrong told by row. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { excerpt } from '../../../protocol/excerpt.ts';
import { isMessageKey, type Language, say } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import type { Actor } from '../../access/actor.ts';
import { audit } from '../../access/audit.ts';
import type { Clock } from '../../clock.ts';
import { finessOf } from '../../enrolment/officines.ts';
import { digestOf } from '../../store/canonical.ts';
import { type Executor, json, type Trx } from '../../store/database.ts';
import { type Recipient, type RecipientKind, recipientKinds } from '../../store/schema/outreach.ts';
import { checkedColumns } from '../recipients.ts';
import { type RecipientField, recipientFields } from './columns.ts';
import { faultOf, type RecipientRow, type RowFault, readRecipientList } from './list.ts';

const MOST_ROWS = 50_000;
/** Rows of one statement. */
const CHUNK = 1_000;
const VALUE_SHOWN = 60;

export const ImportBody = Type.Object(
  {
    text: Type.Optional(Type.String({ description: 'Rows as pasted, header first: tab, ; or , between cells' })),
    file: Type.Optional(
      Type.String({ contentEncoding: 'base64', description: 'A CSV file in base64, UTF-8 or Windows-1252' }),
    ),
    kind: Type.Optional(Type.Enum(recipientKinds, { description: 'Of rows that name none' })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Says what would come of it, and changes nothing' })),
  },
  { additionalProperties: false },
);
export type ImportBody = Static<typeof ImportBody>;

const Count = Type.Integer({ minimum: 0 });
export const ImportAnswer = Type.Object({
  dryRun: Type.Boolean(),
  columns: Type.Array(
    Type.Object({
      header: Type.String(),
      field: Type.Union([Type.Enum(recipientFields), Type.Null()], { description: 'null: not read' }),
    }),
  ),
  rows: Type.Integer({ minimum: 0, description: 'That hold something, without the header' }),
  created: Count,
  updated: Count,
  unchanged: Count,
  errors: Type.Array(
    Type.Object({
      row: Type.Integer({ minimum: 1, description: 'As the spreadsheet counts, the header included' }),
      column: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'null: no such column' }),
      field: Type.Enum(recipientFields),
      value: Type.String({ description: 'The cell' }),
      code: Type.String({ description: 'What was expected there' }),
      text: Type.String({ description: 'In the language of Accept-Language' }),
    }),
  ),
  rest: Type.String({ description: 'Header and rows that were not taken, as typed; empty: none' }),
});
export type ImportAnswer = Static<typeof ImportAnswer>;

/**
 * Takes the rows that are right. A wholesaler or hospital is known by its FINESS, else by its name; an officine by its id or
 * FINESS. Columns that the list does not have stay as they are. Throws request-invalid where it has no header, too-large.
 */
export async function importRecipients(
  db: Executor,
  clock: Clock,
  actor: Actor,
  text: string,
  o: { kind?: RecipientKind | undefined; dryRun?: boolean | undefined; language: Language },
): Promise<ImportAnswer> {
  const list = readRecipientList(text, o.kind);
  if (list.columns === null) throw new Problem('request-invalid', { field: 'text', expected: 'recipient-columns' });
  const rows = list.rows.length + list.refused.size;
  if (rows > MOST_ROWS) {
    throw new Problem('too-large', { field: 'text', expected: 'list-rows', values: { limit: MOST_ROWS } });
  }
  const at = new Date(clock.wall());
  const outcome = await db.transaction().execute(async (trx) => {
    const planned = plan(list.rows, await knownOf(trx), at);
    if (o.dryRun !== true && planned.changes.length > 0) {
      await write(trx, planned.changes);
      const { created, updated } = planned;
      await audit(trx, actor, 'recipient.import', 'recipients', { created, updated, list: digestOf(text) }, at);
    }
    return planned;
  });
  const faults = [...list.faults, ...outcome.faults].sort((a, b) => a.row - b.row);
  const refused = new Map(list.refused);
  for (const { row, raw } of list.rows) if (outcome.faults.some((fault) => fault.row === row)) refused.set(row, raw);
  const kept = [...refused].sort(([a], [b]) => a - b).map(([, raw]) => raw);
  return {
    dryRun: o.dryRun === true,
    columns: [...list.columns],
    rows,
    created: outcome.created,
    updated: outcome.updated,
    unchanged: outcome.unchanged,
    errors: faults.map((fault) => ({
      row: fault.row,
      column: fault.column,
      field: fault.field,
      value: fault.value,
      code: fault.expected,
      text: sentence(o.language, fault),
    })),
    rest:
      kept.length === 0 ? '' : [list.header, ...kept].map((raw) => (raw.endsWith('\n') ? raw : `${raw}\n`)).join(''),
  };
}

function sentence(language: Language, { expected, values, value }: RowFault): string {
  const key = `expected.${expected}`;
  const wanted = isMessageKey(key) ? say(language, key, values) : expected;
  return say(language, 'list.fault.expected', { value: excerpt(value, VALUE_SHOWN), expected: wanted });
}

type Columns = Pick<
  Recipient,
  'kind' | 'name' | 'officine' | 'finess' | 'territory' | 'phone' | 'email' | 'fax' | 'address' | 'active'
>;
type Change = Columns & { readonly id: string; readonly created_at: Date; readonly updated_at: Date };

interface Known {
  readonly recipients: ReadonlyMap<string, Recipient>;
  /** Name by id, and id by FINESS. */
  readonly officines: ReadonlyMap<string, string>;
  readonly byFiness: ReadonlyMap<string, string>;
}

async function knownOf(trx: Trx): Promise<Known> {
  const recipients = await trx.selectFrom('recipient').selectAll().forUpdate().execute();
  const officines = await trx.selectFrom('officine').select(['id', 'name', 'finess']).execute();
  return {
    recipients: new Map(recipients.flatMap((row) => keysOf(row).map((key) => [key, row] as const))),
    officines: new Map(officines.map(({ id, name }) => [id, name])),
    byFiness: new Map(officines.flatMap(({ id, finess }) => (finess === null ? [] : [[finess, id] as const]))),
  };
}

/** What a row is known by; the first that is known counts. */
function keysOf({ kind, officine, finess, name }: Pick<Columns, 'kind' | 'officine' | 'finess' | 'name'>): string[] {
  if (officine !== null) return [`officine ${officine}`];
  return [...(finess === null ? [] : [`${kind} finess ${finess}`]), `${kind} name ${name.toLowerCase()}`];
}

function plan(rows: readonly RecipientRow[], known: Known, at: Date) {
  const faults: RowFault[] = [];
  const changes: Change[] = [];
  const said = new Map<string, number>();
  let [created, updated, unchanged] = [0, 0, 0];
  for (const row of rows) {
    const read = columnsOfRow(row, known);
    if ('expected' in read) {
      faults.push(read);
      continue;
    }
    const keys = keysOf(read);
    const twice = keys.map((key) => said.get(key)).find((other) => other !== undefined);
    if (twice !== undefined) {
      faults.push(row.fault(read.kind === 'officine' ? 'officine' : 'name', 'recipient-once', { row: twice }));
      continue;
    }
    for (const key of keys) said.set(key, row.row);
    const found = keys.map((key) => known.recipients.get(key)).find((each) => each !== undefined);
    // Another one of the same name with a FINESS of its own is another establishment.
    const before = found?.finess && read.finess && found.finess !== read.finess ? undefined : found;
    if (before === undefined) {
      created += 1;
      changes.push({ ...read, id: ulid(at.getTime()), created_at: at, updated_at: at });
      continue;
    }
    // By its FINESS in one row, by its name in another.
    const again = said.get(`id ${before.id}`);
    if (again !== undefined) {
      faults.push(row.fault('name', 'recipient-once', { row: again }));
      continue;
    }
    said.set(`id ${before.id}`, row.row);
    const after = { ...before, ...toldOf(row.told, read, before) };
    if (digestOf({ ...after }) === digestOf({ ...before })) unchanged += 1;
    else {
      updated += 1;
      changes.push({ ...after, updated_at: at });
    }
  }
  return { faults, changes, created, updated, unchanged };
}

function columnsOfRow(row: RecipientRow, known: Known): Columns | RowFault {
  const { body } = row;
  try {
    let officine: string | null = null;
    let { name } = body;
    if (body.kind === 'officine') {
      const finess = finessOf(body.finess);
      officine = body.officine || (finess === null ? null : (known.byFiness.get(finess) ?? null));
      const own = officine === null ? undefined : known.officines.get(officine);
      if (own === undefined) return row.fault(body.officine ? 'officine' : 'finess', 'known-officine');
      if (!row.told.has('name')) name = own;
    }
    return { ...checkedColumns(body), kind: body.kind, name, officine };
  } catch (error) {
    return faultOf(row, error);
  }
}

/** What the list says, where it has a column for it. */
function toldOf(told: ReadonlySet<RecipientField>, read: Columns, before: Columns): Partial<Columns> {
  const address = told.has('line1') || told.has('postalCode') || told.has('city');
  return {
    name: told.has('name') ? read.name : before.name,
    finess: told.has('finess') ? read.finess : before.finess,
    territory: told.has('territory') ? read.territory : before.territory,
    phone: told.has('phone') ? read.phone : before.phone,
    email: told.has('email') ? read.email : before.email,
    fax: told.has('fax') ? read.fax : before.fax,
    address: address ? read.address : before.address,
    active: told.has('active') ? read.active : before.active,
  };
}

async function write(trx: Trx, changes: readonly Change[]): Promise<void> {
  for (let from = 0; from < changes.length; from += CHUNK) {
    const rows = changes.slice(from, from + CHUNK);
    await sql`
      insert into recipient (id, kind, officine, name, finess, territory, phone, email, fax, address, active, created_at, updated_at)
      select id, kind, officine, name, finess, territory, phone, email, fax, address, active, created_at, updated_at
      from jsonb_to_recordset(${json(rows)}::jsonb) r (
        id text, kind text, officine text, name text, finess text, territory text, phone text, email text, fax text,
        address jsonb, active boolean, created_at timestamptz, updated_at timestamptz)
      on conflict (id) do update set name = excluded.name, finess = excluded.finess, territory = excluded.territory,
        phone = excluded.phone, email = excluded.email, fax = excluded.fax, address = excluded.address,
        active = excluded.active, updated_at = excluded.updated_at`.execute(trx);
  }
}
