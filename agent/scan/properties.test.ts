import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_READINGS } from './limits.ts';
import {
  type AiValue,
  anyElements,
  canonical,
  digitalLink,
  elementString,
  elementsOver,
  packOf,
  readingsOf,
  SET_82,
  throughAzerty,
  usualElements,
  withCapsLock,
  withCapsLockOnLetters,
  withCapsLockOnLettersAndDigits,
  YEAR,
} from './scan.testkit.ts';
import { readCarefully, readScan } from './scan.ts';

/** Set 82 without what may be a mark: `(21)` and `<GS>` inside a lot have two meanings by design. */
const unambiguous = elementsOver(SET_82.replace(/[(<]/g, ''));
const lettersAndDigits = elementsOver(SET_82.replace(/[^0-9A-Za-z]/g, ''));

const among = (text: string) => readingsOf(readScan(text, YEAR));
const amongCanonical = (text: string) => among(text).map(canonical);
const isAlone = (elements: readonly AiValue[]) => elements.every(([ai]) => !['10', '21'].includes(ai));

describe('any valid element string', () => {
  it('reads straight as its pack, first', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        const text = elementString(elements);
        const needsSeparator = text.includes('\u001d');
        const readings = among(text);
        // With no separator at all the straight reading is the pack only where nothing has to be separated.
        if (needsSeparator || isAlone(elements)) expect(readings).toContainEqual(packOf(elements));
      }),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(unambiguous, (elements) => {
        expect(among(elementString(elements))[0]).toEqual(packOf(elements));
      }),
      { numRuns: 150 },
    );
  });

  it('reads the same with a symbology identifier, and with separators in front, behind and doubled', () => {
    fc.assert(
      fc.property(unambiguous, fc.constantFrom(']d2', ']C1', ']Q3', ']e0', '\u001d'), (elements, prefix) => {
        const expected = packOf(elements);
        expect(among(prefix + elementString(elements))[0]).toEqual(expected);
        expect(among(`${prefix}${elementString(elements)}\u001d\r\n`)[0]).toEqual(expected);
        expect(among(elementString(elements, '\u001d\u001d'))[0]).toEqual(expected);
      }),
    );
  });

  it.each(['\u001e', '~', '|', '^]', '<GS>', '{GS}', ' '])(
    'reads as its pack, first, with %j for a separator',
    (mark) => {
      fc.assert(
        fc.property(unambiguous, (elements) => {
          const text = elementString(elements, mark);
          expect(among(text)[0]).toEqual(packOf(elements));
          expect(among(text + mark)).toContainEqual(packOf(elements));
        }),
      );
    },
  );

  it('reads as its pack, first, with its AIs in brackets', () => {
    fc.assert(
      fc.property(unambiguous, (elements) => {
        const text = elements.map(([ai, value]) => `(${ai})${value}`).join('');
        expect(among(text)[0]).toEqual(packOf(elements));
        expect(among(elements.map(([ai, value]) => `(${ai}) ${value}`).join(' '))[0]).toEqual(packOf(elements));
      }),
    );
  });

  it('reads as its pack, first, as a Digital Link', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        expect(among(digitalLink(elements))[0]).toEqual(packOf(elements));
      }),
    );
  });

  it('reads as its pack, first, from a US scanner on an AZERTY keyboard', () => {
    fc.assert(
      fc.property(unambiguous, (elements) => {
        expect(among(throughAzerty(elementString(elements)))[0]).toEqual(packOf(elements));
        expect(among(throughAzerty(`]d2${elementString(elements)}`))[0]).toEqual(packOf(elements));
      }),
    );
  });

  it('has its pack among the readings with Caps Lock on a French keyboard', () => {
    fc.assert(
      fc.property(unambiguous, (elements) => {
        expect(among(withCapsLock(elementString(elements)))).toContainEqual(packOf(elements));
      }),
    );
    fc.assert(
      fc.property(lettersAndDigits, (elements) => {
        expect(among(withCapsLockOnLettersAndDigits(elementString(elements)))).toContainEqual(packOf(elements));
      }),
    );
  });

  it('has its pack among the readings with Caps Lock that leaves digits alone', () => {
    fc.assert(
      fc.property(unambiguous, (elements) => {
        expect(amongCanonical(withCapsLockOnLetters(elementString(elements)))).toContainEqual(
          canonical(packOf(elements)),
        );
      }),
    );
  });

  it('has its pack among the readings from a US scanner on AZERTY with Caps Lock', () => {
    // Capitals and digits, as lots are: a genuine lower-case lot arrives in capitals, which is no sign of Caps Lock.
    fc.assert(
      fc.property(usualElements, (elements) => {
        expect(among(withCapsLock(throughAzerty(elementString(elements))))).toContainEqual(packOf(elements));
      }),
    );
  });

  it('has its pack among the readings when the separators are lost', () => {
    fc.assert(
      fc.property(fc.oneof(anyElements, usualElements, elementsOver('0123456789', false)), (elements) => {
        // Doubtful or not: where there are more readings than are kept, all of them are.
        const readings = among(elementString(elements, '')).map((reading) => ({ ...reading, doubtful: false }));
        expect(readings).toContainEqual(packOf(elements));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps lot and serial of digits alone below the bound', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{20}$/),
        fc.stringMatching(/^\d{20}$/),
        fc.constantFrom('270331', '270300'),
        (lot, serial, expiry) => {
          const elements: AiValue[] = [
            ['01', '03400930000014'],
            ['17', expiry],
            ['10', lot],
            ['21', serial],
          ];
          expect(among(elementString(elements, ''))).toContainEqual(packOf(elements));
        },
      ),
    );
  });
});

describe('the short way and the careful way', () => {
  const both = (text: string) => expect(readScan(text, YEAR)).toEqual(readCarefully(text, YEAR));

  it('read every element string alike', () => {
    fc.assert(
      fc.property(fc.oneof(usualElements, anyElements), fc.constantFrom('\u001d', ''), (elements, separator) => {
        both(elementString(elements, separator));
        both(`]d2${elementString(elements, separator)}\r`);
      }),
      { numRuns: 60 },
    );
  });

  it('read every damaged element string alike', () => {
    fc.assert(
      fc.property(
        usualElements,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('', '1', 'A', ' ', '\u001d', 'é'),
        (elements, at, cut, put) => {
          const text = elementString(elements);
          const from = at % (text.length + 1);
          both(text.slice(0, from) + put + text.slice(from + (cut % 3)));
          both(text.slice(0, from));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('whatever the bytes', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({
      unit: fc.constantFrom('0', '1', '2', '7', '(', ')', '<GS>', ' ', '\u001d', 'A', ']', '/', 'à', '&', 'é'),
      maxLength: 120,
    }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 }).map((units) => String.fromCharCode(...units)),
    fc
      .tuple(fc.constant('0103400930000014'), fc.string({ unit: 'binary', maxLength: 60 }))
      .map((parts) => parts.join('')),
  );

  it('gives readings that name a product, or a fault, and never throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = readScan(text, YEAR);
        if ('fault' in result) {
          expect(['scan-unreadable', 'check-digit']).toContain(result.fault.type);
          return;
        }
        expect(result.readings.length).toBeLessThanOrEqual(MAX_READINGS);
        for (const reading of result.readings) {
          expect(reading.codes.length).toBeGreaterThan(0);
          for (const code of reading.codes) expect(mendedIsSame(code)).toBe(true);
          for (const text of [reading.lot, reading.serial]) {
            if (text !== null) expect(text).toMatch(/^[!-_a-z]([ -_a-z]{0,18}[!-_a-z])?$/);
          }
          for (const date of [reading.expiry, reading.manufactured]) {
            if (date !== null) expect(date).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
          }
        }
        const distinct = new Set(result.readings.map((reading) => JSON.stringify({ ...reading, doubtful: null })));
        expect(distinct.size).toBe(result.readings.length);
      }),
      { numRuns: 2000 },
    );
  });

  const mendedIsSame = (code: string) =>
    /^\d{14}$/.test(code) &&
    Array.from(code).reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 3 : 1), 0) % 10 === 0;

  it('never looks clean where a part of a sound scan was damaged beyond reading', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('é', '\u0000', '#', '@', '[', '\ud800', '\u001f'),
        fc.stringMatching(/^[A-Z0-9]{1,8}$/),
        fc.stringMatching(/^[A-Z0-9]{1,8}$/),
        (broken, before, after) => {
          const text = `0103400930000014\u001d10${before}${broken}${after}\u001d17270331`;
          expect(readScan(text, YEAR)).toEqual({
            readings: [
              {
                codes: ['03400930000014'],
                lot: null,
                expiry: '2027-03-31',
                manufactured: null,
                serial: null,
                doubtful: true,
              },
            ],
          });
        },
      ),
    );
  });
});
