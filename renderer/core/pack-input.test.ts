// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { keyedPack } from './pack-input.ts';

const keyed = (code: string, lot = '', expiry = '') => keyedPack({ code, lot, expiry });

describe('a pack by keyboard', () => {
  test.each([
    ['3400930000014', { gtin: '3400930000014' }],
    ['34009 300 000 1 4', { gtin: '3400930000014' }],
    ['34009\u00a0300\u202f000 1 4', { gtin: '3400930000014' }],
    ['300 000.1', { cip7: '3000001' }],
    ['03400930000014', { gtin: '03400930000014' }],
    ['12345670', { gtin: '12345670' }],
    // Neither a code nor refused: the agent reads it as a scan.
    [' 010340093000001410A1 ', { scan: '010340093000001410A1' }],
    ['https://id.gs1.org/01/03400930000014', { scan: 'https://id.gs1.org/01/03400930000014' }],
    ['34009', { scan: '34009' }],
  ])('%j', (code, pack) => {
    expect(keyed(code)).toEqual(pack);
  });

  test('lots stay as keyed, case and inner spaces too', () => {
    expect(keyed('3000001', ' a1 2 ')).toEqual({ cip7: '3000001', lot: 'a1 2' });
  });

  test.each([
    ['03/2027', '2027-03'],
    ['3/27', '2027-03'],
    ['31/03/2027', '2027-03-31'],
    ['29.02.2028', '2028-02-29'],
    ['2027-03', '2027-03'],
    ['2027-03-31', '2027-03-31'],
  ])('expiry %s', (typed, expiry) => {
    expect(keyed('3000001', '', typed)).toEqual({ cip7: '3000001', expiry });
  });

  test.each([
    ['', '', '', 'code', 'desk.pack-form.error.code'],
    ['   ', 'A1', '', 'code', 'desk.pack-form.error.code'],
    ['doliprane', 'A1', '', 'code', 'desk.pack-form.error.digits'],
    ['010340093000001410A1', '', '03/2027', 'code', 'desk.pack-form.error.digits'],
    ['3000001', '', '13/2027', 'expiry', 'desk.pack-form.error.expiry'],
    ['3000001', '', '31/02/2027', 'expiry', 'desk.pack-form.error.expiry'],
    ['3000001', '', '00/2027', 'expiry', 'desk.pack-form.error.expiry'],
    ['3000001', '', 'bientôt', 'expiry', 'desk.pack-form.error.expiry'],
  ])('%j, lot %j, expiry %j: the fault is in %s', (code, lot, expiry, field, says) => {
    expect(keyed(code, lot, expiry)).toEqual({ fault: { field, says } });
  });
});
