import { expect, it } from 'vitest';
import type { Target } from './bulletin.ts';
import { targetInWords } from './target-words.ts';

type Rule = Omit<Target, 'gtin' | 'name'>;

it.each<[string, Rule, string | null]>([
  ['lots', { lots: [{ lot: 'A1', expiry: '2027-03' }] }, null],
  ['all lots', { lots: 'all' }, 'tous les lots'],
  ['all but some', { lots: 'all', except: ['B900', 'B901'] }, 'tous les lots sauf B900 et B901'],
  [
    'an expiry range',
    { lots: 'all', expiry: { from: '2026-01', to: '2026-12' } },
    'tous les lots, péremption de janvier 2026 à décembre 2026',
  ],
  [
    'a manufacturing date',
    { lots: 'all', manufactured: { from: '2017-02-15' } },
    'tous les lots, fabrication à partir du 15 février 2017',
  ],
  ['lots with a range', { lots: [{ lot: 'A' }], expiry: { to: '2018-10' } }, 'péremption jusqu’à octobre 2018 inclus'],
  [
    'packs by serial',
    { lots: [{ lot: 'S77', serials: ['1', '2'] }, { lot: 'S78' }] },
    'de certains lots, les seules boîtes dont le numéro de série est indiqué',
  ],
  [
    'what only a person sees',
    { lots: 'all', condition: 'Étui sans la mention « À conserver au-dessous de 25 °C »' },
    'tous les lots ; à vérifier sur la boîte : Étui sans la mention « À conserver au-dessous de 25 °C »',
  ],
  ['a condition on lots listed', { lots: [{ lot: 'A' }], condition: 'Pipette' }, 'à vérifier sur la boîte : Pipette'],
  [
    'everything at once',
    {
      lots: 'all',
      except: ['X'],
      expiry: { from: '2026-04' },
      manufactured: { to: '2025-12' },
      condition: 'Blister gris',
    },
    'tous les lots sauf X, péremption à partir d’avril 2026, fabrication jusqu’à décembre 2025 inclus ; à vérifier sur la boîte : Blister gris',
  ],
  [
    'a date that no calendar has',
    { lots: 'all', expiry: { to: '2027-11-31' } },
    'tous les lots, péremption jusqu’au 2027-11-31 inclus',
  ],
  [
    'markup and placeholders',
    { lots: 'all', condition: '<b>{lots}</b> $& \u202etxet' },
    'tous les lots ; à vérifier sur la boîte : <b>{lots}</b> $& \u202etxet',
  ],
])('%s', (_name, rule, words) => {
  expect(targetInWords('fr', rule)).toBe(words);
});

it('names few of many exceptions', () => {
  const except = Array.from({ length: 500 }, (_, i) => `X${i}`);
  expect(targetInWords('en', { lots: 'all', except })).toMatch(/^all lots except X0, .* X11 and 488 others$/);
});
