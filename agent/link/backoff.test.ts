import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Backoff, lostLink, suspicion } from './backoff.ts';

it('spreads tries over the whole of a range that doubles up to the cap, for ever', () => {
  const highest = new Backoff(lostLink, () => 0.999_999);
  const most = Array.from({ length: 10 }, () => Math.round(highest.next()));
  expect(most).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  expect(new Backoff(lostLink, () => 0).next()).toBe(0);
});

it('waits a minute to an hour after an offence', () => {
  const most = new Backoff(suspicion, () => 1);
  const least = new Backoff(suspicion, () => 0);
  for (let i = 0; i < 10; i++) {
    expect(least.next()).toBe(60_000);
    most.next();
  }
  expect(Math.round(most.next())).toBe(3_600_000);
});

it('begins again after a reset', () => {
  const backoff = new Backoff(lostLink, () => 0.5);
  for (let i = 0; i < 5; i++) backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(500);
});

it('stays within its bounds however often it is asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 2_000 }),
      (draws) => {
        let drawn = 0;
        const backoff = new Backoff(suspicion, () => draws[drawn++] ?? 0);
        for (let i = 0; i < draws.length; i++) {
          const wait = backoff.next();
          expect(wait).toBeGreaterThanOrEqual(60_000);
          expect(wait).toBeLessThanOrEqual(3_600_000);
        }
      },
    ),
    { numRuns: 20 },
  );
});
