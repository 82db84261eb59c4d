/**
 * Another reader of element strings, not ours, and every way in which the two may differ. It is npm's gs1-barcode-parser-mod: a
 * strict reader of one straight way, without check digits, kept by others for other goods.
 */
import gs1 from 'gs1-barcode-parser-mod';
import { readProductCode } from '../../protocol/product.ts';
import { areValueCharacters, GS } from './characters.ts';
import { identifierOf } from './identifiers.ts';
import type { Reading, ScanResult } from './reading.ts';
import { isOptionalMarkAt, unwrapped, withGroupSeparators } from './separators.ts';

/** Elements by AI in their order, each with its characters and, where it is a date, the day that the other reader takes it for. */
export type OtherElements = readonly { readonly ai: string; readonly raw: string; readonly isoDate: string }[];

/** What the other reader makes of a scan, or the text that it throws. */
export type OtherResult = { readonly elements: OtherElements } | { readonly refusal: string };

export function readByAnother(text: string): OtherResult {
  try {
    return {
      elements: gs1.parseBarcode(text).parsedCodeItems.map(({ ai, raw, data, isoDate }) => ({
        ai,
        raw: raw ?? String(data),
        isoDate,
      })),
    };
  } catch (refusal) {
    if (typeof refusal !== 'string') throw refusal;
    return { refusal };
  }
}

/** A scan as both have read it. */
export interface Case {
  readonly text: string;
  readonly ours: ScanResult;
  readonly theirs: OtherResult;
}

/** Names of the fields in which the two differ; `reading` where only one has a product, `refusal` where the other threw. */
export function differences({ ours, theirs }: Case): readonly string[] {
  if ('refusal' in theirs) return 'fault' in ours ? [] : ['refusal'];
  const named = theirs.elements.some(({ ai }) => ai === '01' || ai === '711');
  if ('fault' in ours) return named ? ['reading'] : [];
  if (!named) return ['reading'];
  const [first] = ours.readings;
  const values = (ai: string) => theirs.elements.filter((element) => element.ai === ai);
  const value = (ai: string) => values(ai)[0];
  const expiry = value('17') ?? value('15');
  const theirCodes = new Set(
    [value('01')?.raw, ...values('711').map(({ raw }) => `0${raw}`)].filter((code) => code !== undefined),
  );
  return Object.entries({
    code: [[...first.codes].sort().join(), [...theirCodes].sort().join()],
    lot: [first.lot, value('10')?.raw ?? null],
    expiry: [first.expiry, expiry?.isoDate ?? null],
    manufactured: [first.manufactured, value('11')?.isoDate ?? null],
    serial: [first.serial, value('21')?.raw ?? null],
  }).flatMap(([name, [our, their]]) => (our === their ? [] : [name]));
}

/** Why the two may differ in some fields of a scan. */
export interface Explanation {
  /** As it stands in docs/verdict.md. */
  readonly name: string;
  readonly fields: readonly string[];
  readonly holds: (scan: Case) => boolean;
}

/**
 * AIs that it knows otherwise than the table of the GS1 General Specifications, section 3.2: not at all, or (425, of which a
 * country may be given up to five times, and 7007, a day or two) in one form alone.
 */
export const otherAis: readonly string[] = ['425', '717', '7007', '7041', '8014', '8111', '8112'];

const everything = ['reading', 'refusal', 'code', 'lot', 'expiry', 'manufactured', 'serial'] as const;
const dates = ['expiry', 'manufactured'];

export const explanations: readonly Explanation[] = [
  {
    name: 'month without a day',
    fields: dates,
    holds: ({ ours, theirs }) =>
      elementsOf(theirs).some(({ ai, raw }) => isDate(ai) && raw.endsWith('00')) &&
      firstOf(ours).some(({ expiry, manufactured }) => expiry?.length === 7 || manufactured?.length === 7),
  },
  {
    name: 'day that does not exist',
    fields: dates,
    // 31 June becomes 1 July there.
    holds: ({ ours, theirs }) =>
      elementsOf(theirs).some(({ ai, raw, isoDate }) => isDate(ai) && !isSameDay(raw, isoDate)) && isDoubtful(ours),
  },
  {
    name: 'check digit',
    fields: everything,
    holds: ({ ours, theirs }) =>
      elementsOf(theirs).some(({ ai, raw }) => (ai === '01' || ai === '711') && !isProduct(ai, raw)) &&
      ('fault' in ours || isDoubtful(ours)),
  },
  {
    name: 'CIP7 in AI 711',
    fields: ['code', 'reading'],
    holds: ({ theirs }) => elementsOf(theirs).some(({ ai, raw }) => ai === '711' && raw.length === 7),
  },
  {
    name: 'AI of its own',
    fields: ['refusal'],
    holds: ({ text }) => otherAis.some((ai) => text.includes(ai)),
  },
  {
    name: 'form of a value',
    fields: ['reading', 'code', 'lot', 'serial', 'expiry', 'manufactured'],
    // Characters outside set 82, letters where digits belong, 21 characters where 20 may be.
    holds: ({ ours, theirs }) =>
      elementsOf(theirs).some(({ ai, raw }) => !isWellFormed(ai, raw)) && ('fault' in ours || isDoubtful(ours)),
  },
  {
    name: 'element given twice',
    fields: ['code', 'lot', 'expiry', 'manufactured', 'serial'],
    holds: ({ ours, theirs }) =>
      elementsOf(theirs).some(({ ai, raw }) => elementsOf(theirs).some((o) => o.ai === ai && o.raw !== raw)) &&
      isDoubtful(ours),
  },
  {
    name: 'mark in place of the separator',
    fields: everything,
    holds: ({ text }) => {
      const separated = withGroupSeparators(unwrapped(text));
      return (
        (!text.includes(GS) && separated.includes(GS)) ||
        Array.from(separated).some((_, at) => isOptionalMarkAt(separated, at))
      );
    },
  },
  {
    name: 'spaces, and separators at the ends',
    fields: everything,
    holds: ({ text }) => withGroupSeparators(unwrapped(text)) !== text || text.includes(' '),
  },
  {
    name: 'separator lost',
    fields: everything,
    // The straight reading ran past 20 characters, or AIs are better explained otherwise; it is kept where it is sound.
    holds: ({ text, ours }) => !withGroupSeparators(unwrapped(text)).includes(GS) && 'readings' in ours,
  },
  {
    name: 'no element string',
    fields: ['reading', 'refusal'],
    // A linear code, a Digital Link, a keyboard that types other signs, AI 01 left out.
    holds: ({ text }) =>
      !/^(?:\][A-Za-z]\d)?\d{2}/.test(text.replaceAll(GS, '')) || /^[\d\s.-]+$/.test(text) || text.startsWith('0340'),
  },
  {
    name: 'what is left of a damaged one',
    fields: ['refusal', 'reading'],
    holds: ({ ours }) => isDoubtful(ours),
  },
];

/** Differences of a scan that no explanation covers. */
export function unexplained(scan: Case): readonly string[] {
  const found = differences(scan);
  if (found.length === 0) return found;
  const covered = new Set(explanations.filter(({ holds }) => holds(scan)).flatMap(({ fields }) => fields));
  return found.filter((field) => !covered.has(field));
}

function elementsOf(result: OtherResult): OtherElements {
  return 'elements' in result ? result.elements : [];
}

function firstOf(result: ScanResult): readonly Reading[] {
  return 'readings' in result ? [result.readings[0]] : [];
}

function isDoubtful(result: ScanResult): boolean {
  return firstOf(result).some(({ doubtful }) => doubtful);
}

function isDate(ai: string): boolean {
  return identifierOf(ai)?.date === true;
}

function isSameDay(raw: string, isoDate: string): boolean {
  const digits = isoDate.slice(2).replaceAll('-', '');
  return digits === raw || (raw.endsWith('00') && digits.startsWith(raw.slice(0, 4)));
}

function isProduct(ai: string, raw: string): boolean {
  return (
    /^\d+$/.test(raw) && 'gtin' in readProductCode(ai === '711' ? (raw.length === 7 ? 'cip7' : 'cip13') : 'gtin', raw)
  );
}

function isWellFormed(ai: string, raw: string): boolean {
  const identifier = identifierOf(ai);
  return (
    identifier !== undefined &&
    raw.length >= identifier.min &&
    raw.length <= identifier.max &&
    areValueCharacters(raw, 0, raw.length) &&
    /^\d*$/.test(raw.slice(0, identifier.digits))
  );
}
