/** What everybody may read of the shortages: figures, in which no officine can be made out. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { SharedWork } from '../tracking/shared-work.ts';
import { monthOf, readStatistics } from './statistics.ts';
import { readShortages, type ShortageSummary } from './summary.ts';

/** Counts below it are not given: officines of a small department are known to each other. */
export const LEAST_COUNT = 5;
/** For so long an answer is given again, in seconds; whoever is between us and its readers may keep it as long. */
export const FRESH_SECONDS = 300;
const MONTHS = 12;
const PRODUCTS = 500;

const Count = Type.Union([Type.Integer({ minimum: LEAST_COUNT }), Type.Null()], {
  description: `null: fewer than ${LEAST_COUNT}, or what would tell another such count`,
});
const text = Type.Union([Type.String(), Type.Null()]);

export const PublicFigures = Type.Object({
  at: Type.String({ description: 'Moment in UTC' }),
  products: Type.Array(
    Type.Object({
      cip13: text,
      name: Type.String(),
      major: Type.Boolean({ description: 'Medicine of major therapeutic interest' }),
      officines: Count,
      answered: Type.Boolean(),
      anticipated: Type.Boolean(),
      expectedReturn: text,
    }),
    { description: `What officines lack now, or will; at most ${PRODUCTS}, the most lacked first` },
  ),
  departments: Type.Array(Type.Object({ territory: Type.String(), officines: Count }), {
    description: 'Officines that lack any product now',
  }),
  months: Type.Array(
    Type.Object({ month: Type.String(), declarations: Count, products: Type.Integer({ minimum: 0 }) }),
  ),
});
export type PublicFigures = Static<typeof PublicFigures>;

/** The figures, read at most every `FRESH_SECONDS` however many ask. */
export class PublicShortages {
  readonly #db: Executor;
  readonly #clock: Clock;
  readonly #work = new SharedWork<PublicFigures>();
  #kept: { readonly figures: PublicFigures; readonly at: number } | null = null;

  constructor({ db, clock }: { readonly db: Executor; readonly clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  async read(): Promise<PublicFigures> {
    const kept = this.#fresh();
    if (kept !== null) return kept;
    return this.#work.ask('figures', async () => {
      // Whoever asked with us may have read it already.
      const known = this.#fresh();
      if (known !== null) return known;
      const figures = await readFigures(this.#db, this.#clock.wall());
      this.#kept = { figures, at: this.#clock.monotonic() };
      return figures;
    });
  }

  #fresh(): PublicFigures | null {
    const kept = this.#kept;
    return kept !== null && this.#clock.monotonic() - kept.at < FRESH_SECONDS * 1_000 ? kept.figures : null;
  }
}

async function readFigures(db: Executor, now: number): Promise<PublicFigures> {
  const { rows: departments } = await sql<{ territory: string; officines: number }>`
    select territory, count(distinct officine)::int as officines from shortage_declaration
    where closed_at is null and territory is not null group by territory order by territory`.execute(db);
  const { months } = await readStatistics(db, { from: monthOf(now, MONTHS - 1), to: monthOf(now), laboratory: null });
  const lacking = await readShortages(db);
  return {
    at: new Date(now).toISOString(),
    products: lacking
      .sort((a, b) => b.officines - a.officines || (a.gtin < b.gtin ? -1 : 1))
      .slice(0, PRODUCTS)
      .map(productOf),
    departments: disclosed(departments),
    months: months.map(({ month, declarations, products }) => ({
      month,
      declarations: atLeast(declarations),
      products,
    })),
  };
}

function productOf({
  gtin,
  cip13,
  name,
  major,
  officines,
  answer,
}: ShortageSummary): PublicFigures['products'][number] {
  return {
    cip13,
    name: name ?? cip13 ?? gtin,
    major,
    officines: atLeast(officines),
    answered: answer !== null,
    anticipated: answer?.anticipated ?? false,
    expectedReturn: answer?.expectedReturn ?? null,
  };
}

function atLeast(count: number): number | null {
  return count < LEAST_COUNT ? null : count;
}

/**
 * Cells of one whole without the small ones. Where what is left out adds up to a small count itself, the smallest of the
 * others goes too, or whoever knows the whole would have it by taking away (secondary suppression).
 */
export function disclosed<T extends { readonly officines: number }>(
  cells: readonly T[],
): Array<Omit<T, 'officines'> & { officines: number | null }> {
  const bySize = cells.toSorted((a, b) => a.officines - b.officines);
  let hidden = bySize.findIndex(({ officines }) => officines >= LEAST_COUNT);
  if (hidden === -1) hidden = bySize.length;
  const sum = bySize.slice(0, hidden).reduce((total, { officines }) => total + officines, 0);
  if (hidden > 0 && (hidden === 1 || sum < LEAST_COUNT)) hidden += 1;
  const out = new Set(bySize.slice(0, hidden));
  return cells.map((cell) => ({ ...cell, officines: out.has(cell) ? null : cell.officines }));
}
