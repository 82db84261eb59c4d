/**
 * Finds the agent of this machine and joins it, or has the core started here. Which of both it is matters to nobody else: the
 * same files, the same proof, the same connection. Pure: connecting, supervising and time are given.
 */
import { AgentError } from '../../agent/hook/client.ts';
import type { Timers } from '../../agent/link/timers.ts';
import type { CoreState } from './supervisor.ts';

/** Where the agent is, as the tray shows it. */
export type Presence<Connection> =
  | { readonly kind: 'looking' }
  /** It proved itself. `own`: the core that we forked. */
  | { readonly kind: 'joined'; readonly own: boolean; readonly connection: Connection }
  /** Gone, and about to be there again. */
  | { readonly kind: 'lost'; readonly cause: string }
  /** It is there, holds our connection and says nothing: never killed, since it may be writing. */
  | { readonly kind: 'silent'; readonly cause: string }
  /** Another account's: nothing that we could speak for. */
  | { readonly kind: 'elsewhere'; readonly cause: string }
  /** Gone for good, until somebody starts it. */
  | { readonly kind: 'stopped'; readonly cause: string };

export interface KeeperOptions<Connection> {
  /** Proves the agent that the discovery file names. Throws `AgentError`. */
  readonly connect: () => Promise<Connection>;
  readonly supervise: (onState: (state: CoreState) => void) => {
    readonly state: CoreState;
    start(): void;
    stop(): Promise<void>;
  };
  /** Who holds our port with an agent that is not ours, in words; null: nobody. Never rejects. */
  readonly holder: () => Promise<string | null>;
  readonly timers: Pick<Timers, 'after'>;
  readonly onPresence: (presence: Presence<Connection>) => void;
}

/** How often it is looked for an agent that is not there, or not to be read. */
const LOOK_MS = 1_000;
/** An agent that was joined and is gone may be a service that starts again: so many looks before we start one. */
const GRACE_LOOKS = 5;

export class AgentKeeper<Connection> {
  readonly #options: KeeperOptions<Connection>;
  readonly #supervisor: ReturnType<KeeperOptions<Connection>['supervise']>;
  #presence: Presence<Connection> = { kind: 'looking' };
  #cancel = () => {};
  /** Counts looks, so that an answer that comes late is none. */
  #look = 0;
  #grace = 0;
  #ended = false;

  constructor(options: KeeperOptions<Connection>) {
    this.#options = options;
    this.#supervisor = options.supervise((state) => this.#onCore(state));
  }

  get presence(): Presence<Connection> {
    return this.#presence;
  }

  /** Begins; also starts again a core that was given up. */
  start(): void {
    this.#grace = 0;
    if (this.#supervisor.state.kind === 'given-up') this.#supervisor.start();
    else this.#lookNow();
  }

  /** The connection broke: what it was joined to is looked for again. */
  lost(connection: Connection): void {
    if (this.#presence.kind !== 'joined' || this.#presence.connection !== connection) return;
    if (!this.#presence.own) this.#grace = GRACE_LOOKS;
    this.#become({ kind: 'lost', cause: '' });
    this.#lookNow();
  }

  /** Stops looking, and the core if it is ours. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#cancel();
    this.#look++;
    await this.#supervisor.stop();
  }

  #onCore(state: CoreState): void {
    if (this.#ended) return;
    if (state.kind === 'running' || state.kind === 'held') this.#lookNow();
    if (state.kind === 'waiting') this.#become({ kind: 'lost', cause: state.cause });
    if (state.kind === 'given-up') {
      this.#become({ kind: 'stopped', cause: state.cause });
      this.#lookLater();
    }
  }

  #lookLater(): void {
    this.#cancel();
    this.#cancel = this.#options.timers.after(LOOK_MS, () => this.#lookNow());
  }

  #lookNow(): void {
    this.#cancel();
    const look = ++this.#look;
    this.#options.connect().then(
      (connection) => {
        if (look !== this.#look) return;
        this.#grace = 0;
        this.#become({ kind: 'joined', own: this.#supervisor.state.kind === 'running', connection });
      },
      (error: unknown) => {
        if (look === this.#look) void this.#notThere(look, error);
      },
    );
  }

  async #notThere(look: number, error: unknown): Promise<void> {
    const cause = error instanceof Error ? error.message : String(error);
    // There is a file, and it is not for us: starting another agent would claim a protection that is not ours.
    const another = error instanceof AgentError && error.fault === 'unreadable';
    const silent = error instanceof AgentError && error.timedOut;
    const idle = () => ['idle', 'held'].includes(this.#supervisor.state.kind);
    const holder = idle() && !silent ? await this.#options.holder() : null;
    if (look !== this.#look) return;
    const core = this.#supervisor.state.kind;
    if (silent) this.#become({ kind: 'silent', cause });
    else if (another || holder !== null || core === 'held') this.#become({ kind: 'elsewhere', cause: holder ?? cause });
    // A port that is free again is taken at once: there was another to wait for, and it is gone.
    if (holder !== null) this.#grace = 0;
    const startable = !another && !silent && holder === null && idle();
    if (startable && this.#grace === 0) {
      // Held: it comes up, goes, or is another account's. The data directory tells, each time it is tried.
      this.#grace = GRACE_LOOKS;
      this.#supervisor.start();
      return;
    }
    if (startable) this.#grace--;
    if (core !== 'starting' && core !== 'waiting') this.#lookLater();
  }

  #become(presence: Presence<Connection>): void {
    const before = this.#presence;
    this.#presence = presence;
    const same = before.kind === presence.kind && presence.kind !== 'joined';
    if (!same || ('cause' in before && 'cause' in presence && before.cause !== presence.cause)) {
      this.#options.onPresence(presence);
    }
  }
}
