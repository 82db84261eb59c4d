/**
 * A coverage-guided search: inputs that run code which none ran before are kept and changed further. Coverage is read once for
 * a batch, since reading it costs more than an input does; a batch with something new is run again, one by one.
 */
import type { Coverage } from './coverage.ts';
import { chanceOf, mutated } from './mutate.ts';
import type { Target } from './target.ts';

export interface Found {
  /** Strings, frames or bodies tried. */
  readonly tried: number;
  /** Blocks of our code that ran. */
  readonly blocks: number;
  /** Inputs that ran something new, over those given. */
  readonly kept: readonly Uint8Array[];
  readonly finding: { readonly input: Uint8Array; readonly error: unknown } | null;
}

const BATCH = 500;

/** Searches until `isOver`; `corpus` comes first, each input as it stands. Ends with the first broken rule. */
export async function search(
  target: Target,
  coverage: Coverage,
  corpus: readonly Uint8Array[],
  seed: number,
  isOver: () => boolean,
): Promise<Found> {
  const chance = chanceOf(seed);
  const known = [...target.seeds, ...corpus];
  const kept: Uint8Array[] = [];
  const seen = new Set<string>();
  let tried = 0;
  let current: Uint8Array = new Uint8Array();
  const run = async (input: Uint8Array) => {
    current = input;
    tried += await target.fuzz(input);
  };
  const any = () => known[chance(known.length)] ?? new Uint8Array();
  const found = (finding: Found['finding']): Found => ({ tried, blocks: seen.size, kept, finding });
  try {
    for (const input of known) await run(input);
    for (const block of coverage.take()) seen.add(block);
    while (!isOver()) {
      const batch = Array.from({ length: BATCH }, () => mutated(any(), any(), target.words, chance));
      for (const input of batch) await run(input);
      const fresh = new Set([...coverage.take()].filter((block) => !seen.has(block)));
      for (const block of fresh) seen.add(block);
      for (const input of batch) {
        if (fresh.size === 0) break;
        await run(input);
        const own = [...coverage.take()].filter((block) => fresh.has(block));
        if (own.length === 0) continue;
        known.push(input);
        kept.push(input);
        for (const block of own) fresh.delete(block);
      }
    }
    return found(null);
  } catch (error) {
    return found({ input: current, error });
  }
}
