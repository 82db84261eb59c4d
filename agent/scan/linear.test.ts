import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLinear } from './linear.ts';
import { mended, readingsOf, YEAR } from './scan.testkit.ts';
import { readScan } from './scan.ts';

const codesOf = (text: string) => readingsOf(readScan(text, YEAR)).map(({ codes }) => codes);

describe('linear codes', () => {
  it.each([
    ['3400930000014', '03400930000014'],
    ['96385074', '00000096385074'],
    ['036000291452', '00036000291452'],
    ['13400930000011', '13400930000011'],
    ['3401598765437', '03401598765437'],
  ])('%s', (text, gtin) => {
    expect(codesOf(text)).toEqual([[gtin]]);
  });

  it.each(['3400-930-000-014', '34009 300 000 14', '34009.300.000.14', ' 3400930000014\r\n', '34009\u00a030000014'])(
    'reads %j as keyed',
    (text) => {
      expect(codesOf(text)).toEqual([['03400930000014']]);
    },
  );

  it('converts every CIP7, whatever its own key', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9]\d{6}$/), (cip7) => {
        expect(codesOf(cip7)).toEqual([[mended(`034009${cip7}0`)]]);
      }),
    );
    expect(codesOf('367 214 8')).toEqual([['03400936721487']]);
    expect(codesOf('319 356.0')).toEqual([['03400931935605']]);
  });

  it('refuses every wrong check digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^([2-9]\d{7}|[2-9]\d{11}|[2-9]\d{12}|[2-9]\d{13})$/),
        fc.integer({ min: 1, max: 9 }),
        (code, off) => {
          const right = mended(code);
          const wrong = right.slice(0, -1) + ((Number(right.slice(-1)) + off) % 10);
          expect(readLinear(right)).toEqual({ gtin: right.padStart(14, '0') });
          expect(readLinear(wrong)).toEqual({ fault: 'check-digit' });
        },
      ),
    );
  });

  it.each(['123456', '123456789', '1234567890', '123456789012345', '3400930A00014', ''])('%j is none', (text) => {
    expect(readLinear(text)).toBeNull();
  });
});
