/** French punctuation stays on the line it belongs to: its spaces become ones that do not break. Other texts are left alone. */
export function typeset(text: string): string {
  return text
    .replace(/ (?=[:»])/g, '\u00a0')
    .replace(/(?<=«) /g, '\u00a0')
    .replace(/ (?=[;!?])/g, '\u202f');
}
