// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { line, recalled } from '../tools.testkit.ts';
import { groupsOf } from './isolate.ts';

test('packs are gathered by product and lot, with every recall that decides and none that informs', () => {
  const other = { ...recalled, bulletin: '01JOTHER', reference: 'R-2' };
  const drill = { ...recalled, bulletin: '01JDRILL', reference: 'T-1', effect: 'informs', drill: true } as const;
  const lines = [
    line('1', { verdict: 'block', reasons: [recalled, drill] }),
    line('2', { verdict: 'block', reasons: [recalled, other], quantity: 4 }),
    line('3', { verdict: 'block', reasons: [recalled], lot: 'A20' }),
    line('4', { verdict: 'block', reasons: [recalled], lot: 'A3' }),
    line('5', { verdict: 'verify', reasons: [recalled] }),
    line('6'),
    line('7', { verdict: 'block', reasons: [recalled], lot: null }),
  ];
  const groups = groupsOf(lines, 'block');
  expect(groups.map(({ lot, quantity }) => [lot, quantity])).toEqual([
    [null, 1],
    ['A3', 1],
    ['A20', 1],
    ['A123', 5],
  ]);
  expect(groups[3]?.recalls.map(({ reference }) => reference)).toEqual(['R-2026-0042', 'R-2']);
  expect(groups[3]?.expiries).toEqual(['2027-03']);
  expect(groupsOf([], 'block')).toEqual([]);
});
