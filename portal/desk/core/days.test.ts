import { expect, test } from 'vitest';
import { dayEnd, dayStart, monthAfter, thisMonth } from './days.ts';

test.each(['2026-11-23', '2026-12-31', '2026-03-29', '2026-10-25'])('%s ends where the next begins', (day) => {
  const next = new Date(`${day}T12:00:00`);
  next.setDate(next.getDate() + 1);
  const civil = [next.getFullYear(), next.getMonth() + 1, next.getDate()]
    .map((n) => String(n).padStart(2, '0'))
    .join('-');
  expect(dayEnd(day)).toBe(dayStart(civil));
  expect(new Date(dayStart(day)).getHours()).toBe(0);
});

test('months follow each other over the end of a year', () => {
  expect(['2026-01', '2026-09', '2026-12'].map(monthAfter)).toEqual(['2026-02', '2026-10', '2027-01']);
  expect(thisMonth(new Date(2026, 8, 30))).toBe('2026-09');
});
