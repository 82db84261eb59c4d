import { describe, expect, it } from 'vitest';
import { mended, readingsOf, YEAR } from './scan.testkit.ts';
import { readScan } from './scan.ts';

const GTIN = '03400930000014';
const read = (address: string) => {
  const { codes, lot, serial, expiry, doubtful } = readingsOf(readScan(address, YEAR))[0];
  return { codes, lot, serial, expiry, doubtful };
};
const pack = { codes: [GTIN], lot: null, serial: null, expiry: null, doubtful: false };

describe('Digital Link addresses', () => {
  it.each([
    [`https://id.example.com/01/${GTIN}`, {}],
    [`http://id.example.com/01/${GTIN}/`, {}],
    [`HTTPS://ID.EXAMPLE.COM/01/${GTIN}/10/A1`, { lot: 'A1' }],
    [`https://example.com/some/shop/01/${GTIN}/10/A1`, { lot: 'A1' }],
    [`https://example.com/01/${GTIN}/22/V2/10/A1/21/S1`, { lot: 'A1', serial: 'S1' }],
    [`https://example.com/01/${GTIN}?10=A1&17=280300&linkType=all`, { lot: 'A1', expiry: '2028-03' }],
    [`https://example.com/01/${GTIN}?17=280331;10=A1#top`, { lot: 'A1', expiry: '2028-03-31' }],
    [`https://example.com/01/${GTIN}/10/A%2F1%26B`, { lot: 'A/1&B' }],
    [`https://example.com/01/${GTIN}/10/A+1`, { lot: 'A+1' }],
    [`https://example.com/01/${GTIN}/10/./21/..`, { lot: '.', serial: '..' }],
    [`https://example.com/01/${GTIN}/10/01/21/01`, { lot: '01', serial: '01' }],
    [`https://example.com/gtin/${GTIN}/lot/A1/ser/S1`, { lot: 'A1', serial: 'S1' }],
    ['https://example.com/01/3400930000014/10/A1', { lot: 'A1' }],
    [`https://example.com/01/${GTIN}?15=280331`, { expiry: '2028-03-31' }],
    [`https://example.com/01/${GTIN}?711=${GTIN.slice(1)}`, {}],
    [`]d1https://example.com/01/${GTIN}`, {}],
    [`]Q1https://example.com/01/${GTIN}`, {}],
  ])('%s', (address, fields) => {
    expect(read(address)).toEqual({ ...pack, ...fields });
  });

  it.each([
    [`https://example.com/01/${GTIN}/10/A%23`, {}],
    [`https://example.com/01/${GTIN}/10/%ZZ/21/S1`, { serial: 'S1' }],
    [`https://example.com/01/${GTIN}/10/A1/21`, { lot: 'A1' }],
    [`https://example.com/01/${GTIN}/10/${'A'.repeat(21)}`, {}],
    [`https://example.com/01/${GTIN}/10/A1?10=B2`, { lot: 'A1' }],
    [`https://example.com/01/${GTIN}?17=281331`, {}],
    [`https://example.com/01/${GTIN}?88=1`, {}],
    [`https://example.com/01/${GTIN}/constructor/x`, {}],
  ])('%s is doubtful', (address, fields) => {
    expect(read(address)).toEqual({ ...pack, ...fields, doubtful: true });
  });

  it('names two products where the CIP of AI 711 is another', () => {
    const other = mended('03400930000020');
    expect(read(`https://example.com/01/${GTIN}?711=${other.slice(1)}`)).toEqual({ ...pack, codes: [GTIN, other] });
  });

  it.each([
    'https://',
    'https://example.com',
    'https://example.com/01/',
    'https://example.com/01/ABC',
    `https://${GTIN}`,
  ])('%s names no product', (address) => {
    expect(readScan(address, YEAR)).toEqual({ fault: { type: 'scan-unreadable', expected: 'scan' } });
  });
});
