/** What tests of this room share: packs to encode, and the ways in which scanners spoil what they type. */
import fc from 'fast-check';
import { canonicalLot } from '../../protocol/lot.ts';
import { checkDigit } from '../../protocol/product.ts';
import type { Reading, ScanResult } from './reading.ts';

export const GS = '\u001d';
/** Two-digit years are placed by it, so that tests do not change with the calendar. */
export const YEAR = 2026;

export const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The readings of a scan; fails the test where it has none. */
export function readingsOf(result: ScanResult): readonly [Reading, ...Reading[]] {
  if ('fault' in result) throw new Error(`no reading: ${result.fault.type}`);
  return result.readings;
}

/** The code with the check digit that belongs to it. */
export function mended(code: string): string {
  return code.slice(0, -1) + checkDigit(code.slice(0, -1));
}

export type AiValue = readonly [ai: string, value: string];

const textOf = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength });

const gtin = fc.stringMatching(/^\d{13}$/).map((stem) => mended(`${stem}0`));
const cip13 = fc.stringMatching(/^34009\d{7}$/).map((stem) => mended(`${stem}0`));
const anyDate = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''));

/** Days that no calendar has, as misprinted packs bear them. */
export const impossibleDate = fc.constantFrom('271301', '270231', '280099', '270631');

/** A pack's elements in any order: AI 01, and each of the others or not; `alphabet` is that of lots, serials and the rest. */
export function elementsOver(alphabet: string, extras = true, date = anyDate): fc.Arbitrary<readonly AiValue[]> {
  const optional = (ai: string, value: fc.Arbitrary<string>) => fc.option(value.map((v): AiValue => [ai, v]));
  const others = extras
    ? [
        optional('711', cip13),
        optional('240', textOf(alphabet, 30)),
        optional('714', textOf(alphabet, 20)),
        optional('3103', fc.stringMatching(/^\d{6}$/)),
        optional('37', fc.stringMatching(/^\d{1,8}$/)),
        optional('91', textOf(alphabet, 20)),
      ]
    : [];
  return fc
    .tuple(
      gtin.map((value): AiValue => ['01', value]),
      optional('10', textOf(alphabet, 20)),
      optional('21', textOf(alphabet, 20)),
      optional('17', date),
      optional('11', date),
      optional('15', date),
      ...others,
    )
    .map((elements) => elements.filter((element) => element !== null))
    .chain((elements) => fc.shuffledSubarray(elements, { minLength: elements.length }));
}

export const anyElements = elementsOver(SET_82);
/** What real packs carry: capitals and digits, which no mark and no Caps Lock can be seen in. */
export const usualElements = elementsOver(ALPHANUMERIC);

const endsByLength = new Set(['01', '11', '15', '17', '3103']);

/** The element string, with `separator` where GS1 asks for one (General Specifications, section 7.8.3). */
export function elementString(elements: readonly AiValue[], separator = GS): string {
  return elements
    .map(([ai, value], i) => ai + value + (endsByLength.has(ai) || i === elements.length - 1 ? '' : separator))
    .join('');
}

export function digitalLink(elements: readonly AiValue[]): string {
  const escaped = (ai: string) => {
    const value = elements.find((element) => element[0] === ai)?.[1];
    return value === undefined ? '' : `/${ai}/${encodeURIComponent(value)}`;
  };
  const inPath = ['01', '10', '21'];
  const query = elements
    .filter(([ai]) => !inPath.includes(ai))
    .map(([ai, value]) => `${ai}=${encodeURIComponent(value)}`)
    .join('&');
  return `https://id.example.com${inPath.map(escaped).join('')}${query === '' ? '' : `?${query}`}`;
}

/** The pack as the elements say it. */
export function packOf(elements: readonly AiValue[]): Reading {
  const value = (ai: string) => elements.find((element) => element[0] === ai)?.[1] ?? null;
  const civil = (text: string | null) => {
    if (text === null) return null;
    // 1976 to 2075 read from 2026.
    const year = Number(text.slice(0, 2)) > 76 ? 1900 : 2000;
    const month = `${year + Number(text.slice(0, 2))}-${text.slice(2, 4)}`;
    return text.endsWith('00') ? month : `${month}-${text.slice(4)}`;
  };
  const codes = [value('01') ?? ''];
  const cip = value('711');
  if (cip !== null && `0${cip}` !== codes[0]) codes.push(`0${cip}`);
  return {
    codes,
    lot: value('10'),
    expiry: civil(value('17')) ?? civil(value('15')),
    manufactured: civil(value('11')),
    serial: value('21'),
    doubtful: false,
  };
}

/** The reading with lot and serial in the form in which look-alikes are equal. */
export function canonical(reading: Reading): Reading {
  const fold = (text: string | null) => (text === null ? null : canonicalLot(text));
  return { ...reading, lot: fold(reading.lot), serial: fold(reading.serial) };
}

const azertyKeys = new Map(
  Array.from('!"%&\'()*+,-./0123456789:;<=>?AMQWZ]_amqwz', (character, i) => [
    character,
    '1%57ù908+;):!à&é"\'(-è_çMm.=/§Q?AZW$°q,azw'.charAt(i),
  ]),
);

/** What a US-layout scanner types into a French AZERTY keyboard. */
export function throughAzerty(text: string): string {
  return Array.from(text, (character) => azertyKeys.get(character) ?? character).join('');
}

function otherCase(character: string): string {
  const upper = character.toUpperCase();
  return character === upper ? character.toLowerCase() : upper;
}

const unshifted = 'à&é"\'(-è_ç)=$ù*,;:!';
const shifted = '0123456789°+£%µ?./§';

/** What a French scanner types with Caps Lock on: every key gives its other character, letters their other case. */
export function withCapsLock(text: string): string {
  return Array.from(text, (character) => {
    const low = unshifted.indexOf(character);
    if (low !== -1) return shifted.charAt(low);
    const high = shifted.indexOf(character);
    return high === -1 ? otherCase(character) : unshifted.charAt(high);
  }).join('');
}

/** Letters in the other case and digits as their AZERTY keys, all else as it is. */
export function withCapsLockOnLettersAndDigits(text: string): string {
  return Array.from(text, (character) => {
    const digit = '0123456789'.indexOf(character);
    return digit === -1 ? otherCase(character) : unshifted.charAt(digit);
  }).join('');
}

/** Letters in the other case, all else as it is. */
export function withCapsLockOnLetters(text: string): string {
  return Array.from(text, otherCase).join('');
}
