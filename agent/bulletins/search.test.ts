import { describe, expect, it } from 'vitest';
import { fold, haystackOf, matches, readQuery } from './search.ts';

const haystack = haystackOf([
  'Dépakine Chrono 500 mg, comprimé pelliculé sécable à libération prolongée',
  'MED 06 / A 32 / B 27',
  'Sanofi Winthrop Œuvre d’État',
  '03400935197023',
  '00000012345670',
  '4R112',
  '013097',
  'AB 12/C',
  'ﬁn',
]);
const finds = (typed: string) => matches(readQuery(typed), haystack);

describe('words', () => {
  it.each([
    ['', 'nothing'],
    ['   ', 'spaces'],
    ['depakine', 'no accent, no capital'],
    ['DÉPAKINE chrono', 'capitals'],
    ['depakine 4r112', 'a name and a lot'],
    ['500 sécable med', 'in any order'],
    ['oeuvre detat', 'ligature, without the apostrophe… is another word', false],
    ["oeuvre d'etat", 'ligature and typewriter apostrophe'],
    ['depa\u0301kine', 'an accent that stands alone'],
    ['depakine\u00a0chrono', 'a no-break space'],
    ['ab 12/c', 'a lot with a space in it'],
    ['MED 06 / A 32', 'a reference'],
    ['depakine+4r112', 'spaces as forms write them'],
    ['13097', 'a lot without its zero'],
    ['013097', 'a lot with its zero'],
    ['depakine 9X999', 'a word that is not there', false],
    ['<script>', 'markup', false],
    ['.*', 'a pattern', false],
    ['\\', 'a backslash', false],
  ])('“%s” (%s)', (typed, _what, found = true) => {
    expect(finds(typed)).toBe(found);
  });
});

describe('codes', () => {
  it.each([
    ['03400935197023', 'GTIN-14'],
    ['3400935197023', 'CIP13'],
    ['34009 351 970 2 3', 'in groups, as notices print it'],
    ['34009\u202f351\u00a0970 2 3', 'with other spaces'],
    ['3400 935.197-023', 'with points and hyphens'],
    ['34009 351 97', 'while it is typed'],
    ['340093519', 'while it is typed, in one'],
    ['3519702', 'CIP7'],
    ['351 970 2', 'CIP7 in groups'],
    ['351970.2', 'CIP7 with a point'],
    ['12345670', 'GTIN-8'],
    ['0012345670', 'GTIN-8 with some zeros'],
    ['00000012345670', 'GTIN-8 as 14 digits'],
    ['34009 351 970 2 3 4R112', 'code and lot'],
    ['depakine 34009 351 970 2 3', 'name and code'],
    ['34009 351 970 3 2', 'another code in groups', false],
    ['3400935197030', 'another CIP13', false],
    ['34009 999', 'another one while it is typed', false],
    ['3519703', 'another CIP7', false],
  ])('“%s” (%s)', (typed, _what, found = true) => {
    expect(finds(typed)).toBe(found);
  });

  it('seven digits in groups may be two numbers', () => {
    expect(matches(readQuery('2024 500'), haystackOf(['Alerte 2024', '500 mg']))).toBe(true);
    expect(matches(readQuery('2024 500'), haystackOf(['Alerte 2023', '500 mg']))).toBe(false);
  });

  it('each code of a pair must be found', () => {
    const both = haystackOf(['03400935197023', '03400930000014']);
    expect(matches(readQuery('3400935197023 3400930000014'), both)).toBe(true);
    expect(matches(readQuery('3400935197023 3400930000021'), both)).toBe(false);
  });
});

it('asks for more only where the bulletin does not do', () => {
  const more = () => {
    throw new Error('asked');
  };
  expect(matches(readQuery('depakine'), haystack, more)).toBe(true);
  expect(matches(readQuery('levothyrox depakine'), haystack, () => 'levothyrox')).toBe(true);
});

it.each(['İSTANBUL', 'ǅ', '\ud800', '\0', '😀é', 'A'.repeat(100_000)])('folds any text', (text) => {
  expect(fold(fold(text))).toBe(fold(text));
});
