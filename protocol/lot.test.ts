import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalLot, isLot, resembles } from './lot.ts';

describe('isLot', () => {
  it.each([
    ['A', true],
    ['A123', true],
    ['12345678901234567890', true],
    ['A 1', true],
    ['!"%&\'()*+,-./:;<=>?_', true],
    ['', false],
    [' ', false],
    [' A', false],
    ['A ', false],
    ['123456789012345678901', false],
    ['A#1', false],
    ['A$', false],
    ['A\t1', false],
    ['A\n', false],
    ['É1', false],
    ['A\u001d', false],
    ['A{1}', false],
  ])('%j: %s', (text, expected) => {
    expect(isLot(text)).toBe(expected);
  });
});

describe('the canonical form', () => {
  it.each([
    ['a123', 'A123'],
    ['A-1 2/3.4_5', 'A12345'],
    ['O13097', '13097'],
    ['013097', '13097'],
    ['l1', '11'],
    ['IL', '11'],
    ['OOO', '0'],
    ['0', '0'],
    ['00', '0'],
    ['-', ''],
    ['', ''],
    ['A0B', 'A0B'],
  ])('of %j is %j', (lot, expected) => {
    expect(canonicalLot(lot)).toBe(expected);
  });

  it('is its own canonical form, whatever the bytes, and does not hang on them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0OoLlI /_-]{0,40}$/)), (lot) => {
        const canonical = canonicalLot(lot);
        expect(canonicalLot(canonical)).toBe(canonical);
        expect(canonicalLot(lot.toLowerCase().toUpperCase())).toBe(canonicalLot(lot.toUpperCase()));
      }),
    );
    expect(canonicalLot(`${'0'.repeat(100_000)}x`)).toBe('X');
  });
});

describe('resembles', () => {
  it.each([
    ['A123', 'a123', true],
    ['A123', 'A-123', true],
    ['A123', 'A123', false],
    ['A123', 'A124', false],
    ['O13097', '13097', true],
    ['MS8574', 'MS8584', false],
  ])('%s and %s: %s, both ways', (a, b, expected) => {
    expect(resembles(a, b)).toBe(expected);
    expect(resembles(b, a)).toBe(expected);
  });
});
