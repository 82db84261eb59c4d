import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, percentDecode } from './query.ts';

describe('percentDecode', () => {
  it.each<[string, string]>([
    ['A+B', 'A+B'],
    ['A%2BB', 'A+B'],
    ['%1D21X', '\u001d21X'],
    ['caf%C3%A9', 'café'],
    ['%E0%26%E9', 'à&é'],
    ['\u00c3\u00a9', 'é'],
    ['\u00e9', 'é'],
    ['100%', '100%'],
    ['10A%ZZ', '10A%ZZ'],
    ['%4', '%4'],
    ['%00', '\u0000'],
    ['%e2%82%ac', '€'],
  ])('%j is %j', (text, expected) => {
    expect(percentDecode(text)).toBe(expected);
  });

  it('undoes encodeURIComponent, and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (s) => s === percentDecode(encodeURIComponent(s))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => typeof percentDecode(s) === 'string'));
  });
});

describe('parseQuery', () => {
  it.each<[string, Record<string, string | string[]>]>([
    ['', {}],
    ['scan=a=b', { scan: 'a=b' }],
    ['scan', { scan: '' }],
    ['&&a=1&', { a: '1' }],
    ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
    ['%73can=x', { scan: 'x' }],
    ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ])('%j', (raw, expected) => {
    expect(Object.entries(parseQuery(raw))).toEqual(Object.entries(expected));
  });

  it('pollutes nothing', () => {
    parseQuery('__proto__=x&constructor=y');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
