/**
 * Attempts that are due are handed to their channel. An attempt is leased before it is sent and recorded after: a portal that
 * dies between the two leaves it to be sent again, under the same id, rather than never.
 */
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { BulletinContent } from '../../protocol/bulletin.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { contactsOf } from './contacts.ts';
import { linkSecret, tokenOf } from './link.ts';
import { retryAfter } from './plan.ts';
import { planFallback } from './salvos.ts';
import type { Outcome, Sender, Told } from './send.ts';

const MINUTE = 60_000;
/** Longer than any channel takes; a second portal then takes the attempt over. */
const LEASE_MS = 5 * MINUTE;
/** Messages under way at once, as a mail server accepts them from one host. */
const AT_ONCE = 8;

export type Senders = Readonly<Partial<Record<'email' | 'fax', Sender>>>;

export interface DispatchContext {
  readonly db: Executor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly senders: Senders;
  /** Address of the portal as recipients reach it, without a slash at its end. */
  readonly publicUrl: string;
  /** Called whenever something of it changed and is committed. */
  onChange?(): void;
}

interface Leased {
  readonly id: string;
  readonly outreach: string;
  readonly salvo: number;
  readonly channel: 'email' | 'fax';
  readonly address: string;
  readonly tries: number;
}

/** Sends what is due until nothing is, or `signal` says to stop after what is under way; returns how many attempts were made. */
export async function sendDue(o: DispatchContext, signal: AbortSignal): Promise<number> {
  const channels = (['email', 'fax'] as const).filter((channel) => o.senders[channel] !== undefined);
  if (channels.length === 0) return 0;
  let made = 0;
  for (;;) {
    const leased = signal.aborted ? [] : await lease(o, channels);
    if (leased.length === 0) return made;
    await Promise.all(leased.map((attempt) => attemptOne(o, attempt)));
    made += leased.length;
    o.onChange?.();
  }
}

async function lease({ db, clock }: DispatchContext, channels: ReadonlyArray<'email' | 'fax'>): Promise<Leased[]> {
  const now = clock.wall();
  const rows = await db
    .updateTable('outreach_attempt')
    .set((e) => ({ tries: e('tries', '+', 1), due_at: new Date(now + LEASE_MS) }))
    .where('id', 'in', (q) =>
      q
        .selectFrom('outreach_attempt')
        .select('id')
        .where('state', '=', 'due')
        .where('channel', 'in', channels)
        .where('due_at', '<=', new Date(now))
        .orderBy('due_at')
        .limit(AT_ONCE)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'outreach', 'salvo', 'channel', 'address', 'tries'])
    .execute();
  return rows.map((row) => ({ ...row, channel: row.channel as 'email' | 'fax' }));
}

async function attemptOne(o: DispatchContext, attempt: Leased): Promise<void> {
  const { db, clock, log } = o;
  const outcome = await hand(o, attempt);
  const now = clock.wall();
  const pause = outcome.kind === 'later' ? retryAfter(attempt.tries) : null;
  log.info(
    { attempt: attempt.id, channel: attempt.channel, tries: attempt.tries, outcome: outcome.kind },
    'recipient told without an agent',
  );
  await db.transaction().execute(async (trx) => {
    const row = trx.updateTable('outreach_attempt').where('id', '=', attempt.id);
    if (outcome.kind === 'accepted') {
      // Also where it was cancelled meanwhile: it did go out.
      await row.set({ state: 'accepted', at: new Date(now), receipt: outcome.receipt, error: null }).execute();
      return;
    }
    const set = { error: outcome.error.slice(0, 1_000) };
    if (pause !== null) {
      await row.set({ ...set, due_at: new Date(now + pause * MINUTE) }).execute();
      return;
    }
    const failed = await row
      .set({ ...set, state: 'failed', at: new Date(now) })
      .where('state', '=', 'due')
      .returning('id')
      .executeTakeFirst();
    if (failed !== undefined) await planFallback(trx, attempt, now);
  });
}

async function hand(o: DispatchContext, attempt: Leased): Promise<Outcome> {
  const sender = o.senders[attempt.channel];
  if (sender === undefined) throw new Error(`no sender for ${attempt.channel}`);
  try {
    const { bulletin, addressee } = await toldBy(o.db, attempt.outreach);
    const contact = (await contactsOf(o.db, [addressee])).get(addressee);
    if (contact === undefined) return { kind: 'failed', error: 'the recipient is no longer known' };
    const link = `${o.publicUrl}/r/${tokenOf(await linkSecret(o.db), attempt.outreach)}`;
    return await sender({
      attempt: attempt.id,
      address: attempt.address,
      recipient: { name: contact.name, kind: contact.kind },
      bulletin,
      link,
      salvo: attempt.salvo,
    });
  } catch (error) {
    o.log.warn({ err: error, attempt: attempt.id, channel: attempt.channel }, 'sending failed');
    return { kind: 'later', error: error instanceof Error ? error.message : String(error) };
  }
}

/** The published revision that an outreach row is about. */
export async function toldBy(db: Executor, outreach: string): Promise<{ bulletin: Told; addressee: string }> {
  const row = await db
    .selectFrom('outreach as o')
    .innerJoin('bulletin_revision as r', (join) =>
      join.onRef('r.bulletin', '=', 'o.bulletin').onRef('r.revision', '=', 'o.revision'),
    )
    .innerJoin('feed_entry as f', (join) =>
      join.onRef('f.bulletin', '=', 'o.bulletin').onRef('f.revision', '=', 'o.revision'),
    )
    .select(['o.addressee', 'o.bulletin', 'o.revision', 'r.lift', 'r.reason', 'r.content', 'f.at'])
    .where('o.id', '=', outreach)
    .orderBy(sql`f.position desc`)
    .limit(1)
    .executeTakeFirstOrThrow();
  return {
    addressee: row.addressee,
    bulletin: {
      id: row.bulletin,
      revision: row.revision,
      lifted: row.lift,
      liftReason: row.lift ? row.reason : null,
      publishedAt: row.at,
      content: row.content as BulletinContent,
    },
  };
}
