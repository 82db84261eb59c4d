/** What stands on a letter for those who type rather than scan: 60 random bits in Crockford's base 32, which has no I, L, O, U. */
import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** `7K3P-9QXM-2ABC`. */
export function printedCode(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? code;
}

/** The code that somebody typed, or null for what is none: case, blanks and dashes are no matter, nor are letters for digits. */
export function readCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}.]/gu, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0');
  return code.length === LENGTH && [...code].every((character) => ALPHABET.includes(character)) ? code : null;
}
