/**
 * Events of all links of a gateway, written together: while one transaction is under way the others gather for the next, so a
 * lone acknowledgement waits for nobody and those of 110,000 workstations share their commits.
 */
import type { Store } from '../store/store.ts';
import { type EventAnswer, type Outcome, type RawEvent, recordEvents, type Sender, type Submission } from './events.ts';

/** Events a transaction, about: its locks are held for tens of milliseconds. */
const BATCH = 1_000;

interface Waiting extends Submission {
  readonly told: PromiseWithResolvers<readonly EventAnswer[]>;
}

export class EventWriter {
  readonly #store: Store;
  #waiting: Waiting[] = [];
  #working = false;
  /** Called after each commit with its outcomes and how long it took, in milliseconds. */
  onBatch: (outcomes: readonly Outcome[], ms: number) => void = () => undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Events that no transaction has taken yet. */
  get waiting(): number {
    return this.#waiting.reduce((sum, { events }) => sum + events.length, 0);
  }

  /** The answers, once they are committed. Throws `CloneDetected`, `SequenceGap` (nothing of them is recorded), database errors. */
  record(sender: Sender, events: readonly RawEvent[]): Promise<readonly EventAnswer[]> {
    const told = Promise.withResolvers<readonly EventAnswer[]>();
    this.#waiting.push({ sender, events, told });
    if (!this.#working) void this.#work();
    return told.promise;
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) await this.#write(this.#next());
    this.#working = false;
  }

  #next(): Waiting[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ events }) => {
      size += events.length;
      return size > BATCH;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end));
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { clock } = this.#store;
    const startedAt = clock.monotonic();
    try {
      const outcomes = await recordEvents(this.#store, batch);
      this.onBatch(outcomes, clock.monotonic() - startedAt);
      for (const [index, { told }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) told.reject(new Error('no outcome for a submission'));
        else if ('error' in outcome) told.reject(outcome.error);
        else told.resolve(outcome.answers);
      }
    } catch (error) {
      for (const { told } of batch) told.reject(error);
    }
  }
}
