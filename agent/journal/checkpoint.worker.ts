/** The body of `checkpoint.ts`: one passive checkpoint of the database at `workerData`, on a connection of its own. */
import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const db = new Database(String(workerData), { fileMustExist: true });
try {
  // FULL: the log is synced before its pages go into the database, and the database after.
  db.pragma('synchronous = FULL');
  db.pragma('wal_checkpoint(PASSIVE)');
} finally {
  db.close();
}
