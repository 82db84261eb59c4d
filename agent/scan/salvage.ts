/** What is left of an element string that is not valid as a whole. A reading made of it is always doubtful. */
import { hasCheckDigit } from '../../protocol/product.ts';
import { areDigits, GS } from './characters.ts';
import type { Element } from './elements.ts';
import { fits, predefinedLengthAt } from './identifiers.ts';
import { elementStartAt, isOptionalMarkAt, skipSeparators } from './separators.ts';

/**
 * The elements of `text` (separators normalised) that can be read, from left to right. A value that is not what its AI asks
 * for is left out, an AI that does not exist is skipped by its pre-defined length or up to the next separator.
 */
export function salvage(text: string): readonly Element[] {
  const elements: Element[] = [];
  const spacesMark = !text.includes(GS);
  let at = skipSeparators(text, 0);
  while (at < text.length) {
    const start = elementStartAt(text, at);
    const predefined = start ? start.identifier.predefined && start.identifier.max : predefinedLengthAt(text, at);
    const from = start?.value ?? at;
    const separator = nextMark(text, from, spacesMark);
    // An element cut short must not eat the separator and what follows.
    const end = predefined && from + predefined <= separator ? from + predefined : separator;
    if (start !== undefined) {
      const { identifier } = start;
      const value = text.slice(start.value, end).trim();
      if (fits(identifier, value) || (identifier.date && value.length === 6)) elements.push({ identifier, value });
    }
    at = skipSeparators(text, Math.max(end, at + 1));
  }
  return elements;
}

function nextMark(text: string, from: number, spacesMark: boolean): number {
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === GS || ((spacesMark || character !== ' ') && isOptionalMarkAt(text, at))) return at;
  }
  return text.length;
}

/**
 * Where a French medicine's GTIN begins (`01` and `03400…` with its check digit) behind something that does not belong there
 * (a prefix, a symbology identifier that lost its bracket); -1 where none does.
 */
export function misplacedProduct(text: string): number {
  for (let at = text.indexOf('0103400'); at !== -1; at = text.indexOf('0103400', at + 1)) {
    if (at + 16 <= text.length && areDigits(text, at, at + 16) && hasCheckDigit(text.slice(at + 2, at + 16))) return at;
  }
  return -1;
}
