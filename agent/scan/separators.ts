/**
 * Separators as they arrive. 0x1D is one and nothing else. Wedges that cannot type it put another text in its place: some are
 * no character of set 82 and so can be nothing else either; `<GS>`, a space and `(nn)` may as well belong to a lot.
 */
import { GS, isDigit } from './characters.ts';
import { type Identifier, identifierAt } from './identifiers.ts';

const substitute = ['\u001e', '~', '\\|', '\\^\\]', '\\{GS\\}'].join('|');
const substitutes = new RegExp(substitute, 'gi');
const substitutesAtEnds = new RegExp(`^(?:${substitute})+|(?:${substitute})+$`, 'gi');

/** Length of the symbology identifier in front of a scan: `]d2`, `]C1`, `]Q3` … (ISO/IEC 15424); 0 where there is none. */
export function symbologyLength(text: string): number {
  return text.charCodeAt(0) === 0x5d && isLetter(text.charCodeAt(1)) && isAlphanumeric(text.charCodeAt(2)) ? 3 : 0;
}

function isLetter(code: number): boolean {
  const upper = code & ~0x20;
  return upper >= 0x41 && upper <= 0x5a;
}

function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

/** At the ends of a scan nothing but these can stand that means nothing: control characters (prefix, suffix, Enter) and spaces. */
function isIdleAtEnds(code: number): boolean {
  return code <= 0x20 || code === 0x7f || code === 0xa0 || code === 0xfeff;
}

/** `text` without control characters and spaces at its ends, and without a symbology identifier. */
export function unwrapped(text: string): string {
  const trimmed = trimEnds(text);
  return trimEnds(trimmed.slice(symbologyLength(trimmed)));
}

function trimEnds(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isIdleAtEnds(text.charCodeAt(from))) from++;
  while (to > from && isIdleAtEnds(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/**
 * `text` with 0x1D as its one separator, none at the ends. Substitutes count only where no 0x1D stands between elements: a
 * scanner that can type it does not write it in two ways.
 */
export function withGroupSeparators(text: string): string {
  return trimEnds(text.includes(GS) ? text.replace(substitutesAtEnds, '') : text.replace(substitutes, GS));
}

/** Where the run of separators and spaces that begins at `at` ends; `at` itself where none begins there. */
export function skipSeparators(text: string, at: number): number {
  let end = at;
  for (;;) {
    const character = text.charAt(end);
    if (character === GS || character === ' ') end++;
    else if (isWrittenSeparator(text, end)) end += 4;
    else return end;
  }
}

/** An AI at the place where an element begins, in brackets or not, and where its value begins. */
export interface ElementStart {
  readonly identifier: Identifier;
  readonly value: number;
}

/** The AI at `at`: `10` or `(10)`; undefined where none begins there. Spaces around it belong to nothing. */
export function elementStartAt(text: string, at: number): ElementStart | undefined {
  const bracketed = text.charAt(at) === '(';
  const identifier = identifierAt(text, bracketed ? at + 1 : at);
  if (identifier === undefined) return undefined;
  let value = at + identifier.ai.length;
  if (bracketed) {
    if (text.charAt(value + 1) !== ')') return undefined;
    value += 2;
  }
  while (text.charAt(value) === ' ') value++;
  return { identifier, value };
}

/**
 * Whether a mark that may as well be part of a value stands at `at`: `<GS>` or a space with a known AI or the end behind it,
 * or a known AI in brackets.
 */
export function isOptionalMarkAt(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character === '(') return elementStartAt(text, at) !== undefined;
  if (character !== ' ' && !isWrittenSeparator(text, at)) return false;
  const next = skipSeparators(text, at);
  return next >= text.length || elementStartAt(text, next) !== undefined;
}

/** Whether some mark in `text` was written out on purpose: `<GS>` or `(nn)`, where a mark can be. A space may be chance. */
export function hasWrittenMark(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) !== ' ' && isOptionalMarkAt(text, at)) return true;
  }
  return false;
}

function isWrittenSeparator(text: string, at: number): boolean {
  return text.charAt(at) === '<' && /^<GS>$/i.test(text.slice(at, at + 4));
}
