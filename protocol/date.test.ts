import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DateInterval, daysOf, intervalOf, isCivilDate, lastDayOfMonth, relation } from './date.ts';

describe('civil dates', () => {
  it.each([
    ['2027-03-31', true],
    ['2027-03', true],
    ['2028-02-29', true],
    ['2000-02-29', true],
    ['0001-01-01', true],
    ['2027-02-29', false],
    ['2100-02-29', false],
    ['2027-11-31', false],
    ['2027-00', false],
    ['2027-13', false],
    ['2027-01-00', false],
    ['0000-01', false],
    ['2027', false],
    ['2027-3', false],
    ['27-03-01', false],
    ['2027-03-01T00:00:00Z', false],
    [' 2027-03', false],
    ['2027-03\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isCivilDate(text)).toBe(expected);
  });

  it('exist exactly where the calendar has them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9999 }), fc.nat(13), fc.nat(32), (year, month, day) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(isCivilDate(text)).toBe(exists);
      }),
    );
  });

  it('a month is all of its days', () => {
    expect(daysOf('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(daysOf('2027-12')).toEqual({ from: '2027-12-01', to: '2027-12-31' });
    expect(daysOf('2027-03-31')).toEqual({ from: '2027-03-31', to: '2027-03-31' });
    expect(lastDayOfMonth(1900, 2)).toBe(28);
  });
});

describe('intervals', () => {
  it('run from the first day of their first date to the last day of their last', () => {
    expect(intervalOf({ from: '2026-01', to: '2026-12' })).toEqual({ from: '2026-01-01', to: '2026-12-31' });
    expect(intervalOf({ from: '2026-01-15' })).toEqual({ from: '2026-01-15', to: null });
    expect(intervalOf({ to: null })).toEqual({ from: null, to: null });
  });

  const year: DateInterval = { from: '2026-01-01', to: '2026-12-31' };
  it.each<[string, DateInterval, DateInterval, ReturnType<typeof relation>]>([
    ['the same', year, year, 'inside'],
    ['its first day', daysOf('2026-01-01'), year, 'inside'],
    ['its last day', daysOf('2026-12-31'), year, 'inside'],
    ['the day before', daysOf('2025-12-31'), year, 'disjoint'],
    ['the day after', daysOf('2027-01-01'), year, 'disjoint'],
    ['a month across its end', { from: '2026-12-15', to: '2027-01-15' }, year, 'partly'],
    ['around it', { from: '2025-01-01', to: '2027-12-31' }, year, 'partly'],
    ['open at its start, within', { from: null, to: '2026-06-01' }, year, 'partly'],
    ['open at its end, after', { from: '2027-01-01', to: null }, year, 'disjoint'],
    ['anything in no bounds', { from: null, to: null }, { from: null, to: null }, 'inside'],
    ['a day from its start on', daysOf('2026-01-01'), { from: '2026-01-01', to: null }, 'inside'],
    ['a month that holds the start', daysOf('2026-01'), { from: '2026-01-15', to: null }, 'partly'],
  ])('%s', (_name, a, b, expected) => {
    expect(relation(a, b)).toBe(expected);
  });

  it('relate as sets of days do', () => {
    const day = fc.integer({ min: 1, max: 28 });
    const bounded = fc.tuple(day, day).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    const named = ({ from, to }: { from: number; to: number }) => ({
      from: `2026-02-${String(from).padStart(2, '0')}`,
      to: `2026-02-${String(to).padStart(2, '0')}`,
    });
    fc.assert(
      fc.property(bounded, bounded, (a, b) => {
        const days = Array.from({ length: a.to - a.from + 1 }, (_, i) => a.from + i);
        const inB = days.filter((d) => d >= b.from && d <= b.to).length;
        const expected = inB === 0 ? 'disjoint' : inB === days.length ? 'inside' : 'partly';
        expect(relation(named(a), named(b))).toBe(expected);
      }),
    );
  });
});
