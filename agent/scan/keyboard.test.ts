import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAzerty, swapCase, turnCapsLock } from './keyboard.ts';
import { GS, readingsOf, SET_82, throughAzerty, withCapsLock, withCapsLockOnLetters, YEAR } from './scan.testkit.ts';
import { readScan } from './scan.ts';

const lotsOf = (text: string) => readingsOf(readScan(text, YEAR)).map(({ lot }) => lot);

const GTIN = '03400930000014';
const straight = `01${GTIN}17280331${'10'}AQ1WZ2M3${GS}21XM7`;

describe('keyboard maps', () => {
  it('undo each other over set 82, symbology identifier and separator', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SET_82, ']', GS, ' ') }), (text) => {
        expect(fromAzerty(throughAzerty(text))).toBe(text);
        expect(turnCapsLock(turnCapsLock(text))).toBe(text);
        expect(turnCapsLock(withCapsLock(text))).toBe(text);
        expect(swapCase(swapCase(text))).toBe(text);
      }),
    );
  });

  it('leave no digit of AZERTY without its key', () => {
    expect(fromAzerty('à&é"\'(-è_ç')).toBe('0123456789');
    expect(turnCapsLock('à&é"\'(-è_ç')).toBe('0123456789');
  });
});

describe('digits typed as AZERTY keys', () => {
  it('mean a US scanner first, or a French one with Caps Lock', () => {
    expect(lotsOf(throughAzerty(straight))).toEqual(['AQ1WZ2M3', 'qa1zw2,3', 'qa1zw2?3']);
    expect(lotsOf(withCapsLock(straight))).toContain('AQ1WZ2M3');
  });

  it('are read with the separators that they were typed with', () => {
    for (const separator of ['^]', '|', '<GS>', '{GS}', ' ', '\u001e']) {
      const text = straight.replace(GS, separator);
      const typed: Record<string, string> = { '^': '6', '|': 'µ', '{': '¨', '}': '£' };
      const azerty = Array.from(text, (character) => typed[character] ?? throughAzerty(character)).join('');
      expect(lotsOf(azerty)[0]).toBe('AQ1WZ2M3');
    }
  });

  it('are read in brackets, as an address, and as a linear code', () => {
    expect(lotsOf(throughAzerty(`(01)${GTIN}(10)AQ1`))[0]).toBe('AQ1');
    expect(lotsOf(throughAzerty(`https://id.example.com/01/${GTIN}/10/AQ1`))[0]).toBe('AQ1');
    expect(readingsOf(readScan(throughAzerty(GTIN.slice(1)), YEAR)).map(({ codes }) => codes)).toEqual([[GTIN]]);
  });

  it('are read with separators lost and with AI 01 left out', () => {
    expect(lotsOf(throughAzerty(straight.replace(GS, '')))).toContain('AQ1WZ2M3');
    expect(lotsOf(throughAzerty(straight.slice(2)))[0]).toBe('AQ1WZ2M3');
    expect(lotsOf(withCapsLock(straight.slice(2)))).toContain('AQ1WZ2M3');
  });

  it('keep a product where the rest is damaged', () => {
    expect(readingsOf(readScan(throughAzerty(`01${GTIN}17281331`), YEAR))).toMatchObject([
      { codes: [GTIN], doubtful: true },
    ]);
    expect(readingsOf(readScan(throughAzerty(`01${GTIN}XX`), YEAR))).toMatchObject([{ codes: [GTIN], doubtful: true }]);
  });
});

describe('straight digits with a lot in lower case', () => {
  it('mean plain Caps Lock, or a US scanner with Caps Lock on AZERTY', () => {
    expect(lotsOf(`01${GTIN}10aqwz1${GS}17280331`)).toEqual(['aqwz1', 'QAZW1', 'AQWZ1']);
  });

  it('keep what each of them would have typed', () => {
    expect(lotsOf(withCapsLockOnLetters(straight))).toContain('AQ1WZ2M3');
    expect(lotsOf(withCapsLock(throughAzerty(straight)))).toContain('AQ1WZ2M3');
    // An M comes as a comma: no letter is left to show it.
    expect(lotsOf(withCapsLock(throughAzerty(`01${GTIN}10M12${GS}21S`)))).toContain('M12');
  });

  it('are known by the serial where the lot has no letters', () => {
    const readings = readingsOf(readScan(`01${GTIN}10123${GS}21aq`, YEAR));
    expect(readings.map(({ serial }) => serial)).toEqual(['aq', 'QA', 'AQ']);
  });

  it('are not looked for where capitals show that Caps Lock was off', () => {
    expect(lotsOf(`01${GTIN}10ABC${GS}21aq`)).toEqual(['ABC']);
  });

  it('are read behind the identifier of a US scanner as well', () => {
    expect(lotsOf(withCapsLock(throughAzerty(`]d2${straight}`)))[0]).toBe('AQ1WZ2M3');
  });
});
