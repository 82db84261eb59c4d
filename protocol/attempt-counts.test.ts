import { expect, it } from 'vitest';
import { AttemptCounts } from './attempt-counts.ts';

function bench() {
  let now = 1_000;
  const counts = new AttemptCounts(undefined, () => now);
  return {
    counts,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

function attempt(counts: AttemptCounts, key: string): [number, number] {
  let told: [number, number] = [0, 0];
  const counted = (_: null, { current, ttl }: { current: number; ttl: number }) => {
    told = [current, ttl];
  };
  counts.incr(key, counted, 10_000);
  return told;
}

it('counts each for itself, from the first of a window to its end', () => {
  const { counts, pass } = bench();
  expect(attempt(counts, 'a')).toEqual([1, 10_000]);
  pass(4_000);
  expect(attempt(counts, 'a')).toEqual([2, 6_000]);
  expect(attempt(counts, 'b')).toEqual([1, 10_000]);
  pass(6_000);
  expect(attempt(counts, 'a')).toEqual([1, 10_000]);
  expect(attempt(counts, 'b')).toEqual([2, 4_000]);
  expect(attempt(counts.child(), 'b')).toEqual([1, 10_000]);
});

it('tells the count without counting', () => {
  const { counts, pass } = bench();
  const told: unknown[] = [];
  const read = () => counts.read('a', (_, result) => told.push(result), 10_000);
  read();
  attempt(counts, 'a');
  pass(1_000);
  read();
  pass(9_000);
  read();
  expect(told).toEqual([
    { current: 0, ttl: 0 },
    { current: 1, ttl: 9_000 },
    { current: 0, ttl: 0 },
  ]);
});

it('knows five thousand at once: the oldest is forgotten first', () => {
  const { counts } = bench();
  for (let i = 0; i <= 5_000; i++) attempt(counts, `address ${i}`);
  expect(attempt(counts, 'address 1')[0]).toBe(2);
  expect(attempt(counts, 'address 0')[0]).toBe(1);
});
