/** Text as a search takes it, on both sides: case and accents do not count. */
import { type RawBuilder, sql } from 'kysely';

const small = 'àâäáãçéèêëíìîïñóòôöõúùûüÿ';
// Capitals too: `lower` knows ASCII alone on a server whose locale is C.
const accented = `${small}${small.toUpperCase()}`;
const plain = 'aaaaaceeeeiiiinooooouuuuy'.repeat(2);

/** The SQL text `value`, folded; null stays null. */
export function folded(value: RawBuilder<unknown>): RawBuilder<string> {
  const letters = sql`translate(${value}, ${accented}, ${plain})`;
  return sql<string>`lower(regexp_replace(regexp_replace(${letters}, '[œŒ]', 'oe', 'g'), '[æÆ]', 'ae', 'g'))`;
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
