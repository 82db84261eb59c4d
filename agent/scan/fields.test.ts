import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMessageKey } from '../../protocol/messages/index.ts';
import { Problem } from '../../protocol/problems.ts';
import { type PackFields, readFields } from './fields.ts';

const GTIN = '03400930000014';

function refusal(fields: PackFields): unknown {
  try {
    return readFields(fields);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(isMessageKey(`expected.${error.details.expected}`)).toBe(true);
    return { type: error.type, field: error.details.field, expected: error.details.expected };
  }
}

describe('keyed fields', () => {
  it.each([
    [{ gtin: GTIN }],
    [{ gtin: '3400930000014' }],
    [{ cip13: '3400930000014' }],
    [{ cip13: '34009 300 000 14' }],
    [{ cip7: '3000001' }],
    [{ cip7: '300 000 1' }],
  ])('%j names the product', (fields) => {
    expect(readFields(fields)).toEqual({
      codes: [GTIN],
      lot: null,
      expiry: null,
      manufactured: null,
      serial: null,
      doubtful: false,
    });
  });

  it('are kept as keyed, trimmed', () => {
    expect(
      readFields({ gtin: GTIN, lot: ' a 1 ', expiry: '2028-03', manufactured: '2027-01-31', serial: ' S/1 ' }),
    ).toEqual({
      codes: [GTIN],
      lot: 'a 1',
      expiry: '2028-03',
      manufactured: '2027-01-31',
      serial: 'S/1',
      doubtful: false,
    });
  });

  it.each<[PackFields, string, string, string]>([
    [{}, 'request-invalid', 'gtin', 'product-code'],
    [{ lot: 'A1' }, 'request-invalid', 'gtin', 'product-code'],
    [{ gtin: '' }, 'request-invalid', 'gtin', 'product-code'],
    [{ gtin: '123' }, 'request-invalid', 'gtin', 'product-code'],
    [{ cip13: '4006381333931' }, 'request-invalid', 'cip13', 'cip13'],
    [{ cip7: '12345678' }, 'request-invalid', 'cip7', 'cip7'],
    [{ gtin: GTIN, cip7: '3000001' }, 'request-invalid', 'cip7', 'one-product-code'],
    [{ gtin: '03400930000015' }, 'check-digit', 'gtin', 'check-digit'],
    [{ cip13: '3400930000015' }, 'check-digit', 'cip13', 'check-digit'],
    [{ gtin: GTIN, lot: '' }, 'lot-invalid', 'lot', 'lot'],
    [{ gtin: GTIN, lot: '  ' }, 'lot-invalid', 'lot', 'lot'],
    [{ gtin: GTIN, lot: 'A#1' }, 'lot-invalid', 'lot', 'lot'],
    [{ gtin: GTIN, lot: 'A'.repeat(21) }, 'lot-invalid', 'lot', 'lot'],
    [{ gtin: GTIN, serial: 'é' }, 'request-invalid', 'serial', 'lot'],
    [{ gtin: GTIN, expiry: '' }, 'date-invalid', 'expiry', 'date'],
    [{ gtin: GTIN, expiry: '2027-11-31' }, 'date-invalid', 'expiry', 'date'],
    [{ gtin: GTIN, expiry: '271130' }, 'date-invalid', 'expiry', 'date'],
    [{ gtin: GTIN, manufactured: '2027-13' }, 'date-invalid', 'manufactured', 'date'],
  ])('%j is refused', (fields, type, field, expected) => {
    expect(refusal(fields)).toEqual({ type, field, expected });
  });

  it('give a reading or a problem, whatever they hold', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 30 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({ gtin: text, cip13: text, cip7: text, lot: text, expiry: text, manufactured: text, serial: text }),
        (fields) => {
          refusal(fields);
        },
      ),
    );
  });
});
