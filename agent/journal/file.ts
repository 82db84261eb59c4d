/** journal.db with its statements prepared: rows in, rows out. Knows nothing of turns, timers or recovery. */
import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { openDatabase, quickCheck, tryWriting } from '../database.ts';
import { GENESIS, hashOfRow, type StoredRow } from './chain.ts';
import { migrations } from './migrations/index.ts';
import type { JournalHead, Outcome } from './row.ts';

/** `VIGJ`. */
const APPLICATION_ID = 0x56_49_47_4a;
/** Up to here the whole file is checked at open (some 50 ms); a larger one is checked by its chain, in slices. */
const QUICK_CHECK_BYTES = 32 * 1024 * 1024;

const columns = `seq, at, id, pack, verdict, reasons, feed, terminal, operator, sale_reference as saleReference, outcome,
  reason, override, kind, previous_hash as previousHash, hash`;

/** What a row says, before it has a place in the chain. */
export type RowContent = Omit<StoredRow, 'seq' | 'previousHash' | 'hash'>;

/** What look-back asks of a row first. */
export type PackRow = Pick<StoredRow, 'seq' | 'pack'>;

/** Bounds of a read: `seq` between `after` and `before`, both left out; moments included; null: no bound. */
export interface RowRange {
  readonly after: number;
  readonly before: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly verdict: string | null;
}

export class JournalFile {
  readonly db: Database.Database;
  /** Whether every page was checked when it was opened. */
  readonly checked: boolean;
  #head: JournalHead;
  #cut: number;
  readonly #insert: Database.Statement<Array<string | number | null>>;
  readonly #insertCode: Database.Statement<[string, number]>;
  readonly #ofId: Database.Statement<[string], StoredRow>;
  readonly #slice: Database.Statement<[number, number, number], StoredRow>;
  readonly #seqsOfCode: Database.Statement<[string, number], number>;
  readonly #packs: Database.Statement<[string], PackRow>;
  readonly #told: Database.Statement<[number], StoredRow & { told: Outcome | null }>;
  readonly #transaction: Database.Transaction<(work: () => void) => void>;

  /** Opens or creates the file. Throws what `openDatabase` throws, a corruption error included. */
  constructor(path: string) {
    const db = openDatabase(path, { applicationId: APPLICATION_ID, migrations, synchronous: 'NORMAL' });
    this.db = db;
    try {
      // A checkpoint syncs twice and would do so inside somebody's check: `checkpoint.ts` makes it elsewhere.
      db.pragma('wal_autocheckpoint = 0');
      // Names of people must be gone when their row is.
      db.pragma('secure_delete = ON');
      this.checked = statSync(path).size <= QUICK_CHECK_BYTES;
      if (this.checked) quickCheck(db);
      this.#insert = db.prepare(
        `insert into row (seq, at, id, pack, verdict, reasons, feed, terminal, operator, sale_reference, outcome, reason,
           override, kind, previous_hash, hash)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      this.#insertCode = db.prepare('insert or ignore into row_code (code, seq) values (?, ?)');
      this.#ofId = db.prepare(`select ${columns} from row where id = ? order by seq`);
      this.#slice = db.prepare(`select ${columns} from row where seq > ? and seq <= ? order by seq limit ?`);
      this.#seqsOfCode = db
        .prepare<[string, number], number>('select seq from row_code where code = ? and seq > ? order by seq')
        .pluck();
      this.#packs = db.prepare(
        `select seq, pack from row
         where seq in (select value from json_each(?)) and kind = 'check' and verdict is not null order by seq`,
      );
      this.#told = db.prepare(
        `select ${columns}, (
           select told.outcome from row told where told.id = row.id and told.outcome is not null order by told.seq desc limit 1
         ) as told
         from row where seq = ?`,
      );
      this.#transaction = db.transaction((work) => work());
      this.#cut = db.prepare<[], number>('select count from cut').pluck().get() ?? 0;
      this.#head = this.#readHead();
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** The newest row. */
  get head(): JournalHead {
    return this.#head;
  }

  /** `seq` of the last row pruned; 0 where none was. */
  get cut(): number {
    return this.#cut;
  }

  #readHead(): JournalHead {
    const last = this.db.prepare<[], JournalHead>('select seq as count, hash from row order by seq desc limit 1').get();
    return last ?? this.countersignedAt(this.#cut) ?? { count: 0, hash: GENESIS };
  }

  /** Runs `work` in one transaction; after a throw nothing of it stands, in the file or in the head. */
  transaction(work: () => void): void {
    const head = this.#head;
    const cut = this.#cut;
    try {
      this.#transaction.immediate(work);
    } catch (error) {
      this.#head = head;
      this.#cut = cut;
      throw error;
    }
  }

  /** Writes what changes nothing; inside a transaction. */
  touch(): void {
    tryWriting(this.db);
  }

  /** Adds a row to the chain, found again by `codes`; inside a transaction. */
  insert(content: RowContent, codes: readonly string[]): StoredRow {
    const unsigned = { ...content, seq: this.#head.count + 1, previousHash: this.#head.hash };
    const row = { ...unsigned, hash: hashOfRow(unsigned) };
    const { at, id, pack, verdict, reasons, feed, terminal, operator, saleReference, outcome, reason, override, kind } =
      row;
    // By place: looking sixteen names up takes longer than the rest of it.
    this.#insert.run(
      row.seq,
      at,
      id,
      pack,
      verdict,
      reasons,
      feed,
      terminal,
      operator,
      saleReference,
      outcome,
      reason,
      override,
      kind,
      row.previousHash,
      row.hash,
    );
    for (const code of codes) this.#insertCode.run(code, row.seq);
    this.#head = { count: row.seq, hash: row.hash };
    return row;
  }

  /** The check and its outcomes, in order. */
  rowsOf(id: string): StoredRow[] {
    return this.#ofId.all(id);
  }

  /** Up to `limit` rows after `after`, not beyond `until`, in order. */
  slice(after: number, until: number, limit: number): StoredRow[] {
    return this.#slice.all(after, until, limit);
  }

  /** Places of the checks of packs with this product code, rising. */
  seqsOf(code: string): number[] {
    return this.#seqsOfCode.all(code, this.#cut);
  }

  /** The packs of the checks at these places. */
  packsAt(seqs: readonly number[]): PackRow[] {
    return this.#packs.all(JSON.stringify(seqs));
  }

  /** The row at this place with the outcome told last; undefined where there is none any more. */
  toldAt(seq: number): (StoredRow & { told: Outcome | null }) | undefined {
    return this.#told.get(seq);
  }

  /** Up to `limit` rows within the range, by rising or falling `seq`. */
  select(range: RowRange, order: 'asc' | 'desc', limit: number): StoredRow[] {
    const conditions = ['seq > :after', 'seq < :before'];
    if (range.from !== null) conditions.push('at >= :from');
    if (range.to !== null) conditions.push('at <= :to');
    if (range.verdict !== null) {
      conditions.push('verdict = :verdict');
      // Said again so that SQLite sees that the partial index applies.
      if (range.verdict !== 'allow') conditions.push(`verdict <> 'allow'`);
    }
    return this.db
      .prepare<[Record<string, unknown>], StoredRow>(
        `select ${columns} from row where ${conditions.join(' and ')} order by seq ${order} limit :limit`,
      )
      .all({ ...range, limit });
  }

  /** First and last `seq` of the rows written between two moments (inclusive); null where there is none. */
  extent(from: string, to: string): { readonly first: number; readonly last: number } | null {
    const found = this.db
      .prepare<[string, string], { first: number | null; last: number | null }>(
        'select min(seq) as first, max(seq) as last from row where at between ? and ?',
      )
      .get(from, to);
    return found?.first == null || found.last === null ? null : { first: found.first, last: found.last };
  }

  /** Keeps a countersigned head. */
  countersign(head: JournalHead, countersignature: string, at: string): void {
    this.db
      .prepare('insert or ignore into countersigned_head (count, hash, countersignature, at) values (?, ?, ?, ?)')
      .run(head.count, head.hash, countersignature, at);
  }

  /** The head countersigned at this count, or null. */
  countersignedAt(count: number): JournalHead | null {
    return (
      this.db.prepare<[number], JournalHead>('select count, hash from countersigned_head where count = ?').get(count) ??
      null
    );
  }

  /** Hashes of all countersigned heads, by count. */
  countersigned(): Map<number, string> {
    const heads = this.db.prepare<[], JournalHead>('select count, hash from countersigned_head').all();
    return new Map(heads.map(({ count, hash }) => [count, hash]));
  }

  /** Moves the cut to the newest head countersigned at or before `moment`, if that is a newer one. */
  cutAt(moment: string): void {
    this.transaction(() => {
      const count = this.db
        .prepare<[string], number | null>('select max(count) from countersigned_head where at <= ?')
        .pluck()
        .get(moment);
      if (count == null || count <= this.#cut || count > this.#head.count) return;
      this.db
        .prepare('insert into cut (id, count) values (1, ?) on conflict do update set count = excluded.count')
        .run(count);
      this.db.prepare('delete from countersigned_head where count < ?').run(count);
      this.#cut = count;
    });
  }

  /** Deletes up to `limit` rows that the cut has left behind; returns how many. */
  sweep(limit: number): number {
    let swept = 0;
    this.transaction(() => {
      const last = this.db
        .prepare<[number, number], number | null>(
          'select max(seq) from (select seq from row where seq <= ? order by seq limit ?)',
        )
        .pluck()
        .get(this.#cut, limit);
      if (last == null) return;
      this.db
        .prepare(
          `delete from row_code where (code, seq) in (
             select code.value, row.seq
             from row, json_each(iif(json_valid(row.pack), row.pack, '{}'), '$.codes') as code where row.seq <= ?)`,
        )
        .run(last);
      swept = this.db.prepare('delete from row where seq <= ?').run(last).changes;
    });
    return swept;
  }

  /** Frames of the -wal file that no checkpoint has moved into the database yet. Reads no disk. */
  pendingFrames(): number {
    const [state] = this.db.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }];
    return state.log - Math.max(0, state.checkpointed);
  }

  close(): void {
    this.db.close();
  }
}
