import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moved } from './compare.ts';
import { plot } from './plot.ts';
import { report } from './report.ts';
import { growthOf, isMet, type Measure, measureOf, median, quantile } from './results.ts';

const figures = { what: 'memory', unit: 'MB' };

describe('the median', () => {
  it('is the value in the middle, or between the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 10, 2])).toBe(3);
    expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6);
    expect(() => median([])).toThrow('no value');
  });
});

describe('a measure', () => {
  it('takes its ratio round by round, so that a slow round is slow for both', () => {
    const measure = measureOf({ ...figures, ours: [200, 20, 220], beside: { bare: [100, 10, 110] } });
    expect(measure).toMatchObject({ ours: 200, beside: { bare: { value: 100, ratio: 2, noise: 0 } } });
  });

  it('needs one value of each peer a round', () => {
    expect(() => measureOf({ ...figures, ours: [1, 2], beside: { bare: [1] } })).toThrow('1 of 2 rounds of bare');
  });

  it('meets a target of a peer, of itself, from below and from above', () => {
    const measure = measureOf({ ...figures, ours: [30], beside: { bare: [20] } });
    expect(isMet(measure, { of: 'bare', atMost: 1.5 })).toBe(true);
    expect(isMet(measure, { of: 'bare', atMost: 1.4 })).toBe(false);
    expect(isMet(measure, { atLeast: 31 })).toBe(false);
    expect(() => isMet(measure, { of: 'nobody', atMost: 1 })).toThrow('nobody, which was not measured');
  });
});

describe('growth', () => {
  it('is the power of the size', () => {
    expect(growthOf([10, 100, 1000].map((n) => ({ n, value: 3 * n ** 2 })))).toBeCloseTo(2);
    expect(growthOf([10, 100, 1000].map((n) => ({ n, value: 7 })))).toBeCloseTo(0);
  });
});

describe('the report', () => {
  const sized = (n: number): Measure =>
    measureOf({
      ...figures,
      size: { of: 'lots', n },
      ours: [n],
      beside: { bare: [10] },
      targets: [{ of: 'bare', atMost: 10 }],
    });

  it('says what met its target, how it grows, and where the plot is', () => {
    const text = report({
      index: { beside: 'Beside a map.', rounds: 1, measures: [sized(10), sized(1000), sized(100)] },
    });
    expect(text).toContain('| memory | 10 lots | 10 ± 0 MB | 10 (1 ± 0) | ≤ 10 × bare | met |');
    expect(text).toContain('| memory | 1,000 lots | 1,000 ± 0 MB | 10 (100 ± 0) | ≤ 10 × bare | **missed** (100) |');
    expect(text).toContain('grows by the power 1.00 of the lots');
    expect(text).toContain('![memory](plots/index-memory.svg)');
    expect(text).toContain('**memory**: missed, and nobody knows why yet.');
  });

  it('says why a target was missed, and nothing where all were met', () => {
    const why = { memory: 'it is large.', speed: 'it is slow.' };
    const of = (n: number) => report({ index: { beside: '', rounds: 1, measures: [sized(n)], why } });
    expect(of(1000)).toContain('**memory**: it is large.');
    expect(of(10)).not.toContain('it is large');
    expect(of(1000)).not.toContain('it is slow');
  });

  it('as it is committed leaves no target missed without a reason', () => {
    expect(readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')).not.toContain('nobody knows why yet');
  });
});

describe('a plot', () => {
  it('is a straight line for a power law, and refuses what has no logarithm', () => {
    const points = [10, 100, 1000].map((n) => ({ n, value: n }));
    const drawn = plot('memory', 'lots & <more>', 'ms', [{ name: 'ours', points }]);
    expect(drawn).toContain('d="M90 270L280 145L470 20"');
    expect(drawn).toContain('lots &amp; &lt;more>');
    expect(drawn).toContain('<title>memory</title>');
    expect(() => plot('memory', 'lots', 'ms', [{ name: 'ours', points: [{ n: 1, value: 0 }] }])).toThrow(
      'zero or less',
    );
  });
});

describe('a comparison', () => {
  const run = (ours: number[], peer: number[], what = 'memory') => ({
    desktop: {
      beside: '',
      rounds: ours.length,
      measures: [measureOf({ what, unit: 'MB', ours, beside: { bare: peer } })],
    },
  });

  it('names what moved by more than the noise of both', () => {
    expect(moved(run([100, 100, 100], [100, 100, 100]), run([130, 130, 130], [100, 100, 100]))).toEqual([
      'desktop: memory beside bare: 1 ± 0 → 1.3 ± 0 ×',
    ]);
  });

  it('is silent about noise, about another machine, and about parts that were not run', () => {
    expect(moved(run([100, 150, 50], [100, 100, 100]), run([110, 150, 70], [100, 100, 100]))).toEqual([]);
    expect(moved(run([100], [100]), run([400], [400]))).toEqual([]);
    expect(moved(run([100], [100]), {})).toEqual([]);
  });

  it('names what is new and what is gone', () => {
    expect(moved(run([1], [1], 'old'), run([1], [1], 'fresh'))).toEqual(['desktop: fresh: new', 'desktop: old: gone']);
  });
});
