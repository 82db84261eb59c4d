/** Reads an element string by its separators: the straight way to read it, and those that its optional marks allow. */
import { GS } from './characters.ts';
import { type Element, isSound } from './elements.ts';
import { elementStartAt, isOptionalMarkAt, skipSeparators } from './separators.ts';

export interface MarkedReadings {
  /** Each a whole scan read as sound elements; the one that takes every mark as a mark is first. */
  readonly ways: readonly (readonly Element[])[];
  /** Whether the scan holds a separator: it did not lose them. */
  readonly separated: boolean;
  /** Whether there were more ways than `limit`. */
  readonly capped: boolean;
}

/** How many places to look at before giving up: far beyond any label, and a few milliseconds at worst. */
const STEPS = 10_000;

/** All sound ways, up to `limit`, to read `text` (its separators normalised, nothing at its ends). */
export function readMarked(text: string, limit: number): MarkedReadings {
  // A scanner that types separators leaves the spaces of a lot where they are.
  const spacesMark = !text.includes(GS);
  const optionalMarks = optionalMarksOf(text, spacesMark);
  const ways: Element[][] = [];
  const path: Element[] = [];
  // The same place reached with the same pack so far leads to the same readings, whatever else was cut on the way.
  const seen = new Set<string>();
  let separated = !spacesMark;
  let marks = 0;
  let steps = STEPS;
  let capped = false;

  function follow(at: number, pack: string, literal: boolean): void {
    const state = `${at}${literal}${pack}`;
    if (seen.has(state)) return;
    seen.add(state);
    const begin = skipSeparators(text, at);
    const marked = begin < text.length && (begin > at || text.charAt(begin) === '(');
    if (marked) marks++;
    if (begin >= text.length) {
      if (ways.length === limit) capped = true;
      else ways.push([...path]);
      separated ||= marks > 0;
    } else {
      const start = elementStartAt(text, begin);
      if (start !== undefined) {
        const ends = start.identifier.predefined
          ? [start.value + start.identifier.max]
          : endsOf(start.value, start.identifier.max);
        for (const [i, end] of ends.entries()) {
          // One value at most takes marks for its own text: more would be chance upon chance, and without number.
          if (i > 0 && literal) break;
          if (steps-- <= 0) capped = true;
          if (capped) break;
          const element = { identifier: start.identifier, value: text.slice(start.value, end).trim() };
          if (end > text.length || !isSound(element, path)) continue;
          path.push(element);
          follow(
            end,
            start.identifier.medicine ? `${pack}${GS}${start.identifier.ai}${element.value}` : pack,
            literal || i > 0,
          );
          path.pop();
        }
      }
    }
    if (marked) marks--;
  }

  /** Ends of a value of variable length: at each optional mark, nearest first, and at the separator or the end. */
  function endsOf(from: number, max: number): number[] {
    const separator = text.indexOf(GS, from);
    const last = separator === -1 ? text.length : separator;
    const ends = optionalMarks.filter((at) => at > from && at < last && at <= from + max);
    ends.push(last);
    return ends;
  }

  follow(0, '', false);
  return { ways, separated, capped };
}

/** Where the runs of optional marks begin. */
function optionalMarksOf(text: string, spacesMark: boolean): number[] {
  const marks: number[] = [];
  let behindRun = 0;
  for (let at = 0; at < text.length; at++) {
    if (at < behindRun || (!spacesMark && text.charAt(at) === ' ') || !isOptionalMarkAt(text, at)) continue;
    marks.push(at);
    const begin = skipSeparators(text, at);
    // A bracket behind a space is the same mark.
    behindRun = begin > at && text.charAt(begin) === '(' ? begin + 1 : begin;
  }
  return marks;
}
