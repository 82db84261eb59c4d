/** Which recipients each published revision is told to, beside the agents. Rows are opened once, whoever asks. */
import { sql } from 'kysely';
import { ulid } from 'ulid';
import type { BulletinContent } from '../../protocol/bulletin.ts';
import type { Clock } from '../clock.ts';
import type { Executor, Trx } from '../store/database.ts';
import type { RecipientKind } from '../store/schema/outreach.ts';
import { kindsFor } from './plan.ts';
import { readPlan } from './plan-store.ts';

const MINUTE = 60_000;
/** Rows of one insert: PostgreSQL takes 65,535 parameters. */
const CHUNK = 1_000;

/** Takes up the revisions published since; returns how many. Whatever was told of an earlier revision ends there. */
export async function openCampaigns(db: Executor, clock: Clock): Promise<number> {
  const published = await db
    .selectFrom('bulletin_revision as r')
    .innerJoin('bulletin as b', 'b.id', 'r.bulletin')
    .leftJoin('outreach_campaign as c', (join) =>
      join.onRef('c.bulletin', '=', 'r.bulletin').onRef('c.revision', '=', 'r.revision'),
    )
    .select(['r.bulletin', 'r.revision', 'r.content'])
    .where('r.state', 'in', ['in-force', 'lifted'])
    .where('b.kind', 'in', ['recall', 'alert'])
    .where('c.bulletin', 'is', null)
    .execute();
  for (const { bulletin, revision, content } of published) {
    await db.transaction().execute((trx) => open(trx, clock, bulletin, revision, content as BulletinContent));
  }
  return published.length;
}

async function open(
  trx: Trx,
  clock: Clock,
  bulletin: string,
  revision: number,
  content: BulletinContent,
): Promise<void> {
  const now = clock.wall();
  const at = new Date(now);
  const kinds = kindsFor(content.recall?.level ?? null);
  const { officineDelayMinutes } = await readPlan(trx);
  const officines_at = kinds.includes('officine') ? new Date(now + officineDelayMinutes * MINUTE) : null;
  const opened = await trx
    .insertInto('outreach_campaign')
    .values({ bulletin, revision, opened_at: at, officines_at })
    .onConflict((conflict) => conflict.columns(['bulletin', 'revision']).doNothing())
    .returning('revision')
    .executeTakeFirst();
  if (opened === undefined) return; // another portal was quicker
  await supersede(trx, bulletin, revision);
  const recipients = await trx
    .selectFrom('recipient')
    .select(['id', 'kind', 'territory'])
    .where('active', '=', true)
    .where(
      'kind',
      'in',
      kinds.filter((kind) => kind !== 'officine'),
    )
    .execute();
  const concerned = recipients.filter(({ territory }) => inside(territory, content.territories));
  await openRows(
    trx,
    { bulletin, revision, at },
    concerned.map(({ id, kind }) => ({ kind, addressee: id })),
  );
}

/** When officines that no agent has reached are told of the newest revision taken up; null: not meant for them, or done. */
export async function officinesDueAt(db: Executor, bulletin: string): Promise<Date | null> {
  const newest = await db
    .selectFrom('outreach_campaign')
    .select('officines_at')
    .where('bulletin', '=', bulletin)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.officines_at ?? null;
}

/** Opens rows for officines that no agent has reached within the plan's delay; returns how many. */
export async function openOfficines(db: Executor, clock: Clock): Promise<number> {
  const at = new Date(clock.wall());
  let opened = 0;
  for (;;) {
    const count = await db.transaction().execute(async (trx) => {
      const due = await trx
        .selectFrom('outreach_campaign as c')
        .innerJoin('bulletin_revision as r', (join) =>
          join.onRef('c.bulletin', '=', 'r.bulletin').onRef('c.revision', '=', 'r.revision'),
        )
        .select(['c.bulletin', 'c.revision', 'r.state', 'r.content'])
        .where('c.officines_at', '<=', at)
        .orderBy('c.officines_at')
        .limit(1)
        .forUpdate('c')
        .skipLocked()
        .executeTakeFirst();
      if (due === undefined) return null;
      const { bulletin, revision, state } = due;
      await trx
        .updateTable('outreach_campaign')
        .set({ officines_at: null })
        .where('bulletin', '=', bulletin)
        .where('revision', '=', revision)
        .execute();
      if (state === 'superseded') return 0;
      const { territories } = due.content as BulletinContent;
      const officines = await notReached(trx, bulletin, revision);
      const rows = officines.filter(({ territory }) => inside(territory, territories));
      await openRows(
        trx,
        { bulletin, revision, at },
        rows.map(({ id }) => ({ kind: 'officine' as const, addressee: id })),
      );
      return rows.length;
    });
    if (count === null) return opened;
    opened += count;
  }
}

/** Officines where no workstation has this revision on its disk. */
function notReached(trx: Trx, bulletin: string, revision: number) {
  return trx
    .selectFrom('officine as o')
    .select(['o.id', 'o.territory'])
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('delivery as d')
            .innerJoin('workstation as w', 'w.id', 'd.workstation')
            .select(sql`1`.as('one'))
            .where('d.bulletin', '=', bulletin)
            .where('d.revision', '>=', revision)
            .whereRef('w.officine', '=', 'o.id'),
        ),
      ),
    )
    .orderBy('o.id')
    .execute();
}

async function supersede(trx: Trx, bulletin: string, revision: number): Promise<void> {
  const ended = await trx
    .updateTable('outreach')
    .set({ state: 'superseded', next_at: null })
    .where('bulletin', '=', bulletin)
    .where('revision', '<', revision)
    .where('state', 'in', ['open', 'exhausted'])
    .returning('id')
    .execute();
  await cancelAttempts(
    trx,
    ended.map(({ id }) => id),
  );
}

/** Nothing more is sent for these rows. */
export async function cancelAttempts(trx: Trx, outreach: readonly string[]): Promise<void> {
  if (outreach.length === 0) return;
  await trx
    .updateTable('outreach_attempt')
    .set({ state: 'cancelled' })
    .where('outreach', '=', sql<string>`any(${[...outreach]})`)
    .where('state', '=', 'due')
    .execute();
}

async function openRows(
  trx: Trx,
  { bulletin, revision, at }: { bulletin: string; revision: number; at: Date },
  addressees: ReadonlyArray<{ readonly kind: RecipientKind; readonly addressee: string }>,
): Promise<void> {
  for (let from = 0; from < addressees.length; from += CHUNK) {
    await trx
      .insertInto('outreach')
      .values(
        addressees.slice(from, from + CHUNK).map(({ kind, addressee }) => ({
          id: ulid(at.getTime()),
          bulletin,
          revision,
          kind,
          addressee,
          state: 'open' as const,
          opened_at: at,
          next_at: at,
        })),
      )
      .onConflict((conflict) => conflict.columns(['bulletin', 'revision', 'addressee']).doNothing())
      .execute();
  }
}

/** An unknown territory is inside every measure, as for a workstation (verdict.md). */
function inside(territory: string | null, territories: readonly string[] | null): boolean {
  return territory === null || territories === null || territories.includes(territory);
}
