/**
 * Moves the -wal file's pages into the database. SQLite would do it inside whichever commit makes the log long enough, with
 * two fsyncs (measured: 7 to 15 ms on a fast SSD at p99.9 of the commits, much more on a hard disk): here a worker thread
 * does it on its own connection, and a passive checkpoint never makes a writer wait.
 */
import { Worker } from 'node:worker_threads';

/** Checkpoints the database at `path`; rejects with SQLite's error. One at a time. */
export function checkpoint(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./checkpoint.worker.ts', import.meta.url), { workerData: path });
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}
