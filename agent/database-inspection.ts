/**
 * Looking over whole database files for diagnostics. A thread of its own reads them, on connections that cannot write: a
 * journal of five years takes seconds, and no check may wait for that.
 */
import { Worker } from 'node:worker_threads';

export const databaseNames = ['register.db', 'desk.db', 'journal.db'] as const;
export type DatabaseName = (typeof databaseNames)[number];

/** `damaged`: SQLite found its pages wrong; `unreadable`: it could not be looked at. */
export interface DatabaseFinding {
  readonly name: DatabaseName;
  readonly state: 'sound' | 'damaged' | 'missing' | 'unreadable';
  /** What SQLite or the system said; null where it is sound. */
  readonly detail: string | null;
  /** With what its log holds. */
  readonly bytes: number;
}

/** Checks of one day with one verdict, and what became of packs on that day. */
export interface JournalDay {
  /** UTC. */
  readonly day: string;
  readonly kind: 'check' | 'outcome';
  /** The verdict, or the outcome told. */
  readonly value: string;
  readonly count: number;
}

interface Results {
  check: DatabaseFinding[];
  journal: JournalDay[];
}
export type InspectionRequest =
  | { readonly op: 'check'; readonly dataDir: string }
  | { readonly op: 'journal'; readonly dataDir: string; readonly since: string };

export interface InspectorOptions {
  readonly dataDir: string;
  /** How long a caller waits; what takes longer goes on, and the next caller joins it. Milliseconds. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

export class DatabaseInspector {
  readonly #dataDir: string;
  readonly #patienceMs: number;
  readonly #running = new Map<string, { readonly worker: Worker; readonly result: Promise<unknown> }>();

  constructor({ dataDir, patienceMs = PATIENCE_MS }: InspectorOptions) {
    this.#dataDir = dataDir;
    this.#patienceMs = patienceMs;
  }

  /** `quick_check` of the three files; null where that takes longer than a caller waits. Rejects where the thread fails. */
  check(): Promise<DatabaseFinding[] | null> {
    return this.#patiently<'check'>({ op: 'check', dataDir: this.#dataDir });
  }

  /** Checks and outcomes counted by day, since a day (UTC, `2026-11-22`), by day; null and rejects likewise. */
  journalDays(since: string): Promise<JournalDay[] | null> {
    return this.#patiently<'journal'>({ op: 'journal', dataDir: this.#dataDir, since });
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ worker }) => worker.terminate()));
  }

  async #patiently<K extends keyof Results>(request: InspectionRequest & { op: K }): Promise<Results[K] | null> {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.#patienceMs, null);
    });
    try {
      return await Promise.race([this.#run(request) as Promise<Results[K]>, expired]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** One of a kind at a time. */
  #run(request: InspectionRequest): Promise<unknown> {
    const key = JSON.stringify(request);
    const running = this.#running.get(key);
    if (running !== undefined) return running.result;
    const worker = new Worker(new URL('./database-inspection.worker.ts', import.meta.url), { workerData: request });
    // It reads only: nothing is lost where the process ends before it.
    worker.unref();
    const result = new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the inspection ended with ${code}`)));
    }).finally(() => this.#running.delete(key));
    // One that nobody waits for any more may fail for itself.
    result.catch(() => undefined);
    this.#running.set(key, { worker, result });
    return result;
  }
}
