/**
 * Which (target, canonical lot) pairs exist: a table of 32-bit fingerprints, eight bytes a lot at most. A miss is certain,
 * a hit is confirmed in SQLite, so that two lots with one fingerprint are never taken for one another.
 */
export class LotFilter {
  #slots: Uint32Array;
  #count = 0;

  constructor(expected = 0) {
    this.#slots = new Uint32Array(capacityFor(expected));
  }

  get size(): number {
    return this.#count;
  }

  /** Adds a fingerprint made by `fingerprint`. */
  add(print: number): void {
    if ((this.#count + 1) * 4 > this.#slots.length * 3) this.#grow(this.#count + 1);
    this.#insert(print);
  }

  /** Adds many, growing once. */
  addAll(prints: Uint32Array): void {
    if ((this.#count + prints.length) * 4 > this.#slots.length * 3) this.#grow(this.#count + prints.length);
    for (const print of prints) this.#insert(print);
  }

  /** False: this pair is certainly not there. True: look. */
  has(print: number): boolean {
    const mask = this.#slots.length - 1;
    for (let i = print & mask; ; i = (i + 1) & mask) {
      const slot = this.#slots[i];
      if (slot === print) return true;
      if (slot === 0) return false;
    }
  }

  #insert(print: number): void {
    const mask = this.#slots.length - 1;
    let i = print & mask;
    while (this.#slots[i] !== 0) {
      if (this.#slots[i] === print) return;
      i = (i + 1) & mask;
    }
    this.#slots[i] = print;
    this.#count++;
  }

  #grow(expected: number): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(capacityFor(expected));
    this.#count = 0;
    for (const print of old) if (print !== 0) this.#insert(print);
  }
}

/** A power of two that holds `expected` prints at most three quarters full. */
function capacityFor(expected: number): number {
  let capacity = 64;
  while (expected * 4 > capacity * 3) capacity *= 2;
  return capacity;
}

const PRIME = 0x01000193;

/** FNV-1a over `text` after what `hash` has taken, from `from` to before `to`. */
export function hashOn(hash: number, text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash;
}

/** Where a fingerprint begins, by a number of 32 bits. */
export function hashFrom(seed: number): number {
  return Math.imul(0x811c9dc5 ^ seed, PRIME) ^ (seed >>> 16);
}

/** The finaliser of MurmurHash3, which spreads the low bits; never 0. */
export function finished(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0 || 1;
}

/** 32-bit fingerprint of a lot of a target, never 0. */
export function fingerprint(targetId: number, canonical: string): number {
  return finished(hashOn(hashFrom(targetId), canonical, 0, canonical.length));
}
