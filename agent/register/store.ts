/**
 * register.db: the verified feed, byte for byte, and what follows from it. Written by one thread; nothing enters that was
 * not proved against the chain (feed.md 2), and a commit is on disk before it is told (synchronous=FULL).
 */
import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import {
  type ChainHead,
  type EntryPayload,
  FeedError,
  genesisHead,
  hashOf,
  KeyRing,
  peek,
  type TipPayload,
  type Typ,
  typ,
  type VerifiedEntry,
  verify,
  verifyEntry,
  verifyEpoch,
  verifyTip,
} from '../../protocol/envelope.ts';
import { isCorruption, isDiskFailure, openDatabase, quickCheck, tryWriting } from '../database.ts';
import { checksum } from './checksum.ts';
import { revisionOf } from './content.ts';
import { ForkError } from './fork-error.ts';
import { migrations } from './migrations/index.ts';
import { AddedRows, changed, RecallTables } from './recall-tables.ts';
import type { IndexRows } from './rows.ts';

export const registerDatabase = {
  applicationId: 0x56475247, // 'VGRG'
  migrations,
  synchronous: 'FULL',
} as const;

/** Entries read in one question when the ring is put together or a portal asks for them back. */
const MAX_BATCH = 100;

export interface StoreState {
  readonly feed: string | null;
  readonly position: number;
  readonly hash: string;
  readonly newestTip: string | null;
  /** Milliseconds since the epoch of the newest verified entry or tip; 0 before any. */
  readonly newestMoment: number;
  /** A tip has named our head, and no fork is known that the root has not ended. */
  readonly synced: boolean;
  /** Of the root's newest statement of its keys; 0 before the first. */
  readonly keyVersion: number;
}

/** `forked`: two signed statements contradict each other, and no epoch of the root has ended it yet. */
type MetaKey = 'feed' | 'root' | 'tip' | 'moment' | 'synced' | 'epoch' | 'forked';

/** The writer's side of the register. Methods that verify are asynchronous and must not be called while another runs. */
export class RegisterStore {
  readonly #db: Database.Database;
  readonly #tables: RecallTables;
  /** The file that was opened, however it is called now. */
  readonly #file: bigint;
  #head: ChainHead | null = null;

  private constructor(db: Database.Database) {
    this.#db = db;
    this.#tables = new RecallTables(db);
    this.#file = fileAt(db.name) ?? 0n;
  }

  /**
   * Opens, migrates and proves the whole file. Throws a corruption error, FeedError where its entries are not those that were
   * proved, a disk failure or DatabaseVersionError.
   */
  static async open(path: string): Promise<RegisterStore> {
    const db = openDatabase(path, registerDatabase);
    try {
      quickCheck(db);
      const store = new RegisterStore(db);
      await store.#recall();
      return store;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** First contact: from now on entries chain to this root. Throws FeedError where the register belongs to others. */
  async begin(feed: string, root: string): Promise<void> {
    this.#assertInPlace();
    if (this.#head !== null) {
      if (this.#meta('feed') === feed && this.#meta('root') === root) return;
      throw new FeedError('feed', 'this register belongs to another feed or root');
    }
    this.#db.transaction(() => {
      this.#setMeta('feed', feed);
      this.#setMeta('root', root);
    })();
    this.#head = genesisHead(feed, root);
  }

  state(): StoreState {
    return {
      feed: this.#meta('feed'),
      position: this.#head?.position ?? 0,
      hash: this.#head?.hash ?? '',
      newestTip: this.#meta('tip'),
      newestMoment: Number(this.#meta('moment') ?? 0),
      synced: this.#meta('synced') !== null && this.#meta('forked') === null,
      keyVersion: this.#head?.ring.version ?? 0,
    };
  }

  /**
   * Proves and commits entries in order, in one transaction. Those before a bad one are kept. Throws what SQLite throws,
   * and then nothing of the batch is stored.
   */
  async append(
    entries: readonly string[],
    receivedAt: string,
  ): Promise<{ accepted: number; rows: IndexRows; fault: FeedError | null }> {
    this.#assertInPlace();
    let head = this.#chain();
    const verified: VerifiedEntry[] = [];
    let fault: FeedError | null = null;
    for (const jws of entries) {
      try {
        const entry = await verifyEntry(jws, head);
        verified.push(entry);
        head = entry.head;
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
        fault = error;
        break;
      }
    }
    const rows = this.#db.transaction(() => this.#insert(verified, receivedAt))();
    this.#head = head;
    if (verified.length > 0) this.#checkpoint();
    return { accepted: verified.length, rows, fault };
  }

  /**
   * Proves a tip, keeps it when it is the newest, and notes that the register is complete when it names our head. Throws
   * `FeedError`, or `ForkError` after keeping both where it contradicts an entry or a tip that we hold, or where a tip that we
   * held turns out to contradict an entry that came since.
   */
  async acceptTip(jws: string, nonce?: string): Promise<TipPayload> {
    this.#assertInPlace();
    const { position, ring } = this.#chain();
    const tip = await verifyTip(jws, ring, nonce);
    const held = this.#meta('tip');
    const heldTip = held === null ? null : (peek(held, typ.tip).payload as TipPayload);
    if (held !== null && heldTip !== null && this.#contradicts(heldTip)) {
      this.#db.transaction(() => {
        this.#keepFork(heldTip.position, this.#entryAt(heldTip.position) ?? '', held);
        this.#forget('tip');
      })();
      throw new ForkError(heldTip.position);
    }
    if (this.#contradicts(tip)) {
      this.#db.transaction(() => this.#keepFork(tip.position, this.#entryAt(tip.position) ?? '', jws))();
      throw new ForkError(tip.position);
    }
    if (held !== null && heldTip?.position === tip.position && heldTip.hash !== tip.hash) {
      this.#db.transaction(() => this.#keepFork(tip.position, held, jws))();
      throw new ForkError(tip.position);
    }
    this.#db.transaction(() => {
      if (heldTip === null || isNewer(tip, heldTip)) this.#setMeta('tip', jws);
      this.#noteMoment(tip.at);
      if (tip.position === position) this.#setMeta('synced', '1');
    })();
    return tip;
  }

  /**
   * A portal's entry where ours differs. `forked`: it is signed, so both are kept as proof. An entry that carries the root's
   * epoch statement ends the fork: ours after the common position are abandoned, and their recalls go on blocking.
   * Throws `FeedError` where it proves nothing.
   */
  async contest(jws: string, receivedAt: string): Promise<'forked' | 'epoch'> {
    this.#assertInPlace();
    const { kid, payload } = peek(jws, typ.entry);
    const claimed = (payload ?? {}) as Partial<EntryPayload>;
    if (typeof claimed.epoch === 'string') return await this.#leaveBranch(jws, claimed.epoch, receivedAt);
    const { ring } = this.#chain();
    const position = Number.isSafeInteger(claimed.position) ? Number(claimed.position) : 0;
    const ours = this.#hashAt(position);
    if (ours === null || ours === hashOf(jws)) throw new FeedError('position', `entry ${position} contradicts nothing`);
    if (claimed.feed !== ring.feed) throw new FeedError('feed', 'entry of another feed');
    // Where it names keys itself, it may be signed by one of those; else only by a key that has not been ended since.
    const keys = typeof claimed.keys === 'string' ? await this.#ringAt(position - 1, claimed.keys) : ring;
    await verify(jws, typ.entry, keys.key(kid, 'entry', position));
    this.#db.transaction(() => this.#keepFork(position, this.#entryAt(position) ?? '', jws))();
    return 'forked';
  }

  /** Payload of a statement signed by a key named now. Throws `FeedError`. */
  async verifyStatement(jws: string, kind: Typ, use: 'entry' | 'tip'): Promise<unknown> {
    const { ring, position } = this.#chain();
    return await verify(jws, kind, ring.key(peek(jws, kind).kid, use, position));
  }

  /** Exact bytes of the entries after `position`, in order, at most `limit` (and 100). */
  entriesAfter(position: number, limit: number): string[] {
    return this.#db
      .prepare<[number, number], string>('select jws from entry where position > ? order by position limit ?')
      .pluck()
      .all(position, Math.min(limit, MAX_BATCH));
  }

  /** Throws what the disk says to a write that changes nothing. */
  probe(): void {
    this.#assertInPlace();
    tryWriting(this.#db);
  }

  /** Everything that the index keeps, for a start. Throws a corruption error where a row is not what was written. */
  rows(): IndexRows {
    return this.#tables.rows();
  }

  close(): void {
    try {
      this.#db.pragma('optimize');
    } catch (error) {
      // It only makes later questions faster, and a file that cannot have it must still be let go of.
      if (!isCorruption(error) && !isDiskFailure(error)) throw error;
    } finally {
      this.#db.close();
    }
  }

  /** Reads the head, and proves that the entries are those that were accepted, byte for byte. */
  async #recall(): Promise<void> {
    let last = 0;
    for (const { position, jws, hash } of this.#db
      .prepare<[], { position: number; jws: string; hash: string }>(
        'select position, jws, hash from entry order by position',
      )
      .iterate()) {
      if (position !== ++last || hashOf(jws) !== hash) throw changed(`entry ${position}`);
    }
    const feed = this.#meta('feed');
    const root = this.#meta('root');
    if (feed !== null && root !== null) this.#head = await this.#headAt(feed, root, last);
    else if (last > 0) throw changed('the name of the feed');
    // Reads the rest of what was noted, and so proves it.
    this.state();
    this.#meta('epoch');
  }

  #chain(): ChainHead {
    if (this.#head === null) throw new FeedError('feed', 'not enrolled: no feed is known');
    return this.#head;
  }

  /** Whoever replaced the file, or wrote an older copy over it, must not have us write, and tell as written, what no start would find again. */
  #assertInPlace(): void {
    if (fileAt(this.#db.name) !== this.#file) throw changed('the file at this path');
    const head = this.#head;
    if (head === null || head.position === 0) return;
    // What SQLite has in memory says nothing of the file.
    this.#db.pragma('shrink_memory');
    if (this.#hashAt(head.position) !== head.hash) throw changed('the newest entry');
  }

  /**
   * Moves what was committed out of the -wal file: SQLite takes one that was damaged for one that ends there, and recalls
   * would be missing without a word.
   */
  #checkpoint(): void {
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // It is committed all the same, and the next commit tries again.
      if (!isDiskFailure(error)) throw error;
    }
  }

  async #leaveBranch(jws: string, epoch: string, receivedAt: string): Promise<'epoch'> {
    const chain = this.#chain();
    const { ring } = chain;
    const statement = await verifyEpoch(epoch, ring);
    if (statement.epoch <= Number(this.#meta('epoch') ?? 0)) throw new FeedError('statement', 'this epoch is not new');
    if (statement.position > chain.position || this.#hashAt(statement.position) !== statement.hash) {
      throw new FeedError('statement', 'the epoch names no position that we hold');
    }
    const common = await this.#headAt(ring.feed, ring.root, statement.position);
    const entry = await verifyEntry(jws, common);
    this.#db.transaction(() => {
      this.#abandon(statement.position, statement.epoch);
      this.#insert([entry], receivedAt);
    })();
    this.#head = entry.head;
    this.#checkpoint();
    return 'epoch';
  }

  #insert(entries: readonly VerifiedEntry[], receivedAt: string): IndexRows {
    const added = new AddedRows();
    const insert = this.#db.prepare(
      'insert into entry (position, jws, hash, received_at, holds_keys) values (?, ?, ?, ?, ?)',
    );
    for (const { jws, payload, head } of entries) {
      insert.run(head.position, jws, head.hash, receivedAt, payload.keys === undefined ? 0 : 1);
      this.#noteMoment(payload.at);
      if (payload.epoch !== undefined) this.#beginEpoch(payload.epoch);
      const content = revisionOf(payload);
      if (content !== null) this.#tables.insert(content, head.position, receivedAt, added);
    }
    return added.rows();
  }

  #beginEpoch(statement: string): void {
    const { epoch } = peek(statement, typ.epoch).payload as { epoch: number };
    this.#setMeta('epoch', String(epoch));
    // The newest tip may be of a branch that ended, and what we hold is not known to be complete until the next one.
    for (const key of ['tip', 'synced', 'forked'] as const) this.#forget(key);
  }

  #abandon(position: number, epoch: number): void {
    const db = this.#db;
    db.prepare(
      'insert into abandoned (epoch, position, jws, received_at) select ?, position, jws, received_at from entry where position > ?',
    ).run(epoch, position);
    this.#tables.abandon(position, epoch);
    db.prepare('delete from entry where position > ?').run(position);
  }

  /** Whether a tip names another entry than the one we hold there. */
  #contradicts({ position, hash }: TipPayload): boolean {
    const ours = this.#hashAt(position);
    return ours !== null && ours !== hash;
  }

  #keepFork(position: number, ours: string, theirs: string): void {
    this.#db
      .prepare('insert or ignore into fork (position, ours, theirs, at) values (?, ?, ?, ?)')
      .run(position, ours, theirs, new Date(Number(this.#meta('moment') ?? 0)).toISOString());
    this.#setMeta('forked', '1');
  }

  async #headAt(feed: string, root: string, position: number): Promise<ChainHead> {
    let ring = new KeyRing(feed, root);
    const statements = this.#db
      .prepare<[number], { position: number; jws: string }>(
        'select position, jws from entry where holds_keys = 1 and position <= ? order by position',
      )
      .all(position);
    for (const { position: at, jws } of statements) {
      const { keys } = peek(jws, typ.entry).payload as EntryPayload;
      if (keys !== undefined) ring = await ring.apply(keys, at);
    }
    return { position, hash: position === 0 ? root : (this.#hashAt(position) ?? ''), ring };
  }

  /** The keys after `position` and this statement of the root. */
  async #ringAt(position: number, statement: string): Promise<KeyRing> {
    const { ring } = this.#chain();
    return (await this.#headAt(ring.feed, ring.root, position)).ring.apply(statement, position + 1);
  }

  #hashAt(position: number): string | null {
    return (
      this.#db.prepare<[number], string>('select hash from entry where position = ?').pluck().get(position) ?? null
    );
  }

  #entryAt(position: number): string | null {
    return this.#db.prepare<[number], string>('select jws from entry where position = ?').pluck().get(position) ?? null;
  }

  #meta(key: MetaKey): string | null {
    const row = this.#db
      .prepare<[string], { value: string; checksum: number }>('select value, checksum from meta where key = ?')
      .get(key);
    if (row === undefined) return null;
    if (row.checksum !== checksum(key, row.value)) throw changed(`meta ${key}`);
    return row.value;
  }

  #setMeta(key: MetaKey, value: string): void {
    this.#db
      .prepare('insert or replace into meta (key, value, checksum) values (?, ?, ?)')
      .run(key, value, checksum(key, value));
  }

  #forget(key: MetaKey): void {
    this.#db.prepare('delete from meta where key = ?').run(key);
  }

  /** Time never seems earlier than this (feed.md 4), so it only grows. */
  #noteMoment(at: string): void {
    const moment = Date.parse(at);
    if (moment > Number(this.#meta('moment') ?? 0)) this.#setMeta('moment', String(moment));
  }
}

function isNewer(tip: TipPayload, held: TipPayload): boolean {
  if (tip.position !== held.position) return tip.position > held.position;
  return Date.parse(tip.at) > Date.parse(held.at);
}

/** The number of the file that bears this name now; null where none does. */
function fileAt(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
