/** How names of medicines are searched: without accents, case or punctuation, by the beginnings of words. */

/** `L’Œil 1 mg` → `l oeil 1 mg`. */
export function searchable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The LIKE patterns, over `' ' || searched`, that all match where each word of `text` begins a word there. */
export function wordPatterns(text: string): string[] {
  // Letters and digits alone are left: nothing that LIKE would read as a sign of its own.
  return searchable(text)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `% ${word}%`);
}
