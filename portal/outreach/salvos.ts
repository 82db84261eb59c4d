/** Salvos that are due become attempts, each with its channel and address, before anything is sent. */
import { sql } from 'kysely';
import { ulid } from 'ulid';
import type { Clock } from '../clock.ts';
import type { Executor, Trx } from '../store/database.ts';
import type { Channel, OutreachRow } from '../store/schema/outreach.ts';
import { cancelAttempts } from './campaigns.ts';
import { type Contact, contactsOf } from './contacts.ts';
import { fallback, nextSalvo, type OutreachPlan, type Situation } from './plan.ts';
import { readPlan } from './plan-store.ts';
import { drillsAmong, situationOf } from './situation.ts';

/** Rows of one transaction: few enough that nobody waits for it. */
const BATCH = 200;

/** Plans every salvo that is due; returns how many. Several portals may do so at once: each row is one's alone. */
export async function planSalvos(db: Executor, clock: Clock): Promise<number> {
  let planned = 0;
  for (;;) {
    const count = await db.transaction().execute((trx) => planBatch(trx, clock.wall()));
    planned += count;
    if (count < BATCH) return planned;
  }
}

async function planBatch(trx: Trx, now: number): Promise<number> {
  const rows = await trx
    .selectFrom('outreach')
    .selectAll()
    .where('state', '=', 'open')
    .where('next_at', '<=', new Date(now))
    .orderBy('next_at')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute();
  if (rows.length === 0) return 0;
  const plan = await readPlan(trx);
  const contacts = await contactsOf(
    trx,
    rows.map(({ addressee }) => addressee),
  );
  const reached = await reachedByAgent(trx, rows);
  const lettered = await letteredAmong(trx, rows);
  const drills = await drillsAmong(trx, rows);
  for (const row of rows) {
    const contact = contacts.get(row.addressee);
    if (reached.has(row.id)) await endReached(trx, row.id);
    else if (contact === undefined) await end(trx, row.id, 'exhausted');
    else {
      const situation = situationOf(row, contact, { lettered: lettered.has(row.id), drills });
      await planOne(trx, plan, row, contact, situation, now);
    }
  }
  return rows.length;
}

async function planOne(
  trx: Trx,
  plan: OutreachPlan,
  row: OutreachRow,
  contact: Contact,
  situation: Situation,
  now: number,
): Promise<void> {
  const salvo = nextSalvo(plan, situation, row.salvo, now);
  for (const channel of salvo.channels) await addAttempt(trx, row.id, salvo.number, channel, contact, now);
  await trx
    .updateTable('outreach')
    .set({
      salvo: salvo.number,
      next_at: salvo.nextAt === null ? null : new Date(salvo.nextAt),
      state: salvo.nextAt === null ? 'exhausted' : 'open',
    })
    .where('id', '=', row.id)
    .execute();
}

/** One more attempt of a salvo, due now. */
async function addAttempt(
  trx: Trx,
  outreach: string,
  salvo: number,
  channel: Exclude<Channel, 'phone'>,
  contact: Contact,
  now: number,
): Promise<void> {
  const address = channel === 'letter' ? postalLine(contact) : contact[channel];
  if (address === null) throw new Error(`no ${channel} address for a planned attempt`);
  await trx
    .insertInto('outreach_attempt')
    .values({ id: ulid(now), outreach, salvo, channel, address, state: 'due', due_at: new Date(now) })
    .execute();
}

function postalLine({ name, address }: Contact): string | null {
  return (
    address &&
    [name, ...address.lines, `${address.postalCode} ${address.city}`, address.country].filter(Boolean).join(', ')
  );
}

/** Plans what takes the place of an attempt that failed for good. `attempt` is locked by the caller's transaction. */
export async function planFallback(
  trx: Trx,
  attempt: { id: string; outreach: string; salvo: number; channel: Channel },
  now: number,
): Promise<void> {
  const row = await trx
    .selectFrom('outreach')
    .selectAll()
    .where('id', '=', attempt.outreach)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.state !== 'open' && row.state !== 'exhausted') return;
  const contact = (await contactsOf(trx, [row.addressee])).get(row.addressee);
  if (contact === undefined) return;
  const others = await trx
    .selectFrom('outreach_attempt')
    .select(['channel', 'state'])
    .where('outreach', '=', row.id)
    .where('salvo', '=', attempt.salvo)
    .where('id', '!=', attempt.id)
    .execute();
  const situation = situationOf(row, contact, {
    lettered: (await letteredAmong(trx, [row])).has(row.id),
    drills: await drillsAmong(trx, [row]),
  });
  const hopes = new Map(others.map(({ channel, state }) => [channel, state === 'due' || state === 'accepted']));
  const channel = fallback(attempt.channel, situation, hopes);
  if (channel !== null) await addAttempt(trx, row.id, attempt.salvo, channel, contact, now);
}

/** Officines whose agent has the revision after all. */
async function reachedByAgent(trx: Trx, rows: readonly OutreachRow[]): Promise<Set<string>> {
  const officines = rows.filter(({ kind }) => kind === 'officine').map(({ id }) => id);
  if (officines.length === 0) return new Set();
  const reached = await trx
    .selectFrom('outreach as o')
    .select('o.id')
    .where('o.id', '=', sql<string>`any(${officines})`)
    .where((e) =>
      e.exists(
        e
          .selectFrom('delivery as d')
          .innerJoin('workstation as w', 'w.id', 'd.workstation')
          .select(sql`1`.as('one'))
          .whereRef('d.bulletin', '=', 'o.bulletin')
          .whereRef('d.revision', '>=', 'o.revision')
          .whereRef('w.officine', '=', 'o.addressee'),
      ),
    )
    .execute();
  return new Set(reached.map(({ id }) => id));
}

async function letteredAmong(trx: Trx, rows: readonly OutreachRow[]): Promise<Set<string>> {
  const letters = await trx
    .selectFrom('outreach_attempt')
    .select('outreach')
    .where('outreach', '=', sql<string>`any(${rows.map(({ id }) => id)})`)
    .where('channel', '=', 'letter')
    .execute();
  return new Set(letters.map(({ outreach }) => outreach));
}

async function endReached(trx: Trx, outreach: string): Promise<void> {
  await end(trx, outreach, 'reached');
  await cancelAttempts(trx, [outreach]);
}

async function end(trx: Trx, outreach: string, state: 'reached' | 'exhausted'): Promise<void> {
  await trx.updateTable('outreach').set({ state, next_at: null }).where('id', '=', outreach).execute();
}
