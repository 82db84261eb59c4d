/** Officines that a published revision has not reached, or that have not acknowledged it: whom to telephone. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import type { Executor } from '../store/database.ts';
import { published } from './published.ts';

const text = Type.Union([Type.String(), Type.Null()]);

export const laggardSteps = ['delivered', 'acknowledged', 'reported'] as const;

export const Laggard = Type.Object({
  id: Type.String(),
  name: Type.String(),
  territory: text,
  finess: text,
  phone: text,
  email: text,
  workstations: Type.Integer({ minimum: 0, description: 'Enrolled and not revoked' }),
  delivered: Type.Integer({ minimum: 0, description: 'Of them, those that have the revision' }),
  lastSeenAt: Type.Union([Type.String(), Type.Null()], { description: 'Any of its workstations, in UTC; null: never' }),
  outreach: Type.Union(
    [Type.Enum(['open', 'acknowledged', 'reached', 'superseded', 'exhausted'] as const), Type.Null()],
    {
      description: 'How it stands with telling it without an agent; null: not begun',
    },
  ),
});
export type Laggard = Static<typeof Laggard>;

export interface LaggardFilter {
  /** What no workstation of the officine has done yet. */
  readonly step: (typeof laggardSteps)[number];
  readonly territory?: string | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** By id; `next` is the `after` of the following page, null at the end. Throws as `published`. */
export async function listLaggards(
  db: Executor,
  bulletin: string,
  { step, territory, limit, after }: LaggardFilter,
): Promise<{ revision: number; laggards: Laggard[]; next: string | null }> {
  const { revision, territories } = await published(db, bulletin);
  const done =
    step === 'delivered'
      ? sql`select 1 from delivery d where d.workstation = w.id and d.bulletin = ${bulletin} and d.revision = ${revision}`
      : sql`select 1 from workstation_event v
          where v.workstation = w.id and v.bulletin = ${bulletin} and v.revision = ${revision} and v.kind = ${step}`;
  const inside = territories === null ? null : JSON.stringify(territories);
  const { rows } = await sql<Omit<Laggard, 'lastSeenAt'> & { seen: Date | null }>`
    select o.id, o.name, o.territory, o.finess, o.phone, o.email,
      (select count(*)::int from workstation w where w.officine = o.id and w.revoked_at is null) workstations,
      (select count(*)::int from workstation w join delivery d
        on d.workstation = w.id and d.bulletin = ${bulletin} and d.revision = ${revision}
        where w.officine = o.id and w.revoked_at is null) delivered,
      (select max(w.last_seen_at) from workstation w where w.officine = o.id) seen,
      (select r.state from outreach r
        where r.bulletin = ${bulletin} and r.revision = ${revision} and r.kind = 'officine' and r.addressee = o.id
        limit 1) outreach
    from officine o
    where (${inside}::jsonb is null or o.territory is null
        or o.territory in (select jsonb_array_elements_text(${inside}::jsonb)))
      and (${territory ?? null}::text is null or o.territory = ${territory ?? null}::text)
      and o.id > ${after ?? ''}
      and not exists (
        select 1 from workstation w where w.officine = o.id and w.revoked_at is null and exists (${done}))
    order by o.id
    limit ${limit + 1}`.execute(db);
  const laggards = rows
    .slice(0, limit)
    .map(({ seen, ...row }) => ({ ...row, lastSeenAt: seen?.toISOString() ?? null }));
  return { revision, laggards, next: rows.length > limit ? (laggards.at(-1)?.id ?? null) : null };
}
