/** Inputs made of others: by chance, but the same seed gives the same ones. */

/** Numbers from 0 up to `below`, by mulberry32. */
export type Chance = (below: number) => number;

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const MAX_BYTES = 4096;

/** One input changed in one to four places: bytes, pieces of itself and of another, words of the format. */
export function mutated(input: Uint8Array, other: Uint8Array, words: readonly string[], chance: Chance): Uint8Array {
  let bytes = Buffer.from(input);
  for (let changes = 1 + chance(4); changes > 0; changes--) {
    const at = chance(bytes.length + 1);
    const upTo = Math.min(bytes.length, at + 1 + chance(8));
    const put = (piece: Uint8Array, end: number) => {
      bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(end)]);
    };
    const piece = (from: Uint8Array) => {
      const begin = chance(from.length + 1);
      return from.subarray(begin, begin + 1 + chance(32));
    };
    switch (chance(8)) {
      case 0:
        put(Buffer.from([chance(256)]), at + 1);
        break;
      case 1:
        put(Buffer.from([0x20 + chance(0x5f)]), at);
        break;
      case 2:
        put(Buffer.alloc(0), upTo);
        break;
      case 3:
        put(piece(bytes), at);
        break;
      case 4:
        put(piece(other), upTo);
        break;
      case 5:
        put(Buffer.from([(bytes[at] ?? 0) ^ (1 << chance(8))]), at + 1);
        break;
      default:
        put(Buffer.from(words[chance(words.length)] ?? ''), chance(2) === 0 ? at : upTo);
    }
  }
  return bytes.subarray(0, MAX_BYTES);
}
