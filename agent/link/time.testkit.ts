/** Time in the test's hand: three clocks that can be made to disagree, and the timers that run on the monotonic one. */
import type { Clock } from '../clock.ts';
import type { Timers } from './timers.ts';

interface Due {
  at: number;
  readonly every: number | null;
  readonly work: () => void;
}

export class TestTime implements Clock, Timers {
  wallMs = Date.UTC(2026, 10, 22, 9, 30);
  monotonicMs = 1_000;
  bootMs = 500_000;
  readonly #due = new Set<Due>();

  wall = () => this.wallMs;
  monotonic = () => this.monotonicMs;
  boot = () => this.bootMs;

  after = (ms: number, work: () => void) => this.#add({ at: this.monotonicMs + ms, every: null, work });
  every = (ms: number, work: () => void) => this.#add({ at: this.monotonicMs + ms, every: ms, work });

  /** Milliseconds until the next timer that does not repeat; null where there is none. */
  get next(): number | null {
    const once = [...this.#due].filter(({ every }) => every === null).map(({ at }) => at - this.monotonicMs);
    return once.length === 0 ? null : Math.min(...once);
  }

  /** Runs `ms` of all clocks and the timers that fall due, in order; promises get their turn after each. */
  async pass(ms: number): Promise<void> {
    const end = this.monotonicMs + ms;
    for (;;) {
      const due = [...this.#due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#run(Math.max(0, due.at - this.monotonicMs));
      if (due.every === null) this.#due.delete(due);
      else due.at += due.every;
      due.work();
      await turns();
    }
    this.#run(end - this.monotonicMs);
    await turns();
  }

  /** The machine sleeps: the monotonic clock stands still, as on Linux, and no timer runs. */
  sleep(ms: number): void {
    this.wallMs += ms;
    this.bootMs += ms;
  }

  #run(ms: number): void {
    this.wallMs += ms;
    this.monotonicMs += ms;
    this.bootMs += ms;
  }

  #add(due: Due): () => void {
    this.#due.add(due);
    return () => this.#due.delete(due);
  }
}

/** Lets what was promised happen: signatures are made on other threads, so the event loop turns, too. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
