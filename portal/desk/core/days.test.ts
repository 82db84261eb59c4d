import { expect, test } from 'vitest';
import { dayEnd, dayStart } from './days.ts';

test.each(['2026-11-23', '2026-12-31', '2026-03-29', '2026-10-25'])('%s ends where the next begins', (day) => {
  const next = new Date(`${day}T12:00:00`);
  next.setDate(next.getDate() + 1);
  const civil = [next.getFullYear(), next.getMonth() + 1, next.getDate()]
    .map((n) => String(n).padStart(2, '0'))
    .join('-');
  expect(dayEnd(day)).toBe(dayStart(civil));
  expect(new Date(dayStart(day)).getHours()).toBe(0);
});
