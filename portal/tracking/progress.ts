/**
 * How a published revision spreads: counts, the curve over time, how long it took, by department and by kind of recipient. Told
 * by the database in one statement, since 110,000 workstations are too many to send to a page each time one of them answers.
 */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { summarizeOutreach } from '../outreach/report.ts';
import type { Executor } from '../store/database.ts';
import { recipientKinds } from '../store/schema/outreach.ts';
import { type Published, published } from './published.ts';

export const steps = ['delivered', 'displayed', 'acknowledged', 'reported'] as const;
export type Step = (typeof steps)[number];

const Count = Type.Integer({ minimum: 0 });
const Seconds = Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
  description: 'Seconds since publication; null: nobody did',
});

const StepProgress = Type.Object({
  count: Type.Integer({ minimum: 0, description: 'Workstations' }),
  officines: Type.Integer({ minimum: 0, description: 'Officines with at least one of them' }),
  median: Seconds,
  p95: Seconds,
  points: Type.Array(Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 2 }), {
    description: 'Cumulative: [seconds since publication, workstations by then], where it rose',
  }),
});

const perDepartment = { officines: Count, workstations: Count, reached: Count, officinesAcknowledged: Count };

export const Spread = Type.Object({
  bulletin: Type.String(),
  revision: Type.Integer({ minimum: 1, description: 'The published revision that everything here is of' }),
  publishedAt: Type.String({ description: 'Moment in UTC' }),
  targeted: Type.Object({ officines: Count, workstations: Count }),
  steps: Type.Object({
    delivered: StepProgress,
    displayed: StepProgress,
    acknowledged: StepProgress,
    reported: StepProgress,
  }),
  bucketSeconds: Type.Integer({ minimum: 1, description: 'How far apart points are at least' }),
  departments: Type.Array(
    Type.Object({
      territory: Type.Union([Type.String(), Type.Null()], {
        description: 'null: officines whose territory is not known',
      }),
      ...perDepartment,
      delivered: Count,
      displayed: Count,
      acknowledged: Count,
      reported: Count,
    }),
    { description: 'Steps count workstations; `reached` officines with the revision on one of them' },
  ),
  recipients: Type.Array(
    Type.Object({
      kind: Type.Enum(recipientKinds),
      channel: Type.Enum(['agent', 'other'] as const, { description: 'other: e-mail, fax, letter, telephone' }),
      targeted: Count,
      reached: Type.Integer({
        minimum: 0,
        description: 'Known to have it: delivered, or acknowledged without an agent',
      }),
      acknowledged: Count,
      exhausted: Type.Integer({ minimum: 0, description: 'Everything was tried and nobody answered' }),
    }),
  ),
});
export type Spread = Static<typeof Spread>;

export const Progress = Type.Object({
  ...Spread.properties,
  asOf: Type.String({ description: 'Moment in UTC' }),
});
export type Progress = Static<typeof Progress>;

/** Points of a curve at most, and the widths they are apart: what people know a clock by. */
const POINTS = 120;
const widths = [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800, 2_592_000];

/** The progress of the revision published now. Throws not-found, and state-conflict where nothing of it was published yet. */
export async function readProgress(db: Executor, bulletin: string, now: number): Promise<Progress> {
  const spread = await readSpread(db, bulletin, await published(db, bulletin));
  return { ...spread, asOf: new Date(now).toISOString() };
}

/** The same of a revision that was published, whether or not another one has replaced it. */
export async function readSpread(
  db: Executor,
  bulletin: string,
  { revision, territories, publishedAt }: Published,
): Promise<Spread> {
  const { rows } = await progressQuery(bulletin, revision, territories, publishedAt).execute(db);
  const found = rows[0];
  if (found === undefined) throw new Error('an aggregate gives one row');
  const { targeted, width, times, points, departments } = found;
  const outreach = await summarizeOutreach(db, bulletin, revision);
  const others = (outreach?.kinds ?? []).filter(({ told }) => told > 0);
  const stepOf = (step: Step) => {
    const own = times.find((row) => row.step === step);
    const rose = points.filter((point) => point.step === step).sort((a, b) => a.bucket - b.bucket);
    let count = 0;
    return {
      count: own?.n ?? 0,
      officines: own?.officines ?? 0,
      median: own?.median ?? null,
      p95: own?.p95 ?? null,
      points: rose.map(({ bucket, n }) => {
        count += n;
        // The end of the bucket: by then all of it had happened.
        return [(bucket + 1) * width, count];
      }),
    };
  };
  const byStep = {
    delivered: stepOf('delivered'),
    displayed: stepOf('displayed'),
    acknowledged: stepOf('acknowledged'),
    reported: stepOf('reported'),
  };
  return {
    bulletin,
    revision,
    publishedAt: publishedAt.toISOString(),
    targeted,
    steps: byStep,
    bucketSeconds: width,
    departments,
    recipients: [
      {
        kind: 'officine',
        channel: 'agent',
        targeted: targeted.officines,
        reached: byStep.delivered.officines,
        acknowledged: byStep.acknowledged.officines,
        exhausted: 0,
      },
      ...others.map(({ kind, told, acknowledged, reached, exhausted }) => ({
        kind,
        channel: 'other' as const,
        targeted: told,
        reached: acknowledged + reached,
        acknowledged,
        exhausted,
      })),
    ],
  };
}

interface ProgressRow {
  readonly targeted: { readonly officines: number; readonly workstations: number };
  readonly width: number;
  readonly times: ReadonlyArray<{
    readonly step: Step;
    readonly n: number;
    readonly officines: number;
    readonly median: number;
    readonly p95: number;
  }>;
  readonly points: ReadonlyArray<{ readonly step: Step; readonly bucket: number; readonly n: number }>;
  readonly departments: Progress['departments'];
}

/**
 * A clock that runs ahead cannot make anything happen after we heard of it, nor one that is late before it was published. An
 * unknown territory is inside every measure (verdict.md). The numbers of `steps` in order are 0 to 3.
 */
function progressQuery(bulletin: string, revision: number, territories: readonly string[] | null, publishedAt: Date) {
  const since = sql`${publishedAt.toISOString()}::timestamptz`;
  const inside = territories === null ? null : JSON.stringify(territories);
  return sql<ProgressRow>`
    with o as materialized (
      select id, territory from officine
      where ${inside}::jsonb is null or territory is null
        or territory in (select jsonb_array_elements_text(${inside}::jsonb))
    ), e as materialized (
      select workstation,
        min(least(at, received_at)) filter (where kind = 'displayed') displayed,
        min(least(at, received_at)) filter (where kind = 'acknowledged') acknowledged,
        min(least(at, received_at)) filter (where kind = 'reported') reported
      from workstation_event
      where bulletin = ${bulletin} and revision = ${revision} and kind in ('displayed', 'acknowledged', 'reported')
      group by workstation
    ), w as materialized (
      select w.officine, o.territory, d.at delivered, e.displayed, e.acknowledged, e.reported
      from o join workstation w on w.officine = o.id and w.revoked_at is null
        left join delivery d on d.workstation = w.id and d.bulletin = ${bulletin} and d.revision = ${revision}
        left join e on e.workstation = w.id
    ), s as materialized (
      select v.step, w.officine, greatest(0, extract(epoch from v.at - ${since}))::float8 seconds
      from w, lateral (values ('delivered', w.delivered), ('displayed', w.displayed),
        ('acknowledged', w.acknowledged), ('reported', w.reported)) v (step, at)
      where v.at is not null
    ), width as materialized (
      select coalesce(
        (select min(each) from unnest(${sql.raw(`array[${widths.join()}]`)}) each
          where each * ${POINTS}::float8 >= (select coalesce(max(seconds), 0) from s)),
        ${widths.at(-1)}::int) width
    )
    select
      (select jsonb_build_object('officines', (select count(*) from o), 'workstations', (select count(*) from w))) targeted,
      (select width from width) width,
      coalesce((select jsonb_agg(t) from (
        select step, count(*) n, count(distinct officine) officines,
          percentile_disc(0.5) within group (order by seconds) median,
          percentile_disc(0.95) within group (order by seconds) p95
        from s group by step) t), '[]') times,
      coalesce((select jsonb_agg(p) from (
        select step, floor(seconds / (select width from width))::int bucket, count(*) n from s group by 1, 2) p), '[]') points,
      coalesce((select jsonb_agg(t) from (
        select o.territory, count(*) officines, coalesce(sum(f.workstations), 0)::int workstations,
          count(*) filter (where f.delivered > 0) reached, count(*) filter (where f.acknowledged > 0) "officinesAcknowledged",
          coalesce(sum(f.delivered), 0)::int delivered, coalesce(sum(f.displayed), 0)::int displayed,
          coalesce(sum(f.acknowledged), 0)::int acknowledged, coalesce(sum(f.reported), 0)::int reported
        from o left join (
          select officine, count(*) workstations, count(delivered) delivered, count(displayed) displayed,
            count(acknowledged) acknowledged, count(reported) reported
          from w group by officine) f on f.officine = o.id
        group by o.territory order by o.territory nulls last) t), '[]') departments`;
}
