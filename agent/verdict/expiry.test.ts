import { expect, test } from 'vitest';
import { isPast } from './expiry.ts';

const at = (moment: string) => Date.parse(moment);

test('a day is past from the next one, in the zone', () => {
  expect(isPast('2026-11-22', at('2026-11-22T22:59:59Z'), 'Europe/Paris')).toBe(false);
  expect(isPast('2026-11-22', at('2026-11-22T23:00:00Z'), 'Europe/Paris')).toBe(true);
});

test('a month alone is past after its last day', () => {
  expect(isPast('2026-02', at('2026-02-28T22:59:59Z'), 'Europe/Paris')).toBe(false);
  expect(isPast('2026-02', at('2026-02-28T23:00:00Z'), 'Europe/Paris')).toBe(true);
  expect(isPast('2024-02', at('2024-02-29T12:00:00Z'), 'Europe/Paris')).toBe(false);
});

test('overseas the same moment is another day', () => {
  const moment = at('2026-11-22T10:30:00Z');
  expect(isPast('2026-11-22', moment, 'Pacific/Wallis')).toBe(false);
  expect(isPast('2026-11-21', moment, 'Pacific/Tahiti')).toBe(true);
  expect(isPast('2026-11-21', at('2026-11-22T09:30:00Z'), 'Pacific/Tahiti')).toBe(false);
  expect(isPast('2026-11-21', at('2026-11-22T09:30:00Z'), 'Indian/Reunion')).toBe(true);
});

test('one day after another in one zone, back and forth', () => {
  const midnight = at('2026-07-01T22:00:00Z');
  const answers = [-1, 0, 60_000, -60_000, 0].map((offset) => isPast('2026-07-01', midnight + offset, 'Europe/Paris'));
  expect(answers).toEqual([false, true, true, false, true]);
});

test('a clock that is none, or a zone that is none, still gives an answer, never an exception', () => {
  for (const now of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) expect(isPast('2099-12', now, 'UTC')).toBe(true);
  expect(isPast('2026-01', at('2026-11-22T00:00:00Z'), 'Nowhere/Land')).toBe(true);
  expect(isPast('2027-01', at('2026-11-22T00:00:00Z'), '')).toBe(false);
});
