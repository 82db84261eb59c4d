/** What every part of the harness is given, and what it gives back. */
import type { Chance } from './random.ts';

export interface PartOptions {
  readonly chance: Chance;
  /** When to begin nothing new, by `performance.now()`. */
  readonly until: number;
  /** How often at most. */
  readonly cycles: number;
  readonly say: (line: string) => void;
}

export interface PartResult {
  /** What was done, in numbers. */
  readonly done: Readonly<Record<string, number>>;
  /** What did not hold; empty is what everybody hopes for. */
  readonly findings: readonly string[];
}

/** Adds up what rounds of one part came to. */
export function sum(results: readonly PartResult[]): PartResult {
  const done: Record<string, number> = {};
  for (const result of results) {
    for (const [name, count] of Object.entries(result.done)) done[name] = (done[name] ?? 0) + count;
  }
  return { done, findings: results.flatMap(({ findings }) => findings) };
}
