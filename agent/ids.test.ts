import { decodeTime, isValid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';

describe('new ids', () => {
  it('are valid ULIDs of their moment, however many are made', () => {
    const at = Date.UTC(2026, 10, 22);
    const ids = Array.from({ length: 2_000 }, () => newId(at));
    expect(ids.every(isValid)).toBe(true);
    expect(ids.map((id) => decodeTime(id))).toEqual(ids.map(() => at));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have every character in every random place', () => {
    const seen = Array.from({ length: 16 }, () => new Set<string>());
    for (let n = 0; n < 2_000; n++) {
      for (const [place, character] of [...newId(0).slice(10)].entries()) seen[place]?.add(character);
    }
    expect(seen.map(({ size }) => size)).toEqual(seen.map(() => 32));
  });
});
