/** At start: database and `feed.log` are compared, and the longer valid chain wins (docs/architecture.md). */
import type { Logger } from 'pino';
import {
  type ChainHead,
  FeedError,
  genesisHead,
  type VerifiedEntry,
  verifyEntry,
  verifyEpoch,
} from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import { Chain } from './chain.ts';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';
import type { FeedLog } from './feed-log.ts';
import { lockHead } from './head.ts';
import type { PortalKeys } from './keys.ts';

interface ReconcileOptions {
  readonly database: Database;
  readonly keys: PortalKeys;
  readonly feed: string;
  readonly feedLog: FeedLog;
  readonly lines: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly asidePath: () => string;
}

interface ValidChain {
  readonly entries: readonly VerifiedEntry[];
  /** The ring and position after the last valid entry. */
  readonly head: ChainHead;
}

/** The valid beginning of a series of entries; `proved` are those already verified, by their exact bytes. */
async function validPrefix(
  series: readonly string[],
  start: ChainHead,
  proved: readonly VerifiedEntry[],
): Promise<ValidChain> {
  const entries: VerifiedEntry[] = [];
  let head = start;
  for (const [index, jws] of series.entries()) {
    try {
      const known = proved[index];
      const entry = known?.jws === jws ? known : await verifyEntry(jws, head);
      entries.push(entry);
      head = entry.head;
    } catch (error) {
      if (error instanceof FeedError) break;
      throw error;
    }
  }
  return { entries, head };
}

/**
 * Brings both to the same chain. Throws `StoreError` feed-broken where neither side can say what stands at a position, and
 * feed-diverged where each holds another signed entry there (an epoch settles it: the branch that begins with one wins).
 */
export async function reconcile(o: ReconcileOptions): Promise<void> {
  const rows = await o.database.db.selectFrom('feed_entry').select(['position', 'jws']).orderBy('position').execute();
  const gap = rows.findIndex((row, index) => row.position !== index + 1);
  const table = rows.slice(0, gap === -1 ? rows.length : gap).map((row) => row.jws);
  const start = genesisHead(o.feed, o.keys.rootThumbprint);
  const logged = await validPrefix(o.lines, start, []);
  const stored = await validPrefix(table, start, logged.entries);

  const longest = Math.max(logged.entries.length, stored.entries.length);
  if (stored.entries.length < rows.length && longest === stored.entries.length) {
    throw new StoreError('feed-broken', { position: stored.entries.length + 1 });
  }
  const shared = sharedLength(logged, stored);
  const winner = await choose(logged, stored, shared);
  if (winner === logged && (stored.entries.length < longest || shared < longest || rows.length > longest)) {
    o.log.warn({ from: shared + 1, to: longest }, 'the database is behind feed.log: entries taken back from it');
    await restoreTable(o, logged, shared);
  }
  const good = winner.entries.map((entry) => entry.jws);
  if (o.lines.length > shared) {
    if (winner === stored || o.lines.length > logged.entries.length) {
      o.log.error({ from: shared + 1, lines: o.lines.length }, 'lines of feed.log do not verify: kept aside');
      await o.feedLog.replace(good, o.asidePath());
    }
  } else if (good.length > shared) {
    // Nothing is wrong: a new feed's log is empty, and a crash between commit and log leaves the last entry to be appended.
    o.log.info({ from: shared + 1, to: good.length }, 'feed.log is behind the database: entries appended');
    await o.feedLog.append(good.slice(shared));
  }
}

function sharedLength(a: ValidChain, b: ValidChain): number {
  let shared = 0;
  while (a.entries[shared] !== undefined && a.entries[shared]?.jws === b.entries[shared]?.jws) shared += 1;
  return shared;
}

async function choose(logged: ValidChain, stored: ValidChain, shared: number): Promise<ValidChain> {
  const ours = logged.entries[shared];
  const theirs = stored.entries[shared];
  if (ours !== undefined && theirs !== undefined) {
    const [epochOfLog, epochOfTable] = [await newestEpoch(logged), await newestEpoch(stored)];
    if (epochOfLog === epochOfTable) throw new StoreError('feed-diverged', { position: shared + 1 });
    return epochOfLog > epochOfTable ? logged : stored;
  }
  return logged.entries.length > stored.entries.length ? logged : stored;
}

async function newestEpoch(chain: ValidChain): Promise<number> {
  let newest = 0;
  for (const { payload, head } of chain.entries) {
    if (payload.epoch !== undefined) newest = (await verifyEpoch(payload.epoch, head.ring)).epoch;
  }
  return newest;
}

/** The table's rows after `shared` give way to the log's. */
async function restoreTable(o: ReconcileOptions, logged: ValidChain, shared: number): Promise<void> {
  const start = genesisHead(o.feed, o.keys.rootThumbprint);
  const before = logged.entries[shared - 1];
  await o.database.db.transaction().execute(async (trx) => {
    const head = await lockHead(trx);
    await trx.deleteFrom('feed_entry').where('position', '>', shared).execute();
    const from = before?.head ?? start;
    const { clock, feed, keys } = o;
    const chain = new Chain(
      { trx, feed, keys, clock },
      { ...head, position: from.position, hash: from.hash },
      from.ring,
    );
    for (const { jws } of logged.entries.slice(shared)) await chain.take(jws);
  });
}
