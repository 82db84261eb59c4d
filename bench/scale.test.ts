import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from './results.ts';
import {
  type Costs,
  costsOf,
  europe,
  fanOutSeconds,
  france,
  loadOf,
  returnSeconds,
  scaleTables,
  withTables,
} from './scale.ts';

const costs: Costs = {
  admitted: 1_000,
  linkBytes: 10_000,
  fanOutSeconds: 0.3,
  fanOutLinks: 15_000,
  acknowledged: 5_000,
};

describe('the paper model', () => {
  it('spreads a country over gateways, with one to spare', () => {
    const { gateways, links, memory } = loadOf(france, costs);
    expect([gateways, links]).toEqual([9, 12_223]);
    expect(memory.gateway).toBe(250e6 + 12_223 * 10_000);
    expect(loadOf(europe, costs).gateways).toBe(68);
  });

  it('lets whoever finds room in at once and the others at the gateway’s rate, after the waits that its absence had doubled', () => {
    expect(returnSeconds(900, costs)).toBe(1);
    expect(returnSeconds(11_500, costs)).toBe(10_500 / 500 + 2);
    expect(returnSeconds(11_500, { admitted: 100 })).toBe(115);
    expect(returnSeconds(1_500, costs, 5)).toBe(21);
    expect(returnSeconds(1_500, costs, 500)).toBe(60);
  });

  it('is in proportion where the cost is', () => {
    expect(fanOutSeconds(7_500, costs)).toBeCloseTo(0.15);
    expect(loadOf(europe, costs).told).toBe(400);
  });

  it('takes what was measured at the largest size, and says what is missing', () => {
    const measure = (what: string, ours: number, n?: number) => ({
      ...{ what, unit: '', ours, noise: 0, beside: {}, targets: [] },
      ...(n === undefined ? {} : { size: { of: 'links', n } }),
    });
    const part = (...measures: Array<ReturnType<typeof measure>>) => ({ beside: '', rounds: 1, measures });
    const results: Results = {
      storm: part(
        measure('links admitted', 900),
        measure('memory a link', 8, 15_000),
        measure('memory a link', 9, 5_000),
      ),
      'fan-out': part(measure('commit to the last link', 200, 15_000), measure('commit to the last link', 30, 1_000)),
      upward: part(measure('acknowledgements on PostgreSQL', 4_000, 8_000)),
    };
    expect(costsOf(results)).toEqual({
      ...{ admitted: 900, linkBytes: 8_000, fanOutSeconds: 0.2, fanOutLinks: 15_000, acknowledged: 4_000 },
    });
    expect(costsOf({})).toBeNull();
    expect(() => costsOf({ ...results, upward: part() })).toThrow('was not measured');
  });

  it('stands in docs/scale.md as the committed results make it', () => {
    const document = readFileSync(join(import.meta.dirname, '../docs/scale.md'), 'utf8');
    const file = join(import.meta.dirname, 'results.json');
    const results: Results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    expect(withTables(document, scaleTables(costsOf(results)))).toBe(document);
  });
});
