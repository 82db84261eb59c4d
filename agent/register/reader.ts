/** Reading register.db beside its writer, on the check's thread: lots that the filter may know, and the texts of notices. */
import type Database from 'better-sqlite3';
import { type EntryPayload, peek, typ } from '../../protocol/envelope.ts';
import { openDatabase } from '../database.ts';
import type { FoundLot } from './recall-index.ts';
import { changed } from './recall-tables.ts';
import type { RevisionRow } from './rows.ts';
import { registerDatabase } from './store.ts';

export class RegisterReader {
  readonly #db: Database.Database;
  readonly #isTarget: Database.Statement<[number]>;
  readonly #lots: Database.Statement<[number, string], [string, number, string | null, string | null]>;

  /** Throws a corruption error or a disk failure. */
  constructor(path: string) {
    this.#db = openDatabase(path, { ...registerDatabase, readonly: true });
    this.#isTarget = this.#db.prepare('select 1 from target where id = ?');
    this.#lots = this.#db
      .prepare<[number, string], [string, number, string | null, string | null]>(
        'select lot, excepted, expiry, serials from lot where target_id = ? and canonical = ? order by ordinal',
      )
      .raw();
  }

  /**
   * The lots of a target with this canonical form. Throws a corruption error where the target itself is not in the file:
   * an older copy was written over it, and that it has no such lot says nothing.
   */
  lots(targetId: number, canonical: string): FoundLot[] {
    let found = this.#lots.all(targetId, canonical);
    if (found.length === 0) {
      // What SQLite has in memory may be of the file as it was.
      this.#db.pragma('shrink_memory');
      found = this.#lots.all(targetId, canonical);
      if (found.length === 0 && this.#isTarget.get(targetId) === undefined) throw changed(`target ${targetId}`);
    }
    return found.map(([lot, excepted, expiry, serials]) => ({
      lot,
      excepted: excepted === 1,
      ...(expiry !== null && { expiry }),
      ...(serials !== null && { serials: JSON.parse(serials) as string[] }),
    }));
  }

  /** The bulletin as the entry of this revision carries it; of an entry that is none, its whole payload. */
  content({ position, epoch }: Pick<RevisionRow, 'position' | 'epoch'>): unknown {
    const jws =
      epoch === null
        ? this.#db.prepare<[number], string>('select jws from entry where position = ?').pluck().get(position)
        : this.#db
            .prepare<[number, number], string>('select jws from abandoned where epoch = ? and position = ?')
            .pluck()
            .get(epoch, position);
    if (jws === undefined) return null;
    const payload = peek(jws, typ.entry).payload as EntryPayload;
    return payload.bulletin ?? payload;
  }

  get closed(): boolean {
    return !this.#db.open;
  }

  close(): void {
    this.#db.close();
  }
}
