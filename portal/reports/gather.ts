/**
 * Gathers a report as one moment of the database sees it. Rows go to a file as they come, so that neither 22,000 officines
 * stand in memory nor a reader on a slow line keeps a transaction open.
 */
import { sql } from 'kysely';
import type { BulletinContent } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import { outreachViews } from '../outreach/report.ts';
import type { Executor, Trx } from '../store/database.ts';
import { readSpread } from '../tracking/progress.ts';
import { type Published, publishedRevisions } from '../tracking/published.ts';
import type { Role } from '../workflow/transitions.ts';
import type { OfficineRow, RecipientRow, ReportHead, TimelineItem, Told } from './content.ts';
import { REPORT_FORMAT } from './content.ts';
import type { Rows } from './rows.ts';
import { measureOf, totalsOf } from './totals.ts';

/** Rows of one query. */
const PAGE = 1_000;

export interface Gathered {
  readonly officines: Rows<OfficineRow>;
  readonly recipients: Rows<RecipientRow>;
}

/**
 * Writes the rows of a bulletin's report and returns what stands beside them. Throws not-found, and state-conflict where
 * nothing of it was published yet.
 */
export function gather(db: Executor, bulletin: string, into: Gathered): Promise<ReportHead> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const head = await readHead(trx, bulletin);
      const revisions = await publishedRevisions(trx, bulletin);
      const newest = revisions.at(-1);
      if (newest === undefined) throw new Problem('state-conflict', { state: await stateOf(trx, bulletin) });
      const targets = head.published.flatMap(({ content }) => content.recall?.targets ?? content.alert?.targets ?? []);
      const totals = totalsOf(measureOf(head.published), targets);
      for await (const row of officines(trx, bulletin, revisions)) {
        totals.add(row);
        await into.officines.write(row);
      }
      for await (const row of recipients(trx, bulletin)) await into.recipients.write(row);
      const reach = [];
      for (const revision of revisions) reach.push(await readSpread(trx, bulletin, revision));
      return { ...head, reach, ...totals.result() };
    });
}

async function stateOf(trx: Trx, bulletin: string) {
  const { state } = await trx
    .selectFrom('bulletin_revision')
    .select('state')
    .where('bulletin', '=', bulletin)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return state;
}

async function readHead(trx: Trx, id: string): Promise<Omit<ReportHead, 'reach' | 'quantities' | 'totals'>> {
  const bulletin = await trx
    .selectFrom('bulletin as b')
    .leftJoin('organisation as o', 'o.id', 'b.organisation')
    .selectAll('b')
    .select('o.name as organisation_name')
    .where('b.id', '=', id)
    .executeTakeFirst();
  if (bulletin === undefined) throw new Problem('not-found');
  const published = await trx
    .selectFrom('bulletin_revision as r')
    .innerJoin('feed_entry as f', 'f.position', 'r.position')
    .select(['r.revision', 'r.state', 'r.lift', 'r.reason', 'r.content', 'f.position', 'f.hash', 'f.at'])
    .where('r.bulletin', '=', id)
    .orderBy('r.revision')
    .execute();
  const { organisation, organisation_name: name } = bulletin;
  return {
    format: REPORT_FORMAT,
    bulletin: {
      id,
      kind: bulletin.kind as ReportHead['bulletin']['kind'],
      author: bulletin.author_role as Role,
      organisation: organisation === null || name === null ? null : { id: organisation, name },
      createdAt: bulletin.created_at.toISOString(),
      lifted: bulletin.lifted,
    },
    published: published.map(({ revision, state, lift, reason, content, position, hash, at }) => ({
      revision,
      state,
      publishedAt: at.toISOString(),
      lift,
      reason,
      position,
      entryHash: hash,
      content: content as BulletinContent,
    })),
    timeline: await readTimeline(trx, id, new Set(published.map(({ revision }) => revision))),
  };
}

/** What led to each published revision, and the exchange; what waits for the authority is of no report yet. */
async function readTimeline(trx: Trx, bulletin: string, published: ReadonlySet<number>): Promise<TimelineItem[]> {
  const by = ['at', 'by_role', 'by_name', 'by_on_call'] as const;
  const steps = await trx
    .selectFrom('bulletin_history')
    .select([...by, 'revision', 'state', 'reason'])
    .where('bulletin', '=', bulletin)
    .orderBy('id')
    .execute();
  const messages = await trx
    .selectFrom('bulletin_message')
    .select([...by, 'text'])
    .where('bulletin', '=', bulletin)
    .orderBy('id')
    .execute();
  const signed = (row: (typeof messages)[number] | (typeof steps)[number]) => ({
    at: row.at.toISOString(),
    by: { role: row.by_role as Role, name: row.by_name, onCall: row.by_on_call },
  });
  return [
    ...steps
      .filter(({ revision }) => published.has(revision))
      .map((step) => ({
        ...signed(step),
        what: step.state as TimelineItem['what'],
        revision: step.revision,
        text: step.reason,
      })),
    ...messages.map((message) => ({
      ...signed(message),
      what: 'message' as const,
      revision: null,
      text: message.text,
    })),
    // Stable: steps of one moment stay in the order in which they were taken.
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Officines that a published revision concerns, by id. */
async function* officines(
  trx: Trx,
  bulletin: string,
  revisions: readonly Published[],
): AsyncGenerator<OfficineRow, void, void> {
  await sumUp(trx, bulletin);
  for (let after = ''; ; ) {
    const page = await trx
      .selectFrom('officine as o')
      .select(['o.id', 'o.name', 'o.territory', 'o.finess', 'o.phone', 'o.email'])
      .select((e) =>
        e
          .selectFrom('workstation as w')
          .select(sql<number>`count(*)::int`.as('n'))
          .whereRef('w.officine', '=', 'o.id')
          .where('w.revoked_at', 'is', null)
          .as('workstations'),
      )
      .where('o.id', '>', after)
      .orderBy('o.id')
      .limit(PAGE)
      .execute();
    const ids = page.map(({ id }) => id);
    const steps = Map.groupBy(await stepsOf(trx, ids), (row) => row.officine);
    const reports = new Map((await reportsOf(trx, ids)).map((row) => [row.officine, row]));
    const told = await toldOf(trx, bulletin, ids);
    for (const { workstations, ...contact } of page) {
      const concerning = revisions.filter(({ territories }) => isInside(contact.territory, territories));
      if (concerning.length === 0) continue;
      const own = steps.get(contact.id) ?? [];
      const report = reports.get(contact.id);
      yield {
        ...contact,
        workstations: workstations ?? 0,
        revisions: concerning.map(({ revision }) => {
          const done = own.find((row) => row.revision === revision);
          return {
            revision,
            delivered: done?.delivered?.toISOString() ?? null,
            displayed: done?.displayed?.toISOString() ?? null,
            acknowledged: done?.acknowledged?.toISOString() ?? null,
            acknowledgedBy: done?.acknowledged_by ?? null,
          };
        }),
        report:
          report === undefined
            ? null
            : {
                revision: report.revision,
                at: report.at.toISOString(),
                operator: report.operator,
                lines: report.lines.map(({ gtin, lot, quantity }) => ({ gtin, lot, quantity })),
              },
        outreach: told.get(contact.id) ?? [],
      };
    }
    if (page.length < PAGE) return;
    after = ids.at(-1) ?? after;
  }
}

/**
 * What each officine did, in two tables of this transaction alone: read once however many pages follow, since the events of one
 * bulletin are found by bulletin and not by officine. A clock that runs ahead cannot make anything happen after we heard of it.
 */
async function sumUp(trx: Trx, bulletin: string): Promise<void> {
  await sql`create temporary table report_step (
    officine text, revision int, delivered timestamptz, displayed timestamptz, acknowledged timestamptz,
    acknowledged_by text, primary key (officine, revision)) on commit drop`.execute(trx);
  await sql`
    insert into report_step
    with w as (select id, officine from workstation where revoked_at is null),
    d as (
      select w.officine, d.revision, min(d.at) at from delivery d join w on w.id = d.workstation
      where d.bulletin = ${bulletin} group by 1, 2),
    e as (
      select distinct on (w.officine, v.revision, v.kind) w.officine, v.revision, v.kind,
        least(v.at, v.received_at) at, v.data->>'operator' operator
      from workstation_event v join w on w.id = v.workstation
      where v.bulletin = ${bulletin} and v.revision is not null and v.kind in ('displayed', 'acknowledged')
      order by w.officine, v.revision, v.kind, least(v.at, v.received_at), v.workstation, v.seq)
    select officine, revision, max(delivered), max(displayed), max(acknowledged), max(operator)
    from (
      select officine, revision, at delivered, null::timestamptz displayed, null::timestamptz acknowledged,
        null::text operator from d
      union all
      select officine, revision, null, case kind when 'displayed' then at end,
        case kind when 'acknowledged' then at end, case kind when 'acknowledged' then operator end from e) s
    group by officine, revision`.execute(trx);
  // The report is the officine's: the latest counts, whichever workstation sent it (contract, section 1), and stays what was
  // isolated when that workstation is replaced.
  await sql`create temporary table report_said (
    officine text primary key, revision int, at timestamptz, operator text, lines jsonb) on commit drop`.execute(trx);
  await sql`
    insert into report_said
    select distinct on (w.officine) w.officine, v.revision, least(v.at, v.received_at), v.data->>'operator', v.data->'lines'
    from workstation_event v join workstation w on w.id = v.workstation
    where v.bulletin = ${bulletin} and v.revision is not null and v.kind = 'reported'
    order by w.officine, least(v.at, v.received_at) desc, v.received_at desc, v.workstation, v.seq desc`.execute(trx);
}

interface StepRow {
  readonly officine: string;
  readonly revision: number;
  readonly delivered: Date | null;
  readonly displayed: Date | null;
  readonly acknowledged: Date | null;
  readonly acknowledged_by: string | null;
}

async function stepsOf(trx: Trx, officines: string[]): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`select * from report_step where officine = any(${officines})`.execute(trx);
  return rows;
}

interface ReportedRow {
  readonly officine: string;
  readonly revision: number;
  readonly at: Date;
  readonly operator: string | null;
  readonly lines: ReadonlyArray<{ readonly gtin: string; readonly lot: string | null; readonly quantity: number }>;
}

async function reportsOf(trx: Trx, officines: string[]): Promise<ReportedRow[]> {
  const { rows } = await sql<ReportedRow>`select * from report_said where officine = any(${officines})`.execute(trx);
  return rows;
}

/** Wholesalers and hospitals that were told, by id. */
async function* recipients(trx: Trx, bulletin: string): AsyncGenerator<RecipientRow, void, void> {
  for (let after = ''; ; ) {
    const page = await trx
      .selectFrom('recipient')
      .select(['id', 'kind', 'name', 'territory', 'finess', 'phone', 'email'])
      .where('id', '>', after)
      .where('kind', '!=', 'officine')
      .where('id', 'in', (q) => q.selectFrom('outreach').select('addressee').where('bulletin', '=', bulletin))
      .orderBy('id')
      .limit(PAGE)
      .execute();
    const ids = page.map(({ id }) => id);
    const told = await toldOf(trx, bulletin, ids);
    for (const row of page) {
      yield { ...row, kind: row.kind as RecipientRow['kind'], outreach: told.get(row.id) ?? [] };
    }
    if (page.length < PAGE) return;
    after = ids.at(-1) ?? after;
  }
}

async function toldOf(trx: Trx, bulletin: string, addressees: string[]): Promise<Map<string, Told[]>> {
  const rows = await trx
    .selectFrom('outreach')
    .selectAll()
    .where('bulletin', '=', bulletin)
    .where('addressee', '=', sql<string>`any(${addressees})`)
    .orderBy('revision')
    .execute();
  const told = new Map<string, Told[]>();
  if (rows.length === 0) return told;
  for (const view of await outreachViews(trx, rows)) {
    const { revision, state, openedAt, acknowledgedAt, acknowledgedBy, answer, attempts } = view;
    const own = told.get(view.recipient) ?? [];
    own.push({ revision, state, openedAt, acknowledgedAt, acknowledgedBy, answer, attempts });
    told.set(view.recipient, own);
  }
  return told;
}

/** An unknown territory is inside every measure (verdict.md). */
function isInside(territory: string | null, territories: readonly string[] | null): boolean {
  return territory === null || territories === null || territories.includes(territory);
}
