/** The tables of register.db that the index is made of: revisions, their targets and lots, each row with its checksum. */
import Database from 'better-sqlite3';
import { canonicalLot } from '../../protocol/lot.ts';
import { addChecksum, checksum } from './checksum.ts';
import type { RevisionContent, TargetContent } from './content.ts';
import { fingerprint } from './lot-filter.ts';
import { LOT_TEXTS, readLotText, SEPARATOR } from './lot-text.ts';
import type { IndexRows, RevisionHead, RevisionRow, TargetRow, TargetSpec } from './rows.ts';

type LotRow = readonly [
  target: number,
  canonical: string,
  ordinal: number,
  lot: string,
  excepted: number,
  expiry: string | null,
  serials: string | null,
];

/** What a commit adds to the index, while it grows. */
export class AddedRows {
  readonly revisions: RevisionRow[] = [];
  readonly targets: TargetRow[] = [];
  readonly #prints: number[] = [];

  print(target: number, canonical: string): void {
    this.#prints.push(fingerprint(target, canonical));
  }

  rows(): IndexRows {
    return { revisions: this.revisions, targets: this.targets, prints: Uint32Array.from(this.#prints) };
  }
}

export class RecallTables {
  readonly #db: Database.Database;
  readonly #insertRevision: Database.Statement<[number, number, string, number, string, number]>;
  readonly #insertTarget: Database.Statement<[number, number, string, string, number]>;
  readonly #insertLot: Database.Statement<[...LotRow]>;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#insertRevision = db.prepare(
      'insert into revision (id, position, bulletin, revision, head, checksum) values (?, ?, ?, ?, ?, ?)',
    );
    this.#insertTarget = db.prepare(
      'insert into target (id, revision_id, code, spec, checksum) values (?, ?, ?, ?, ?)',
    );
    this.#insertLot = db.prepare(
      'insert into lot (target_id, canonical, ordinal, lot, excepted, expiry, serials) values (?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** Adds a revision with its targets and lots, inside the caller's transaction. */
  insert(content: RevisionContent, position: number, receivedAt: string, added: AddedRows): void {
    const { bulletin, revision, head, targets } = content;
    const id = this.#next('revision');
    const text = JSON.stringify(head);
    let sum = checksum(id, position, bulletin, revision, text);
    const firstTarget = this.#next('target');
    const rows = targets.map((target, index) => targetRow(target, id, firstTarget + index));
    for (const row of rows) sum = addChecksum(sum, row.sum);
    this.#insertRevision.run(id, position, bulletin, revision, text, sum);
    added.revisions.push({ id, epoch: null, position, bulletin, revision, receivedAt, head });
    for (const { target, spec, lots, sum } of rows) {
      this.#insertTarget.run(target.id, id, target.code, spec, sum);
      added.targets.push(target);
      for (const lot of lots) {
        this.#insertLot.run(...lot);
        added.print(target.id, lot[1]);
      }
    }
  }

  /** Revisions after `position` end with `epoch`: what they name goes on counting beside the living branch. */
  abandon(position: number, epoch: number): void {
    this.#db.prepare('update revision set epoch = ? where epoch is null and position > ?').run(epoch, position);
  }

  /** Everything, for a start. Throws a corruption error where a row is not what was written, or one is missing. */
  rows(): IndexRows {
    const { lotSums, prints } = this.#lots();
    const { targets, targetSums } = this.#targets(lotSums);
    return { revisions: this.#revisions(targetSums), targets, prints };
  }

  #lots(): { lotSums: Map<number, number>; prints: Uint32Array } {
    const count = this.#db.prepare<[], number>('select count(*) from lot').pluck().get() ?? 0;
    const prints = new Uint32Array(count);
    const lotSums = new Map<number, number>();
    let next = 0;
    const texts = this.#db.prepare<[{ z: string }], [target: number, lots: number, text: string]>(LOT_TEXTS).raw();
    const careful: number[] = [];
    for (const [target, lots, text] of texts.iterate({ z: SEPARATOR })) {
      const sum = readLotText(target, lots, text, prints, next);
      if (sum === null) careful.push(target);
      else lotSums.set(target, sum);
      next += sum === null ? 0 : lots;
    }
    const ofTarget = this.#db.prepare<[number], LotRow>(
      'select target_id, canonical, ordinal, lot, excepted, expiry, serials from lot where target_id = ?',
    );
    for (const target of careful) {
      for (const row of ofTarget.raw().iterate(target)) {
        prints[next++] = fingerprint(row[0], row[1]);
        lotSums.set(target, addChecksum(lotSums.get(target) ?? 0, checksum(...row)));
      }
    }
    return { lotSums, prints };
  }

  #targets(lotSums: Map<number, number>): { targets: TargetRow[]; targetSums: Map<number, number> } {
    type Row = { id: number; revisionId: number; code: string; spec: string; checksum: number };
    const targetSums = new Map<number, number>();
    const targets = this.#db
      .prepare<[], Row>('select id, revision_id as revisionId, code, spec, checksum from target order by id')
      .all()
      .map(({ id, revisionId, code, spec, checksum: written }) => {
        const sum = addChecksum(lotSums.get(id) ?? 0, checksum(id, revisionId, code, spec));
        if (sum !== written) throw changed(`target ${id}`);
        lotSums.delete(id);
        targetSums.set(revisionId, addChecksum(targetSums.get(revisionId) ?? 0, sum));
        return { id, revisionId, code, spec: JSON.parse(spec) as TargetSpec };
      });
    if (lotSums.size > 0) throw changed('a lot of no target');
    return { targets, targetSums };
  }

  #revisions(targetSums: Map<number, number>): RevisionRow[] {
    type Row = Omit<RevisionRow, 'head'> & { head: string; checksum: number };
    const revisions = this.#db
      .prepare<[], Row>(
        `select r.id, r.epoch, r.position, r.bulletin, r.revision, r.head, r.checksum,
                coalesce(e.received_at, a.received_at) as receivedAt
         from revision r
         left join entry e on r.epoch is null and e.position = r.position
         left join abandoned a on a.epoch = r.epoch and a.position = r.position
         order by r.id`,
      )
      .all()
      .map(({ head, checksum: written, ...row }) => {
        const sum = checksum(row.id, row.position, row.bulletin, row.revision, head);
        const whole = addChecksum(sum, targetSums.get(row.id) ?? 0) === written;
        if (!whole || row.receivedAt === null) throw changed(`revision ${row.id}`);
        targetSums.delete(row.id);
        return { ...row, head: JSON.parse(head) as RevisionHead };
      });
    if (targetSums.size > 0) throw changed('a target of no revision');
    return revisions;
  }

  #next(table: 'revision' | 'target'): number {
    return this.#db.prepare<[], number>(`select coalesce(max(id), 0) + 1 from ${table}`).pluck().get() ?? 1;
  }
}

function targetRow({ code, spec, listed, except }: TargetContent, revisionId: number, id: number) {
  const text = JSON.stringify(spec);
  const lots: LotRow[] = [];
  for (const { lot, expiry, serials } of listed) {
    lots.push([id, canonicalLot(lot), lots.length, lot, 0, expiry ?? null, serials ? JSON.stringify(serials) : null]);
  }
  for (const lot of except) lots.push([id, canonicalLot(lot), lots.length, lot, 1, null, null]);
  const sum = lots.reduce((sofar, lot) => addChecksum(sofar, checksum(...lot)), checksum(id, revisionId, code, text));
  return { target: { id, revisionId, code, spec }, spec: text, lots, sum };
}

/** Nothing of ours ever changes a row. */
export function changed(what: string): Error {
  return new Database.SqliteError(`${what} is not what was written`, 'SQLITE_CORRUPT');
}
