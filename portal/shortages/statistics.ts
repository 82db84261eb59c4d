/** Shortages over months: by month, product and laboratory, and for the profession as a whole. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { Problem } from '../../protocol/problems.ts';
import type { Executor } from '../store/database.ts';
import { laboratoryOf, majorInterest, productName } from './laboratories.ts';
import { ZONE } from './product.ts';

/** Months of one question. */
const MOST_MONTHS = 60;
const PRODUCTS_SHOWN = 200;

const Count = Type.Integer({ minimum: 0 });
const text = Type.Union([Type.String(), Type.Null()]);
const figures = {
  declarations: { ...Count, description: 'Begun in the time asked for' },
  automatic: { ...Count, description: 'Of these, by the time that passed' },
  ended: { ...Count, description: 'Of these, over by now' },
  meanDays: Type.Union([Type.Number(), Type.Null()], { description: 'How long those that are over lasted' }),
};

export const ShortageStatistics = Type.Object({
  from: Type.String({ description: 'First month' }),
  to: Type.String({ description: 'Last month' }),
  total: Type.Object({ ...figures, products: Count, officines: Count, answered: Count }),
  months: Type.Array(Type.Object({ month: Type.String(), products: Count, ...figures })),
  products: Type.Array(
    Type.Object({
      gtin: Type.String(),
      name: text,
      laboratory: text,
      major: Type.Boolean(),
      answered: Type.Boolean(),
      ...figures,
    }),
    { description: `The ${PRODUCTS_SHOWN} most declared` },
  ),
  laboratories: Type.Array(
    Type.Object({
      id: text,
      name: text,
      products: Count,
      answered: { ...Count, description: 'Products of these that the laboratory ever answered for' },
      ...figures,
    }),
    { description: 'id null: products that are nobody’s' },
  ),
});
export type ShortageStatistics = Static<typeof ShortageStatistics>;

/** What was declared of one product in one month. */
interface Cell {
  gtin: string;
  month: string;
  declarations: number;
  automatic: number;
  ended: number;
  seconds: number;
}
interface Product {
  gtin: string;
  name: string | null;
  laboratory: string | null;
  laboratory_name: string | null;
  major: boolean;
  answered: boolean;
}

/** `from`, `to`: months (`2026-01`), both included; `laboratory`: its products alone. Throws request-invalid, date-invalid. */
export async function readStatistics(
  db: Executor,
  { from, to, laboratory }: { readonly from: string; readonly to: string; readonly laboratory: string | null },
): Promise<ShortageStatistics> {
  const count = monthNumber(to, 'to') - monthNumber(from, 'from') + 1;
  if (count < 1) throw new Problem('request-invalid', { field: 'to', expected: 'range-order' });
  if (count > MOST_MONTHS) {
    throw new Problem('request-invalid', { field: 'to', expected: 'months-at-most', values: { limit: MOST_MONTHS } });
  }
  const begin = sql`(${`${from}-01`}::timestamp at time zone ${ZONE})`;
  const end = sql`((${`${to}-01`}::timestamp + interval '1 month') at time zone ${ZONE})`;
  const inTime = sql`d.opened_at >= ${begin} and d.opened_at < ${end}`;
  const { rows: cells } = await sql<Cell>`
    select d.gtin, to_char(d.opened_at at time zone ${ZONE}, 'YYYY-MM') as month, count(*)::int as declarations,
      (count(*) filter (where d.source = 'automatic'))::int as automatic, count(d.closed_at)::int as ended,
      coalesce(sum(extract(epoch from d.closed_at - d.opened_at)), 0)::float8 as seconds
    from shortage_declaration d where ${inTime} group by 1, 2`.execute(db);
  const gtins = JSON.stringify([...new Set(cells.map(({ gtin }) => gtin))]);
  const { rows: found } = await sql<Product>`
    select one.*, o.name as laboratory_name from (
      select code.gtin, ${productName('code.gtin')} as name, ${laboratoryOf('code.gtin')} as laboratory,
        ${majorInterest('code.gtin')} as major,
        exists (select 1 from shortage_answer a where a.gtin = code.gtin) as answered
      from jsonb_array_elements_text(${gtins}::jsonb) as code(gtin)) one
    left join organisation o on o.id = one.laboratory`.execute(db);
  const products = new Map(
    found.filter((one) => laboratory === null || one.laboratory === laboratory).map((one) => [one.gtin, one]),
  );
  const counted = cells.filter(({ gtin }) => products.has(gtin));
  const { rows: officines } = await sql<{ n: number }>`
    select count(distinct d.officine)::int as n from shortage_declaration d
    where ${inTime} ${laboratory === null ? sql`` : sql`and d.gtin in (select jsonb_array_elements_text(${JSON.stringify([...products.keys()])}::jsonb))`}`.execute(
    db,
  );
  return { from, to, ...rolledUp(counted, products, officines[0]?.n ?? 0) };
}

function rolledUp(
  cells: readonly Cell[],
  products: ReadonlyMap<string, Product>,
  officines: number,
): Omit<ShortageStatistics, 'from' | 'to'> {
  const by = <K>(key: (cell: Cell) => K) => [...Map.groupBy(cells, key)];
  const answered = (some: Iterable<string>) => [...some].filter((gtin) => products.get(gtin)?.answered).length;
  const gtinsOf = (some: readonly Cell[]) => new Set(some.map(({ gtin }) => gtin));
  return {
    total: { ...sumOf(cells), products: products.size, officines, answered: answered(products.keys()) },
    months: by(({ month }) => month)
      .map(([month, some]) => ({ month, products: gtinsOf(some).size, ...sumOf(some) }))
      .sort((a, b) => (a.month < b.month ? -1 : 1)),
    products: by(({ gtin }) => gtin)
      .map(([gtin, some]) => {
        const product = products.get(gtin);
        const { name = null, laboratory_name: laboratory = null, major = false, answered: has = false } = product ?? {};
        return { gtin, name, laboratory, major, answered: has, ...sumOf(some) };
      })
      .sort(mostFirst)
      .slice(0, PRODUCTS_SHOWN),
    laboratories: by(({ gtin }) => products.get(gtin)?.laboratory ?? null)
      .map(([id, some]) => {
        const gtins = gtinsOf(some);
        const name = products.get(some[0]?.gtin ?? '')?.laboratory_name ?? null;
        return { id, name, products: gtins.size, answered: answered(gtins), ...sumOf(some) };
      })
      .sort(mostFirst),
  };
}

function sumOf(cells: readonly Cell[]) {
  const sum = (key: 'declarations' | 'automatic' | 'ended' | 'seconds') =>
    cells.reduce((total, cell) => total + cell[key], 0);
  const ended = sum('ended');
  return {
    declarations: sum('declarations'),
    automatic: sum('automatic'),
    ended,
    meanDays: ended === 0 ? null : Math.round((sum('seconds') / ended / 86_400) * 10) / 10,
  };
}

function mostFirst(a: { declarations: number }, b: { declarations: number }): number {
  return b.declarations - a.declarations;
}

/** Months since year 0. */
function monthNumber(month: string, field: string): number {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (match === null) throw new Problem('date-invalid', { field, expected: 'month' });
  return Number(match[1]) * 12 + Number(match[2]);
}

/** The month, in the zone of the figures, `back` months before that of `now`. */
export function monthOf(now: number, back = 0): string {
  const [year, month] = new Date(now).toLocaleDateString('sv-SE', { timeZone: ZONE }).split('-').map(Number);
  const number = (year ?? 0) * 12 + (month ?? 1) - 1 - back;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}
