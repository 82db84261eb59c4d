/** How long something took, in the two largest units: `42 s`, `3 min 20 s`, `2 h 5 min`, `3 j 4 h`. */
import { locale } from '../../../renderer/core/say.ts';

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `seconds`: rounded to whole ones. */
export function spanWords(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const first = units.findIndex(([, size]) => rest >= size);
  if (first < 0) return unit(0, 'second');
  const parts: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(unit(count, name));
  }
  return parts.join(' ');
}

function unit(count: number, name: string): string {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(count);
}
