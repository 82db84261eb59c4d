/** Choices out of a fuzzer's bytes: the same bytes, the same choices; after the last byte every choice is the first. */
export class Bytes {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  byte(): number {
    return this.#data[this.#at++] ?? 0;
  }

  one<T>(first: T, ...others: readonly T[]): T {
    return [first, ...others][this.byte() % (others.length + 1)] ?? first;
  }

  /** Up to `most` characters of `alphabet`, at least one. */
  text(alphabet: string, most: number): string {
    const length = 1 + (this.byte() % most);
    return Array.from({ length }, () => alphabet.charAt(this.byte() % alphabet.length)).join('');
  }

  /** What is left, as UTF-8; bytes that are none become replacement characters. */
  rest(): string {
    return new TextDecoder().decode(this.#data.subarray(this.#at));
  }
}
