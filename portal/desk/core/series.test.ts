import { expect, test } from 'vitest';
import { countAt, momentsOf } from './series.ts';

const points = [
  [5, 2],
  [10, 7],
];
const series = (own: number[][]) => ({ name: 'delivered', label: 'x', points: own, median: null, p95: null });

test.each([
  [0, 0],
  [4.9, 0],
  [5, 2],
  [9, 2],
  [10, 7],
  [999, 7],
])('after %d seconds there were %d', (seconds, count) => {
  expect(countAt(points, seconds)).toBe(count);
});

test('the table has a row for each moment at which any of them rose', () => {
  expect(momentsOf([series(points), series([[3, 1]]), series([[10, 1]])])).toEqual([3, 5, 10]);
  expect(momentsOf([series([])])).toEqual([]);
});

test('of many moments it has as many as somebody reads, the last among them', () => {
  const moments = momentsOf([series(Array.from({ length: 120 }, (_, n) => [n + 1, n + 1]))]);
  expect(moments).toHaveLength(24);
  expect(moments.at(-1)).toBe(120);
});
