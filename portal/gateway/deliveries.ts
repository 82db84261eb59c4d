/** Positions that workstations say they have committed, written in batches: a broadcast to 110,000 is not 110,000 commits. */
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { json } from '../store/database.ts';
import type { Store } from '../store/store.ts';

interface Told {
  position: number;
  /** Wall clock, milliseconds. */
  at: number;
  /** What hello said of the workstation; null where nothing new was said. */
  hello: { version: string; headless: boolean } | null;
}

const FLUSH_MS = 200;
const BATCH = 1_000;

export class Deliveries {
  readonly #store: Store;
  readonly #log: Logger;
  #told = new Map<string, Told>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Workstations whose word is not written yet. */
  get waiting(): number {
    return this.#told.size;
  }

  /** Notes what a workstation said; on disk within moments. */
  tell(workstation: string, position: number, hello: Told['hello'] = null): void {
    const before = this.#told.get(workstation);
    this.#told.set(workstation, { position, at: this.#store.clock.wall(), hello: hello ?? before?.hello ?? null });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** Writes what is waiting; what cannot be written now waits for the next time. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#told.size > 0) {
      const batch = [...this.#told].slice(0, BATCH);
      try {
        await this.#writeBatch(batch);
        this.#store.news.tell('tracking');
      } catch (error) {
        this.#log.error({ err: error, waiting: this.#told.size }, 'deliveries cannot be written yet');
        if (!this.#closed) this.#timer ??= setTimeout(() => void this.flush(), 10 * FLUSH_MS);
        return;
      }
      for (const [workstation, told] of batch) {
        if (this.#told.get(workstation) === told) this.#told.delete(workstation);
      }
    }
  }

  /** The first time that a revision reached a workstation is kept; a register built anew does not deliver again. */
  #writeBatch(batch: ReadonlyArray<[string, Told]>): Promise<void> {
    const rows = json(
      batch.map(([workstation, { position, at, hello }]) => ({
        workstation,
        position,
        at: new Date(at).toISOString(),
        version: hello?.version ?? null,
        headless: hello?.headless ?? null,
      })),
    );
    const told = sql`jsonb_to_recordset(${rows}::jsonb)
      as t(workstation text, position int, at timestamptz, version text, headless boolean)`;
    return this.#store.db.transaction().execute(async (trx) => {
      // Locked in one order, so that two gateways cannot wait for each other.
      await sql`select id from workstation where id in (select workstation from ${told}) order by id for update`.execute(
        trx,
      );
      await sql`insert into delivery (workstation, bulletin, revision, at)
        select w.id, e.bulletin, e.revision, min(t.at) from ${told}
        join workstation w on w.id = t.workstation
        join feed_entry e on e.position > w.position and e.position <= t.position
        where e.bulletin is not null and e.revision is not null
        group by w.id, e.bulletin, e.revision
        on conflict do nothing`.execute(trx);
      // Only hello may say less than before (a register built anew): what a gateway writes late, after the link has moved to
      // another, must not take back what that one wrote.
      await sql`update workstation
        set position = case when t.version is null then greatest(workstation.position, t.position) else t.position end,
        last_seen_at = greatest(workstation.last_seen_at, t.at),
        version = coalesce(t.version, workstation.version), headless = coalesce(t.headless, workstation.headless)
        from ${told} where workstation.id = t.workstation`.execute(trx);
    });
  }

  /** Writes the rest. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
