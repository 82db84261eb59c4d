import { describe, expect, onTestFinished, test } from 'vitest';
import { bounds, csvAddress, everything, isBackwards, pageAddress } from './range.ts';

/** The machine in that zone until the test ends. */
function inZone(zone: string): void {
  const { TZ } = process.env;
  process.env.TZ = zone;
  onTestFinished(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });
}

describe('local days as moments', () => {
  test.each<[zone: string, day: string, first: string, last: string]>([
    ['Europe/Paris', '2026-11-23', '2026-11-22T23:00:00.000Z', '2026-11-23T22:59:59.999Z'],
    ['Europe/Paris', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['Europe/Paris', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z'],
    ['Indian/Reunion', '2026-11-23', '2026-11-22T20:00:00.000Z', '2026-11-23T19:59:59.999Z'],
    ['America/Martinique', '2026-12-31', '2026-12-31T04:00:00.000Z', '2027-01-01T03:59:59.999Z'],
  ])('%s, %s', (zone, day, first, last) => {
    inZone(zone);
    expect(bounds(day)).toEqual({ first, last });
  });

  test.each(['', 'x', '2026-11', '2026--', '2026-11-23T00:00'])('%j is none', (day) => {
    expect(bounds(day)).toBeNull();
  });
});

describe('the addresses', () => {
  const parts = (address: string) => {
    const { pathname, searchParams } = new URL(address, 'http://agent.test');
    return [pathname, Object.fromEntries(searchParams)];
  };
  const range = { from: '2026-11-20', to: '2026-11-23', verdict: 'block' } as const;
  const moments = { from: '2026-11-19T23:00:00.000Z', to: '2026-11-23T22:59:59.999Z', verdict: 'block' };

  test('of a page, of the next one, and of the file with the same rows', () => {
    inZone('Europe/Paris');
    expect(parts(pageAddress(range, null))).toEqual(['/v1/journal', { ...moments, limit: '200' }]);
    expect(parts(pageAddress(range, 1234))).toEqual(['/v1/journal', { ...moments, limit: '200', before: '1234' }]);
    expect(parts(csvAddress(range))).toEqual(['/v1/journal', { ...moments, format: 'csv' }]);
  });

  test('open ends are left open', () => {
    expect(parts(csvAddress(everything))).toEqual(['/v1/journal', { format: 'csv' }]);
  });

  test('one day is no backward range', () => {
    expect(isBackwards({ ...range, from: '2026-11-23' })).toBe(false);
    expect(isBackwards({ ...range, from: '2026-11-24' })).toBe(true);
    expect(isBackwards({ ...range, from: '' })).toBe(false);
  });
});
