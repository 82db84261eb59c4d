import { describe, expect, it } from 'vitest';
import { measureOf, median, tableOf } from './results.ts';

describe('the median', () => {
  it('is the value in the middle, or between the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 10, 2])).toBe(3);
    expect(() => median([])).toThrow('no value');
  });
});

describe('a result', () => {
  it('is medians, their ratio, and a line of the table', () => {
    const measure = measureOf('memory', 'MB', [300.04, 100, 200], [100, 100, 130]);
    expect(measure).toEqual({ what: 'memory', unit: 'MB', ours: 200, beside: 100, ratio: 2 });
    expect(tableOf({ desktop: { beside: 'nothing', runs: 3, measures: [measure], machine: 'linux' } })).toContain(
      '| desktop | memory | 200 MB | 100 MB | 2 |',
    );
  });
});
