/**
 * Readings of an element string whose separators did not arrive: every cut that is valid as a whole. Nothing tells them
 * apart, so they are all kept, the likely ones first.
 */
import { hasCheckDigit } from '../../protocol/product.ts';
import { GS, isDigit, isValueCharacter } from './characters.ts';
import { readDate } from './dates.ts';
import { type Element, isSound, readCip } from './elements.ts';
import { fitsLength, type Identifier, identifierAt } from './identifiers.ts';

export interface LostReadings {
  readonly ways: readonly (readonly Element[])[];
  /** Every cut needs AIs that medicine packs do not carry: found by chance as soon as by sense (an impossible date among them). */
  readonly strange: boolean;
  /** Whether the search ended before it had seen every cut. */
  readonly capped: boolean;
}

/** How many elements to try at most: all cuts of any real label, and a few milliseconds for a hostile text. */
const STEPS = 20_000;
const SOUND_WAY_STEPS = 1_000;

/** How many packs to find before the likeliest of them are chosen. */
const MAX_PACKS = 2_000;

/**
 * The ways to cut `text` (no separator in it), at most `limit`, likeliest first: without the AIs that medicine packs do not
 * carry before those with them, then the ones with AI 01 first, then those that find most of lot, expiry and serial. Last
 * those that need a date that does not exist: printed on real packs as it is, it is taken as absent. They are found by chance
 * too, so such a reading is as good as any other, and not doubtful for its date.
 */
export function readLost(text: string, limit: number, currentYear: number): LostReadings {
  const head = predefinedHead(text);
  if (head === null) return { ways: [], strange: false, capped: false };
  const search = new CutSearch(text, currentYear);
  const likely = search.run(head.elements, head.end, onMedicines);
  const others = search.run(head.elements, head.end, anything);
  const broken = search.run(head.elements, head.end, withImpossibleDates).map(search.withoutImpossibleDates);
  const ways = [...ranked(likely), ...ranked(others), ...ranked(broken)];
  return { ways: ways.slice(0, limit), strange: likely.length === 0, capped: search.capped || ways.length > limit };
}

/** Which elements a search cuts. */
interface Cuts {
  readonly medicinesOnly: boolean;
  readonly impossibleDates: boolean;
}
const onMedicines: Cuts = { medicinesOnly: true, impossibleDates: false };
const anything: Cuts = { medicinesOnly: false, impossibleDates: false };
const withImpossibleDates: Cuts = { medicinesOnly: false, impossibleDates: true };

/** The elements before the first of variable length: no cut touches them, so what is wrong with them does not matter here. */
function predefinedHead(text: string): { elements: Element[]; end: number } | null {
  const elements: Element[] = [];
  let at = 0;
  for (;;) {
    const identifier = identifierAt(text, at);
    if (identifier === undefined) return null;
    if (!identifier.predefined) return { elements, end: at };
    const from = at + identifier.ai.length;
    const element = { identifier, value: text.slice(from, from + identifier.max) };
    if (!isSound(element, elements)) return null;
    elements.push(element);
    at = from + identifier.max;
  }
}

const isOnMedicines = (element: Element) => element.identifier.medicine;

function ranked(ways: readonly (readonly Element[])[]): readonly (readonly Element[])[] {
  const found = (way: readonly Element[]) =>
    new Set(way.filter(isOnMedicines).map(({ identifier }) => identifier)).size;
  const strange = (way: readonly Element[]) => way.filter((element) => !isOnMedicines(element)).length;
  const nameless = (way: readonly Element[]) => (way.some(({ identifier }) => identifier.ai === '01') ? 0 : 1);
  return ways
    .map((way) => ({ way, nameless: nameless(way), strange: strange(way), found: found(way) }))
    .sort((a, b) => a.nameless - b.nameless || b.found - a.found || a.strange - b.strange)
    .map(({ way }) => way);
}

/** The key of a pack with one more element: those that are no part of it change nothing. */
function extended(key: string, { identifier, value }: Element): string {
  return identifier.medicine ? `${key}${GS}${identifier.ai}${value}` : key;
}

class CutSearch {
  readonly #text: string;
  readonly #currentYear: number;
  /** How many digits, and how many characters that a value may have, follow from each place. */
  readonly #digits: Uint16Array;
  readonly #characters: Uint16Array;
  /** What the pack is made of in each way found: ways that differ in nothing else are one. */
  readonly #packs = new Set<string>();
  #steps = STEPS;
  #soundWaySteps = STEPS;
  #capped = false;

  constructor(text: string, currentYear: number) {
    this.#text = text;
    this.#currentYear = currentYear;
    this.#digits = runs(text, isDigit);
    this.#characters = runs(text, isValueCharacter);
  }

  get capped(): boolean {
    return this.#capped;
  }

  run(head: readonly Element[], from: number, cuts: Cuts): (readonly Element[])[] {
    const ways: (readonly Element[])[] = [];
    const reaches = this.#reachable(from, cuts);
    const path = [...head];
    const pack = [...head];
    // The same place reached with the same pack so far leads to the same packs, however the rest was cut on the way.
    const seen = new Set<string>();
    const follow = (at: number, key: string): void => {
      if (at === this.#text.length) {
        const way = this.#packs.has(key) ? null : this.#soundWay(path, head, from, key, reaches);
        this.#packs.add(key);
        if (way === null) return;
        if (this.#packs.size > MAX_PACKS) this.#capped = true;
        ways.push(way);
        return;
      }
      const state = `${at}${key}`;
      if (seen.has(state)) return;
      seen.add(state);
      for (const [identifier, end] of this.#elementsAt(at, cuts, reaches)) {
        if (this.#steps-- <= 0) this.#capped = true;
        if (this.#capped) return;
        const element = { identifier, value: this.#text.slice(at + identifier.ai.length, end).trim() };
        // What is no part of the pack may repeat here: `seen` knows nothing of it.
        if (!isSound(element, pack)) continue;
        path.push(element);
        if (identifier.medicine) pack.push(element);
        follow(end, extended(key, element));
        if (identifier.medicine) pack.pop();
        path.pop();
      }
    };
    if (from < this.#text.length && reaches[from] === 1) follow(from, '');
    return ways;
  }

  readonly withoutImpossibleDates = (way: readonly Element[]): readonly Element[] =>
    way.filter(({ identifier, value }) => !identifier.date || readDate(value, 0, this.#currentYear) !== null);

  /**
   * A way to the pack of `key` in which no AI has two values: `path` itself, or another, or null. Where the search for
   * another grows too long `path` stands and its reading is doubtful: one too many is safe, one too few is not.
   */
  #soundWay(
    path: readonly Element[],
    head: readonly Element[],
    from: number,
    key: string,
    reaches: Uint8Array,
  ): readonly Element[] | null {
    if (path.every((element, i) => isSound(element, path.slice(0, i)))) return [...path];
    let steps = Math.min(SOUND_WAY_STEPS, this.#soundWaySteps);
    const way = [...head];
    const follow = (at: number, done: string): boolean => {
      if (at === this.#text.length) return done === key;
      for (const [identifier, end] of this.#elementsAt(at, anything, reaches)) {
        this.#soundWaySteps--;
        if (steps-- <= 0) return false;
        const element = { identifier, value: this.#text.slice(at + identifier.ai.length, end).trim() };
        const next = extended(done, element);
        if (!`${key}${GS}`.startsWith(next === '' ? '' : `${next}${GS}`) || !isSound(element, way)) continue;
        way.push(element);
        if (follow(end, next)) return true;
        way.pop();
      }
      return false;
    };
    if (follow(from, '')) return way;
    return steps < 0 ? [...path] : null;
  }

  /** From which places the rest can be read to the end, repetitions aside: without this the search would drown. */
  #reachable(from: number, cuts: Cuts): Uint8Array {
    const reaches = new Uint8Array(this.#text.length + 1);
    reaches[this.#text.length] = 1;
    for (let at = this.#text.length - 1; at >= from; at--) {
      if (!this.#elementsAt(at, cuts, reaches).next().done) reaches[at] = 1;
    }
    return reaches;
  }

  /** The elements that may stand at `at` with a readable rest behind them, the longest first. */
  *#elementsAt(
    at: number,
    { medicinesOnly, impossibleDates }: Cuts,
    reaches: Uint8Array,
  ): Generator<readonly [Identifier, number]> {
    const identifier = identifierAt(this.#text, at);
    if (identifier === undefined || (medicinesOnly && !identifier.medicine)) return;
    const from = at + identifier.ai.length;
    const longest = Math.min(identifier.max, this.#characters[from] ?? 0);
    for (let length = longest; length >= identifier.min; length--) {
      if (reaches[from + length] !== 1) continue;
      if (this.#isValid(identifier, from, length, impossibleDates)) yield [identifier, from + length];
    }
  }

  #isValid(identifier: Identifier, from: number, length: number, impossibleDates: boolean): boolean {
    if (!fitsLength(identifier, length)) return false;
    if ((this.#digits[from] ?? 0) < Math.min(length, identifier.digits)) return false;
    if (identifier.date) return impossibleDates || readDate(this.#text, from, this.#currentYear) !== null;
    if (identifier.ai === '01') return hasCheckDigit(this.#text.slice(from, from + length));
    if (identifier.ai === '711') return 'gtin' in readCip(this.#text.slice(from, from + length));
    return true;
  }
}

/** For each place of `text`, how many characters from there on satisfy `is` without a break. */
function runs(text: string, is: (code: number) => boolean): Uint16Array {
  const result = new Uint16Array(text.length + 1);
  for (let at = text.length - 1; at >= 0; at--) {
    result[at] = is(text.charCodeAt(at)) ? (result[at + 1] ?? 0) + 1 : 0;
  }
  return result;
}
