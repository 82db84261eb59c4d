/** `node --expose-gc index-memory.ts index|map <register.db>`: tells its parent what one of the two takes. */
import Database from 'better-sqlite3';
import { fingerprint } from '../agent/register/lot-filter.ts';
import { RegisterReader } from '../agent/register/reader.ts';
import { RecallIndex } from '../agent/register/recall-index.ts';
import { RecallTables } from '../agent/register/recall-tables.ts';
import type { IndexRows, RevisionRow } from '../agent/register/rows.ts';
import { canonicalLot } from '../protocol/lot.ts';
import { lotOf } from './recalled.ts';

export interface IndexFigures {
  readonly bytesPerLot: number;
  readonly processMb: number;
  readonly builtMs: number;
  readonly addedMs: number;
}

const ADDED = 10_000;

const [kind, path = ''] = process.argv.slice(2);

/** What the heap holds, and what it holds outside itself. */
function held(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function figures(build: (db: Database.Database) => { kept: unknown; add: () => void }): IndexFigures {
  const db = new Database(path, { readonly: true });
  const lots = db.prepare<[], number>('select count(*) from lot').pluck().get() ?? 0;
  const before = held();
  const began = performance.now();
  const { kept, add } = build(db);
  const builtMs = performance.now() - began;
  db.close();
  const bytesPerLot = (held() - before) / lots;
  const processMb = process.memoryUsage.rss() / 1e6;
  const addedFrom = performance.now();
  add();
  const addedMs = performance.now() - addedFrom;
  if (kept === null) throw new Error('nothing was built');
  return { bytesPerLot, processMb, builtMs, addedMs };
}

function index(db: Database.Database) {
  const reader = new RegisterReader(path);
  const built = new RecallIndex((target, canonical) => reader.lots(target, canonical));
  const rows = new RecallTables(db).rows();
  built.add(rows);
  const fresh = freshRows(rows.revisions[0], Math.max(...rows.targets.map(({ id }) => id)));
  return {
    kept: built,
    add: () => {
      built.add(fresh);
      if (built.targetsOf(fresh.targets[0]?.code ?? '').length === 0) throw new Error('the new recall is not there');
    },
  };
}

/** A recall as its commit hands it over. */
function freshRows(model: RevisionRow | undefined, lastTarget: number): IndexRows {
  if (model === undefined) throw new Error('an empty register');
  const id = 1_000_000;
  const target = {
    id: lastTarget + 1,
    revisionId: id,
    code: '09529999999993',
    spec: { lots: 'listed' as const, hasExcept: false, expiry: null, manufactured: null, condition: null },
  };
  const prints = Array.from({ length: ADDED }, (_, n) => fingerprint(target.id, canonicalLot(lotOf(80_000_000 + n))));
  return { revisions: [{ ...model, id, bulletin: 'fresh' }], targets: [target], prints: Uint32Array.from(prints) };
}

function map(db: Database.Database) {
  const built = new Map<string, string>();
  const rows = db
    .prepare<[], [string, string, number]>(
      'select t.code, l.lot, t.revision_id from lot l join target t on t.id = l.target_id',
    )
    .raw();
  for (const [code, lot, revision] of rows.iterate()) built.set(`${code} ${lot}`, String(revision));
  const fresh = Array.from({ length: ADDED }, (_, n) => lotOf(80_000_000 + n));
  return {
    kept: built,
    add: () => {
      for (const lot of fresh) built.set(`09529999999993 ${lot}`, 'fresh');
    },
  };
}

process.send?.(figures(kind === 'map' ? map : index));
