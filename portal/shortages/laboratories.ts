/**
 * Whose product it is, and whether it is one of major therapeutic interest (MITM). The laboratory is the one that the operator
 * named for the code, else the one for the holder of the authorisation (titulaire) in the medicines database. A product of
 * which neither says anything is nobody’s, and the authority alone answers for it.
 */
import { type RawBuilder, sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { searchable } from '../products/search.ts';
import { type Executor, json, type Trx } from '../store/database.ts';

/** Id of the organisation whose product stands in `gtin` (a column of the query around it), or null. */
export function laboratoryOf(gtin: string): RawBuilder<string | null> {
  const code = sql.ref(gtin);
  return sql<string | null>`coalesce(
    (select lp.organisation from laboratory_product lp where lp.gtin = ${code}),
    (select lh.organisation from product p join laboratory_holder lh on lh.searched_holder = p.searched_holder
      where p.gtin = ${code}))`;
}

/** Whether it is of major interest: by the medicines database, or because the laboratory or the authority said so. */
export function majorInterest(gtin: string): RawBuilder<boolean> {
  const code = sql.ref(gtin);
  return sql<boolean>`(exists (select 1 from major_interest mi where mi.gtin = ${code})
    or exists (select 1 from product p where p.gtin = ${code} and p.mitm))`;
}

/** Name of the product for people, or null. */
export function productName(gtin: string): RawBuilder<string | null> {
  const code = sql.ref(gtin);
  return sql<string | null>`coalesce(
    (select p.name || ', ' || p.presentation from product p where p.gtin = ${code}),
    (select lp.name from laboratory_product lp where lp.gtin = ${code}),
    (select sa.name from shortage_answer sa where sa.gtin = ${code} and sa.name is not null
      order by sa.published_at desc limit 1))`;
}

/** Those of major interest among these products. */
export async function majorsOf(db: Executor, gtins: readonly string[]): Promise<Set<string>> {
  if (gtins.length === 0) return new Set();
  const { rows } = await sql<{ gtin: string }>`
    select one.gtin from jsonb_array_elements_text(${json(gtins)}::jsonb) as one(gtin)
    where ${majorInterest('one.gtin')}`.execute(db);
  return new Set(rows.map(({ gtin }) => gtin));
}

/** The laboratory that the actor speaks for alone: people and keys of one; null: it speaks for all of its role. */
export function boundTo(actor: Pick<Actor, 'role' | 'organisation'>): string | null {
  return actor.role === 'lab' ? actor.organisation : null;
}

/** Throws role-refused, naming the first code, at `field(index)`, that is not of the actor’s laboratory. */
export async function requireOwnProducts(
  db: Executor,
  actor: Actor,
  gtins: readonly string[],
  field: (index: number) => string,
): Promise<void> {
  const own = boundTo(actor);
  if (own === null) return;
  const { rows } = await sql<{ gtin: string }>`
    select one.gtin from jsonb_array_elements_text(${json(gtins)}::jsonb) as one(gtin)
    where ${laboratoryOf('one.gtin')} = ${own}`.execute(db);
  const mine = new Set(rows.map(({ gtin }) => gtin));
  const foreign = gtins.findIndex((gtin) => !mine.has(gtin));
  if (foreign !== -1) throw new Problem('role-refused', { field: field(foreign), expected: 'own-product' });
}

/**
 * Says that a product is of major interest beside what the medicines database says, or takes that back, which the authority
 * alone may. Throws role-refused.
 */
export async function setMajorInterest(trx: Trx, actor: Actor, gtin: string, major: boolean, at: Date): Promise<void> {
  await requireOwnProducts(trx, actor, [gtin], () => 'gtin');
  if (!major && actor.role !== 'authority')
    throw new Problem('role-refused', { field: 'major', expected: 'major-kept' });
  const { rows } = major
    ? await sql`insert into major_interest (gtin, by_organisation, at)
        values (${gtin}, ${actor.organisation}, ${at.toISOString()}::timestamptz) on conflict do nothing returning gtin`.execute(
        trx,
      )
    : await sql`delete from major_interest where gtin = ${gtin} returning gtin`.execute(trx);
  if (rows.length > 0) await audit(trx, actor, 'shortage.major', `product/${gtin}`, { major }, at);
}

export const LaboratoryBody = Type.Object(
  {
    holders: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      maxItems: 100,
      description: 'Names of authorisation holders in the medicines database: every product of theirs',
    }),
    products: Type.Array(
      Type.Object(
        { gtin: Type.String({ pattern: '^\\d{14}$' }), name: Type.Optional(Type.String({ maxLength: 300 })) },
        { additionalProperties: false },
      ),
      {
        maxItems: 2_000,
        description: 'Products besides, or in another’s place; what is no medicine has to stand here',
      },
    ),
  },
  { additionalProperties: false },
);
export type LaboratoryBody = Static<typeof LaboratoryBody>;

/** What a laboratory exploits. Throws not-found for an organisation that is no laboratory. */
export async function readLaboratory(db: Executor, organisation: string): Promise<LaboratoryBody> {
  await requireLaboratory(db, organisation);
  const holders = await db
    .selectFrom('laboratory_holder')
    .select('holder')
    .where('organisation', '=', organisation)
    .orderBy('searched_holder')
    .execute();
  const products = await db
    .selectFrom('laboratory_product')
    .select(['gtin', 'name'])
    .where('organisation', '=', organisation)
    .orderBy('gtin')
    .execute();
  return {
    holders: holders.map(({ holder }) => holder),
    products: products.map(({ gtin, name }) => ({ gtin, ...(name !== null && { name }) })),
  };
}

/**
 * Says anew what a laboratory exploits, the whole of it. Throws not-found, and state-conflict naming the first entry that is
 * another laboratory’s.
 */
export async function writeLaboratory(
  trx: Trx,
  actor: Actor,
  organisation: string,
  { holders, products }: LaboratoryBody,
  at: Date,
): Promise<LaboratoryBody> {
  await requireLaboratory(trx, organisation);
  await trx.deleteFrom('laboratory_holder').where('organisation', '=', organisation).execute();
  await trx.deleteFrom('laboratory_product').where('organisation', '=', organisation).execute();
  const keyed = holders.map((holder) => ({ searched_holder: searchable(holder), holder }));
  const { rows: held } = await sql<{ key: string }>`
    insert into laboratory_holder (searched_holder, holder, organisation)
    select distinct on (searched_holder) searched_holder, holder, ${organisation}
    from jsonb_to_recordset(${json(keyed)}::jsonb) as t(searched_holder text, holder text)
    on conflict do nothing returning searched_holder as key`.execute(trx);
  const { rows: made } = await sql<{ key: string }>`
    insert into laboratory_product (gtin, name, organisation)
    select distinct on (gtin) gtin, name, ${organisation}
    from jsonb_to_recordset(${json(products)}::jsonb) as t(gtin text, name text)
    on conflict do nothing returning gtin as key`.execute(trx);
  requireAll(
    keyed.map((one) => one.searched_holder),
    held,
    (index) => `holders[${index}]`,
  );
  requireAll(
    products.map(({ gtin }) => gtin),
    made,
    (index) => `products[${index}].gtin`,
  );
  const detail = { holders: holders.length, products: products.length };
  await audit(trx, actor, 'laboratory.products', `organisation/${organisation}`, detail, at);
  return readLaboratory(trx, organisation);
}

function requireAll(
  keys: readonly string[],
  made: ReadonlyArray<{ readonly key: string }>,
  field: (index: number) => string,
): void {
  const ours = new Set(made.map(({ key }) => key));
  const taken = keys.findIndex((key) => !ours.has(key));
  if (taken === -1) return;
  throw new Problem('state-conflict', {
    field: field(taken),
    state: 'other-laboratory',
    expected: 'no-other-laboratory',
  });
}

async function requireLaboratory(db: Executor, organisation: string): Promise<void> {
  const found = await db
    .selectFrom('organisation')
    .select('id')
    .where('id', '=', organisation)
    .where('role', '=', 'lab')
    .executeTakeFirst();
  if (found === undefined) throw new Problem('not-found', { field: 'organisation' });
}
