/**
 * What is recalled: the verified feed on disk, and the index that the verdict reads. The file is written by a thread of its
 * own; an entry counts for the next check from the moment its commit returns. The file can always be made again from the
 * feed: a damaged one is set aside, and what was known goes on counting until the new one is complete.
 */
import type { Logger } from 'pino';
import { type BulletinKind, effectiveTime, revisionInForce } from '../../protocol/bulletin.ts';
import type { FeedFault, TipPayload, Typ } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import { isCorruption } from '../database.ts';
import type { IndexedRevision, IndexedTarget, Recalls } from '../verdict/model.ts';
import { RegisterReader } from './reader.ts';
import { type FoundLot, RecallIndex } from './recall-index.ts';
import type { WriterResults } from './register.protocol.ts';
import type { IndexRows, RevisionRow } from './rows.ts';
import type { StoreState } from './store.ts';
import { RegisterError, Writer } from './writer.ts';

export interface StoredRevision {
  readonly revision: number;
  readonly position: number;
  /** UTC, ISO 8601, by this machine's clock. */
  readonly receivedAt: string;
  readonly effectiveAt: string | null;
  readonly state: 'in-force' | 'lifted' | 'superseded' | 'scheduled';
  readonly understood: boolean;
  /** The bulletin as broadcast, read from the feed when it is asked for. */
  readonly content: unknown;
}

export interface BulletinRecord {
  readonly id: string;
  readonly kind: BulletinKind | 'unknown';
  readonly reference: string;
  readonly title: string;
  readonly attention: 'interrupt' | 'notify';
  readonly drill: boolean;
  /** In force now, or the newest. */
  readonly revision: number;
  readonly state: 'in-force' | 'lifted' | 'scheduled';
  readonly revisions: readonly StoredRevision[];
}

export interface RegisterOptions {
  /** register.db */
  readonly path: string;
  readonly clock: Clock;
  /** Trusted time (feed.md 4), milliseconds since the epoch: decides which revision counts. */
  readonly now: () => number;
  readonly log: Logger;
}

export interface RegisterFault {
  readonly code: 'rebuilt' | 'disk';
  readonly detail: string;
}

const MAX_ENTRIES_BACK = 100;
/** Stands for lots that a damaged file cannot name: it resembles what was asked and equals nothing. */
const unconfirmed: readonly FoundLot[] = [
  { lot: '', excepted: false },
  { lot: '', excepted: true },
];

export class Register {
  readonly #options: RegisterOptions;
  readonly #writer: Writer;
  #reader: RegisterReader | null = null;
  #index: RecallIndex;
  /** The index of a file that was set aside: it goes on counting until the new file is complete. */
  #former: RecallIndex | null = null;
  #rows: RevisionRow[] = [];
  #state: StoreState;
  #rebuilding: Promise<void> | null = null;
  #closing = false;
  readonly #faultListeners = new Set<(fault: RegisterFault) => void>();
  readonly #bulletinListeners = new Set<(ids: readonly string[]) => void>();

  private constructor(options: RegisterOptions, writer: Writer, opened: WriterResults['open']) {
    this.#options = options;
    this.#writer = writer;
    this.#state = opened.state;
    this.#reader = new RegisterReader(options.path);
    this.#index = this.#indexOf(opened.rows);
  }

  /**
   * Opens the register and builds its index. `setAside` names the damaged file that was put away, if there was one. Throws
   * RegisterError `disk` where the folder cannot be used.
   */
  static async open(options: RegisterOptions): Promise<{ register: Register; setAside: string | null }> {
    const writer = new Writer(options.path);
    try {
      const opened = await writer.call('open', { now: options.clock.wall() });
      if (opened.setAside !== null) options.log.error({ setAside: opened.setAside }, 'register damaged: begins again');
      return { register: new Register(options, writer, opened), setAside: opened.setAside };
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  /** The recalls that count now or may count later, for the verdict. */
  get recalls(): Recalls {
    return this.#former === null ? this.#index : both(this.#index, this.#former);
  }

  get head(): { readonly position: number; readonly hash: string } {
    return this.#state;
  }

  get newestTip(): string | null {
    return this.#state.newestTip;
  }

  get newestMoment(): number {
    return this.#state.newestMoment;
  }

  get synced(): boolean {
    return this.#state.synced && this.#rebuilding === null;
  }

  /** First contact. Throws where the register belongs to another feed or root. */
  async begin(feed: string, root: string): Promise<void> {
    this.#state = (await this.#ask('begin', { feed, root })).state;
  }

  /**
   * Proves entries in order and commits them to disk; the ones before a bad one are kept. `disk`: they may be good, but
   * cannot be written now. From when it resolves, checks see them.
   */
  async append(
    entries: readonly string[],
    receivedAt: string,
  ): Promise<{ accepted: number; fault: { fault: FeedFault | 'disk'; message: string } | null }> {
    try {
      const { accepted, rows, fault, state } = await this.#ask('append', { entries, receivedAt });
      this.#state = state;
      this.#take(rows);
      return { accepted, fault };
    } catch (error) {
      if (!(error instanceof RegisterError) || error.kind === 'other') throw error;
      return { accepted: 0, fault: { fault: 'disk', message: error.message } };
    }
  }

  /** Proves and keeps a tip. Throws FeedError, or ForkError where it contradicts what we hold. */
  async acceptTip(jws: string, nonce?: string): Promise<TipPayload> {
    const { tip, state } = await this.#ask('tip', { jws, nonce });
    this.#state = state;
    if (state.synced) this.#former = null;
    return tip;
  }

  /** A portal's entry where ours differs: the proof of a fork, or the root's way out of it. Throws FeedError. */
  async contest(entry: string): Promise<'forked' | 'epoch'> {
    const receivedAt = new Date(this.#options.clock.wall()).toISOString();
    const { outcome, rows, state } = await this.#ask('contest', { jws: entry, receivedAt });
    this.#state = state;
    if (rows !== null) {
      this.#index = this.#indexOf(rows);
      this.#tell(rows.revisions.map(({ bulletin }) => bulletin));
    }
    return outcome;
  }

  /** Exact bytes of our entries after `position`, at most 100, for a portal restored from an older backup. */
  async entriesAfter(position: number, limit: number): Promise<string[]> {
    return (await this.#ask('entries', { position, limit: Math.min(limit, MAX_ENTRIES_BACK) })).entries;
  }

  /** Payload of a statement under a key that the feed names now. Throws FeedError. */
  async verifyStatement(jws: string, kind: Typ, use: 'entry' | 'tip'): Promise<unknown> {
    return (await this.#ask('statement', { jws, kind, use })).payload;
  }

  /** Told when the register was set aside and begins again at position 0, or the disk fails. Returns the way out. */
  onFault(listener: (fault: RegisterFault) => void): () => void {
    this.#faultListeners.add(listener);
    return () => this.#faultListeners.delete(listener);
  }

  /** Told of the bulletins that a commit brought a revision of. Returns the way out. */
  onBulletins(listener: (ids: readonly string[]) => void): () => void {
    this.#bulletinListeners.add(listener);
    return () => this.#bulletinListeners.delete(listener);
  }

  /** Every bulletin of the feed, in the order in which it first came. */
  bulletins(): BulletinRecord[] {
    return [...Map.groupBy(this.#living(), ({ bulletin }) => bulletin).values()].map((rows) => this.#record(rows));
  }

  bulletin(id: string): BulletinRecord | null {
    const rows = this.#living().filter(({ bulletin }) => bulletin === id);
    return rows.length === 0 ? null : this.#record(rows);
  }

  /** Targets of the revision in force, else of the newest one: what look-back asks the journal about. */
  targets(id: string): IndexedTarget[] {
    const history = this.#index.history(id);
    const revision = current(history, this.#options.now()) ?? newest(history);
    return revision === null ? [] : [...this.#index.targetsOfRevision(revision)];
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#rebuilding;
    this.#reader?.close();
    this.#reader = null;
    await this.#writer.close();
  }

  #indexOf(rows: IndexRows): RecallIndex {
    const index = new RecallIndex((target, canonical) => this.#lots(target, canonical), rows.prints.length);
    index.add(rows);
    this.#rows = [...rows.revisions];
    return index;
  }

  #take(rows: IndexRows): void {
    if (rows.revisions.length === 0) return;
    this.#index.add(rows);
    this.#rows.push(...rows.revisions);
    this.#tell(rows.revisions.map(({ bulletin }) => bulletin));
  }

  #tell(ids: readonly string[]): void {
    const unique = [...new Set(ids)];
    for (const listener of this.#bulletinListeners) listener(unique);
  }

  #lots(target: number, canonical: string): readonly FoundLot[] {
    try {
      if (this.#reader !== null) return this.#reader.lots(target, canonical);
    } catch (error) {
      this.#options.log.error({ err: error }, 'a lot of the register cannot be read');
      if (isCorruption(error)) this.#rebuild(String(error));
    }
    // The filter knows this lot, and nothing on disk can say that it is another one.
    return unconfirmed;
  }

  async #ask<K extends Parameters<Writer['call']>[0]>(
    op: K,
    args: Parameters<Writer['call']>[1] & object,
  ): Promise<WriterResults[K]> {
    await this.#rebuilding;
    try {
      return (await this.#writer.call(op, args as never)) as WriterResults[K];
    } catch (error) {
      if (error instanceof RegisterError && error.kind === 'corrupt') this.#rebuild(error.message);
      if (error instanceof RegisterError && error.kind === 'disk') this.#fault({ code: 'disk', detail: error.message });
      throw error;
    }
  }

  /** Sets the damaged file aside and begins again; the index of before goes on counting, its lots unconfirmed. */
  #rebuild(detail: string): void {
    if (this.#rebuilding !== null || this.#closing) return;
    this.#options.log.error({ detail }, 'register damaged: begins again');
    this.#reader?.close();
    this.#reader = null;
    this.#state = {
      feed: null,
      position: 0,
      hash: '',
      newestTip: null,
      newestMoment: this.#state.newestMoment,
      synced: false,
    };
    this.#rebuilding = this.#reset().finally(() => {
      this.#rebuilding = null;
      this.#fault({ code: 'rebuilt', detail });
    });
  }

  async #reset(): Promise<void> {
    try {
      const { state, rows } = await this.#writer.call('reset', { now: this.#options.clock.wall() });
      const former = this.#index;
      this.#reader = new RegisterReader(this.#options.path);
      this.#index = this.#indexOf(rows);
      this.#former = former;
      this.#state = state;
    } catch (error) {
      this.#options.log.error({ err: error }, 'register cannot be set aside');
      this.#fault({ code: 'disk', detail: String(error) });
    }
  }

  #fault(fault: RegisterFault): void {
    for (const listener of this.#faultListeners) listener(fault);
  }

  #living(): RevisionRow[] {
    return this.#rows.filter(({ epoch }) => epoch === null);
  }

  #record(rows: readonly RevisionRow[]): BulletinRecord {
    const now = this.#options.now();
    const marks = rows.map((row) => ({
      row,
      revision: row.revision,
      effectiveAt: effectiveTime(row.head),
      lifted: row.head.lifted,
    }));
    const counting = revisionInForce(
      marks.filter(({ row }) => row.head.understood),
      now,
    );
    const shown = counting ?? newest(marks);
    if (shown === null) throw new Error('a bulletin has at least one revision');
    const { head, bulletin } = shown.row;
    const stateOf = (mark: (typeof marks)[number]): StoredRevision['state'] => {
      if (mark === counting || (!mark.row.head.understood && mark.revision > (counting?.revision ?? 0))) {
        return mark.lifted ? 'lifted' : 'in-force';
      }
      return mark.effectiveAt > now ? 'scheduled' : 'superseded';
    };
    const shownState = stateOf(shown);
    return {
      id: bulletin,
      kind: head.kind,
      reference: head.reference,
      title: head.title,
      attention: head.attention,
      drill: head.drill,
      revision: shown.revision,
      state: shownState === 'superseded' ? 'scheduled' : shownState,
      revisions: marks.map((mark) => this.#stored(mark.row, stateOf(mark))),
    };
  }

  #stored(row: RevisionRow, state: StoredRevision['state']): StoredRevision {
    const content = () => this.#reader?.content(row.position) ?? null;
    return {
      revision: row.revision,
      position: row.position,
      receivedAt: row.receivedAt,
      effectiveAt: row.head.effectiveAt,
      state,
      understood: row.head.understood,
      get content() {
        return content();
      },
    };
  }
}

function current(history: readonly IndexedRevision[], now: number): IndexedRevision | null {
  return revisionInForce(
    history.filter(({ understood }) => understood),
    now,
  );
}

function newest<T extends { readonly revision: number }>(revisions: readonly T[]): T | null {
  return revisions.reduce<T | null>(
    (best, mark) => (best === null || mark.revision > best.revision ? mark : best),
    null,
  );
}

/** Two indexes as one: whatever either knows counts. */
function both(a: Recalls, b: Recalls): Recalls {
  return {
    targetsOf: (code) => [...a.targetsOf(code), ...b.targetsOf(code)],
    unreadable: [...a.unreadable, ...b.unreadable],
  };
}
