/** The body of `database-inspection.ts`: one question, one answer. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { isCorruption, quickCheck } from './database.ts';
import {
  type DatabaseFinding,
  type DatabaseName,
  databaseNames,
  type InspectionRequest,
  type JournalDay,
} from './database-inspection.ts';

const request = workerData as InspectionRequest;
parentPort?.postMessage(
  request.op === 'check'
    ? databaseNames.map((name) => look(request.dataDir, name))
    : journalDays(request.dataDir, request.since),
);

function look(dataDir: string, name: DatabaseName): DatabaseFinding {
  const path = join(dataDir, name);
  const size = (part: string) => statSync(path + part, { throwIfNoEntry: false })?.size;
  const own = size('');
  if (own === undefined) return { name, state: 'missing', detail: 'ENOENT', bytes: 0 };
  const bytes = own + (size('-wal') ?? 0);
  try {
    withDatabase(path, quickCheck);
    return { name, state: 'sound', detail: null, bytes };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const detail = typeof code === 'string' ? code : String(message);
    return { name, state: isCorruption(error) ? 'damaged' : 'unreadable', detail, bytes };
  }
}

/** Days by index, so that years before `since` are not read. */
function journalDays(dataDir: string, since: string): JournalDay[] {
  return withDatabase(join(dataDir, 'journal.db'), (db) =>
    db
      .prepare<[string], JournalDay>(
        `select substr(at, 1, 10) as day, iif(outcome is null, 'check', 'outcome') as kind,
           coalesce(outcome, verdict) as value, count(*) as count
         from row where at >= ? and coalesce(outcome, verdict) is not null group by 1, 2, 3 order by 1, 2, 3`,
      )
      .all(since),
  );
}

function withDatabase<T>(path: string, work: (db: Database.Database) => T): T {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    // A damaged file must not run what stands in its schema.
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    return work(db);
  } finally {
    db.close();
  }
}
