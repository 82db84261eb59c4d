import { expect, it } from 'vitest';
import type { Notice } from '../agent/watch.ts';
import { harmless, toastText } from './words.ts';

const notice: Notice = { id: 'B1', revision: 1, kind: 'shortage', reference: 'R-1', title: 'Titre', drill: false };

it.each([
  ['markup', '<a href="http://x">lire</a> & <b>gras</b>', '‹a href="http://x"›lire‹/a› ＆ ‹b›gras‹/b›'],
  ['control characters', 'a\u0000\u001b[2Jb\r\nc\td', 'a [2Jb c d'],
  ['directions and invisible characters', 'abc\u202egnp.exe\u2066\u200b\ufeff', 'abc gnp.exe'],
  ['line separators', 'a\u2028b\u2029c', 'a b c'],
  ['half a character', 'a\ud800b', 'a b'],
  ['nothing', ' \n ', ''],
])('%s of somebody else’s is harmless', (_, text, shown) => {
  expect(harmless(text)).toBe(shown);
});

it('a very long text ends, between characters', () => {
  const long = harmless('💊'.repeat(10_000));
  expect([...long]).toHaveLength(140);
  expect(long.endsWith('💊…')).toBe(true);
});

it('an exercise says so first, and a kind of another version is a bulletin', () => {
  expect(toastText([{ ...notice, drill: true }], 'fr').title).toBe('EXERCICE : Rupture ou tension R-1');
  expect(toastText([{ ...notice, kind: 'unknown' }], 'en').title).toBe('Bulletin R-1');
  expect(toastText([{ ...notice, kind: 'missed' as 'unknown' }], 'en').title).toBe('Bulletin R-1');
});
