/** One product that officines lack: where, since when, day by day, and every answer that was given. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import type { Executor } from '../store/database.ts';
import { boundTo } from './laboratories.ts';
import { readAnswers, readShortages, ShortageSummary, StandingAnswer } from './summary.ts';

/** Days and months of figures are those of the mainland, wherever the officine is: one day for all of them. */
export const ZONE = 'Europe/Paris';
const ANSWERS_SHOWN = 50;

const Count = Type.Integer({ minimum: 0 });

export const ShortageView = Type.Object({
  ...ShortageSummary.properties,
  departments: Type.Array(
    Type.Object({ territory: Type.Union([Type.String(), Type.Null()]), officines: Count, ofAll: Count }),
    { description: 'Officines that lack it now, and all that are enrolled there; territory null: not known' },
  ),
  days: Type.Array(
    Type.Object({
      day: Type.String({ description: 'Civil date, Europe/Paris' }),
      declared: Count,
      ended: Count,
      open: { ...Count, description: 'At the end of the day' },
    }),
    { description: 'The last days, today the last; days before the first declaration are zero' },
  ),
  answers: Type.Array(StandingAnswer, { description: `The newest first, at most ${ANSWERS_SHOWN}` }),
});
export type ShortageView = Static<typeof ShortageView>;

/** Throws not-found where the product is another laboratory’s. */
export async function readShortage(
  db: Executor,
  actor: Pick<Actor, 'role' | 'organisation'>,
  gtin: string,
  o: { readonly days: number; readonly now: number },
): Promise<ShortageView> {
  const [summary] = await readShortages(db, gtin);
  const own = boundTo(actor);
  if (summary === undefined || (own !== null && summary.laboratory?.id !== own)) throw new Problem('not-found');
  return {
    ...summary,
    departments: await departmentsOf(db, gtin),
    days: await daysOf(db, gtin, o.days, new Date(o.now)),
    answers: await readAnswers(db, gtin, ANSWERS_SHOWN),
  };
}

async function departmentsOf(db: Executor, gtin: string): Promise<ShortageView['departments']> {
  const { rows } = await sql<ShortageView['departments'][number]>`
    with lacking as (select territory, count(*)::int as officines from shortage_declaration
      where gtin = ${gtin} and closed_at is null group by territory),
    enrolled as (select territory, count(*)::int as n from officine group by territory)
    select l.territory, l.officines, greatest(coalesce(e.n, 0), l.officines) as "ofAll"
    from lacking l left join enrolled e on e.territory is not distinct from l.territory
    order by l.officines desc, l.territory`.execute(db);
  return rows;
}

async function daysOf(db: Executor, gtin: string, count: number, now: Date): Promise<ShortageView['days']> {
  const { rows } = await sql<ShortageView['days'][number] & { before: number }>`
    with span as (select (${now.toISOString()}::timestamptz at time zone ${ZONE})::date as today),
    days as (select day::date from span, generate_series(today - ${count - 1}::int, today, interval '1 day') as day),
    first as (select min(day)::timestamp at time zone ${ZONE} as at from days),
    declared as (select (opened_at at time zone ${ZONE})::date as day, count(*)::int as n
      from shortage_declaration, first where gtin = ${gtin} and opened_at >= first.at group by 1),
    ended as (select (closed_at at time zone ${ZONE})::date as day, count(*)::int as n
      from shortage_declaration, first where gtin = ${gtin} and closed_at >= first.at group by 1)
    select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(d.n, 0) as declared, coalesce(e.n, 0) as ended, 0 as open,
      (select count(*)::int from shortage_declaration, first
        where gtin = ${gtin} and opened_at < first.at and (closed_at is null or closed_at >= first.at)) as before
    from days left join declared d on d.day = days.day left join ended e on e.day = days.day order by days.day`.execute(
    db,
  );
  let open = rows[0]?.before ?? 0;
  return rows.map(({ day, declared, ended }) => {
    open += declared - ended;
    return { day, declared, ended, open };
  });
}
