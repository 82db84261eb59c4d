import { describe, expect, it } from 'vitest';
import { expandTerritory, zoneOfTerritory } from './territory.ts';

const metropolitan = [
  ...Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(2, '0')).filter((n) => n !== '20'),
  '2A',
  '2B',
].map((n) => `FR-${n}`);
const regions = 'ARA BFC BRE CVL COR GES HDF IDF NOR NAQ OCC PDL PAC'.split(' ').map((code) => `FR-${code}`);

describe('territories', () => {
  it('the thirteen regions hold each of the 96 departments of the mainland and Corsica once', () => {
    const all = regions.flatMap((code) => expandTerritory(code) ?? []);
    expect(all.toSorted()).toEqual(metropolitan.toSorted());
  });

  it.each([...metropolitan, 'FR-971', 'FR-974', 'FR-988'])('%s is itself', (code) => {
    expect(expandTerritory(code)).toEqual([code]);
  });

  it.each([
    ['FR-IDF', ['FR-75', 'FR-77', 'FR-78', 'FR-91', 'FR-92', 'FR-93', 'FR-94', 'FR-95']],
    ['fr-idf', ['FR-75', 'FR-77', 'FR-78', 'FR-91', 'FR-92', 'FR-93', 'FR-94', 'FR-95']],
    ['FR-20R', ['FR-2A', 'FR-2B']],
    ['fr-2a', ['FR-2A']],
    ['FR-RE', ['FR-974']],
    ['FR-GP', ['FR-971']],
    ['FR-20', null],
    ['FR-96', null],
    ['75', null],
    ['FR', null],
    ['', null],
    ['__proto__', null],
    ['constructor', null],
  ])('%s', (code, expected) => {
    expect(expandTerritory(code)).toEqual(expected);
  });

  it('has a time zone that this machine knows', () => {
    for (const code of [
      'FR-75',
      'FR-2B',
      ...[971, 972, 973, 974, 975, 976, 977, 978, 986, 987, 988].map((n) => `FR-${n}`),
    ]) {
      expect(() => new Intl.DateTimeFormat('fr', { timeZone: zoneOfTerritory(code) })).not.toThrow();
    }
    expect(zoneOfTerritory('FR-75')).toBe('Europe/Paris');
    expect(zoneOfTerritory('FR-974')).toBe('Indian/Reunion');
    expect(zoneOfTerritory('FR-987')).toBe('Pacific/Tahiti');
  });
});
