import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDigit,
  cip7OfGtin,
  cip13OfGtin,
  gtinOfCip7,
  hasCheckDigit,
  type ProductCodeField,
  readProductCode,
} from './product.ts';

const digits = (min: number, max = min) => fc.stringMatching(new RegExp(`^\\d{${min},${max}}$`));

describe('check digits', () => {
  it.each([
    ['629104150021', 3], // the example of GS1's own calculator
    ['340093439297', 9],
    ['9638507', 4],
    ['03600029145', 2],
    ['', 0],
  ])('of %s is %s', (stem, expected) => {
    expect(checkDigit(stem)).toBe(expected);
    expect(hasCheckDigit(`${stem}${expected}`)).toBe(true);
  });

  it('find every single wrong digit, and leading zeros change nothing', () => {
    fc.assert(
      fc.property(digits(7, 13), fc.nat(12), fc.integer({ min: 1, max: 9 }), (stem, at, by) => {
        const code = `${stem}${checkDigit(stem)}`;
        expect(hasCheckDigit(code)).toBe(true);
        expect(hasCheckDigit(`00${code}`)).toBe(true);
        const i = at % code.length;
        const wrong = `${code.slice(0, i)}${(Number(code[i]) + by) % 10}${code.slice(i + 1)}`;
        expect(hasCheckDigit(wrong)).toBe(false);
      }),
    );
  });
});

describe('CIP', () => {
  it('a CIP7 and its CIP13 are one product', () => {
    expect(gtinOfCip7('3439297')).toBe('03400934392979');
    fc.assert(
      fc.property(digits(7), (cip7) => {
        const gtin = gtinOfCip7(cip7);
        expect(gtin).toMatch(/^034009\d{8}$/);
        expect(cip7OfGtin(gtin)).toBe(cip7);
        expect(readProductCode('cip7', cip7)).toEqual({ gtin });
        expect(readProductCode('cip13', gtin.slice(1))).toEqual({ gtin });
        expect(readProductCode('gtin', gtin.slice(1))).toEqual({ gtin });
        expect(cip13OfGtin(gtin)).toBe(gtin.slice(1));
      }),
    );
  });

  it.each([
    ['of a UCD code: a CIP13, no CIP7', '03400890000017', '3400890000017', null],
    ['of a foreign code: neither', '09520000000011', null, null],
    ['of a case of packs: neither', '13400934392976', null, null],
  ])('%s', (_name, gtin, cip13, cip7) => {
    expect(cip13OfGtin(gtin)).toBe(cip13);
    expect(cip7OfGtin(gtin)).toBe(cip7);
  });
});

describe('readProductCode', () => {
  const right = { gtin: '03400934392979' };
  it.each<[ProductCodeField, string, object]>([
    ['gtin', '03400934392979', right],
    ['gtin', '3400934392979', right],
    ['gtin', '96385074', { gtin: '00000096385074' }],
    ['gtin', '036000291452', { gtin: '00036000291452' }],
    ['gtin', ' 34009.343-9297 9 ', right],
    ['gtin', '3400934\u00a0392979', right],
    ['gtin', '3400934392978', { fault: 'check-digit' }],
    ['gtin', '340093439297', { fault: 'check-digit' }],
    ['gtin', '34009343929790', { fault: 'check-digit' }],
    ['gtin', '340093439297900', { fault: 'format' }],
    ['gtin', '3439297', { fault: 'format' }],
    ['gtin', '', { fault: 'format' }],
    ['gtin', '-', { fault: 'format' }],
    ['gtin', '3400934O92979', { fault: 'format' }],
    ['gtin', '٣٤٠٠٩٣٤٣٩٢٩٧٩', { fault: 'format' }],
    ['cip13', '3400934392979', right],
    ['cip13', '9638507400000', { fault: 'format' }],
    ['cip13', '03400934392979', { fault: 'format' }],
    ['cip13', '3439297', { fault: 'format' }],
    ['cip7', '343 929.7', right],
    ['cip7', '3400934392979', { fault: 'format' }],
    ['cip7', '343929', { fault: 'format' }],
  ])('%s %j', (field, text, expected) => {
    expect(readProductCode(field, text)).toEqual(expected);
  });
});
