/**
 * The record of every check: hash-chained rows in journal.db. All rows of one turn of the event loop are one transaction,
 * committed when that turn ends (a timer that collects would cost more than it saves); the commit survives the death of
 * the process at once and a power cut within a second (architecture.md, "Journal durability, in words").
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isValid, ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { isCorruption, isDiskFailure, setAside } from '../database.ts';
import type { IndexedTarget, Verdict } from '../verdict/model.ts';
import { checkpoint } from './checkpoint.ts';
import { checkContent, noteContent, packOf, rowOf } from './entry.ts';
import { JournalFile, type RowRange } from './file.ts';
import { matchOf } from './lookback.ts';
import { judgeOutcome } from './outcome.ts';
import { predecessorOf } from './predecessor.ts';
import { type JournalProof, prove } from './proof.ts';
import type { CheckEntry, JournalHead, JournalRow, LookbackEntry, OutcomeReport, OutcomeResult } from './row.ts';
import { WalSync, type WalSyncOptions } from './wal-sync.ts';

export interface JournalOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Rows are kept at least this long; asked at each prune. */
  readonly retentionDays: () => number;
  /** A damaged journal was set aside under this name while the agent ran. */
  readonly onSetAside?: (name: string) => void;
  /** Told of each commit, and of each sync of its log, what the disk said, or null. */
  readonly onDisk?: (error: unknown) => void;
  readonly onLogDisk?: (error: unknown) => void;
  readonly walSync?: Pick<WalSyncOptions, 'delayMs' | 'openFile'>;
  /** Frames (4 kB) in the log after which it is checkpointed. */
  readonly checkpointFrames?: number;
}

export interface RowFilter {
  /** Moments, inclusive: anything `Date` reads without doubt, so ISO 8601 with an offset or `Z`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly verdict?: Verdict | undefined;
  /** Rows with a smaller `seq` only. */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
  /** By `seq`: as the chain runs (`asc`) unless told. */
  readonly order?: 'asc' | 'desc' | undefined;
}

/** Something to be written in the next commit. */
interface Job {
  /** Inside the transaction; returns how to tell the one who waits, once it is committed. */
  run(file: JournalFile): () => void;
  reject(error: unknown): void;
  /** It was in a commit that found the file damaged. */
  again: boolean;
}

/** Rows read or deleted at a time. */
const SLICE = 250;
/** Rows that look-back reads in one turn: a check waits for no more of them than it takes itself. */
const LOOKBACK_SLICE = 20;
const CHECKPOINT_FRAMES = 1_000;
const DAY_MS = 86_400_000;

export class Journal {
  readonly #options: JournalOptions;
  /** null while it cannot be used: the next need of it tries again. */
  #file: JournalFile | null = null;
  #walSync: WalSync | null = null;
  #queue: Job[] = [];
  #scheduled = false;
  #recovery: Promise<void> | null = null;
  #checkpoint: Promise<void> | null = null;
  /** Why the file must be set aside before it is opened again. */
  #damage: unknown = null;
  #syncFailing = false;
  #closed = false;

  private constructor(options: JournalOptions) {
    this.#options = options;
  }

  /**
   * Opens or creates the journal. `setAside` names the file of a damaged predecessor, where one had to make room. While
   * the disk cannot be used it opens all the same, answers store-unavailable, and comes back with the disk. Throws
   * `DatabaseVersionError` for a file of a newer version.
   */
  static open(options: JournalOptions): { journal: Journal; setAside: string | null } {
    const journal = new Journal(options);
    let aside: string | null = null;
    try {
      aside = journal.#open();
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      options.onDisk?.(error);
      options.log.error({ err: error }, 'the journal cannot be opened: no check can be answered until it can');
    }
    return { journal, setAside: aside };
  }

  /** Tries whether it can be written and synced again; tells `onDisk` and `onLogDisk`. Never rejects. */
  async probe(): Promise<void> {
    await this.#enqueue((file) => file.touch()).catch(() => {});
    // Told already.
    await this.#walSync?.sync().catch(() => {});
  }

  /** Whether it could be written when it was last tried. */
  get available(): boolean {
    return this.#file !== null;
  }

  /** Records a check; resolves once the commit of this turn holds it. Rejects with Problem store-unavailable. */
  async append(entry: CheckEntry): Promise<void> {
    const content = checkContent(entry);
    const { codes } = entry.pack;
    await this.#enqueue<void>((file) => {
      file.insert(content, codes);
    });
  }

  /**
   * Records what became of a checked pack. Same again: the first record, `created` false. Rejects with Problem
   * request-invalid (the id is no ULID; a reason is missing), state-conflict, store-unavailable.
   */
  async outcome(checkId: string, report: OutcomeReport): Promise<OutcomeResult> {
    if (!isValid(checkId)) throw new Problem('request-invalid', { field: 'id', expected: 'check-id' });
    const id = checkId.toUpperCase();
    return this.#enqueue((file) => this.#recordOutcome(file, id, report));
  }

  #recordOutcome(file: JournalFile, id: string, report: OutcomeReport): OutcomeResult {
    const known = file.rowsOf(id);
    const check = known.find((row) => row.kind === 'check');
    const told = known.findLast((row) => row.outcome !== null);
    const { repeat, override } = judgeOutcome(told?.outcome ?? null, check?.verdict ?? null, report);
    const row =
      repeat && told !== undefined
        ? told
        : file.insert(
            noteContent({
              at: this.#now(),
              id,
              kind: check === undefined ? 'orphan' : 'outcome',
              operator: report.operator ?? null,
              outcome: report.outcome,
              reason: report.reason ?? null,
              override: override ? 1 : 0,
            }),
            [],
          );
    return {
      id,
      outcome: report.outcome,
      at: row.at,
      operator: row.operator,
      reason: row.reason,
      override: row.override === 1,
      orphan: row.kind === 'orphan',
      created: row !== told,
    };
  }

  /**
   * Rows by `seq`, read as they are asked for. Throws, before the first row, Problem request-invalid for a moment that is
   * none; store-unavailable, also later on.
   */
  rows(filter: RowFilter = {}): Generator<JournalRow, void> {
    const range = { from: moment('from', filter.from), to: moment('to', filter.to), verdict: filter.verdict ?? null };
    const file = this.#read((current) => current);
    // Moments may run back where a clock was corrected, so they bound the walk and the filter decides each row.
    const extent = this.#read(() =>
      range.from === null && range.to === null
        ? { first: 1, last: file.head.count }
        : file.extent(range.from ?? '', range.to ?? '\u{10ffff}'),
    );
    const after = Math.max(file.cut, (extent?.first ?? 1) - 1);
    const before = Math.min((extent?.last ?? 0) + 1, filter.before ?? Number.POSITIVE_INFINITY);
    const limit = filter.limit ?? Number.POSITIVE_INFINITY;
    return this.#walk(file, { ...range, after, before }, filter.order ?? 'asc', limit);
  }

  *#walk(file: JournalFile, range: RowRange, order: 'asc' | 'desc', limit: number): Generator<JournalRow, void> {
    let { after, before } = range;
    for (let left = limit; left > 0; ) {
      const wanted = Math.min(SLICE, left);
      const rows = this.#read((current) => {
        // After a recovery these numbers would count the rows of another journal.
        if (current !== file) throw new Problem('store-unavailable');
        return file.select({ ...range, after, before }, order, wanted);
      });
      for (const row of rows) yield rowOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < wanted) return;
      left -= rows.length;
      if (order === 'asc') after = last.seq;
      else before = last.seq;
    }
  }

  /** Proves the hash chain, or names the first broken row; leaves the event loop its turns. Rejects with store-unavailable. */
  async verify(): Promise<JournalProof> {
    for (;;) {
      const file = this.#read((current) => current);
      try {
        const proof = await prove(file);
        if (proof !== null) return proof;
      } catch (error) {
        throw this.#failed(file, error);
      }
    }
  }

  /** The newest row committed. Throws Problem store-unavailable. */
  head(): JournalHead {
    return this.#read((file) => file.head);
  }

  /**
   * Keeps the portal's countersignature (proved by the caller) of a head: rows up to it cannot be rewritten unseen, and
   * pruning may cut there. One of a head that is not ours, such as a predecessor's, is logged and left.
   */
  countersigned(signed: JournalHead & { readonly countersignature: string }): void {
    const { count, hash, countersignature } = signed;
    const kept = this.#read((file) => {
      if (count < 1 || file.slice(count - 1, count, 1)[0]?.hash !== hash) return false;
      file.countersign({ count, hash }, countersignature, this.#now());
      return true;
    });
    if (kept) this.#walSync?.touch();
    else this.#options.log.warn({ count }, 'countersignature of a head that is not in this journal');
  }

  /**
   * Deletes what the retention no longer keeps, up to a countersigned head and never further; returns how many rows.
   * `now` (ms since the epoch): trusted time where the caller has a better one than the wall clock.
   */
  async prune(now: number = this.#options.clock.wall()): Promise<{ readonly removed: number }> {
    const before = new Date(now - this.#options.retentionDays() * DAY_MS).toISOString();
    this.#read((file) => file.cutAt(before));
    let removed = 0;
    for (;;) {
      const swept = this.#read((file) => file.sweep(SLICE));
      if (swept === 0) return { removed };
      removed += swept;
      this.#walSync?.touch();
      await nextTurn();
    }
  }

  /**
   * The checks already made of packs that these targets cover or may cover, oldest first; leaves the event loop its turns, since a
   * product is sold ten thousand times. Rejects with store-unavailable.
   */
  async lookback(targets: readonly IndexedTarget[]): Promise<LookbackEntry[]> {
    const file = this.#read((current) => current);
    const same = <T>(work: () => T): T =>
      this.#read((current) => {
        // After a recovery these places would be those of another journal.
        if (current !== file) throw new Problem('store-unavailable');
        return work();
      });
    const matches = new Map<number, LookbackEntry['match']>();
    for (const [code, sameCode] of Map.groupBy(targets, (target) => target.code)) {
      const seqs = same(() => file.seqsOf(code));
      for (let at = 0; at < seqs.length; at += LOOKBACK_SLICE) {
        if (at > 0) await nextTurn();
        for (const row of same(() => file.packsAt(seqs.slice(at, at + LOOKBACK_SLICE)))) {
          if (matches.get(row.seq) === 'covered') continue;
          const found = sameCode.map((target) => matchOf(target, packOf(row)));
          const match = found.find((one) => one === 'covered') ?? found.find((one) => one === 'possible');
          if (match !== undefined) matches.set(row.seq, match);
        }
      }
    }
    const entries: LookbackEntry[] = [];
    for (const [index, [seq, match]] of [...matches].sort(([a], [b]) => a - b).entries()) {
      if (index > 0 && index % LOOKBACK_SLICE === 0) await nextTurn();
      const row = same(() => file.toldAt(seq));
      // Pruned meanwhile.
      if (row === undefined || row.verdict === null) continue;
      const { id: checkId, at, verdict, saleReference, operator, terminal, told: outcome } = row;
      entries.push({ checkId, at, pack: packOf(row), verdict, match, saleReference, operator, terminal, outcome });
    }
    return entries;
  }

  /** Resolves once every row committed so far is safe from a power cut. Rejects with Problem store-unavailable. */
  async sync(): Promise<void> {
    try {
      await this.#walSync?.sync();
    } catch (cause) {
      throw new Problem('store-unavailable', { cause });
    }
  }

  /** Commits what waits, syncs and closes. Later calls are refused. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#recovery;
    this.#commit();
    for (const job of this.#queue.splice(0)) job.reject(new Problem('store-unavailable'));
    // The log has been told of a failing sync; the file is closed all the same.
    await this.sync().catch(() => {});
    await this.#release();
  }

  #now(): string {
    return new Date(this.#options.clock.wall()).toISOString();
  }

  #enqueue<T>(work: (file: JournalFile) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Problem('store-unavailable'));
      const run = (file: JournalFile) => {
        try {
          const value = work(file);
          return () => resolve(value);
        } catch (error) {
          // A refusal of this one, made before anything was written: the others of the turn go on.
          if (error instanceof Problem) return () => reject(error);
          throw error;
        }
      };
      this.#queue.push({ run, reject, again: false });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit();
    });
  }

  #commit(): void {
    if (this.#queue.length === 0 || this.#recovery !== null) return;
    const file = this.#file;
    if (file === null) {
      this.#recover();
      return;
    }
    const jobs = this.#queue;
    this.#queue = [];
    const settled: Array<() => void> = [];
    try {
      file.transaction(() => {
        for (const job of jobs) settled.push(job.run(file));
      });
    } catch (error) {
      const problem = this.#failed(file, error);
      for (const job of jobs) {
        // In the journal that begins now they are as good as before.
        if (isCorruption(error) && !job.again && !this.#closed) this.#queue.push({ ...job, again: true });
        else job.reject(problem);
      }
      return;
    }
    this.#options.onDisk?.(null);
    this.#walSync?.touch();
    for (const settle of settled) settle();
  }

  #read<T>(work: (file: JournalFile) => T): T {
    const file = this.#file;
    if (file === null) {
      if (!this.#closed) this.#recover();
      throw new Problem('store-unavailable');
    }
    try {
      return work(file);
    } catch (error) {
      throw this.#failed(file, error);
    }
  }

  /** What to tell of an error, after having begun what it calls for. */
  #failed(file: JournalFile, error: unknown): unknown {
    if (error instanceof Problem) return error;
    if (file !== this.#file) return new Problem('store-unavailable', { cause: error });
    if (isCorruption(error) || isDiskFailure(error)) this.#options.onDisk?.(error);
    if (isCorruption(error)) {
      this.#damage = error;
      this.#recover();
    } else if (isDiskFailure(error)) {
      this.#options.log.error({ err: error }, 'the journal cannot be written');
      // A full disk needs nothing but room; after anything else this connection is not to be trusted.
      if (!/^SQLITE_FULL/.test(String((error as { code?: unknown }).code))) this.#recover();
    } else {
      return error;
    }
    return new Problem('store-unavailable', { cause: error });
  }

  /** Closes the file, sets it aside where it is damaged, opens it anew, and goes on with what waits. */
  #recover(): void {
    if (this.#recovery !== null || this.#closed) return;
    this.#recovery = this.#reopen()
      .catch((cause: unknown) => {
        this.#options.log.error({ err: cause }, 'the journal cannot be opened');
        this.#options.onDisk?.(cause);
        const jobs = this.#queue;
        this.#queue = [];
        for (const job of jobs) job.reject(new Problem('store-unavailable', { cause }));
      })
      .finally(() => {
        this.#recovery = null;
        if (this.#queue.length > 0) this.#schedule();
      });
  }

  async #reopen(): Promise<void> {
    await this.#release();
    const aside = this.#open();
    if (aside !== null) this.#options.onSetAside?.(aside);
  }

  /** Lets go of the file, handles and threads first: Windows renames nothing that is open. */
  async #release(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await this.#walSync?.close();
    this.#walSync = null;
    await this.#checkpoint;
    try {
      file?.close();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the journal did not close cleanly');
    }
  }

  #open(): string | null {
    const { path, clock, log } = this.#options;
    let file: JournalFile | null = null;
    if (this.#damage === null) {
      try {
        file = new JournalFile(path);
      } catch (error) {
        if (!isCorruption(error)) throw error;
        this.#damage = error;
      }
    }
    if (file === null) {
      const name = setAside(path, clock);
      log.error({ err: this.#damage, setAside: name }, 'the journal is damaged: it is set aside and a new one begins');
      this.#damage = null;
      file = new JournalFile(path);
    }
    let predecessor: string | null = null;
    try {
      predecessor = this.#nameNewcomer(file);
    } catch (error) {
      file.close();
      throw error;
    }
    this.#use(file);
    return predecessor;
  }

  /** The first row of a journal that follows a damaged one says so. */
  #nameNewcomer(file: JournalFile): string | null {
    const { path, clock } = this.#options;
    const predecessor = file.head.count === 0 ? predecessorOf(path) : null;
    if (predecessor === null) return null;
    const id = ulid(clock.wall());
    file.transaction(() => {
      file.insert(noteContent({ at: this.#now(), id, kind: 'predecessor', reason: predecessor }), []);
    });
    return predecessor;
  }

  #use(file: JournalFile): void {
    const { path, walSync } = this.#options;
    this.#file = file;
    this.#walSync = new WalSync({ path, ...walSync, onSync: (error) => this.#synced(error) });
    // What a process that died had committed may still be in the operating system's hands alone.
    this.#walSync.touch();
    if (!file.checked) void this.#checkLarge();
  }

  #synced(error: unknown): void {
    const { log, onLogDisk } = this.#options;
    onLogDisk?.(error);
    if (error !== null) {
      if (!this.#syncFailing) log.error({ err: error }, 'the journal cannot be synced: a power cut may lose rows');
      this.#syncFailing = true;
      return;
    }
    if (this.#syncFailing) log.info('the journal is synced again');
    this.#syncFailing = false;
    this.#checkpointIfLong();
  }

  #checkpointIfLong(): void {
    const { path, log, checkpointFrames = CHECKPOINT_FRAMES } = this.#options;
    const file = this.#file;
    if (file === null || this.#checkpoint !== null || this.#closed) return;
    try {
      if (file.pendingFrames() < checkpointFrames) return;
    } catch (error) {
      this.#failed(file, error);
      return;
    }
    this.#checkpoint = checkpoint(path)
      .catch((error: unknown) => {
        log.error({ err: error }, 'the journal’s log cannot be checkpointed');
        if (isCorruption(error)) this.#failed(file, error);
      })
      .finally(() => {
        this.#checkpoint = null;
      });
  }

  /** A journal too large to be checked page by page at start is checked by its chain, while it is in use. */
  async #checkLarge(): Promise<void> {
    const { log } = this.#options;
    try {
      const proof = await this.verify();
      if (!proof.proved) log.error({ seq: proof.seq, fault: proof.fault }, 'the journal’s chain is broken');
    } catch (error) {
      log.warn({ err: error }, 'the journal’s chain was not checked');
    }
  }
}

function moment(field: 'from' | 'to', text: string | undefined): string | null {
  if (text === undefined) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Problem('request-invalid', { field, expected: 'moment' });
  return new Date(time).toISOString();
}
