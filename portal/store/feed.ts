/** The feed as the portal keeps it: appended in one transaction, read in order, never pruned (feed.md 1, 3). */
import type { Logger } from 'pino';
import {
  FeedError,
  hashOf,
  type KeyRing,
  peek,
  type Signer,
  type TipPayload,
  typ,
  verify,
  verifyEpoch,
  verifyTip,
} from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { Chain } from './chain.ts';
import type { Database, Executor, Trx } from './database.ts';
import type { FeedLog } from './feed-log.ts';
import { type HeadReading, lockHead, payloadOf, RingReader, readHead } from './head.ts';
import type { PortalKeys } from './keys.ts';
import { broadcastHead } from './recovered.ts';
import type { FeedHead } from './schema.ts';

/** What an entry carries: exactly one of them. */
export type EntryBody = { readonly bulletin: unknown } | { readonly keys: string } | { readonly epoch: string };

export interface AppendedEntry {
  readonly position: number;
  readonly hash: string;
  readonly jws: string;
}

/** Appends inside `publish`; `ref` defaults to the bulletin's own id and revision. */
export type Append = (
  body: EntryBody,
  ref?: { readonly bulletin: string; readonly revision: number },
) => Promise<AppendedEntry>;

/** How far taking back has come: where we stand, and whether the proved position is reached. */
export interface Adoption {
  readonly position: number;
  readonly adopted: number;
  readonly recovering: boolean;
  /** The first entry that is not the next one, and why; those before it are kept. */
  readonly refused: { readonly entry: string; readonly error: FeedError } | null;
}

/** Workstations of a restored portal. */
export interface Heard {
  readonly known: number;
  readonly heard: number;
}

export interface FeedOptions {
  readonly database: Database;
  readonly keys: PortalKeys;
  /** Null on a PostgreSQL server, which syncs by itself. */
  readonly feedLog: FeedLog | null;
  readonly feed: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Where lines that an epoch cut off are kept. */
  readonly asidePath: () => string;
}

export class FeedStore {
  readonly feed: string;
  /** Thumbprint of the root: the hash that stands before the first entry. */
  readonly root: string;
  readonly #o: FeedOptions;
  readonly #rings: RingReader;
  /** One after the other, or two commits could be logged in the wrong order. */
  #settling: Promise<void> = Promise.resolve();
  /** Counts the epochs applied here; `feed.log` is replaced, not appended to, until it has seen as many. */
  #cuts = 0;
  #cutsLogged = 0;

  constructor(o: FeedOptions) {
    this.feed = o.feed;
    this.root = o.keys.rootThumbprint;
    this.#o = o;
    this.#rings = new RingReader(o.feed, o.keys.rootThumbprint);
  }

  /**
   * Runs `work` in one transaction that holds the feed's head; each `append` in it is the next entry, signed and stored.
   * Inside `work` use its transaction alone: an embedded database has one connection. Broadcast follows the commit.
   * Throws Problem state-conflict (`recovering`) while entries are being taken back, too-large, and whatever `work` throws.
   */
  async publish<T>(work: (trx: Trx, append: Append) => Promise<T>): Promise<T> {
    const { database } = this.#o;
    const result = await database.db.transaction().execute(async (trx) => {
      const head = await lockHead(trx);
      if (head.recovering) throw new Problem('state-conflict', { state: 'recovering' });
      const chain = await this.#chain(trx, head);
      const value = await work(trx, (body, ref) => chain.append(body, ref));
      await this.#wake(trx, chain.head.position);
      return value;
    });
    await this.#afterCommit();
    return result;
  }

  /**
   * Where the feed stands, read from the database now. Embedded: only once everything up to it is on disk in `feed.log`, so
   * that nothing goes out which a power cut could take back; throws while that file cannot be written.
   */
  async head(): Promise<HeadReading> {
    for (;;) {
      const cuts = this.#cuts;
      const head = await readHead(this.#o.database.db);
      const { feedLog } = this.#o;
      if (feedLog === null || (feedLog.count >= head.position && this.#cuts === this.#cutsLogged)) return head;
      await this.#settle();
      // What was read is on disk now. Whatever was committed meanwhile is not waited for, or steady publishing would never end.
      if (cuts === this.#cuts) return head;
    }
  }

  /** Entries after `position` in order: only the contiguous prefix, at most `limit`. */
  async entries(after: number, limit: number): Promise<AppendedEntry[]> {
    const rows = await this.#o.database.db
      .selectFrom('feed_entry')
      .select(['position', 'hash', 'jws'])
      .where('position', '>', after)
      .where('position', '<=', await this.#onDisk())
      .orderBy('position')
      .limit(limit)
      .execute();
    const gap = rows.findIndex((row, index) => row.position !== after + 1 + index);
    return gap === -1 ? rows : rows.slice(0, gap);
  }

  /** The last position that may be shown to anybody. */
  async #onDisk(): Promise<number> {
    const { feedLog } = this.#o;
    if (feedLog === null) return 2 ** 31 - 1;
    if (this.#cuts !== this.#cutsLogged) await this.#settle();
    return feedLog.count;
  }

  /** The entry at a position, or null where there is none. */
  async entry(position: number): Promise<AppendedEntry | null> {
    const [entry] = await this.entries(position - 1, 1);
    return entry?.position === position ? entry : null;
  }

  /** The entries that carry an epoch, oldest first. */
  epochs(): Promise<Array<AppendedEntry & { at: Date }>> {
    return this.#o.database.db
      .selectFrom('feed_entry')
      .select(['position', 'hash', 'jws', 'at'])
      .where('kind', '=', 'epoch')
      .orderBy('position')
      .execute();
  }

  /** Whether an epoch cut this entry off here: a workstation that still holds it is on its way back, not a new fork. */
  async abandoned(position: number, hash: string): Promise<boolean> {
    const row = await this.#o.database.db
      .selectFrom('feed_abandoned')
      .select('epoch')
      .where('position', '=', position)
      .where('hash', '=', hash)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Whether one of our entry keys signed this entry, wherever it stands: what tells a fork from a forgery. */
  async signedByUs(jws: string): Promise<boolean> {
    const head = await readHead(this.#o.database.db);
    try {
      const { kid, payload } = peek(jws, typ.entry);
      const { feed, position } = payload as { feed?: unknown; position?: unknown };
      if (feed !== this.feed || typeof position !== 'number') return false;
      await verify(jws, typ.entry, (await this.ring(head)).key(kid, 'entry', position));
      return true;
    } catch (error) {
      if (error instanceof FeedError) return false;
      throw error;
    }
  }

  /** The keys in force at this head. */
  async ring(head: Pick<FeedHead, 'position' | 'epoch'>, db: Executor = this.#o.database.db): Promise<KeyRing> {
    const ring = await this.#rings.at(db, head);
    // A transaction may still be rolled back; what it saw is not for others.
    if (db === this.#o.database.db) this.#rings.remember(ring, head);
    return ring;
  }

  /** The tip key to sign with at this head. Throws `FeedError` key-unknown where the root has ended ours. */
  async tipSigner(head: Pick<FeedHead, 'position' | 'epoch'>): Promise<Signer> {
    return this.#o.keys.signer('tip', await this.ring(head), head.position);
  }

  /** The entry key in force now: for officine statements and snapshots. */
  async entrySigner(): Promise<Signer> {
    const head = await readHead(this.#o.database.db);
    return this.#o.keys.signer('entry', await this.ring(head), head.position);
  }

  /** Throws `FeedError` key-unknown where a key in force is not here, unless entries that may name another are missing. */
  async requireKeys(): Promise<void> {
    const head = await readHead(this.#o.database.db);
    if (head.recovering) return;
    await this.tipSigner(head);
    await this.entrySigner();
  }

  /** A tip that our own tip key signed, whatever its position, or null: an unsigned claim proves nothing. */
  async ownTip(jws: string): Promise<TipPayload | null> {
    const head = await readHead(this.#o.database.db);
    const ring = await this.ring(head);
    try {
      return await verifyTip(jws, ring);
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
    }
    // A restored database may not know the key yet; the file beside it does.
    for (const { jwk } of this.#o.keys.own('tip')) {
      try {
        const payload = (await verify(jws, typ.tip, jwk)) as TipPayload;
        if (payload.feed === this.feed && Number.isInteger(payload.position)) return payload;
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
      }
    }
    return null;
  }

  /**
   * Takes back entries that the database does not have (from `feed.log` or from agents): exact bytes, each proved to be the
   * next; those we hold already are passed over, and the first that does not hold ends it.
   */
  async adopt(entries: readonly string[]): Promise<Adoption> {
    const { database } = this.#o;
    const adoption = await database.db.transaction().execute(async (trx) => {
      const head = await lockHead(trx);
      const chain = await this.#chain(trx, head);
      let adopted = 0;
      let refused: Adoption['refused'] = null;
      for (const entry of entries) {
        try {
          if (await this.#holds(trx, entry)) continue;
          await chain.take(entry);
          adopted += 1;
        } catch (error) {
          if (!(error instanceof FeedError)) throw error;
          refused = { entry, error };
          break;
        }
      }
      const { position } = chain.head;
      // After a restore the proved position is only the farthest seen so far: `proveRestored` says when it was the last.
      const reached =
        head.recovering && head.restored_at === null && head.recover_to !== null && position >= head.recover_to;
      if (reached) await endRecovery(trx);
      if (adopted > 0 || reached) await this.#wake(trx, position);
      return { position, adopted, recovering: head.recovering && !reached, refused };
    });
    await this.#afterCommit();
    return adoption;
  }

  async #chain(trx: Trx, head: FeedHead): Promise<Chain> {
    const { keys, clock } = this.#o;
    return new Chain({ trx, feed: this.feed, keys, clock }, head, await this.ring(head, trx));
  }

  async #holds(trx: Trx, jws: string): Promise<boolean> {
    const row = await trx
      .selectFrom('feed_entry')
      .select('position')
      .where('hash', '=', hashOf(jws))
      .executeTakeFirst();
    return row !== undefined;
  }

  /** A signed tip showed that entries up to `position` are missing: nothing is published, no tip signed, until they are back. */
  async beginRecovery(position: number): Promise<void> {
    await this.#o.database.db.transaction().execute(async (trx) => {
      const head = await lockHead(trx);
      if (position <= head.position) return;
      const to = Math.max(position, head.recover_to ?? 0);
      await trx.updateTable('feed_head').set({ recovering: true, recover_to: to }).execute();
      await this.#wake(trx, head.position);
    });
    await this.#afterCommit();
  }

  /**
   * After a restore: publishes again once every workstation that the backup knows has shown what it holds and nothing of it is
   * missing here. Before, a bulletin could stand at a position that some workstation holds another signed entry of. False while
   * that is not proved; the operator may end it earlier (`endRecovery`).
   */
  async proveRestored(): Promise<boolean> {
    const proved = await this.#o.database.db.transaction().execute(async (trx) => {
      const head = await lockHead(trx);
      if (!head.recovering || head.restored_at === null || head.position < (head.recover_to ?? 0)) return false;
      const { known, heard } = await heardSince(trx, head.restored_at);
      if (known === 0 || heard < known) return false;
      await endRecovery(trx);
      await this.#wake(trx, head.position);
      return true;
    });
    if (proved) await this.#afterCommit();
    return proved;
  }

  /** How many workstations the portal knows, revoked ones left out, and how many of them came since `restored_at`; null: no restore. */
  async heardSinceRestore(): Promise<Heard | null> {
    const { db } = this.#o.database;
    const { restored_at } = await readHead(db);
    return restored_at === null ? null : heardSince(db, restored_at);
  }

  /** The operator gives the missing entries up: the portal publishes again, and agents that hold them will show a fork. */
  async endRecovery(): Promise<void> {
    await this.#o.database.db.transaction().execute(async (trx) => {
      const head = await lockHead(trx);
      await endRecovery(trx);
      await trx
        .updateTable('feed_head')
        .set({ recovery_ended_at: new Date(this.#o.clock.wall()) })
        .execute();
      await this.#wake(trx, head.position);
    });
    await this.#afterCommit();
  }

  /**
   * Ends a fork at the position that the root's statement names: what stood after it is set aside, the epoch entry follows,
   * and what was set aside is broadcast again after it, so that no measure of ours is lost.
   * Throws `FeedError` statement where the root did not sign it, and Problem state-conflict where it names no entry of ours.
   */
  async applyEpoch(statement: string): Promise<AppendedEntry> {
    const { database } = this.#o;
    const appended = await database.db.transaction().execute(async (trx) => {
      const head = await lockHead(trx);
      const common = await verifyEpoch(statement, await this.ring(head, trx));
      const ours = await trx
        .selectFrom('feed_entry')
        .select('hash')
        .where('position', '=', common.position)
        .executeTakeFirst();
      if (common.epoch !== head.epoch + 1) throw new Problem('state-conflict', { state: 'other-epoch' });
      if (ours?.hash !== common.hash) throw new Problem('state-conflict', { state: 'not-ours' });
      const cut = await trx
        .deleteFrom('feed_entry')
        .where('position', '>', common.position)
        .returning(['position', 'hash', 'jws', 'at'])
        .execute();
      cut.sort((a, b) => a.position - b.position);
      for (const entry of cut) {
        await trx
          .insertInto('feed_abandoned')
          .values({ epoch: common.epoch, ...entry })
          .execute();
      }
      await endRecovery(trx);
      const chain = await this.#chain(trx, {
        ...head,
        position: common.position,
        hash: common.hash,
        epoch: common.epoch,
      });
      const entry = await chain.append({ epoch: statement });
      const payloads = cut.map(({ jws }) => payloadOf(jws));
      // Keys first: what follows may be signed by a key that only they name.
      for (const { keys } of payloads) if (keys !== undefined) await chain.append({ keys });
      for (const { bulletin } of payloads) {
        if (bulletin === undefined) continue;
        const { position } = await chain.append({ bulletin });
        const ref = broadcastHead(bulletin);
        if (ref !== null) {
          await trx
            .updateTable('bulletin_revision')
            .set({ position })
            .where('bulletin', '=', ref.id)
            .where('revision', '=', ref.revision)
            .execute();
        }
      }
      await this.#wake(trx, chain.head.position);
      this.#cuts += 1;
      return entry;
    });
    await this.#afterCommit();
    return appended;
  }

  /** Wakes gateways at the commit; an embedded feed waits for the disk (`#afterCommit`). */
  async #wake(trx: Trx, position: number): Promise<void> {
    const { database } = this.#o;
    if (!database.embedded) await database.bus.notify('feed', String(position), trx);
  }

  async #afterCommit(): Promise<void> {
    if (this.#o.feedLog === null) return;
    await this.#settle();
    await this.#o.database.bus.notify('feed', '');
  }

  /** Embedded: brings `feed.log` up to the table, and both to the disk. */
  #settle(): Promise<void> {
    const { feedLog, database, log, asidePath } = this.#o;
    if (feedLog === null) return Promise.resolve();
    const next = this.#settling.then(async () => {
      const cuts = this.#cuts;
      const replace = cuts !== this.#cutsLogged;
      const rows = await database.db
        .selectFrom('feed_entry')
        .select('jws')
        .where('position', '>', replace ? 0 : feedLog.count)
        .orderBy('position')
        .execute();
      const entries = rows.map((row) => row.jws);
      if (replace) await feedLog.replace(entries, asidePath());
      else await feedLog.append(entries);
      this.#cutsLogged = cuts;
    });
    this.#settling = next.catch((error: unknown) => {
      log.error({ err: error }, 'feed.log cannot be written: nothing more is broadcast');
    });
    return next.catch((cause: unknown) => {
      throw new Problem('store-unavailable', { cause });
    });
  }
}

function endRecovery(trx: Trx): Promise<unknown> {
  return trx.updateTable('feed_head').set({ recovering: false, recover_to: null, restored_at: null }).execute();
}

/** A workstation is heard once its link is live: all that it holds is here then. */
async function heardSince(db: Executor, since: Date): Promise<Heard> {
  return db
    .selectFrom('workstation')
    .select(({ fn }) => [
      fn.countAll<number>().as('known'),
      fn.countAll<number>().filterWhere('last_seen_at', '>=', since).as('heard'),
    ])
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
}
