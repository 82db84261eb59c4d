/** What moved between two runs by more than the noise of both. */
import type { Measure, Results } from './results.ts';

/** Less is never news, however quiet both runs were. */
const LEAST = 0.05;

/**
 * One line for each ratio that moved by more than both noises together and five in a hundred, for each measure without a peer
 * likewise, and for each that one side lacks. Parts that `after` has not are left out: they were not run.
 */
export function moved(before: Results, after: Results): string[] {
  return Object.entries(after).flatMap(([part, { measures }]) => {
    const older = new Map(before[part]?.measures.map((measure) => [nameOf(measure), measure]));
    const lines = measures.flatMap((measure) => {
      const old = older.get(nameOf(measure));
      older.delete(nameOf(measure));
      const what = `${part}: ${nameOf(measure)}`;
      return old === undefined ? [`${what}: new`] : changes(old, measure).map((line) => `${what}${line}`);
    });
    return [...lines, ...[...older.keys()].map((name) => `${part}: ${name}: gone`)];
  });
}

function nameOf({ what, size }: Measure): string {
  return size === undefined ? what : `${what}, ${size.n} ${size.of}`;
}

function changes(old: Measure, measure: Measure): string[] {
  const peers = Object.entries(measure.beside);
  if (peers.length === 0) return change('', old.ours, old.noise, measure.ours, measure.noise, measure.unit);
  return peers.flatMap(([name, { ratio, noise }]) => {
    const before = old.beside[name];
    return before === undefined
      ? [` beside ${name}: new`]
      : change(` beside ${name}`, before.ratio, before.noise, ratio, noise, '×');
  });
}

function change(what: string, from: number, fromNoise: number, to: number, toNoise: number, unit: string): string[] {
  if (Math.abs(to - from) <= Math.max(fromNoise + toNoise, LEAST * from)) return [];
  return [`${what}: ${from} ± ${fromNoise} → ${to} ± ${toNoise} ${unit}`];
}
