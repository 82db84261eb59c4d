/** Text as a search takes it: case and accents do not count, as in the agent's own search. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether every word of `query` stands in `text`. Spaces inside printed codes do not count: `34009 356` finds `34009356`. */
export function matches(text: string, query: string): boolean {
  const where = fold(text);
  const packed = where.replace(/\s+/g, '');
  const words = fold(query).split(/\s+/).filter(Boolean);
  return words.every((word) => where.includes(word)) || (words.length > 1 && packed.includes(words.join('')));
}
