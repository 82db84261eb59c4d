/** The beginning of a text as one line of at most `most` characters, cut between words, with `…` where it was cut. */
export function excerpt(text: string, most: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most);
  // Cut through a surrogate pair, its first half would be a character that is none.
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2)).replace(/[\ud800-\udbff]$/, '');
  return `${words.trimEnd()} …`;
}
