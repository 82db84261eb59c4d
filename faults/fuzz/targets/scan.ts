/**
 * Whatever a scanner types: no exception, and a pack under recall is never cleared, in whichever form its symbol arrives that
 * loses nothing of it (docs/verdict.md, “Reading a scan”).
 */

import {
  type AiValue,
  digitalLink,
  elementString,
  SET_82,
  throughAzerty,
  withCapsLock,
  withCapsLockOnLetters,
} from '../../../agent/scan/scan.testkit.ts';
import { readScan } from '../../../agent/scan/scan.ts';
import { decide } from '../../../agent/verdict/decide.ts';
import { exactly, liveFeed, paris, recallBulletin, recallsOf } from '../../../agent/verdict/verdict.testkit.ts';
import { checkDigit } from '../../../protocol/product.ts';
import { Bytes } from '../bytes.ts';
import { seedsOf, type Target } from '../target.ts';

const YEAR = 2026;
let tried = 0;
const now = exactly(Date.parse('2026-11-22T09:30:00.000Z'));
const other = recallsOf([recallBulletin([{ gtin: '03400930000014', lots: 'all' }])]);

/** The verdict of a text, or null where it reads as nothing: the till gets a problem, which is never `allow`. */
function verdictOf(text: string, recalls = other): string | null {
  tried++;
  const result = readScan(text, YEAR);
  if ('fault' in result) return null;
  return decide({ readings: result.readings, now, recalls, feed: liveFeed, policy: paris }).verdict;
}

// What wedges put in the place of 0x1D and no lot can hold. A space and <GS> may be a part of it: then the lot itself differs.
const separators = ['\u001d', '\u001e', '~', '|', '^]', '{GS}', '<GS>', ' '] as const;
const prefixes = ['', ']d2', ']C1', ']Q3', '\u001d', ']d2\u001d', '\u0002'] as const;
const suffixes = ['', '\r', '\r\n', '\u001d', '\u0003'] as const;
// Capitals and digits as real packs have them, then the whole of set 82 without what may itself be a mark.
const alphabets = [SET_82.replace(/[^0-9A-Z]/g, ''), SET_82.replace(/[(<]/g, '')] as const;

/** A pack whose lot is recalled, in every form of its symbol. */
function recalledPack(bytes: Bytes): void {
  const alphabet = bytes.one(...alphabets);
  const stem = bytes.one('0340093', '0340094', '0952', '1761', '0300');
  const digits = `${stem}${Array.from({ length: 13 - stem.length }, () => bytes.byte() % 10).join('')}`;
  const gtin = digits + checkDigit(digits);
  const lot = bytes.text(alphabet, 20);
  const expiry = bytes.one('270331', '270300', '991231', '271301');
  const elements: AiValue[] = [
    ['01', gtin],
    ['17', expiry],
    ['10', lot],
  ];
  if (bytes.byte() % 2 === 0) elements.push(['21', bytes.text(alphabet, 20)]);
  if (bytes.byte() % 4 === 1) elements.push(['11', '250101']);
  if (bytes.byte() % 4 === 1) elements.push(['240', bytes.text(alphabet, 12)]);
  for (let i = elements.length - 1; i > 0; i--) {
    const j = bytes.byte() % (i + 1);
    [elements[i], elements[j]] = [elements[j] as AiValue, elements[i] as AiValue];
  }
  const recalls = recallsOf([recallBulletin([{ gtin, lots: [{ lot }] }])]);
  const blocks = (form: string, text: string, weaker = false) => {
    const verdict = verdictOf(text, recalls);
    if (verdict !== 'block' && (verdict === 'allow' || !weaker)) {
      throw new Error(`${form}: ${JSON.stringify(text)} of lot ${JSON.stringify(lot)} answered ${verdict}`);
    }
  };
  const prefix = bytes.one(...prefixes);
  const suffix = bytes.one(...suffixes);
  // The pack's own date may be impossible, which makes a reading doubtful and takes nothing from its lot.
  for (const separator of separators)
    blocks(`separator ${JSON.stringify(separator)}`, prefix + elementString(elements, separator) + suffix);
  blocks('brackets', elements.map(([ai, value]) => `(${ai})${value}`).join(''));
  blocks('Digital Link', digitalLink(elements));
  const straight = elementString(elements);
  blocks('AZERTY', throughAzerty(straight));
  blocks('AZERTY with its symbology', throughAzerty(`]d2${straight}`));
  blocks('caps lock', withCapsLock(straight), true);
  blocks('caps lock on letters', withCapsLockOnLetters(straight), true);
  blocks('separators lost', elementString(elements, ''), true);
}

export const scan: Target = {
  name: 'scan',
  what: 'scanner strings',
  words: [
    '01',
    '17',
    '10',
    '21',
    '11',
    '711',
    '240',
    '\u001d',
    ']d2',
    '(01)',
    '<GS>',
    'https://',
    '34009',
    '03400930000014',
  ],
  seeds: seedsOf(
    '\u0001',
    '\u0000]d201034009300000141727033110A123\u001d21S1',
    '\u0000https://id.example.com/01/03400930000014/10/A123?17=270331',
    '\u0000(01)03400930000014(10)A123',
    '\u0000àqàé"&éàà\'',
    '\u00003400930000014',
  ),
  fuzz: (data) => {
    tried = 0;
    const bytes = new Bytes(data);
    if (bytes.byte() % 4 !== 0) recalledPack(bytes);
    else verdictOf(bytes.rest());
    return tried;
  },
};
