/** The packs asked about from this page, and what the agent answered; the newest question is the one that counts. */
import { signal } from '@preact/signals';
import type { CheckAnswer } from '../../../agent/hook/schemas.ts';
import { call } from '../../core/api.ts';
import type { PackInput } from '../../core/pack-input.ts';

export interface Question {
  readonly id: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly input: PackInput;
  readonly answer: CheckAnswer | null;
  /** Why there is none. */
  readonly error: Error | null;
}

/** The present one and those the page lists below it. */
const KEPT = 10;
/** An agent that takes longer does not answer: the person stands at the counter with the pack in hand. */
const PATIENCE_MS = 5_000;

export type Ask = (input: PackInput) => Promise<CheckAnswer>;

const askAgent: Ask = (input) =>
  call<CheckAnswer>('/v1/checks', {
    method: 'POST',
    body: { ...input, terminal: 'desk' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

/** Each answer goes to its own question, so that a late one never stands for a newer pack. */
export class Questions {
  /** Newest first. Scans are kept in memory alone, to be asked again. */
  readonly all = signal<readonly Question[]>([]);
  readonly #ask: Ask;
  readonly #now: () => number;
  #last = 0;

  constructor(ask: Ask = askAgent, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Asks about a pack; the question stands at once, the answer comes into it. Never rejects. */
  async put(input: PackInput): Promise<void> {
    this.#last++;
    const id = this.#last;
    const at = new Date(this.#now()).toISOString();
    this.all.value = [{ id, at, input, answer: null, error: null }, ...this.all.value].slice(0, KEPT);
    const outcome = await this.#ask(input).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)) }),
    );
    this.all.value = this.all.value.map((one) => (one.id === id ? { ...one, ...outcome } : one));
  }
}
