import { expect, it } from 'vitest';
import { Metrics } from './prometheus.ts';

const table = {
  t_size: { type: 'gauge', help: 'Size' },
  t_seen_total: { type: 'counter', help: 'Seen' },
  t_seconds: { type: 'histogram', help: 'Seconds' },
} as const;
const text = (metrics: Metrics) =>
  metrics.text((name, error) => {
    throw new Error(name, { cause: error });
  });

it('writes the text format: labels escaped, buckets that add up, nothing for what was never told', async () => {
  const metrics = new Metrics(table);
  expect(await text(metrics)).toBe('\n');
  metrics.reads('t_size', async () => 3.5);
  metrics.add('t_seen_total', { what: 'a "b"\\\n' });
  metrics.add('t_seen_total', { what: 'a "b"\\\n' }, 2);
  metrics.add('t_seen_total', { what: 'c' });
  for (const seconds of [0.05, 0.1, 0.5, 7]) metrics.observe('t_seconds', seconds, [0.1, 1]);
  expect(await text(metrics)).toBe(
    [
      '# HELP t_size Size',
      '# TYPE t_size gauge',
      't_size 3.5',
      '# HELP t_seen_total Seen',
      '# TYPE t_seen_total counter',
      't_seen_total{what="a \\"b\\"\\\\\\n"} 3',
      't_seen_total{what="c"} 1',
      '# HELP t_seconds Seconds',
      '# TYPE t_seconds histogram',
      't_seconds_bucket{le="0.1"} 2',
      't_seconds_bucket{le="1"} 3',
      't_seconds_bucket{le="+Inf"} 4',
      't_seconds_sum 7.65',
      't_seconds_count 4',
      '',
    ].join('\n'),
  );
});

it('leaves out what cannot be read and says so; refuses a figure that the table does not have', async () => {
  const metrics = new Metrics(table);
  metrics.reads('t_size', () => {
    throw new Error('no database');
  });
  metrics.reads('t_seen_total', () => [[{}, 1]]);
  const failed: string[] = [];
  const page = await metrics.text((name) => failed.push(name));
  expect(page).toContain('t_seen_total 1\n');
  expect(page).not.toContain('t_size');
  expect(failed).toEqual(['t_size']);
  expect(() => metrics.add('t_other')).toThrow('t_other');
  expect(() => metrics.add('t_size')).toThrow('t_size');
});
