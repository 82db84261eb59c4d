/** What was tried to tell recipients without an agent, and what came of it: for the tracking, the bilan and the operator. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { channels, type OutreachRow, recipientKinds } from '../store/schema/outreach.ts';
import { type RecipientAnswer, record } from './acknowledge.ts';
import { contactsOf } from './contacts.ts';
import { nextSalvo } from './plan.ts';
import { readPlan } from './plan-store.ts';
import { drillsAmong, situationOf } from './situation.ts';

const text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.Union([Type.String(), Type.Null()], { description: 'Moment in UTC' });
export const outreachStates = ['open', 'acknowledged', 'reached', 'superseded', 'exhausted'] as const;

export const AttemptView = Type.Object({
  id: Type.String(),
  salvo: Type.Integer({ minimum: 0 }),
  channel: Type.Enum(channels),
  address: Type.String(),
  state: Type.Enum(['due', 'accepted', 'failed', 'cancelled', 'returned'] as const),
  at: Time,
  receipt: text,
  error: text,
  by: text,
});

export const OutreachView = Type.Object({
  id: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
  kind: Type.Enum(recipientKinds),
  recipient: Type.String({ description: 'Id of the recipient or officine' }),
  name: Type.String(),
  territory: text,
  phone: text,
  state: Type.Enum(outreachStates, {
    description:
      'exhausted: every salvo went out and nobody acknowledged; reached: its agent has the bulletin after all',
  }),
  openedAt: Type.String({ description: 'Moment in UTC' }),
  nextAt: Time,
  nextChannels: Type.Array(Type.Enum(channels), {
    description: 'By which it is told at `nextAt`, as the plan, what was tried and what is known of it stand now',
  }),
  acknowledgedAt: Time,
  acknowledgedBy: text,
  answer: Type.Union([Type.Unknown(), Type.Null()]),
  attempts: Type.Array(AttemptView),
});
export type OutreachView = Static<typeof OutreachView>;

export const OutreachSummary = Type.Object({
  revision: Type.Integer({ minimum: 1 }),
  kinds: Type.Array(
    Type.Object({
      kind: Type.Enum(recipientKinds),
      told: Type.Integer({ minimum: 0, description: 'Recipients of this kind told without an agent' }),
      acknowledged: Type.Integer({ minimum: 0 }),
      reached: Type.Integer({ minimum: 0, description: 'By their agent after all' }),
      exhausted: Type.Integer({ minimum: 0 }),
    }),
  ),
});
export type OutreachSummary = Static<typeof OutreachSummary>;

/** Recipients told of the published revision of a bulletin, with every attempt; `next` is the `after` of the following page. */
export async function readOutreach(
  db: Executor,
  bulletin: string,
  page: { limit: number; after?: string | undefined; state?: OutreachView['state'] | undefined },
): Promise<{ recipients: OutreachView[]; next: string | null }> {
  const rows = await db
    .selectFrom('outreach')
    .selectAll()
    .where('bulletin', '=', bulletin)
    .where('revision', '=', (e) =>
      e
        .selectFrom('outreach as n')
        .select(sql<number>`max(n.revision)`.as('newest'))
        .where('n.bulletin', '=', bulletin),
    )
    .$if(page.after !== undefined, (q) => q.where('id', '>', page.after as string))
    .$if(page.state !== undefined, (q) => q.where('state', '=', page.state as OutreachView['state']))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  const recipients = await outreachViews(db, rows.slice(0, page.limit));
  return { recipients, next: rows.length > page.limit ? (recipients.at(-1)?.id ?? null) : null };
}

/** Rows with their contact and every attempt, in the order of `shown`. */
export async function outreachViews(db: Executor, shown: readonly OutreachRow[]): Promise<OutreachView[]> {
  const contacts = await contactsOf(
    db,
    shown.map(({ addressee }) => addressee),
  );
  const attempts = await db
    .selectFrom('outreach_attempt')
    .selectAll()
    .where('outreach', '=', sql<string>`any(${shown.map(({ id }) => id)})`)
    .orderBy('n')
    .execute();
  const byRow = Map.groupBy(attempts, (attempt) => attempt.outreach);
  const plan = await readPlan(db);
  const drills = await drillsAmong(db, shown);
  return shown.map((row): OutreachView => {
    const contact = contacts.get(row.addressee);
    const own = byRow.get(row.id) ?? [];
    const lettered = own.some(({ channel }) => channel === 'letter');
    const next =
      row.next_at === null || contact === undefined
        ? null
        : nextSalvo(plan, situationOf(row, contact, { lettered, drills }), row.salvo, row.next_at.getTime());
    return {
      id: row.id,
      revision: row.revision,
      kind: row.kind,
      recipient: row.addressee,
      name: contact?.name ?? '',
      territory: contact?.territory ?? null,
      phone: contact?.phone ?? null,
      state: row.state,
      openedAt: row.opened_at.toISOString(),
      nextAt: row.next_at?.toISOString() ?? null,
      nextChannels: [...(next?.channels ?? [])],
      acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
      acknowledgedBy: row.acknowledged_by,
      answer: row.answer,
      attempts: own.map(({ id, salvo, channel, address, state, at, receipt, error, by }) => ({
        id,
        salvo,
        channel,
        address,
        state,
        at: at?.toISOString() ?? null,
        receipt,
        error,
        by,
      })),
    };
  });
}

/** Counts by kind, of a revision or of the newest one that recipients were told of; null: of none yet. */
export async function summarizeOutreach(
  db: Executor,
  bulletin: string,
  only?: number,
): Promise<OutreachSummary | null> {
  const rows = await db
    .selectFrom('outreach')
    .select(['revision', 'kind', 'state', (e) => e.fn.countAll<number>().as('n')])
    .where('bulletin', '=', bulletin)
    .$if(only !== undefined, (q) => q.where('revision', '=', only as number))
    .groupBy(['revision', 'kind', 'state'])
    .execute();
  if (rows.length === 0) return null;
  const revision = Math.max(...rows.map((row) => row.revision));
  return {
    revision,
    kinds: recipientKinds.map((kind) => {
      const own = rows.filter((row) => row.revision === revision && row.kind === kind);
      const count = (...wanted: readonly string[]) =>
        own
          .filter(({ state }) => wanted.length === 0 || wanted.includes(state))
          .reduce((sum, { n }) => sum + Number(n), 0);
      return {
        kind,
        told: count(),
        acknowledged: count('acknowledged'),
        reached: count('reached'),
        exhausted: count('exhausted'),
      };
    }),
  };
}

export const NoteBody = Type.Object(
  {
    outcome: Type.Enum(['acknowledged', 'no-answer', 'returned'] as const, {
      description: 'What came of a call, or `returned`: the letter came back',
    }),
    remark: Type.String({ minLength: 1, maxLength: 1_000 }),
  },
  { additionalProperties: false },
);
export type NoteBody = Static<typeof NoteBody>;

/**
 * What somebody did by hand: a telephone call, or a letter that came back; returns the recipient with it. Throws not-found, and state-conflict where a letter
 * comes back that never went out.
 */
export async function note(
  db: Executor,
  clock: Clock,
  actor: Actor,
  outreach: string,
  body: NoteBody,
): Promise<OutreachView> {
  const at = new Date(clock.wall());
  const by = actor.name;
  await db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('outreach').selectAll().where('id', '=', outreach).forUpdate().executeTakeFirst();
    if (row === undefined) throw new Problem('not-found');
    if (body.outcome === 'returned') {
      const letter = await trx
        .updateTable('outreach_attempt')
        .set({ state: 'returned', error: body.remark, by })
        .where('outreach', '=', outreach)
        .where('channel', '=', 'letter')
        .where('state', '=', 'accepted')
        .returning('id')
        .executeTakeFirst();
      if (letter === undefined) throw new Problem('state-conflict', { state: row.state });
      await audit(trx, actor, 'outreach.note', `outreach/${outreach}`, body, at);
      return;
    }
    const contact = (await contactsOf(trx, [row.addressee])).get(row.addressee);
    await trx
      .insertInto('outreach_attempt')
      .values({
        id: ulid(at.getTime()),
        outreach,
        salvo: row.salvo,
        channel: 'phone',
        address: contact?.phone ?? '',
        state: body.outcome === 'acknowledged' ? 'accepted' : 'failed',
        tries: 1,
        due_at: at,
        at,
        receipt: body.outcome === 'acknowledged' ? body.remark : null,
        error: body.outcome === 'acknowledged' ? null : body.remark,
        by,
      })
      .execute();
    if (body.outcome === 'acknowledged') {
      const answer: Omit<RecipientAnswer, 'concerned'> = { operator: by, remark: body.remark };
      await record(trx, clock, outreach, answer);
    }
    await audit(trx, actor, 'outreach.note', `outreach/${outreach}`, body, at);
  });
  const [view] = await outreachViews(
    db,
    await db.selectFrom('outreach').selectAll().where('id', '=', outreach).execute(),
  );
  if (view === undefined) throw new Problem('not-found');
  return view;
}
