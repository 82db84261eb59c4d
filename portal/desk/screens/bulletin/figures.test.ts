import { expect, test } from 'vitest';
import type { TrackingView } from '../../../tracking/tracking.ts';
import { departmentsOf, spreadOf } from './figures.ts';

const START = Date.parse('2026-11-22T09:30:00.000Z');
const at = (seconds: number | null) => (seconds === null ? null : new Date(START + seconds * 1000).toISOString());
const workstation = (id: string, delivered: number | null, acknowledged: number | null = null, revision = 2) => ({
  id,
  name: id,
  revision: delivered === null ? null : revision,
  delivered: at(delivered),
  displayed: null,
  acknowledged: at(acknowledged),
  reported: null,
});
const officine = (id: string, territory: string | null, workstations: ReturnType<typeof workstation>[]) => ({
  id,
  name: id,
  territory,
  workstations,
});
const view = (officines: ReturnType<typeof officine>[]) =>
  ({ bulletin: 'b', revision: 2, officines, notReached: [] }) as unknown as TrackingView;

test('a step spreads as each workstation came to it, in this revision alone', () => {
  const workstations = [
    workstation('a', 10, 40),
    workstation('b', 2, 400),
    workstation('c', null),
    workstation('d', -5),
    workstation('e', 3, 3, 1),
  ];
  expect(spreadOf(view([officine('o', 'FR-75', workstations)]), START)).toEqual([
    {
      step: 'delivered',
      points: [
        [0, 1],
        [2, 2],
        [10, 3],
      ],
      median: 2,
      p95: 10,
    },
    { step: 'displayed', points: [], median: null, p95: null },
    {
      step: 'acknowledged',
      points: [
        [40, 1],
        [400, 2],
      ],
      median: 40,
      p95: 400,
    },
    { step: 'reported', points: [], median: null, p95: null },
  ]);
});

test('a hundred thousand points become as many as can be seen, the last among them', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => workstation(`w${n}`, n));
  const [delivered] = spreadOf(view([officine('o', null, many)]), START);
  expect(delivered?.points.length).toBeLessThanOrEqual(301);
  expect(delivered?.points.at(-1)).toEqual([99_999, 100_000]);
  expect([delivered?.median, delivered?.p95]).toEqual([49_999, 94_999]);
});

test('departments, the most missing first, and officines of none known among them', () => {
  const officines = [
    officine('a', 'FR-75', [workstation('1', 1, 2)]),
    officine('b', 'FR-29', [workstation('2', null)]),
    officine('c', 'FR-29', [workstation('3', 1), workstation('4', null)]),
    officine('d', null, []),
  ];
  expect(departmentsOf(view(officines))).toEqual([
    { territory: null, officines: 1, reached: 0, acknowledged: 0 },
    { territory: 'FR-29', officines: 2, reached: 1, acknowledged: 0 },
    { territory: 'FR-75', officines: 1, reached: 1, acknowledged: 1 },
  ]);
});
