import { expect, it } from 'vitest';
import { spanFor } from './curve.ts';

it.each([
  [0, 60],
  [60, 60],
  [61, 120],
  [700, 1_200],
  [100_000, 172_800],
  [345_601, 691_200],
  [31_536_000, 44_236_800],
])('the axis of %s seconds ends at %s', (longest, end) => {
  expect(spanFor(longest)).toBe(end);
});
