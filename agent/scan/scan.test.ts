import { describe, expect, it } from 'vitest';
import {
  azertyScans,
  damagedScans,
  degradedScans,
  lostSeparators,
  type ScanFact,
  validScans,
} from '../../fixtures/scans.ts';
import { MAX_READINGS, MAX_SCAN_LENGTH } from './limits.ts';
import type { Reading } from './reading.ts';
import { GS, mended, readingsOf, YEAR } from './scan.testkit.ts';
import { readScan } from './scan.ts';

const read = (text: string) => readingsOf(readScan(text, YEAR));
const faultOf = (text: string) => {
  const result = readScan(text, YEAR);
  return 'fault' in result ? result.fault.type : 'readings';
};
/** Lots of all readings, first reading first. */
const lotsOf = (text: string) => read(text).map(({ lot }) => lot);

/** A valid GTIN of the range that examples use. */
const GTIN = '03400930000014';
const pack = (fields: Partial<Reading> = {}): Reading => ({
  codes: [GTIN],
  lot: null,
  expiry: null,
  manufactured: null,
  serial: null,
  doubtful: false,
  ...fields,
});

/** The fact as it would be with the right check digit. */
function withRightCheckDigit(fact: ScanFact): ScanFact {
  const { text, reads, fault } = fact;
  if (fault === undefined || reads === null) return fact;
  const right = mended(reads.gtin);
  const printed = [reads.gtin, reads.gtin.slice(1)].find((code) => text.includes(code));
  const replaced =
    printed === undefined
      ? text.slice(0, -1) + right.slice(-1)
      : text.replace(printed, right.slice(right.length - printed.length));
  return { ...fact, text: replaced, reads: { ...reads, gtin: right } };
}

function readingOf({ reads, doubtful }: ScanFact): Reading {
  if (reads === null) throw new Error('names no product');
  const { gtin, ...fields } = reads;
  return pack({ codes: [gtin], doubtful: doubtful === true, ...fields });
}

describe('scans from the field', () => {
  const firstReadings = [...validScans, ...degradedScans, ...azertyScans, ...damagedScans];

  it.each(firstReadings.filter(({ reads }) => reads !== null))('$text', (fact) => {
    const right = withRightCheckDigit(fact);
    expect(read(right.text)[0]).toEqual(readingOf(right));
  });

  it.each(lostSeparators)('$text, separators lost', (fact) => {
    const right = withRightCheckDigit(fact);
    expect(read(right.text)).toContainEqual(readingOf(right));
  });

  it.each([...firstReadings, ...lostSeparators].filter(({ fault }) => fault !== undefined))(
    '$text, with its wrong check digit',
    ({ text, fault }) => {
      expect(faultOf(text)).toBe(fault);
    },
  );

  it.each(firstReadings.filter(({ reads }) => reads === null))('$text names no product', ({ text }) => {
    expect(faultOf(text)).toBe('scan-unreadable');
  });
});

describe('element strings', () => {
  it('reads AIs 01, 17, 10, 21 and 11', () => {
    expect(read(`01${GTIN}1127010117280331${'10'}A1${GS}21S1`)).toEqual([
      pack({ lot: 'A1', expiry: '2028-03-31', manufactured: '2027-01-01', serial: 'S1' }),
    ]);
  });

  it('takes AI 15 as expiry only where 17 is absent', () => {
    expect(read(`01${GTIN}15280331`)).toEqual([pack({ expiry: '2028-03-31' })]);
    expect(read(`01${GTIN}1528033117290331`)).toEqual([pack({ expiry: '2029-03-31' })]);
    expect(read(`01${GTIN}1528033117291331`)).toEqual([pack({ expiry: '2028-03-31', doubtful: true })]);
  });

  it.each(['2401234', '710PZN', '712CN', '713DRN', '714AIM', '715NDC', '91X', '37144', '8200https://example.com'])(
    'keeps %s aside',
    (aside) => {
      expect(read(`01${GTIN}${aside}${GS}10A1`)).toEqual([pack({ lot: 'A1' })]);
    },
  );

  it('adds the CIP of AI 711 where it names another product', () => {
    expect(read(`01${mended('04012345678900')}711${GTIN.slice(1)}${GS}10A1`)).toEqual([
      pack({ codes: [mended('04012345678900'), GTIN], lot: 'A1' }),
    ]);
    expect(read(`01${GTIN}711${GTIN.slice(1)}`)).toEqual([pack()]);
    expect(read(`711${GTIN.slice(1)}${GS}10A1`)).toEqual([pack({ lot: 'A1' })]);
    expect(read(`01${mended('04012345678900')}7113000001`)[0].codes).toEqual([
      mended('04012345678900'),
      mended('03400930000010'),
    ]);
  });

  it('keeps a pack whose AI 711 cannot be read, and says so', () => {
    expect(read(`01${GTIN}7113400930000015${GS}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
    expect(read(`01${GTIN}711ABC${GS}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
  });

  it('finds the product by AI 711 where the GTIN has a wrong check digit', () => {
    expect(read(`0103400930000015711${GTIN.slice(1)}${GS}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
  });

  it('takes a repeated AI with the same value for one', () => {
    expect(read(`01${GTIN}10A1${GS}10A1`)).toEqual([pack({ lot: 'A1' })]);
  });

  it('finds a repeated AI with another value invalid: the value counts as absent', () => {
    expect(read(`01${GTIN}10A1${GS}10B2${GS}21S1`)).toEqual([pack({ serial: 'S1', doubtful: true })]);
    expect(read(`01${GTIN}1728033117290331`)).toEqual([pack({ doubtful: true })]);
    expect(read(`01${GTIN}240A${GS}240B${GS}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
    const other = mended('03400930000020');
    expect(read(`01${GTIN}01${other}10A1`)).toEqual([pack({ codes: [GTIN, other], lot: 'A1', doubtful: true })]);
  });

  it('repairs a missing AI 01 only where the check digit holds', () => {
    expect(read(`${GTIN}1728033110A1`)).toEqual([pack({ expiry: '2028-03-31', lot: 'A1' })]);
    expect(faultOf('034009300000151728033110A1')).toBe('scan-unreadable');
    expect(read(`${GTIN}17281331`)).toEqual([pack({ doubtful: true })]);
    expect(read(`${GTIN}XX`)).toEqual([pack({ doubtful: true })]);
  });

  it('doubts a missing AI 01 in front of anything but a French code: a GTIN that lost digits looks like it', () => {
    const whole = '01034009300000141727033110A123';
    for (let at = 2; at < 15; at++) {
      for (let digit = 0; digit < 10; digit++) {
        const lost = `${whole.slice(0, at)}${digit}${whole.slice(at + 3)}`;
        const result = readScan(lost, YEAR);
        for (const reading of 'readings' in result ? result.readings : []) expect(reading.doubtful).toBe(true);
      }
    }
    const other = mended('01034009300000');
    expect(read(`${other}1727033110A123`)).toMatchObject([{ codes: [other], doubtful: true }]);
  });

  // Lots of which the separators are lost and a date is impossible: what is left to read is another lot, which clears nobody.
  it.each(['10BNXPNGTUBZOR6BB17270231', '10VEGNSK5LPM7NNHSC1727130121G9TS3PZG63BUQXE93', '10Z0V1SGI3JN17271301240B'])(
    'doubts %s, which only AIs that packs do not carry can cut',
    (rest) => {
      for (const { doubtful } of readingsOf(readScan(`01${GTIN}${rest}`, YEAR))) expect(doubtful).toBe(true);
    },
  );

  it('does not take the beginning of a CIP13 in AI 711 for a CIP7', () => {
    expect(faultOf(`21S${GS}7113400931`)).toBe('scan-unreadable');
    expect(read(`01${GTIN}21S${GS}7113400931`)).toEqual([pack({ serial: 'S', doubtful: true })]);
    expect(read(`21S${GS}7113654321`)).toMatchObject([{ codes: ['03400936543218'], doubtful: false }]);
  });

  it('keeps spaces inside a lot and trims those around it', () => {
    expect(read(`01${GTIN}10 A 1 ${GS}21S1`)).toEqual([pack({ lot: 'A 1', serial: 'S1' })]);
    expect(read(`01${GTIN}10AB 123`)).toEqual([pack({ lot: 'AB 123' })]);
  });

  it('reads lots of 1 to 20 characters of set 82', () => {
    expect(read(`01${GTIN}10A${GS}17280331`)[0].lot).toBe('A');
    expect(read(`01${GTIN}10${'A'.repeat(20)}`)[0].lot).toBe('A'.repeat(20));
    expect(read(`01${GTIN}10${'A'.repeat(21)}`)).toEqual([pack({ doubtful: true })]);
    expect(read(`01${GTIN}10${GS}17280331`)).toEqual([pack({ expiry: '2028-03-31', doubtful: true })]);
  });

  it.each(['#', '@', '$', '[', ']', '^', '`', '{', '}', '\\', '\u0000', '\t', 'É', '\ud800'])(
    'takes a lot with %j in it as absent',
    (character) => {
      expect(read(`01${GTIN}10A${character}1${GS}17280331`)).toEqual([pack({ expiry: '2028-03-31', doubtful: true })]);
    },
  );
});

describe('dates', () => {
  it('reads day 00 as a month', () => {
    expect(read(`01${GTIN}1728030011270100`)).toEqual([pack({ expiry: '2028-03', manufactured: '2027-01' })]);
  });

  it.each(['281301', '280001', '280230', '270229', '271131', '280332', 'ABCDEF', '2803A1'])(
    'takes the impossible date %s as absent',
    (date) => {
      expect(read(`01${GTIN}17${date}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
      expect(read(`01${GTIN}11${date}17280331`)).toEqual([pack({ expiry: '2028-03-31', doubtful: true })]);
      expect(read(`01${GTIN}13${date}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
    },
  );

  it('knows leap years', () => {
    expect(read(`01${GTIN}17280229`)[0].expiry).toBe('2028-02-29');
  });

  it('places two-digit years from 49 back to 50 ahead of the year it is given', () => {
    const expiry = (date: string, year: number) => readingsOf(readScan(`01${GTIN}17${date}`, year))[0].expiry;
    expect(expiry('760101', 2026)).toBe('2076-01-01');
    expect(expiry('770101', 2026)).toBe('1977-01-01');
    expect(expiry('020101', 2090)).toBe('2102-01-01');
    expect(expiry('410101', 2090)).toBe('2041-01-01');
  });

  it('takes the year of the clock where none is given', () => {
    const year = new Date().getUTCFullYear();
    const twoDigits = String(year % 100).padStart(2, '0');
    expect(readingsOf(readScan(`01${GTIN}17${twoDigits}0615`))[0].expiry).toBe(`${year}-06-15`);
  });
});

describe('separators', () => {
  it.each(['\u001e', '~', '|', '^]', '<GS>', '{GS}', '{gs}', '<gs>', ' '])('knows %j', (mark) => {
    expect(read(`01${GTIN}10A1${mark}21S1`)[0]).toEqual(pack({ lot: 'A1', serial: 'S1' }));
    expect(read(`01${GTIN}10A1${mark}${mark}21S1${mark}`)[0]).toEqual(pack({ lot: 'A1', serial: 'S1' }));
    expect(read(`${mark}01${GTIN}${mark}10A1${mark}21S1`)[0]).toEqual(pack({ lot: 'A1', serial: 'S1' }));
  });

  it.each(['\u001e', '~', '|', '^]', '{GS}', '\r', '\n', '\t', '\r\n', '\u0004', ' '])(
    'forgets %j at the end',
    (mark) => {
      expect(read(`01${GTIN}10A1${GS}21S1${mark}`)).toEqual([pack({ lot: 'A1', serial: 'S1' })]);
      expect(read(`${mark}01${GTIN}10A1${GS}21S1`)).toEqual([pack({ lot: 'A1', serial: 'S1' })]);
    },
  );

  it('keeps what may be a mark as a part of the lot as well', () => {
    expect(lotsOf(`01${GTIN}10A1<GS>21S1`)).toEqual(['A1', 'A1<GS>21S1']);
    expect(lotsOf(`01${GTIN}10A1(21)S1`)).toEqual(['A1', 'A1(21)S1']);
    expect(lotsOf(`01${GTIN}10A1 21S1`)).toEqual(['A1', 'A1 21S1']);
    expect(lotsOf(`01${GTIN}10A1<GS>`)).toEqual(['A1', 'A1<GS>']);
    expect(lotsOf(`(01)${GTIN}(10)A1(21)S1`)).toEqual(['A1', 'A1(21)S1']);
  });

  it('sees no mark where no known AI follows', () => {
    expect(lotsOf(`01${GTIN}10A1<GS>B`)).toEqual(['A1<GS>B']);
    expect(lotsOf(`01${GTIN}10A1(88)B`)).toEqual(['A1(88)B']);
    expect(lotsOf(`01${GTIN}10A1(21B${GS}17280331`)).toEqual(['A1(21B']);
    expect(lotsOf(`01${GTIN}10A1 88B`)).toEqual(['A1 88B']);
  });

  it('sees damage behind a written mark, rather than a clean lot that swallows it', () => {
    expect(read(`01${GTIN}10A1<GS>172803`)).toEqual([
      pack({ lot: 'A1', doubtful: true }),
      pack({ lot: 'A1<GS>172803' }),
    ]);
    expect(read(`01${GTIN}10A1<GS>17281331`)[0]).toEqual(pack({ lot: 'A1', doubtful: true }));
  });

  it('has one kind of separator a scan', () => {
    expect(read(`01${GTIN}10A1|21X${GS}21S1`)).toEqual([pack({ serial: 'S1', doubtful: true })]);
    expect(read(`01${GTIN}10A 21X${GS}21S1`)).toEqual([pack({ lot: 'A 21X', serial: 'S1' })]);
  });
});

describe('symbology identifiers', () => {
  it.each([']d2', ']d1', ']C1', ']Q3', ']e0', ']J1', ']D2'])('drops %s', (identifier) => {
    expect(read(`${identifier}01${GTIN}10A1${GS}21S1`)).toEqual([pack({ lot: 'A1', serial: 'S1' })]);
    expect(read(`${identifier}${GS}01${GTIN}10A1${GS}21S1`)).toEqual([pack({ lot: 'A1', serial: 'S1' })]);
  });

  it('drops those of linear codes', () => {
    expect(read(`]E0${GTIN.slice(1)}`)).toEqual([pack()]);
  });

  it('keeps a product behind one that lost its bracket, and says that something is wrong', () => {
    expect(read(`d201${GTIN}10A1${GS}21S1`)).toEqual([pack({ lot: 'A1', serial: 'S1', doubtful: true })]);
  });
});

describe('brackets', () => {
  it('reads human-readable text, with spaces or without', () => {
    expect(read(`(01)${GTIN}(17)280331(10)A1`)).toEqual([pack({ expiry: '2028-03-31', lot: 'A1' })]);
    expect(read(`(01) ${GTIN} (17) 280331 (10) A1`)).toEqual([pack({ expiry: '2028-03-31', lot: 'A1' })]);
  });
});

describe('separators lost', () => {
  it('keeps every cut that is valid as a whole, the straight one first', () => {
    expect(read(`01${GTIN}10A121S1`)).toEqual([pack({ lot: 'A121S1' }), pack({ lot: 'A1', serial: 'S1' })]);
    expect(read(`01${GTIN}10A117280331`)).toEqual([
      pack({ lot: 'A117280331' }),
      pack({ lot: 'A1', expiry: '2028-03-31' }),
    ]);
  });

  it('keeps those with an impossible date too, last, and takes the date as absent', () => {
    expect(read(`01${GTIN}10A117281331`)).toEqual([pack({ lot: 'A117281331' }), pack({ lot: 'A1' })]);
    expect(read(`01${GTIN}10A117281331240B`)).toContainEqual(pack({ lot: 'A1' }));
  });

  it('finds no cut in a wrong check digit, or a repeated AI', () => {
    expect(lotsOf(`01${GTIN}10A10103400930000015`)).not.toContain('A1');
    expect(lotsOf(`01${GTIN}10A110B2`)).toEqual(['A110B2']);
    expect(lotsOf(`01${GTIN}17280331${'10'}A117290331`)).not.toContain('A1');
  });

  it('does not try where the scan holds a separator', () => {
    expect(lotsOf(`01${GTIN}10A121S1${GS}17280331`)).toEqual(['A121S1']);
    expect(lotsOf(`01${GTIN} 10A121S1`)).toEqual(['A121S1']);
    expect(lotsOf(`(01)${GTIN}(10)A121S1`)).toEqual(['A121S1']);
  });

  it('tries where the one separator is at the end', () => {
    expect(lotsOf(`01${GTIN}10A121S1${GS}`)).toEqual(['A121S1', 'A1']);
    expect(lotsOf(`01${GTIN}10A121S1<GS>`).slice(0, 2)).toEqual(['A121S1', 'A121S1<GS>']);
    expect(lotsOf(`01${GTIN}10A121S1<GS>`)).toContain('A1');
  });

  it('looks for cuts behind an impossible date too', () => {
    expect(read(`01${GTIN}1728133110A121S1`)).toEqual([
      pack({ lot: 'A121S1', doubtful: true }),
      pack({ lot: 'A1', serial: 'S1', doubtful: true }),
    ]);
  });

  it('finds the product behind a lot', () => {
    expect(read(`10A101${GTIN}`)).toContainEqual(pack({ lot: 'A1' }));
  });

  it('keeps a bounded number of readings, all doubtful where there are more', () => {
    const text =
      `01${GTIN}915953123650266758923179021190005813031087999842017911423299752529969553892718` +
      '277110380209307968924117782108321022214251719756';
    const readings = read(text);
    expect(readings).toHaveLength(MAX_READINGS);
    expect(readings.every(({ doubtful }) => doubtful)).toBe(true);
  });
});

describe('Digital Link', () => {
  it('reads path and query', () => {
    expect(read(`https://id.example.com/01/${GTIN}/10/A1/21/S1?17=280331&11=270101`)).toEqual([
      pack({ lot: 'A1', serial: 'S1', expiry: '2028-03-31', manufactured: '2027-01-01' }),
    ]);
  });
});

describe('faults', () => {
  it('tells a wrong check digit from a text that names no product', () => {
    expect(faultOf('0103400930000015')).toBe('check-digit');
    expect(faultOf('010340093000001510A1')).toBe('check-digit');
    expect(faultOf('7113400930000015')).toBe('check-digit');
    expect(faultOf('3400930000015')).toBe('check-digit');
    expect(faultOf('https://example.com/01/03400930000015')).toBe('check-digit');
    expect(faultOf(throughKeys('3400930000015'))).toBe('check-digit');
    for (const text of ['', ' ', GS, ']d2', '10A1', 'A1', '21S1', '(01)', '01', 'https://example.com/', '\u0000']) {
      expect(faultOf(text)).toBe('scan-unreadable');
    }
  });

  it('names what was expected', () => {
    expect(readScan('A1', YEAR)).toEqual({ fault: { type: 'scan-unreadable', expected: 'scan' } });
    expect(readScan('3400930000015', YEAR)).toEqual({ fault: { type: 'check-digit', expected: 'check-digit' } });
  });

  it('does not take the beginning of an element string for a code of its own', () => {
    for (let length = 2; length < 16; length++) {
      expect(faultOf(`01${GTIN}`.slice(0, length))).toBe('scan-unreadable');
    }
    // The check digit of a GTIN-14 holds here by chance.
    expect(faultOf('01034009399999'.slice(0, 13) + mended('01034009399990').slice(-1))).toBe('scan-unreadable');
  });

  it('keeps the product of a scan cut short behind it', () => {
    const text = `01${GTIN}1728033110A1${GS}21S1`;
    for (let length = 16; length < text.length; length++) expect(read(text.slice(0, length))[0].codes).toEqual([GTIN]);
    expect(read(text.slice(0, 20))).toEqual([pack({ doubtful: true })]);
  });

  it('skips an AI that does not exist: by its pre-defined length, or up to a separator', () => {
    expect(read(`01${GTIN}1428033110A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
    expect(read(`01${GTIN}88XYZ${GS}10A1`)).toEqual([pack({ lot: 'A1', doubtful: true })]);
    expect(read(`01${GTIN}88XYZ10A1`)).toEqual([pack({ doubtful: true })]);
  });

  it('keeps two products scanned into one line apart from a clean scan', () => {
    const other = mended('03400930000020');
    expect(read(`01${GTIN}10A1${GS}01${other}10B2`)).toEqual([pack({ codes: [GTIN, other], doubtful: true })]);
  });

  it('looks at no more than a bounded text', () => {
    expect(faultOf(`01${GTIN}10A1${' '.repeat(MAX_SCAN_LENGTH)}`)).toBe('scan-unreadable');
    expect(faultOf('0'.repeat(1_000_000))).toBe('scan-unreadable');
    expect(faultOf(`https://example.com/${'a'.repeat(400)}/01/${GTIN}`)).toBe('readings');
  });

  it.each(['9', '10', '2110', '(10)', '<GS>', '10 21 ', '91(21)A', 'é', '^]', '%', '\u001d', '17', '01'])(
    'ends soon on a long run of %j',
    (unit) => {
      const run = unit.repeat(Math.floor(450 / unit.length));
      expect(['scan-unreadable', 'check-digit', 'readings']).toContain(faultOf(run));
      expect(read(`01${GTIN}${run}`)[0].codes).toContain(GTIN);
      expect(faultOf(`https://example.com/01/${GTIN}/10/${run}`)).toBe('readings');
    },
  );
});

/** Digits as a US scanner types them into an AZERTY keyboard. */
function throughKeys(digits: string): string {
  return digits.replace(/\d/g, (digit) => 'à&é"\'(-è_ç'.charAt(Number(digit)));
}
