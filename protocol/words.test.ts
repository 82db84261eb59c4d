import { describe, expect, it } from 'vitest';
import type { Language } from './messages/index.ts';
import { dateInWords, listInWords, momentInWords, plural, rangeInWords } from './words.ts';

describe('dateInWords', () => {
  it.each<[Language, string, string]>([
    ['fr', '2027-03-31', '31 mars 2027'],
    ['fr', '2027-03-01', '1er mars 2027'],
    ['fr', '2027-03', 'mars 2027'],
    ['en', '2027-03-01', '1 March 2027'],
    ['en', '2027-03', 'March 2027'],
  ])('%s %s is %s', (language, date, words) => {
    expect(dateInWords(language, date)).toBe(words);
  });

  it.each(['2027-11-31', '2027-13', '2027-02-30', '', 'bientôt', '2027-3-1'])('leaves “%s” as it stands', (text) => {
    expect(dateInWords('fr', text)).toBe(text);
  });

  it('says the same day whatever the zone of the machine', () => {
    const zone = process.env.TZ;
    try {
      for (const there of ['Pacific/Kiritimati', 'Pacific/Niue', 'Europe/Paris']) {
        process.env.TZ = there;
        expect(dateInWords('fr', '2026-12-31')).toBe('31 décembre 2026');
        expect(dateInWords('fr', '2027-01')).toBe('janvier 2027');
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});

describe('momentInWords', () => {
  it('is told in the zone asked for', () => {
    const moment = '2026-11-30T23:30:00Z';
    expect(momentInWords('fr', moment, 'Europe/Paris')).toBe('1er décembre 2026 à 00:30');
    expect(momentInWords('en', moment, 'America/Cayenne')).toBe('30 November 2026 at 20:30');
    expect(momentInWords('fr', 'demain', 'Europe/Paris')).toBe('demain');
  });
});

describe('rangeInWords', () => {
  it.each<[{ from?: string; to?: string }, string, string]>([
    [{ from: '2026-01', to: '2026-12' }, 'de janvier 2026 à décembre 2026', 'from January 2026 to December 2026'],
    [{ from: '2026-04', to: '2026-10' }, 'd’avril 2026 à octobre 2026', 'from April 2026 to October 2026'],
    [
      { from: '2026-01-01', to: '2026-10-31' },
      'du 1er janvier 2026 au 31 octobre 2026',
      'from 1 January 2026 to 31 October 2026',
    ],
    [
      { from: '2026-01', to: '2026-10-31' },
      'de janvier 2026 au 31 octobre 2026',
      'from January 2026 to 31 October 2026',
    ],
    [{ from: '2017-02-15' }, 'à partir du 15 février 2017', 'from 15 February 2017 on'],
    [{ from: '2026-08' }, 'à partir d’août 2026', 'from August 2026 on'],
    [{ to: '2018-10' }, 'jusqu’à octobre 2018 inclus', 'up to and including October 2018'],
    [{ to: '2018-10-31' }, 'jusqu’au 31 octobre 2018 inclus', 'up to and including 31 October 2018'],
    [{ from: '2026-05', to: '2026-05' }, 'mai 2026', 'May 2026'],
    [{}, '', ''],
  ])('%j', (range, french, english) => {
    expect(rangeInWords('fr', range)).toBe(french);
    expect(rangeInWords('en', range)).toBe(english);
  });
});

describe('listInWords', () => {
  it.each<[string[], string]>([
    [[], ''],
    [['A'], 'A'],
    [['A', 'B'], 'A et B'],
    [['A', 'B', 'C'], 'A, B et C'],
    [['A', 'B', 'C', 'D'], 'A, B et 2 autres'],
  ])('%j', (items, french) => {
    expect(listInWords('fr', items, 2)).toBe(french);
  });

  it('stays short however long the list', () => {
    const lots = Array.from({ length: 10_000 }, (_, i) => `L${i}`);
    expect(listInWords('en', lots, 3)).toBe('L0, L1, L2 and 9997 others');
  });
});

it('follows each language’s plural', () => {
  expect([plural('fr', 0), plural('en', 0), plural('fr', 1), plural('fr', 2)]).toEqual([
    'one',
    'other',
    'one',
    'other',
  ]);
});
