/** Text as a search takes it, on both sides: case and accents do not count. */
import { type RawBuilder, sql } from 'kysely';

const accented = 'àâäáãçéèêëíìîïñóòôöõúùûüÿ';
const plain = 'aaaaaceeeeiiiinooooouuuuy';

/** The SQL text `value`, folded; null stays null. */
export function folded(value: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`replace(replace(translate(lower(${value}), ${accented}, ${plain}), 'œ', 'oe'), 'æ', 'ae')`;
}

/** A LIKE pattern over `folded` that matches where it holds `text`; what LIKE reads as a sign is none. */
export function containing(text: string): string {
  const needle = text
    .trim()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[\\%_]/g, '\\$&');
  return `%${needle}%`;
}
