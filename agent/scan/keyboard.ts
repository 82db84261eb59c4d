/**
 * What a scanner that types like a keyboard leaves when its layout is not the computer's, or when Caps Lock is on. Both are
 * one-to-one over GS1 set 82, so that they can be undone; but the text does not say which of them happened.
 */

/**
 * The same keys, level by level, on a US keyboard and on a French AZERTY one under Windows. The last row is not in set 82:
 * it carries separators that people type out (`|`, `^]`, `{GS}`).
 */
const layouts = [
  ['0123456789', 'à&é"\'(-è_ç'],
  ['AMQWZamqwz', 'Q?AZWq,azw'],
  ['!"%&\'()*+,-./:;<=>?]_', '1%57ù908+;):!Mm.=/§$°'],
  ['#@$^`\\|[{}', '3246²*µ^¨£'],
] as const;

/**
 * Both characters of each key of the French layout but letters and digits. Caps Lock there is a shift lock: it turns every
 * key to its other character, except `<` and `>`.
 */
const levels = [[')=$ù*,;:!', '°+£%µ?./§']] as const;
const digitRow = layouts[0];
/** The letters that are elsewhere on AZERTY, in the other case. M shares its key with a sign there. */
const movedLetters = ['amqwzAMQWZ', 'Q,AZWq?azw'] as const;

type Pairs = readonly (readonly [string, string])[];

/** Maps each right-hand character to its left-hand one; what has no pair stays. */
function mapping(pairs: Pairs): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [to, from] of pairs) {
    for (const [i, character] of Array.from(from).entries()) map.set(character, to.charAt(i));
  }
  return map;
}

const bothWays = (pairs: Pairs): Pairs => pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);

const usOfAzerty = mapping(layouts);
const otherLevelOf = mapping(bothWays([digitRow, ...levels]));
const otherDigitLevelOf = mapping(bothWays([digitRow]));
const unmovedOf = mapping([movedLetters]);

function mapped(text: string, map: ReadonlyMap<string, string>, otherwise: (character: string) => string): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    result += map.get(character) ?? otherwise(character);
  }
  return result;
}

const same = (character: string) => character;

/** The other case of a letter of ASCII; anything else as it is. */
function otherCase(character: string): string {
  if (character >= 'a' && character <= 'z') return character.toUpperCase();
  return character >= 'A' && character <= 'Z' ? character.toLowerCase() : character;
}

/** What a US-layout scanner meant that typed into a French AZERTY keyboard. */
export function fromAzerty(text: string): string {
  return mapped(text, usOfAzerty, same);
}

/** The same keys with Caps Lock turned over, French layout: letters, digits and signs alike. Twice gives the text again. */
export function turnCapsLock(text: string): string {
  return mapped(text, otherLevelOf, otherCase);
}

/** Letters in the other case, all else as it is: Caps Lock where only letters heed it. */
export function swapCase(text: string): string {
  return mapped(text, new Map(), otherCase);
}

function distinct(text: string, candidates: readonly string[]): string[] {
  return [...new Set(candidates)].filter((candidate) => candidate !== text);
}

/**
 * What may have been scanned where the digits came as `à&é"'(-è_ç`, most likely first: a US scanner on AZERTY; a French
 * one with Caps Lock on; the same where Caps Lock spares the signs; a US one on AZERTY with Caps Lock, whose digits are
 * straight but whose brackets are not.
 */
export function fromShiftedDigits(text: string): readonly string[] {
  return distinct(text, [
    fromAzerty(text),
    turnCapsLock(text),
    mapped(text, otherDigitLevelOf, otherCase),
    fromAzerty(turnCapsLock(text)),
  ]);
}

/**
 * What else may have been scanned where the digits are straight but a lot is in lower case: a US scanner on AZERTY with
 * Caps Lock on (in the second form Caps Lock and layout spare the signs), or plain Caps Lock.
 */
export function fromCapsLock(text: string): readonly string[] {
  return distinct(text, [fromAzerty(turnCapsLock(text)), mapped(text, unmovedOf, otherCase), swapCase(text)]);
}
