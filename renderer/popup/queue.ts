/** Which of the bulletins that wait stands on the screen. Pure. */
import type { Waiting } from '../../agent/hook/schemas/attention.ts';

export interface Standing {
  readonly id: string;
  /** Somebody reads, types or counts: it is not taken from under their hands. */
  readonly busy: boolean;
  /** Acknowledged here, its quantities are being counted: it is no longer listed, and stands all the same. */
  readonly counting: boolean;
}

export interface Queue {
  /** The id of what stands now; null: nothing. */
  readonly id: string | null;
  /** How many more wait. */
  readonly more: number;
  /** What came meanwhile and is more urgent than what stands under somebody's hands. */
  readonly ahead: Waiting | null;
}

/**
 * `show` is what the agent says must be shown, most urgent first. What stands stays, though no longer listed, until somebody
 * found out that it is over: after a restart the agent may hold it back again.
 */
export function queueOf(show: readonly Waiting[], standing: Standing | null): Queue {
  const [first] = show;
  if (standing === null) return { id: first?.id ?? null, more: Math.max(0, show.length - 1), ahead: null };
  const at = show.findIndex(({ id }) => id === standing.id);
  const others = show.length - (at < 0 ? 0 : 1);
  if (standing.counting || at <= 0) return { id: standing.id, more: others, ahead: null };
  if (standing.busy) return { id: standing.id, more: others, ahead: first ?? null };
  return { id: first?.id ?? standing.id, more: others, ahead: null };
}

/** What was acknowledged on this page and may still be listed by an answer that was on its way. */
export class Settled {
  readonly #revisions = new Map<string, number>();

  add(id: string, revision: number): void {
    this.#revisions.set(id, revision);
  }

  /** Those still to be shown. What an answer no longer lists is forgotten: were it listed again, it would be shown again. */
  without(show: readonly Waiting[]): readonly Waiting[] {
    const listed = new Set(show.map(({ id }) => id));
    for (const id of this.#revisions.keys()) if (!listed.has(id)) this.#revisions.delete(id);
    return show.filter(({ id, revision }) => revision > (this.#revisions.get(id) ?? -1));
  }
}
