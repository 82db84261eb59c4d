/** What may stand in a GS1 element string, and what scanners put between elements. */

/** Group separator, 0x1D: what FNC1 becomes between two elements (GS1 General Specifications, section 7.8.3). */
export const GS = '\u001d';

/** Invariant characters of GS1 set 82 (General Specifications, figure 7.11-1). */
const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

const inSet82 = new Uint8Array(128);
for (const character of SET_82) inSet82[character.charCodeAt(0)] = 1;

/** Whether a UTF-16 code is a digit of ASCII. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a UTF-16 code may stand in a value: set 82, or the space that the field reports inside some lots. */
export function isValueCharacter(code: number): boolean {
  return code === 0x20 || (code < 128 && inSet82[code] === 1);
}

/** Whether `text` from `from` up to `to` is digits alone; an empty stretch is. */
export function areDigits(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
}

/** Whether `text` from `from` up to `to` has only characters that a value may have. */
export function areValueCharacters(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isValueCharacter(text.charCodeAt(at))) return false;
  return true;
}
