/**
 * The short way for the scan that nearly every pack gives: AIs 01, 10, 11, 15, 17 and 21, separated by 0x1D, in characters
 * that can mean one thing only. Whatever else stands in the text sends it to the careful way, which reads these scans alike.
 */
import { areDigits } from './characters.ts';
import { readDate } from './dates.ts';
import { identifierAt } from './identifiers.ts';
import type { Reading } from './reading.ts';
import { symbologyLength } from './separators.ts';

const SEPARATOR = 0x1d;

/** Characters of set 82 that are no sign of a keyboard gone wrong (lower case, `,`, `?`) nor of a written mark (`<`, `(`). */
const plain = new Uint8Array(128);
for (const character of '!"%&\')*+-./0123456789:;=>ABCDEFGHIJKLMNOPQRSTUVWXYZ_') plain[character.charCodeAt(0)] = 1;

/** The one reading of a valid, unambiguous scan; null for every other text. */
export function readPlain(text: string, currentYear: number): Reading | null {
  let end = text.length;
  // A separator or an Enter at the end means nothing.
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  let at = symbologyLength(text);
  while (at < end && text.charCodeAt(at) === SEPARATOR) at++;
  let separated = false;
  let code: string | null = null;
  let lot: string | null = null;
  let serial: string | null = null;
  let expiry: string | null = null;
  let bestBefore: string | null = null;
  let manufactured: string | null = null;
  let variable = -1;
  while (at < end) {
    const tens = text.charCodeAt(at);
    const units = text.charCodeAt(at + 1);
    const from = at + 2;
    if (tens === 0x30 && units === 0x31) {
      at = from + 14;
      if (code !== null || at > end || !isGtin(text, from)) return null;
      code = text.slice(from, at);
    } else if (tens === 0x31 && (units === 0x37 || units === 0x31 || units === 0x35)) {
      at = from + 6;
      const date = readDate(text, from, currentYear);
      if (date === null) return null;
      if (units === 0x37) {
        if (expiry !== null) return null;
        expiry = date;
      } else if (units === 0x31) {
        if (manufactured !== null) return null;
        manufactured = date;
      } else {
        if (bestBefore !== null) return null;
        bestBefore = date;
      }
    } else if ((tens === 0x31 && units === 0x30) || (tens === 0x32 && units === 0x31)) {
      at = from;
      while (at < end && text.charCodeAt(at) !== SEPARATOR) {
        const character = text.charCodeAt(at);
        if (character >= 128 || plain[character] === 0) return null;
        at++;
      }
      if (at === from || at - from > 20) return null;
      variable = from;
      if (tens === 0x31) {
        if (lot !== null) return null;
        lot = text.slice(from, at);
      } else {
        if (serial !== null) return null;
        serial = text.slice(from, at);
      }
    } else {
      return null;
    }
    if (at < end && text.charCodeAt(at) === SEPARATOR) {
      at++;
      separated = true;
    }
  }
  if (code === null) return null;
  if (!separated && variable !== -1 && mayHideElements(text, variable, end, currentYear)) return null;
  return { codes: [code], lot, expiry: expiry ?? bestBefore, manufactured, serial, doubtful: false };
}

/** Whether the 14 characters from `from` are a GTIN: `hasCheckDigit` in one pass and without a copy. */
function isGtin(text: string, from: number): boolean {
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const digit = text.charCodeAt(from + i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return false;
    sum += i % 2 === 0 ? digit * 3 : digit;
  }
  return sum % 10 === 0;
}

/**
 * Whether another element may begin inside the value from `from` to `end`, the last of a scan without separators: then the
 * careful way must look. It says yes too often, never too seldom.
 */
function mayHideElements(text: string, from: number, end: number, currentYear: number): boolean {
  const own = identifierAt(text, from - 2);
  for (let at = from + 1; at < end - 2; at++) {
    const identifier = identifierAt(text, at);
    if (identifier === undefined) continue;
    const value = at + identifier.ai.length;
    if (end - value < identifier.min || !areDigits(text, value, value + Math.min(identifier.min, identifier.digits))) {
      continue;
    }
    if (identifier.date && !identifier.medicine && readDate(text, value, currentYear) === null) continue;
    // The same AI again with another value is no reading; where a third element follows, it is found by itself.
    if (identifier === own && text.slice(from, at) !== text.slice(value, end)) continue;
    return true;
  }
  return false;
}
