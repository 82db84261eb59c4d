/**
 * What is recalled: the verified feed on disk, and the index that the verdict reads. The file is written by a thread of its
 * own; an entry counts for the next check from the moment its commit returns. The file can always be made again from the
 * feed: a damaged one is set aside, and what was known goes on counting until the new one is complete.
 */
import type { Logger } from 'pino';
import { FeedError, type FeedFault, type TipPayload, type Typ } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import { isCorruption, isDiskFailure } from '../database.ts';
import type { IndexedTarget, Now, Recalls } from '../verdict/model.ts';
import { ForkError } from './fork-error.ts';
import { RegisterReader } from './reader.ts';
import { type FoundLot, RecallIndex } from './recall-index.ts';
import { type BulletinRecord, type HeldRevision, recordOf, targetsToLookBack } from './record.ts';
import type { WriterResults } from './register.protocol.ts';
import type { IndexRows, RevisionRow } from './rows.ts';
import type { StoreState } from './store.ts';
import { RegisterError, ThreadWriter, type Writer } from './writer.ts';

export type { BulletinRecord } from './record.ts';

export interface RegisterOptions {
  /** register.db */
  readonly path: string;
  readonly clock: Clock;
  /** Trusted time (feed.md 4): decides which revision counts. */
  readonly now: () => Now;
  readonly log: Logger;
  /** Told of each write and of each reading that fails what the disk said, or null. */
  readonly onDisk?: (error: unknown) => void;
  /** Who writes the file at this path: a thread of its own, unless told. */
  readonly writer?: (path: string) => Writer;
}

const onThread = (path: string): Writer => new ThreadWriter(path);

export interface RegisterFault {
  readonly code: 'rebuilt' | 'disk';
  readonly detail: string;
}

const MAX_ENTRIES_BACK = 100;
/** What proves that the disk takes writes. */
const written: ReadonlySet<string> = new Set(['append', 'tip', 'probe']);
/** Stands for lots that a damaged file cannot name: it resembles what was asked and equals nothing (`…` is in no lot). */
const unconfirmed: readonly FoundLot[] = [
  { lot: '…', excepted: false },
  { lot: '…', excepted: true },
];

/** What one file says: the index over it, and the rows that the index is made of. */
interface View {
  readonly index: RecallIndex;
  readonly rows: RevisionRow[];
  readonly reader: RegisterReader;
}

export class Register {
  readonly #options: RegisterOptions;
  #writer: Writer;
  #view: View;
  /** Views of files that were set aside, oldest first: they go on counting until the new file is complete. */
  #former: readonly View[] = [];
  #state: StoreState;
  #rebuilding: Promise<void> | null = null;
  /** Why no file is open, until one is: nothing can be written, and what is known goes on counting. */
  #broken: string | null = null;
  #closing = false;
  readonly #faultListeners = new Set<(fault: RegisterFault) => void>();
  readonly #bulletinListeners = new Set<(ids: readonly string[]) => void>();

  private constructor(options: RegisterOptions, writer: Writer, opened: WriterResults['open']) {
    this.#options = options;
    this.#writer = writer;
    this.#state = opened.state;
    this.#view = this.#viewOf(opened.rows, new RegisterReader(options.path));
  }

  /**
   * Opens the register and builds its index. `setAside` names the damaged file that was put away, if there was one. Throws
   * RegisterError `disk` where the folder cannot be used.
   */
  static async open(options: RegisterOptions): Promise<{ register: Register; setAside: string | null }> {
    const { path, writer: begin = onThread } = options;
    const writer = begin(path);
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
    return this.#former.length === 0 ? this.#view.index : together([this.#view, ...this.#former]);
  }

  get head(): { readonly position: number; readonly hash: string } {
    return this.#state;
  }

  get newestTip(): string | null {
    return this.#state.newestTip;
  }

  /** Version of the root's statement of keys that counts; 0 before the first. */
  get keyVersion(): number {
    return this.#state.keyVersion;
  }

  get newestMoment(): number {
    return this.#state.newestMoment;
  }

  /** A verified tip has named all we hold, and no fork is known that the root has not ended. */
  get synced(): boolean {
    return this.#state.synced && this.#rebuilding === null && this.#broken === null;
  }

  /** First contact. Throws FeedError where the register belongs to another feed or root. */
  async begin(feed: string, root: string): Promise<void> {
    this.#take((await this.#ask('begin', { feed, root })).state);
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
      if (rows.revisions.length > 0) {
        this.#view.index.add(rows);
        this.#view.rows.push(...rows.revisions);
      }
      this.#take(state);
      this.#tell(rows.revisions);
      return { accepted, fault };
    } catch (error) {
      if (!(error instanceof RegisterError) || error.kind === 'other') throw error;
      return { accepted: 0, fault: { fault: 'disk', message: error.message } };
    }
  }

  /** Proves and keeps a tip. Throws FeedError, or ForkError where it contradicts what we hold. */
  async acceptTip(jws: string, nonce?: string): Promise<TipPayload> {
    const { tip, fork, state } = await this.#ask('tip', { jws, nonce });
    this.#take(state);
    if (fork !== null) throw new ForkError(fork);
    if (state.synced) this.#former = [];
    return tip;
  }

  /** A portal's entry where ours differs: the proof of a fork, or the root's way out of it. Throws FeedError. */
  async contest(entry: string): Promise<'forked' | 'epoch'> {
    const receivedAt = new Date(this.#options.clock.wall()).toISOString();
    const { outcome, rows, state } = await this.#ask('contest', { jws: entry, receivedAt });
    if (rows !== null) {
      const before = new Set(this.#view.rows.map(markOf));
      this.#view = this.#viewOf(rows, this.#view.reader);
      this.#take(state);
      this.#tell(rows.revisions.filter((row) => !before.has(markOf(row))));
    } else {
      this.#take(state);
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

  /** Every bulletin that is held, in the order in which it first came: of a feed that begins again, the former ones too. */
  bulletins(): BulletinRecord[] {
    const now = this.#options.now();
    return [...this.#held().values()].map((held) => recordOf(held, now));
  }

  bulletin(id: string): BulletinRecord | null {
    const held = this.#held(id).get(id);
    return held === undefined ? null : recordOf(held, this.#options.now());
  }

  /** Targets of the revisions in force, else of the newest one: what look-back asks the journal about. */
  targets(id: string): IndexedTarget[] {
    const held = this.#held(id).get(id);
    return held === undefined ? [] : targetsToLookBack(held, this.#options.now());
  }

  /** Tries whether the disk takes a write; tells `onDisk`. Never rejects. */
  async probe(): Promise<void> {
    // Told already.
    await this.#ask('probe', {}).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#rebuilding;
    this.#view.reader.close();
    await this.#writer.close();
  }

  #viewOf(rows: IndexRows, reader: RegisterReader): View {
    const index = new RecallIndex((target, canonical) => this.#lots(reader, target, canonical), rows.prints.length);
    index.add(rows);
    return { index, rows: [...rows.revisions], reader };
  }

  /** Revisions by bulletin: of the living branch, else of a former file, else of an abandoned branch. */
  #held(only?: string): Map<string, HeldRevision[]> {
    const held = new Map<string, HeldRevision[]>();
    const views = [this.#view, ...this.#former.toReversed()];
    for (const living of [true, false]) {
      for (const view of views) {
        const own = view.rows.filter(
          ({ epoch, bulletin }) => (epoch === null) === living && (only === undefined || bulletin === only),
        );
        for (const [id, rows] of Map.groupBy(own, ({ bulletin }) => bulletin)) {
          if (!held.has(id))
            held.set(
              id,
              rows.flatMap((row) => this.#heldRevision(view, row) ?? []),
            );
        }
      }
    }
    return held;
  }

  #heldRevision({ index, reader }: View, row: RevisionRow): HeldRevision | null {
    const revision = index.revision(row.id);
    if (revision === null) return null;
    return {
      row,
      revision,
      targets: index.targetsOfRevision(row.id),
      content: () => this.#read(reader, () => reader.content(row)) ?? null,
    };
  }

  #lots(reader: RegisterReader, target: number, canonical: string): readonly FoundLot[] {
    // The filter knows this lot, and where the file cannot be read nothing can say that it is another one.
    return this.#read(reader, () => reader.lots(target, canonical)) ?? unconfirmed;
  }

  /** Null where the file cannot be read, or is no longer the one in use; a damaged one is then set aside. */
  #read<T>(reader: RegisterReader, question: () => T): T | null {
    if (reader.closed) return null;
    try {
      return question();
    } catch (error) {
      this.#options.log.error({ err: error }, 'the register cannot be read');
      if (isDiskFailure(error)) this.#options.onDisk?.(error);
      const damaged = isCorruption(error) || error instanceof SyntaxError || error instanceof FeedError;
      if (damaged) this.#rebuild(String(error));
      return null;
    }
  }

  #take(state: StoreState): void {
    this.#state = { ...state, newestMoment: Math.max(state.newestMoment, this.#state.newestMoment) };
  }

  #tell(revisions: readonly RevisionRow[]): void {
    if (revisions.length === 0) return;
    const ids = [...new Set(revisions.map(({ bulletin }) => bulletin))];
    for (const listener of this.#bulletinListeners) this.#call(() => listener(ids));
  }

  #fault(fault: RegisterFault): void {
    for (const listener of this.#faultListeners) this.#call(() => listener(fault));
  }

  /** What is committed is committed, whatever becomes of those who are told. */
  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.log.error({ err: error }, 'a listener of the register failed');
    }
  }

  async #ask<K extends Parameters<Writer['call']>[0]>(
    op: K,
    args: Parameters<Writer['call']>[1] & object,
  ): Promise<WriterResults[K]> {
    await this.#ready();
    try {
      const answer = (await this.#writer.call(op, args as never)) as WriterResults[K];
      if (written.has(op)) this.#options.onDisk?.(null);
      return answer;
    } catch (error) {
      if (error instanceof RegisterError && !this.#closing) this.#failed(error);
      throw error;
    }
  }

  /** Resolves once a file is open; tries again where the last try failed. Throws RegisterError `disk`. */
  async #ready(): Promise<void> {
    await this.#rebuilding;
    if (this.#broken === null || this.#closing) return;
    this.#rebuilding ??= this.#reopen('open', this.#broken);
    await this.#rebuilding;
    if (this.#broken !== null) throw new RegisterError('disk', this.#broken);
  }

  #failed(error: RegisterError): void {
    const { kind, message } = error;
    if (kind === 'corrupt' || kind === 'disk') this.#options.onDisk?.(error);
    if (kind === 'corrupt') this.#rebuild(message);
    if (kind === 'disk') this.#fault({ code: 'disk', detail: message });
    if (kind === 'ended' && this.#broken === null) {
      this.#options.log.error({ detail: message }, 'the register’s writer died; the next question starts another');
      this.#broken = message;
      this.#startWriter();
    }
  }

  #startWriter(): void {
    const { path, writer: begin = onThread } = this.#options;
    this.#writer = begin(path);
  }

  /** Sets the damaged file aside and begins again; what was known goes on counting, its lots unconfirmed. */
  #rebuild(detail: string): void {
    if (this.#rebuilding !== null || this.#closing) return;
    this.#options.log.error({ detail }, 'register damaged: begins again');
    this.#view.reader.close();
    const { newestMoment } = this.#state;
    this.#state = { feed: null, position: 0, hash: '', newestTip: null, newestMoment, synced: false, keyVersion: 0 };
    this.#rebuilding = this.#reopen('reset', detail);
  }

  /** Opens a file, after `reset` a new one. Never rejects: where it fails, that is told, and the next question tries again. */
  async #reopen(op: 'open' | 'reset', detail: string): Promise<void> {
    const { path, clock, log } = this.#options;
    let fault: RegisterFault | null = null;
    try {
      const { setAside, state, rows } = await this.#writer.call(op, { now: clock.wall() });
      const view = this.#viewOf(rows, new RegisterReader(path));
      const known = Math.max(0, ...this.#view.rows.map(({ position }) => position));
      if (setAside !== null || state.position < known) this.#former = [...this.#former, this.#view];
      this.#view.reader.close();
      this.#view = view;
      this.#take(state);
      this.#broken = null;
      this.#options.onDisk?.(null);
      if (state.feed === null) fault = { code: 'rebuilt', detail };
    } catch (error) {
      log.error({ err: error }, 'the register cannot be opened again');
      this.#options.onDisk?.(error);
      if (error instanceof RegisterError && error.kind === 'ended') this.#startWriter();
      this.#broken = String(error);
      fault = { code: 'disk', detail: String(error) };
    }
    this.#rebuilding = null;
    if (fault !== null) this.#fault(fault);
  }
}

const markOf = ({ id, epoch }: RevisionRow) => `${id} ${epoch}`;

/** Several files as one: whatever any of them knows counts. */
function together(views: readonly View[]): Recalls {
  return {
    targetsOf: (code) => views.flatMap(({ index }) => index.targetsOf(code)),
    unreadable: views.flatMap(({ index }) => index.unreadable),
  };
}
