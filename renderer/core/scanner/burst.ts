/** Keys that follow each other closely, and whether only a machine types like that. */

/** Milliseconds. */
export const speed = {
  /**
   * Half of the gaps are at most this. Wedges type every 1 to 40 ms; the fastest people hold about 60 (200 words a minute),
   * a roll over neighbouring keys is faster but short.
   */
  median: 50,
  /** A longer gap ends the burst: radio scanners stall now and then, and what is cut in two is no pack any more. */
  longest: 250,
} as const;

/** The shortest thing on a pack that a scanner reads has 7 digits; fewer keys prove no speed. */
export const SHORTEST_SCAN = 6;

/** From how many keys on a burst may be taken for a scan that goes on. */
const SURE = 4;

/** One run of keys, none of them `speed.longest` after the one before. Times are milliseconds of `event.timeStamp`. */
export class Burst {
  readonly first: number;
  #last: number;
  #text = '';
  readonly #gaps: number[] = [];
  #byPerson = false;
  readonly #afterTyping: boolean;

  /** `afterTyping`: a person typed up to here. */
  constructor(at: number, afterTyping: boolean) {
    this.#afterTyping = afterTyping;
    this.first = at;
    this.#last = at;
  }

  get last(): number {
    return this.#last;
  }

  get text(): string {
    return this.#text;
  }

  /** One more key, with what it adds to the text. `repeat`: it was held down, which scanners never do. */
  add(text: string, at: number, repeat = false): void {
    if (at !== this.first || this.#text !== '') this.#gaps.push(at - this.#last);
    this.#last = at;
    this.#text += text;
    this.#byPerson ||= repeat;
  }

  /** Whether it goes at scanner speed, however short it is. */
  get quick(): boolean {
    return !this.#byPerson && median(this.#gaps) <= speed.median;
  }

  /** Whether it can only be a scan that still goes on. */
  get surely(): boolean {
    return this.quick && this.#gaps.length + 1 >= SURE;
  }

  /** Whether it is a scan, now that it is over. */
  get isScan(): boolean {
    return this.quick && this.#text.length >= SHORTEST_SCAN;
  }

  /** Whether it is a person's, so that a scan that begins in the middle of their typing is apart from it. */
  get isTyping(): boolean {
    return this.#gaps.length === 0 ? this.#afterTyping : this.#gaps.length >= 2 && !this.quick;
  }
}

/** The middle one, the greater of two; 0 for none. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
