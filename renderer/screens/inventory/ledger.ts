/**
 * The open inventory as this page knows it, and the scans on their way to the agent. A scan that the agent cannot take now is
 * kept and sent when it is back, in the order of the shelves; in memory alone, since a raw scan is never stored.
 */
import { batch, computed, signal } from '@preact/signals';
import type {
  InventoryAnswer,
  InventoryCloseAnswer,
  InventoryLine,
  InventoryScanAnswer,
} from '../../../agent/hook/schemas/inventory.ts';
import { call } from '../../core/api.ts';
import { isUnread, type PackInput } from '../../core/pack-input.ts';
import type { Count } from './isolate.ts';

/** One scan that the agent has not taken yet. */
interface Sending {
  readonly id: number;
  readonly input: PackInput;
  readonly quantity: number;
}

/** What became of the newest scan. */
export type Latest =
  | { readonly state: 'sending' | 'kept'; readonly id: number }
  | { readonly state: 'taken'; readonly id: number; readonly line: InventoryLine }
  | { readonly state: 'unread'; readonly id: number; readonly error: Error }
  | { readonly state: 'removed'; readonly line: InventoryLine };

/** What the ledger asks of the agent. */
export interface InventoryCalls {
  read(): Promise<InventoryAnswer>;
  scan(input: PackInput, quantity: number): Promise<InventoryScanAnswer>;
  undo(line: string): Promise<unknown>;
  close(): Promise<InventoryCloseAnswer>;
}

/** Longer than that the agent does not answer; the scan is kept. */
const PATIENCE_MS = 10_000;
/** How often an agent that could not take a scan is asked again. */
const RETRY_MS = 1_000;

export const agentCalls: InventoryCalls = {
  read: () => call('/v1/inventory'),
  scan: (input, quantity) =>
    call('/v1/inventory/scans', {
      method: 'POST',
      body: { ...input, ...(quantity > 1 && { quantity }) },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }),
  undo: (line) => call(`/v1/inventory/lines/${encodeURIComponent(line)}`, { method: 'DELETE' }),
  close: () => call('/v1/inventory/close', { method: 'POST', body: {} }),
};

export interface LedgerOptions {
  readonly calls?: InventoryCalls;
  /** Calls `act` after `ms`. */
  readonly later?: (ms: number, act: () => void) => void;
}

/** One instance a page. */
export class Ledger {
  /** Newest first; null before the agent told. */
  readonly lines = signal<readonly InventoryLine[] | null>(null);
  readonly startedAt = signal<string | null>(null);
  readonly latest = signal<Latest | null>(null);
  /** The inventory closed last from this page. */
  readonly closed = signal<string | null>(null);
  /** Why the lines could not be read, or something could not be done. */
  readonly error = signal<Error | null>(null);
  /** Scans that the agent could not take, oldest first; the one on its way is not among them unless it failed before. */
  readonly kept = signal(0);
  /** How many kept scans went to the agent when it came back. */
  readonly sentLate = signal(0);
  /** Packs that could not be read since the page said so last. */
  readonly unread = signal(0);
  /** Packs by verdict, of the lines that stand now. */
  readonly count = computed<Count>(() => {
    const count = { allow: 0, verify: 0, block: 0, packs: 0 };
    for (const { verdict, quantity } of this.lines.value ?? []) {
      count[verdict] += quantity;
      count.packs += quantity;
    }
    return count;
  });

  readonly #calls: InventoryCalls;
  readonly #later: (ms: number, act: () => void) => void;
  #queue: Sending[] = [];
  #busy = false;
  #blocked = false;
  #waiting = false;
  #late = 0;
  #last = 0;
  /** Changes since the last reading began, to be put upon what it brings. */
  #taken: InventoryLine[] = [];
  #removed = new Set<string>();
  #readings = 0;

  constructor({ calls = agentCalls, later = afterwards }: LedgerOptions = {}) {
    this.#calls = calls;
    this.#later = later;
  }

  /** Asks for the whole inventory: each line is decided again, so a recall that came meanwhile counts. Never rejects. */
  async read(): Promise<void> {
    this.#readings++;
    const mine = this.#readings;
    this.#taken = [];
    this.#removed = new Set();
    try {
      const { lines, startedAt } = await this.#calls.read();
      if (mine !== this.#readings) return;
      const known = new Set(lines.map(({ id }) => id));
      batch(() => {
        this.lines.value = [...this.#taken.filter(({ id }) => !known.has(id)), ...lines].filter(
          ({ id }) => !this.#removed.has(id),
        );
        this.startedAt.value = startedAt ?? this.startedAt.value;
        this.error.value = null;
      });
    } catch (error) {
      if (mine === this.#readings) this.error.value = asError(error);
    }
  }

  /** One more scan, or pack keyed. It stands as the latest at once. */
  scan(input: PackInput, quantity = 1): void {
    this.#last++;
    const id = this.#last;
    this.#queue.push({ id, input, quantity });
    batch(() => {
      this.closed.value = null;
      this.sentLate.value = 0;
      this.latest.value = { state: this.#blocked ? 'kept' : 'sending', id };
      if (this.#blocked) this.kept.value = this.#queue.length;
    });
    void this.#send();
  }

  /** Takes one line back. Never rejects. */
  async undo(line: InventoryLine): Promise<void> {
    try {
      await this.#calls.undo(line.id);
      this.#removed.add(line.id);
      batch(() => {
        this.lines.value = (this.lines.value ?? []).filter(({ id }) => id !== line.id);
        this.latest.value = { state: 'removed', line };
        this.error.value = null;
      });
    } catch (error) {
      this.error.value = asError(error);
      void this.read();
    }
  }

  /** Ends the inventory. Never rejects. */
  async close(): Promise<void> {
    try {
      const { id } = await this.#calls.close();
      this.#readings++;
      batch(() => {
        this.lines.value = [];
        this.startedAt.value = null;
        this.latest.value = null;
        this.closed.value = id;
        this.error.value = null;
      });
    } catch (error) {
      this.error.value = asError(error);
    }
  }

  /** One scan at a time, so that their order is that of the shelves. */
  async #send(): Promise<void> {
    const [next] = this.#queue;
    if (this.#busy || next === undefined) return;
    this.#busy = true;
    let goesOn = true;
    try {
      const { line } = await this.#calls.scan(next.input, next.quantity);
      this.#done(next, { state: 'taken', id: next.id, line });
    } catch (thrown) {
      const error = asError(thrown);
      if (isUnread(error)) this.#done(next, { state: 'unread', id: next.id, error });
      else {
        goesOn = false;
        this.#keep();
      }
    }
    this.#busy = false;
    if (!goesOn) return;
    void this.#send();
    // It could not be read either, while the agent was away.
    if (this.error.value !== null) void this.read();
  }

  #done(sent: Sending, outcome: Extract<Latest, { id: number }>): void {
    this.#queue.shift();
    batch(() => {
      if (this.#blocked) this.#late++;
      if (outcome.state === 'taken') {
        this.#taken = [outcome.line, ...this.#taken];
        this.lines.value = [outcome.line, ...(this.lines.value ?? [])];
        this.startedAt.value ??= outcome.line.at;
      } else {
        this.unread.value += sent.quantity;
      }
      if (sent.id === this.#last) this.latest.value = outcome;
      this.kept.value = this.#blocked ? this.#queue.length : 0;
      if (this.#queue.length > 0 || !this.#blocked) return;
      this.sentLate.value = this.#late;
      this.#late = 0;
      this.#blocked = false;
    });
  }

  #keep(): void {
    batch(() => {
      this.#blocked = true;
      this.kept.value = this.#queue.length;
      if (this.latest.value?.state === 'sending') this.latest.value = { state: 'kept', id: this.#last };
    });
    if (this.#waiting) return;
    this.#waiting = true;
    this.#later(RETRY_MS, () => {
      this.#waiting = false;
      void this.#send();
    });
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function afterwards(ms: number, act: () => void): void {
  setTimeout(act, ms);
}
