/**
 * What has to be shown over everything else, and when: at once, but never into a sale. The block at the till needs no screen
 * and acts from the commit on; the pop-up waits for a pause. Kept here and not in a screen, so that browser and tray behave
 * alike; kept in memory, so that after a restart whatever nobody acknowledged is shown again.
 */
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { ATTENTION_SHOWN, type AttentionAnswer, type Waiting } from './hook/schemas/attention.ts';
import type { Timers } from './link/timers.ts';

/** Without a check for so long, a sale is over. Milliseconds. */
const PAUSE_MS = 20_000;
/** However long the sale, nothing is held longer. */
const LONGEST_HOLD_MS = 120_000;
/** Changes that come together, as when a feed is caught up with, are looked at once. */
const GATHER_MS = 100;
/** After a disk that gave no answer. */
const RETRY_MS = 15_000;
const SECOND_MS = 1_000;

export interface AttentionOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /**
   * What nobody here has dealt with, most urgent first; `seen`: the lowest revision that was on a screen of a headless agent,
   * by bulletin. Where it throws, what was known goes on waiting.
   */
  readonly waiting: (seen: ReadonlyMap<string, number>) => readonly Waiting[];
  /** Told of each change, with what `state` then gives. */
  readonly onChange: (state: AttentionAnswer) => void;
}

export class Attention {
  readonly #options: AttentionOptions;
  #waiting: readonly Waiting[] = [];
  /** Bulletins on the screen: once shown, shown until dealt with, whatever is sold meanwhile. */
  readonly #shown = new Set<string>();
  /** Since when a bulletin could be shown, by the monotonic clock. */
  readonly #since = new Map<string, number>();
  /** A headless agent records no display, but whoever saw a recall must see its end. */
  readonly #seen = new Map<string, number>();
  #lastCheck = Number.NEGATIVE_INFINITY;
  #stopGathering: (() => void) | null = null;
  #stopHolding: (() => void) | null = null;
  #state: AttentionAnswer = { show: [], waiting: 0, held: 0, heldUntil: null };
  #told = JSON.stringify(this.#state);

  constructor(options: AttentionOptions) {
    this.#options = options;
  }

  /** What is to be shown now, what is held back, and until when. */
  state(): AttentionAnswer {
    if (this.#stopGathering !== null) this.#look();
    return this.#state;
  }

  /** A pack was checked: a sale goes on. */
  checked(): void {
    this.#lastCheck = this.#options.clock.monotonic();
    if (this.#state.held > 0) this.#decide();
  }

  /** Somebody sees this revision in a browser, although the agent is headless: kept until the agent ends, told to nobody. */
  seen({ bulletin, revision }: { readonly bulletin: string; readonly revision: number }): void {
    this.#seen.set(bulletin, Math.min(revision, this.#seen.get(bulletin) ?? revision));
  }

  /** Something changed of the bulletins, of what people did about them or of this officine: looked at in a moment. */
  changed(): void {
    this.#stopGathering ??= this.#options.timers.after(GATHER_MS, () => this.#look());
  }

  close(): void {
    this.#stopGathering?.();
    this.#stopHolding?.();
  }

  #look(): void {
    this.#stopGathering?.();
    this.#stopGathering = null;
    try {
      this.#waiting = this.#options.waiting(this.#seen);
    } catch (error) {
      this.#options.log.error({ err: error }, 'what waits for attention cannot be told now');
      this.#stopGathering = this.#options.timers.after(RETRY_MS, () => this.#look());
    }
    const ids = new Set(this.#waiting.map(({ id }) => id));
    for (const id of this.#shown) if (!ids.has(id)) this.#shown.delete(id);
    for (const id of this.#since.keys()) if (!ids.has(id)) this.#since.delete(id);
    this.#decide();
  }

  /** Shows what need not be held any longer, sets the clock for the rest, and tells what changed. */
  #decide(): void {
    const { clock, timers } = this.#options;
    const now = clock.monotonic();
    this.#stopHolding?.();
    this.#stopHolding = null;
    let next = Number.POSITIVE_INFINITY;
    let held = 0;
    for (const { id } of this.#waiting) {
      if (this.#shown.has(id)) continue;
      const since = this.#since.get(id) ?? now;
      this.#since.set(id, since);
      const until = Math.min(this.#lastCheck + PAUSE_MS, since + LONGEST_HOLD_MS);
      if (until <= now) {
        this.#shown.add(id);
      } else {
        held++;
        next = Math.min(next, until);
      }
    }
    if (held > 0) this.#stopHolding = timers.after(Math.ceil(next - now), () => this.#decide());
    const show = this.#waiting.filter(({ id }) => this.#shown.has(id));
    this.#tell({
      show: show.slice(0, ATTENTION_SHOWN),
      waiting: show.length,
      held,
      heldUntil: held > 0 ? wholeSecond(clock.wall() + next - now) : null,
    });
  }

  #tell(state: AttentionAnswer): void {
    this.#state = state;
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onChange(state);
  }
}

/** The second that is full at this time, UTC: while a basket is scanned, not every pack is another answer. */
function wholeSecond(time: number): string {
  return new Date(Math.ceil(time / SECOND_MS) * SECOND_MS).toISOString();
}
