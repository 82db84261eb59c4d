import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchOf } from './journal/lookback.ts';
import { journalPack } from './pack.ts';
import { readScan } from './scan/scan.ts';
import { readingOf, recallBulletin, recallsOf, testGtin } from './verdict/verdict.testkit.ts';

const gtin = testGtin(1);

describe('journalPack', () => {
  it('keeps codes and candidate lots of all readings, dates of the first', () => {
    const other = testGtin(2);
    expect(
      journalPack([
        readingOf({ codes: [gtin, other], lot: 'B', expiry: '2027-03', manufactured: '2024-01-02' }),
        readingOf({ codes: [gtin], lot: 'A', expiry: '2028-01' }),
        readingOf({ codes: [gtin], lot: 'B' }),
      ]),
    ).toEqual({ codes: [gtin, other], lots: ['B', 'A'], expiry: '2027-03', manufactured: '2024-01-02', readings: 3 });
  });

  it('keeps the mark before a cut, and the lot that ends there', () => {
    const result = readScan(`01${gtin}1727033110A12321SER1`);
    if ('fault' in result) throw new Error(result.fault.type);
    expect(journalPack(result.readings).lots).toEqual(['A12321', 'A123']);
  });

  // Letters that lots of these tests never hold, so that a trace of the serial is a trace.
  const serials = fc.stringMatching(/^[XYZ]{3,8}$/);
  const lots = fc.stringMatching(/^[A-E0-9]{1,8}$/);
  const readings = (scan: string) => {
    const result = readScan(scan);
    if ('fault' in result) throw new Error(result.fault.type);
    return result.readings;
  };

  it('holds no serial, whatever the scan that lost its separators', () => {
    fc.assert(
      fc.property(lots, serials, fc.boolean(), (lot, serial, expiryFirst) => {
        const expiry = '17270331';
        const scan = `01${gtin}${expiryFirst ? expiry : ''}10${lot}21${serial}${expiryFirst ? '' : expiry}`;
        expect(JSON.stringify(journalPack(readings(scan)))).not.toMatch(/[XYZ]/);
      }),
    );
  });

  it('never makes look-back miss the pack: the true lot is covered, or may be', () => {
    fc.assert(
      fc.property(lots, fc.option(serials, { nil: null }), (lot, serial) => {
        const scan = `01${gtin}1727033110${lot}${serial === null ? '' : `21${serial}`}`;
        const { targetsOf } = recallsOf([recallBulletin([{ gtin, lots: [{ lot }] }])]);
        const [target] = targetsOf(gtin);
        if (target === undefined) throw new Error('no target');
        expect(matchOf(target, journalPack(readings(scan)))).not.toBe('none');
      }),
    );
  });
});
