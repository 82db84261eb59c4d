/**
 * register.db: the verified feed, byte for byte, and what follows from it. Written by one thread; nothing enters that was
 * not proved against the chain (feed.md 2), and a commit is on disk before it is told (synchronous=FULL).
 */
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
import { canonicalLot } from '../../protocol/lot.ts';
import { openDatabase, quickCheck } from '../database.ts';
import { type RevisionContent, revisionOf } from './content.ts';
import { ForkError } from './fork-error.ts';
import { fingerprint } from './lot-filter.ts';
import { migrations } from './migrations/index.ts';
import type { IndexRows, RevisionHead, RevisionRow, TargetRow, TargetSpec } from './rows.ts';

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
  readonly synced: boolean;
}

/** The writer's side of the register. Methods that verify are asynchronous and must not be called while another runs. */
export class RegisterStore {
  readonly #db: Database.Database;
  #head: ChainHead | null = null;

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Opens, migrates and checks the whole file. Throws a corruption error, a disk failure or DatabaseVersionError. */
  static async open(path: string): Promise<RegisterStore> {
    const db = openDatabase(path, registerDatabase);
    try {
      quickCheck(db);
      const store = new RegisterStore(db);
      const feed = store.#meta('feed');
      const root = store.#meta('root');
      if (feed !== null && root !== null) store.#head = await store.#headAt(feed, root, store.#lastPosition());
      return store;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** First contact: from now on entries chain to this root. Throws where the register belongs to another feed or root. */
  async begin(feed: string, root: string): Promise<void> {
    if (this.#head !== null) {
      if (this.#meta('feed') === feed && this.#meta('root') === root) return;
      throw new Error('this register belongs to another feed or root');
    }
    this.#db.transaction(() => {
      this.#setMeta('feed', feed);
      this.#setMeta('root', root);
    })();
    this.#head = genesisHead(feed, root);
  }

  state(): StoreState {
    const tip = this.#meta('tip');
    return {
      feed: this.#meta('feed'),
      position: this.#head?.position ?? 0,
      hash: this.#head?.hash ?? '',
      newestTip: tip,
      newestMoment: Number(this.#meta('moment') ?? 0),
      synced: this.#meta('synced') === '1',
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
    return { accepted: verified.length, rows, fault };
  }

  /**
   * Proves a tip, keeps it when it is the newest, and notes that the register is complete when it names our head. Throws
   * `FeedError`, or `ForkError` after keeping both where it contradicts an entry or a tip that we hold.
   */
  async acceptTip(jws: string, nonce?: string): Promise<TipPayload> {
    const { position, hash, ring } = this.#chain();
    const tip = await verifyTip(jws, ring, nonce);
    const ours = tip.position === position ? hash : this.#hashAt(tip.position);
    if (ours !== null && ours !== tip.hash) {
      this.#keepFork(tip.position, this.#entryAt(tip.position) ?? '', jws);
      throw new ForkError(tip.position);
    }
    const held = this.#meta('tip');
    const heldTip = held === null ? null : (peek(held, typ.tip).payload as TipPayload);
    if (heldTip?.position === tip.position && heldTip.hash !== tip.hash) {
      this.#keepFork(tip.position, held ?? '', jws);
      throw new ForkError(tip.position);
    }
    this.#db.transaction(() => {
      if (heldTip === null || tip.position >= heldTip.position) this.#setMeta('tip', jws);
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
    const chain = this.#chain();
    const { kid, payload } = peek(jws, typ.entry);
    const claimed = payload as Partial<EntryPayload>;
    if (typeof claimed.epoch === 'string') {
      const statement = await verifyEpoch(claimed.epoch, chain.ring);
      if (statement.epoch <= Number(this.#meta('epoch') ?? 0))
        throw new FeedError('statement', 'this epoch is not new');
      if (statement.position >= chain.position || this.#hashAt(statement.position) !== statement.hash) {
        throw new FeedError('statement', 'the epoch names no position that we hold');
      }
      const common = await this.#headAt(chain.ring.feed, chain.ring.root, statement.position);
      const entry = await verifyEntry(jws, common);
      this.#db.transaction(() => {
        this.#abandon(statement.position, statement.epoch);
        this.#insert([entry], receivedAt);
      })();
      this.#head = entry.head;
      return 'epoch';
    }
    const position = claimed.position ?? 0;
    const ours = this.#hashAt(position);
    if (ours === null || ours === hashOf(jws)) throw new FeedError('position', `entry ${position} contradicts nothing`);
    if (claimed.feed !== chain.ring.feed) throw new FeedError('feed', 'entry of another feed');
    await verify(jws, typ.entry, chain.ring.key(kid, 'entry', position));
    this.#keepFork(position, this.#entryAt(position) ?? '', jws);
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

  /** Everything that the index keeps, for a start. */
  rows(): IndexRows {
    const lots = this.#db.prepare<[], number>('select count(*) from lot').pluck().get() ?? 0;
    const prints = new Uint32Array(lots);
    let next = 0;
    for (const [target, canonical] of this.#db
      .prepare<[], [number, string]>('select target_id, canonical from lot')
      .raw()
      .iterate()) {
      prints[next++] = fingerprint(target, canonical);
    }
    return { revisions: this.#revisions(), targets: this.#targets(), prints };
  }

  /** Two contradicting statements, oldest first. */
  forks(): Array<{ position: number; at: string }> {
    return this.#db.prepare<[], { position: number; at: string }>('select position, at from fork order by at').all();
  }

  close(): void {
    this.#db.pragma('optimize');
    this.#db.close();
  }

  #chain(): ChainHead {
    if (this.#head === null) throw new FeedError('feed', 'not enrolled: no feed is known');
    return this.#head;
  }

  #insert(entries: readonly VerifiedEntry[], receivedAt: string): IndexRows {
    const revisions: RevisionRow[] = [];
    const targets: TargetRow[] = [];
    const prints: number[] = [];
    const insert = this.#db.prepare(
      'insert into entry (position, jws, hash, received_at, holds_keys) values (?, ?, ?, ?, ?)',
    );
    for (const { jws, payload, head } of entries) {
      insert.run(head.position, jws, head.hash, receivedAt, payload.keys === undefined ? 0 : 1);
      this.#noteMoment(payload.at);
      if (payload.epoch !== undefined) {
        this.#setMeta('epoch', String((peek(payload.epoch, typ.epoch).payload as { epoch: number }).epoch));
      }
      const content = revisionOf(payload);
      if (content !== null) this.#insertRevision(content, head.position, receivedAt, { revisions, targets, prints });
    }
    return { revisions, targets, prints: Uint32Array.from(prints) };
  }

  #insertRevision(
    { bulletin, revision, head, targets }: RevisionContent,
    position: number,
    receivedAt: string,
    into: { revisions: RevisionRow[]; targets: TargetRow[]; prints: number[] },
  ): void {
    const db = this.#db;
    const { lastInsertRowid } = db
      .prepare('insert into revision (position, bulletin, revision, head) values (?, ?, ?, ?)')
      .run(position, bulletin, revision, JSON.stringify(head));
    const revisionId = Number(lastInsertRowid);
    into.revisions.push({ id: revisionId, epoch: null, position, bulletin, revision, receivedAt, head });
    const insertTarget = db.prepare('insert into target (revision_id, code, spec) values (?, ?, ?)');
    const insertLot = db.prepare(
      'insert into lot (target_id, canonical, ordinal, lot, excepted, expiry, serials) values (?, ?, ?, ?, ?, ?, ?)',
    );
    for (const { code, spec, listed, except } of targets) {
      const id = Number(insertTarget.run(revisionId, code, JSON.stringify(spec)).lastInsertRowid);
      into.targets.push({ id, revisionId, code, spec });
      let ordinal = 0;
      for (const { lot, expiry, serials } of listed) {
        const canonical = canonicalLot(lot);
        insertLot.run(id, canonical, ordinal++, lot, 0, expiry ?? null, serials ? JSON.stringify(serials) : null);
        into.prints.push(fingerprint(id, canonical));
      }
      for (const lot of except) {
        const canonical = canonicalLot(lot);
        insertLot.run(id, canonical, ordinal++, lot, 1, null, null);
        into.prints.push(fingerprint(id, canonical));
      }
    }
  }

  #abandon(position: number, epoch: number): void {
    const db = this.#db;
    db.prepare(
      'insert into abandoned (epoch, position, jws, received_at) select ?, position, jws, received_at from entry where position > ?',
    ).run(epoch, position);
    db.prepare('update revision set epoch = ? where epoch is null and position > ?').run(epoch, position);
    db.prepare('delete from entry where position > ?').run(position);
    // The newest tip may be of the abandoned branch, and what we hold is not known to be complete until the next one.
    db.prepare(`delete from meta where key in ('tip', 'synced')`).run();
  }

  #keepFork(position: number, ours: string, theirs: string): void {
    this.#db
      .prepare('insert or ignore into fork (position, ours, theirs, at) values (?, ?, ?, ?)')
      .run(position, ours, theirs, this.#meta('moment') ?? '');
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

  #revisions(): RevisionRow[] {
    type Row = Omit<RevisionRow, 'head'> & { head: string };
    return this.#db
      .prepare<[], Row>(
        `select r.id, r.epoch, r.position, r.bulletin, r.revision, r.head, coalesce(e.received_at, a.received_at) as receivedAt
         from revision r
         left join entry e on r.epoch is null and e.position = r.position
         left join abandoned a on a.epoch = r.epoch and a.position = r.position
         order by r.id`,
      )
      .all()
      .map((row) => ({ ...row, head: JSON.parse(row.head) as RevisionHead }));
  }

  #targets(): TargetRow[] {
    type Row = { id: number; revisionId: number; code: string; spec: string };
    return this.#db
      .prepare<[], Row>('select id, revision_id as revisionId, code, spec from target order by id')
      .all()
      .map((row) => ({ ...row, spec: JSON.parse(row.spec) as TargetSpec }));
  }

  #lastPosition(): number {
    return this.#db.prepare<[], number>('select coalesce(max(position), 0) from entry').pluck().get() ?? 0;
  }

  #hashAt(position: number): string | null {
    return (
      this.#db.prepare<[number], string>('select hash from entry where position = ?').pluck().get(position) ?? null
    );
  }

  #entryAt(position: number): string | null {
    return this.#db.prepare<[number], string>('select jws from entry where position = ?').pluck().get(position) ?? null;
  }

  #meta(key: string): string | null {
    return this.#db.prepare<[string], string>('select value from meta where key = ?').pluck().get(key) ?? null;
  }

  #setMeta(key: string, value: string): void {
    this.#db
      .prepare('insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value')
      .run(key, value);
  }

  /** Time never seems earlier than this (feed.md 4), so it only grows. */
  #noteMoment(at: string): void {
    const moment = Date.parse(at);
    if (moment > Number(this.#meta('moment') ?? 0)) this.#setMeta('moment', String(moment));
  }
}
