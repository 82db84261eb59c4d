/**
 * What became of a bulletin: who has it on disk, who saw it, acknowledged it, reported, and which officines it has not
 * reached. Counts are of the revision published now; a workstation's times are of the newest revision it has.
 */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import type { Executor } from '../store/database.ts';
import { type Step, steps } from './progress.ts';
import { published } from './published.ts';

const Count = Type.Integer({ minimum: 0 });
const Time = Type.Union([Type.String(), Type.Null()], { description: 'Moment in UTC' });
const text = Type.Union([Type.String(), Type.Null()]);

const WorkstationTracking = Type.Object({
  id: Type.String(),
  name: Type.String(),
  revision: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'The newest revision it has, which the times are of; null: none yet',
  }),
  delivered: Time,
  displayed: Type.Union([Type.String(), Type.Null()], { description: 'A headless workstation never says it' }),
  acknowledged: Time,
  reported: Type.Union([Type.String(), Type.Null()], { description: 'Its latest report of isolated packs' }),
});

export const TrackingView = Type.Object({
  bulletin: Type.String(),
  revision: Type.Integer({ minimum: 1, description: 'The published revision that the counts are of' }),
  targeted: Type.Integer({
    minimum: 0,
    description: 'Workstations of the officines concerned, enrolled and not revoked',
  }),
  delivered: Count,
  displayed: Count,
  acknowledged: Count,
  reported: Count,
  officines: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      territory: text,
      workstations: Type.Array(WorkstationTracking),
    }),
  ),
  notReached: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      territory: text,
      phone: text,
      email: text,
      workstations: Type.Integer({ minimum: 0, description: 'Enrolled and not revoked' }),
    }),
    { description: 'Officines where no workstation has the published revision: to be told another way' },
  ),
});
export type TrackingView = Static<typeof TrackingView>;
type WorkstationTracking = Static<typeof WorkstationTracking>;

/** Times of one revision on one workstation. */
type Steps = Partial<Record<Step, Date>>;

/** The tracking of a published bulletin. Throws not-found, and state-conflict where nothing of it was published yet. */
export async function readTracking(db: Executor, bulletin: string): Promise<TrackingView> {
  const { revision, territories } = await published(db, bulletin);
  const officines = await concerned(db, territories);
  const times = await timesByWorkstation(db, bulletin);
  const counts = { delivered: 0, displayed: 0, acknowledged: 0, reported: 0 };
  let targeted = 0;
  const tracked = officines.map(({ contact, workstations }) => {
    const rows = workstations.map((workstation): WorkstationTracking => {
      targeted += 1;
      const own = times.get(workstation.id);
      const had = [...(own?.keys() ?? [])].filter((each) => each <= revision);
      const newest = had.length === 0 ? null : Math.max(...had);
      const found = newest === null ? {} : (own?.get(newest) ?? {});
      for (const step of steps) if (newest === revision && found[step] !== undefined) counts[step] += 1;
      return {
        ...workstation,
        revision: newest,
        delivered: iso(found.delivered),
        displayed: iso(found.displayed),
        acknowledged: iso(found.acknowledged),
        reported: iso(found.reported),
      };
    });
    const reached = rows.some((row) => row.revision === revision && row.delivered !== null);
    return { contact, rows, reached };
  });
  return {
    bulletin,
    revision,
    targeted,
    ...counts,
    officines: tracked.map(({ contact, rows }) => ({
      id: contact.id,
      name: contact.name,
      territory: contact.territory,
      workstations: rows,
    })),
    notReached: tracked
      .filter(({ reached }) => !reached)
      .map(({ contact, rows }) => ({ ...contact, workstations: rows.length })),
  };
}

interface Concerned {
  readonly contact: {
    readonly id: string;
    readonly name: string;
    readonly territory: string | null;
    readonly phone: string | null;
    readonly email: string | null;
  };
  readonly workstations: ReadonlyArray<{ readonly id: string; readonly name: string }>;
}

/** Officines inside the territories, an unknown territory being inside every measure (verdict.md), with their workstations. */
async function concerned(db: Executor, territories: readonly string[] | null): Promise<Concerned[]> {
  const officines = await db
    .selectFrom('officine')
    .select(['id', 'name', 'territory', 'phone', 'email'])
    .$if(territories !== null, (q) =>
      q.where((e) => e.or([e('territory', 'is', null), e('territory', 'in', [...(territories ?? [])])])),
    )
    .orderBy('id')
    .execute();
  const rows = await db
    .selectFrom('workstation')
    .select(['id', 'officine', 'name'])
    .where('revoked_at', 'is', null)
    .orderBy('enrolled_at')
    .orderBy('id')
    .execute();
  const workstations = Map.groupBy(rows, (row) => row.officine);
  return officines.map((contact) => ({
    contact,
    workstations: (workstations.get(contact.id) ?? []).map(({ id, name }) => ({ id, name })),
  }));
}

/** By workstation, then by revision. `delivered` is by the portal's clock, the rest by the workstation's. */
async function timesByWorkstation(db: Executor, bulletin: string): Promise<Map<string, Map<number, Steps>>> {
  const times = new Map<string, Map<number, Steps>>();
  const stepsOf = (workstation: string, revision: number): Steps => {
    const own = times.get(workstation) ?? new Map<number, Steps>();
    times.set(workstation, own);
    const found = own.get(revision) ?? {};
    own.set(revision, found);
    return found;
  };
  const deliveries = await db
    .selectFrom('delivery')
    .select(['workstation', 'revision', 'at'])
    .where('bulletin', '=', bulletin)
    .execute();
  for (const { workstation, revision, at } of deliveries) stepsOf(workstation, revision).delivered = at;
  const events = await db
    .selectFrom('workstation_event')
    .select(['workstation', 'revision', 'kind'])
    // A clock that runs ahead cannot make anything happen after we heard of it. The first acknowledgement counts, and the
    // latest report (contract, section 1).
    .select([sql<Date>`min(least(at, received_at))`.as('first'), sql<Date>`max(least(at, received_at))`.as('last')])
    .where('bulletin', '=', bulletin)
    .where('revision', 'is not', null)
    .where('kind', 'in', ['displayed', 'acknowledged', 'reported'])
    .groupBy(['workstation', 'revision', 'kind'])
    .execute();
  for (const { workstation, revision, kind, first, last } of events) {
    if (revision === null) continue;
    if (kind === 'reported') stepsOf(workstation, revision).reported = last;
    else stepsOf(workstation, revision)[kind as 'displayed' | 'acknowledged'] = first;
  }
  return times;
}

function iso(at: Date | undefined): string | null {
  return at === undefined ? null : at.toISOString();
}
