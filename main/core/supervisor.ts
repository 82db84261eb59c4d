/**
 * Keeps the core alive: starts it again with growing pauses, and gives up where it dies at once again and again, since an agent
 * that is said to be stopped is safer than one that is said to be coming. Pure: clock and fork are given.
 */
import type { Timers } from '../../agent/link/timers.ts';
import type { FromCore } from './messages.ts';

export type CoreState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly url: string }
  /** It ended by itself; `at` (milliseconds of the clock) is when it starts again. */
  | { readonly kind: 'waiting'; readonly cause: string; readonly at: number }
  /** Another agent has the data directory or the port: no fault, and not ours to start again. */
  | { readonly kind: 'held' }
  /** Died too often; started again by `start` alone. */
  | { readonly kind: 'given-up'; readonly cause: string };

export interface CoreListener {
  readonly onMessage: (message: FromCore) => void;
  /** Once; `code` is the exit code. */
  readonly onExit: (code: number) => void;
}

/** A core that runs. */
export interface Core {
  /** Asks it to end by itself. */
  stop(): void;
  /** The machine was asleep: what it is connected to may be gone. */
  wake(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface SupervisorOptions {
  readonly fork: (listener: CoreListener) => Core;
  readonly timers: Pick<Timers, 'after'>;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly onState: (state: CoreState) => void;
}

/** After Syncthing's: so many restarts within so long, then stop and show it. */
const RESTARTS = 4;
const WITHIN_MS = 60_000;
const PAUSES_MS = [250, 1_000, 3_000, 8_000] as const;
/** What the core may take to close its files before it is killed. */
const STOP_MS = 8_000;

export class Supervisor {
  readonly #options: SupervisorOptions;
  #state: CoreState = { kind: 'idle' };
  #core: Core | null = null;
  /** Of restarts, on the clock. */
  #restarts: number[] = [];
  #cancel = () => {};
  #stopped: (() => void) | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get state(): CoreState {
    return this.#state;
  }

  /** Starts the core unless it runs, comes up or is about to. What it died of before is forgotten. */
  start(): void {
    if (this.#core !== null || this.#state.kind === 'waiting') return;
    this.#restarts = [];
    this.#fork();
  }

  /** Ends the core for good, killed where it does not close in time. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#cancel();
    const core = this.#core;
    if (core === null) {
      this.#become({ kind: 'idle' });
      return;
    }
    const gone = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#cancel = this.#options.timers.after(STOP_MS, () => core.kill());
    core.stop();
    await gone;
  }

  /** Tells a core that runs. */
  wake(): void {
    if (this.#state.kind === 'running') this.#core?.wake();
  }

  #fork(): void {
    let failed: string | null = null;
    let held = false;
    this.#become({ kind: 'starting' });
    this.#core = this.#options.fork({
      onMessage: (message) => {
        if (message.kind === 'ready') this.#become({ kind: 'running', url: message.url });
        if (message.kind === 'failed') failed = message.text;
        if (message.kind === 'held') held = true;
      },
      onExit: (code) => {
        this.#core = null;
        if (this.#stopped !== null) {
          this.#cancel();
          this.#stopped();
          this.#stopped = null;
          this.#become({ kind: 'idle' });
        } else if (held) this.#become({ kind: 'held' });
        else this.#died(failed ?? `exit ${code}`);
      },
    });
  }

  #died(cause: string): void {
    const { now, timers } = this.#options;
    this.#restarts = this.#restarts.filter((at) => now() - at < WITHIN_MS);
    if (this.#restarts.length >= RESTARTS) {
      this.#become({ kind: 'given-up', cause });
      return;
    }
    const pause = PAUSES_MS[this.#restarts.length] ?? PAUSES_MS[PAUSES_MS.length - 1] ?? 0;
    this.#cancel = timers.after(pause, () => {
      this.#restarts.push(now());
      this.#fork();
    });
    this.#become({ kind: 'waiting', cause, at: now() + pause });
  }

  #become(state: CoreState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
