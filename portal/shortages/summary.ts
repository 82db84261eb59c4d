/** The products that officines lack or laboratories answer for, as they stand now. */
import { type RawBuilder, sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { CivilDate } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import { cip13OfGtin } from '../../protocol/product.ts';
import { searchable } from '../products/search.ts';
import type { Executor } from '../store/database.ts';
import { laboratoryOf, majorInterest, productName } from './laboratories.ts';

const text = Type.Union([Type.String(), Type.Null()]);
const date = Type.Union([CivilDate, Type.Null()]);
const moment = Type.Union([Type.String(), Type.Null()], { description: 'Moment in UTC' });

export const StandingAnswer = Type.Object({
  bulletin: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
  reference: Type.String(),
  anticipated: Type.Boolean(),
  publishedAt: Type.String({ description: 'Moment in UTC, of its first revision' }),
  endedAt: moment,
  from: date,
  expectedReturn: date,
  cause: text,
  alternatives: text,
});
export type StandingAnswer = Static<typeof StandingAnswer>;

export const ShortageSummary = Type.Object({
  gtin: Type.String(),
  cip13: text,
  name: text,
  laboratory: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()], {
    description: 'null: nobody’s, by the medicines database and by what the operator said',
  }),
  major: Type.Boolean({ description: 'Medicine of major therapeutic interest' }),
  officines: Type.Integer({ minimum: 0, description: 'That lack it now' }),
  since: moment,
  latest: moment,
  answer: Type.Union([StandingAnswer, Type.Null()], { description: 'null: nobody has answered yet' }),
});
export type ShortageSummary = Static<typeof ShortageSummary>;

/** What the columns of an answer in force are, in a query over `a` (shortage_answer) and `r` (bulletin_revision). */
const answerColumns = sql`a.bulletin, a.anticipated, a.published_at, a.ended_at, a.gtin, r.revision,
  r.content->>'reference' as reference, r.content->'shortage' as shortage`;
const inForce = sql`join bulletin b on b.id = a.bulletin
  join bulletin_revision r on r.bulletin = b.id and r.revision = b.in_force_revision`;

interface AnswerRow {
  gtin: string;
  bulletin: string;
  revision: number;
  reference: string;
  anticipated: boolean;
  published_at: Date;
  ended_at: Date | null;
  shortage: { from?: string; expectedReturn?: string; cause?: string; alternatives?: string };
}

function answerOf({ bulletin, revision, reference, anticipated, published_at, ended_at, shortage }: AnswerRow) {
  const { from, expectedReturn, cause, alternatives } = shortage;
  return {
    bulletin,
    revision,
    reference,
    anticipated,
    publishedAt: published_at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
    from: from ?? null,
    expectedReturn: expectedReturn ?? null,
    cause: cause ?? null,
    alternatives: alternatives ?? null,
  };
}

interface Lacking {
  gtin: string;
  officines: number;
  since: Date | null;
  latest: Date | null;
  name: string | null;
  major: boolean;
  laboratory: string | null;
  laboratory_name: string | null;
}

/** Every product that somebody lacks or that is answered for; or the one with this code, even if neither. */
export async function readShortages(db: Executor, gtin?: string): Promise<ShortageSummary[]> {
  const only = (column: RawBuilder<unknown>) => (gtin === undefined ? sql`true` : sql`${column} = ${gtin}`);
  const { rows } = await sql<Lacking>`
    with lacking as (
      select gtin, count(*)::int as officines, min(opened_at) as since, max(opened_at) as latest
      from shortage_declaration where closed_at is null and ${only(sql`gtin`)} group by gtin),
    named as (
      select gtin from lacking
      union select gtin from shortage_answer where ended_at is null and ${only(sql`gtin`)}
      ${gtin === undefined ? sql`` : sql`union select ${gtin}::text`}),
    owned as (select gtin, ${laboratoryOf('named.gtin')} as laboratory from named)
    select owned.gtin, coalesce(l.officines, 0) as officines, l.since, l.latest, owned.laboratory,
      o.name as laboratory_name, ${productName('owned.gtin')} as name, ${majorInterest('owned.gtin')} as major
    from owned left join lacking l on l.gtin = owned.gtin left join organisation o on o.id = owned.laboratory`.execute(
    db,
  );
  const { rows: answers } = await sql<AnswerRow>`
    select distinct on (a.gtin) ${answerColumns} from shortage_answer a ${inForce}
    where a.ended_at is null and ${only(sql`a.gtin`)} order by a.gtin, a.published_at desc`.execute(db);
  const standing = new Map(answers.map((row) => [row.gtin, answerOf(row)]));
  return rows.map((row) => ({
    gtin: row.gtin,
    cip13: cip13OfGtin(row.gtin),
    name: row.name,
    laboratory:
      row.laboratory === null || row.laboratory_name === null
        ? null
        : { id: row.laboratory, name: row.laboratory_name },
    major: row.major,
    officines: row.officines,
    since: row.since?.toISOString() ?? null,
    latest: row.latest?.toISOString() ?? null,
    answer: standing.get(row.gtin) ?? null,
  }));
}

/** Every answer ever given for a product, the newest first, at most `limit`. */
export async function readAnswers(db: Executor, gtin: string, limit: number): Promise<StandingAnswer[]> {
  const { rows } = await sql<AnswerRow>`
    select ${answerColumns} from shortage_answer a ${inForce}
    where a.gtin = ${gtin} order by a.published_at desc, a.bulletin desc limit ${limit}`.execute(db);
  return rows.map(answerOf);
}

export const shortageStates = ['all', 'unanswered', 'answered', 'anticipated'] as const;
export type ShortageState = (typeof shortageStates)[number];

export interface ShortageFilter {
  /** Of this organisation alone. */
  readonly laboratory: string | null;
  readonly state: ShortageState;
  readonly major?: boolean | undefined;
  /** Words of the name, or a part of the code. */
  readonly search?: string | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** A page of `all`, the product that most officines lack first. Throws request-invalid for a bad cursor. */
export function pageOf(
  all: readonly ShortageSummary[],
  { laboratory, state, major, search = '', limit, after }: ShortageFilter,
): { shortages: ShortageSummary[]; total: number; next: string | null } {
  const words = searchable(search).split(' ').filter(Boolean);
  const found = all.filter(
    (one) =>
      (laboratory === null || one.laboratory?.id === laboratory) &&
      inState[state](one) &&
      (major === undefined || one.major === major) &&
      words.every((word) => ` ${searchable(one.name ?? '')} ${one.gtin}`.includes(word)),
  );
  found.sort((a, b) => b.officines - a.officines || (a.gtin < b.gtin ? -1 : 1));
  const cursor = cursorOf(after);
  const begin =
    cursor === null
      ? 0
      : found.findIndex(
          (one) => one.officines < cursor.officines || (one.officines === cursor.officines && one.gtin > cursor.gtin),
        );
  const shortages = begin === -1 ? [] : found.slice(begin, begin + limit);
  const last = shortages.at(-1);
  const more = begin !== -1 && begin + limit < found.length;
  return { shortages, total: found.length, next: more && last ? `${last.officines}.${last.gtin}` : null };
}

const inState: Readonly<Record<ShortageState, (one: ShortageSummary) => boolean>> = {
  all: () => true,
  unanswered: ({ answer }) => answer === null,
  answered: ({ answer, officines }) => answer !== null && officines > 0,
  anticipated: ({ answer }) => answer?.anticipated === true,
};

function cursorOf(after: string | undefined): { officines: number; gtin: string } | null {
  if (after === undefined) return null;
  const match = /^(\d{1,9})\.(\d{14})$/.exec(after);
  if (match === null) throw new Problem('request-invalid', { field: 'after', expected: 'cursor' });
  return { officines: Number(match[1]), gtin: String(match[2]) };
}
