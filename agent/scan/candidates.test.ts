import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateLots, lotWithoutSerial } from './candidates.ts';
import { MAX_READINGS } from './limits.ts';
import { GS, readingsOf, throughAzerty, withCapsLockOnLetters, YEAR } from './scan.testkit.ts';
import { readScan } from './scan.ts';

const GTIN = '03400930000014';
const lots = (text: string) => candidateLots(readingsOf(readScan(text, YEAR)));

describe('candidate lots', () => {
  it('are the lot of a plain scan', () => {
    expect(lots(`01${GTIN}10A1${GS}21S1`)).toEqual(['A1']);
    expect(lots(`01${GTIN}10A21S${GS}21S`)).toEqual(['A21S']);
    expect(lots(`01${GTIN}10A21${GS}2121`)).toEqual(['A21']);
    expect(lots(`01${GTIN}21S1`)).toEqual([]);
  });

  it('end where another reading begins a serial', () => {
    expect(lots(`01${GTIN}10A121XYZ`)).toEqual(['A121', 'A1']);
    expect(lots(`01${GTIN}10A121XYZ17280331`)).toEqual(['A121', 'A1']);
    expect(lots(`01${GTIN}10A117280331${'21'}XYZ`)).toEqual(['A11728033121', 'A117280331', 'A1']);
  });

  it('end before a mark that was read as a part of the lot', () => {
    expect(new Set(lots(`01${GTIN}10A1<GS>21XYZ`))).toEqual(new Set(['A1', 'A121']));
    expect(new Set(lots(`(01)${GTIN}(10)A1(21)XYZ`))).toEqual(new Set(['A1', 'A121']));
    expect(new Set(lots(`01${GTIN}10A1 21XYZ`))).toEqual(new Set(['A1', 'A121']));
  });

  it('are all of those that a keyboard may have meant', () => {
    expect(lots(withCapsLockOnLetters(`01${GTIN}10AB21${GS}21XYZ`))).toEqual(['ab21', 'QB21', 'AB21']);
    expect(lots(withCapsLockOnLetters(`01${GTIN}10AB21XYZ`))).toEqual(['ab21', 'ab', 'QB21', 'QB', 'AB21', 'AB']);
    expect(lots(throughAzerty(`01${GTIN}10B121XYZ`)).slice(0, 2)).toEqual(['B121', 'B1']);
  });

  it('hold no character of the serial, wherever the separators were lost', () => {
    const text = fc.stringMatching(/^[0-9A-Z]{1,20}$/);
    fc.assert(
      fc.property(text, text, fc.boolean(), fc.boolean(), (lot, serial, dateFirst, dateBehind) => {
        const scan = `01${GTIN}${dateFirst ? '17280331' : ''}10${lot}21${serial}${dateBehind ? '11270101' : ''}`;
        const readings = readingsOf(readScan(scan, YEAR));
        const begin = scan.indexOf(`10${lot}21`) + 2;
        for (const candidate of candidateLots(readings)) {
          // A candidate that begins with the lot ends no later than the lot and its own digits 21.
          if (candidate.startsWith(lot) && scan.startsWith(candidate, begin)) {
            expect(candidate.length).toBeLessThanOrEqual(lot.length + 2);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('end at any AI 21 where not every reading was kept', () => {
    const [reading] = readingsOf(readScan(`01${GTIN}10A121XYZ${GS}17280331`, YEAR));
    expect(candidateLots([reading])).toEqual(['A121XYZ']);
    expect(candidateLots(Array.from({ length: MAX_READINGS }, () => reading))).toEqual(['A121', 'A1']);
  });

  it('can be nothing at all', () => {
    const [reading] = readingsOf(readScan(`01${GTIN}21XYZ`, YEAR));
    expect(lotWithoutSerial('21XYZ', [reading])).toBeNull();
  });
});

const bare = { codes: ['09520000000011'], lot: null, expiry: null, manufactured: null, doubtful: false };

describe('lotWithoutSerial', () => {
  it.each<[string, string, Array<string | null>, string | null]>([
    ['a lot alone', 'A123', [null], 'A123'],
    ['a lot beside its serial', 'A123', ['SER1'], 'A123'],
    ['a lot read on into the serial', 'A12321SER1', [null, 'SER1'], 'A123'],
    ['only its beginning fits', 'A12321SE', [null, 'SER1'], 'A123'],
    ['one character of it', 'A12321S', [null, 'SER1'], 'A123'],
    ['none of it: the mark may be the lot’s own', 'A12321', [null, 'SER1'], 'A12321'],
    ['more after it', 'A12321SER117270331', [null, 'SER1'], 'A123'],
    ['two serials read: the longest cut wins', 'A21B21C', [null, 'B21C', 'C'], 'A'],
    ['21 that is no mark of a serial', 'A21B', ['ZZ'], 'A21B'],
    ['nothing but a serial', '21SER1', [null, 'SER1'], null],
  ])('%s', (_name, lot, serials, expected) => {
    const readings = serials.map((serial) => ({ ...bare, serial }));
    expect(lotWithoutSerial(lot, readings)).toBe(expected);
  });
});
