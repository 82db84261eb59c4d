import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, LotFilter } from './lot-filter.ts';

const print = fc.integer({ min: 1, max: 0xffffffff });
/** Near each other and at the ends of the table, so that they queue and wrap. */
const crowded = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0xffffffe0, max: 0xffffffff }), print);

describe('LotFilter', () => {
  it('knows exactly what was added, one by one or many at once, as a set does', () => {
    const commands = fc.array(fc.oneof(crowded, fc.array(crowded, { maxLength: 200 })), { maxLength: 20 });
    fc.assert(
      fc.property(commands, fc.nat(500), fc.array(crowded), (added, expected, asked) => {
        const filter = new LotFilter(expected);
        const set = new Set<number>();
        for (const one of added) {
          if (typeof one === 'number') filter.add(one);
          else filter.addAll(Uint32Array.from(one));
          for (const each of [one].flat()) set.add(each);
        }
        expect(filter.size).toBe(set.size);
        for (const each of [...asked, ...set]) expect(filter.has(each)).toBe(set.has(each));
      }),
    );
  });

  it('grows from empty to a hundred thousand lots and loses none', () => {
    const filter = new LotFilter();
    const prints = Uint32Array.from({ length: 100_000 }, (_, i) => fingerprint(1 + (i % 7), `L${i}`));
    const distinct = new Set(prints);
    for (const each of prints.subarray(0, 1_000)) filter.add(each);
    filter.addAll(prints.subarray(1_000));
    expect(filter.size).toBe(distinct.size);
    expect(prints.every((each) => filter.has(each))).toBe(true);
    const strangers = Array.from({ length: 100_000 }, (_, i) => fingerprint(1 + (i % 7), `M${i}`));
    // A lot that is not there is taken for one that may be once in 43,000 times here.
    expect(strangers.filter((each) => filter.has(each)).length).toBeLessThan(20);
  });

  it('an empty one knows nothing', () => {
    expect(new LotFilter().has(1)).toBe(false);
  });
});

describe('fingerprint', () => {
  it('is never the mark of an empty place, and tells targets and lots apart', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (target, lot) => {
        const made = fingerprint(target, lot);
        expect(made).toBeGreaterThan(0);
        expect(made).toBeLessThanOrEqual(0xffffffff);
        expect(Number.isInteger(made)).toBe(true);
        expect(fingerprint(target, lot)).toBe(made);
      }),
    );
    const near = new Set<number>();
    for (let target = 1; target <= 100; target++) {
      for (let lot = 0; lot < 100; lot++) near.add(fingerprint(target, `${lot}`));
    }
    expect(near.size).toBeGreaterThan(9_990);
  });
});
