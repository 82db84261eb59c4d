/** Finding bulletins by what a person types. Pure. */
import { readProductCode } from '../../protocol/product.ts';

/** A text as it is searched: without case and accents, one apostrophe, every space alike. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[’ʼ`´]/g, "'")
    .replace(/\s+/g, ' ');
}

/** Texts as one that can be searched. A GTIN-14 holds its CIP13, its CIP7 and the shorter GTIN that it pads. */
export function haystackOf(texts: Iterable<string>): string {
  return fold([...new Set(texts)].join(' '));
}

/** Something that must be found: in one of several ways, each of pieces that must all be there. */
type Term = ReadonlyArray<readonly string[]>;

/** What a person looks for; every term must be found. */
export type Query = readonly Term[];

/** Reads what was typed; a query without terms finds everything. */
export function readQuery(typed: string): Query {
  // The hook takes a `+` for itself, and whoever builds addresses as forms do means a space by it.
  const words = fold(typed.replaceAll('+', ' '))
    .split(' ')
    .filter((word) => word !== '');
  const terms: Term[] = [];
  for (let at = 0; at < words.length; ) {
    const [taken, term] = codeAt(words, at) ?? [1, [[words[at] ?? '']]];
    terms.push(term);
    at += taken;
  }
  return terms;
}

/** Whether all is found in `haystack` or in what `more` gives, which is asked for only where the haystack does not do. */
export function matches(query: Query, haystack: string, more: () => string = () => ''): boolean {
  return query.every((ways) =>
    ways.some((pieces) => pieces.every((piece) => haystack.includes(piece) || more().includes(piece))),
  );
}

/**
 * The product code that begins at a word, with the number of words it takes. Notices print codes in groups and people copy
 * them so: `34009 351 970 2 3`, `367 214 8`, `319 356.0`.
 */
function codeAt(words: readonly string[], at: number): readonly [taken: number, term: Term] | null {
  const group: string[] = [];
  while (/^[\d.-]*\d[\d.-]*$/.test(words[at + group.length] ?? '')) group.push(words[at + group.length] ?? '');
  for (; group.length > 0; group.pop()) {
    const digits = group.join('').replace(/\D/g, '');
    const code = digits.replace(/^0+(?=\d)/, '');
    if (isFrench(digits) || isComplete(digits)) return [group.length, group.length === 1 ? [[code], group] : [[code]]];
    // Seven digits have no check digit that could tell a CIP7 from two numbers.
    if (digits.length === 7) return [group.length, [[digits], [...group]]];
  }
  return null;
}

/** A CIP13, or as much of one as was typed until now. */
const isFrench = (digits: string) => /^0?3400\d{0,8}$/.test(digits);
const isComplete = (digits: string) => 'gtin' in readProductCode('gtin', digits);
