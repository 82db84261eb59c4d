/**
 * How portal and agent write a CSV, so that the spreadsheets of their readers open it: UTF-8 with a byte order mark, `;`, CRLF
 * (RFC 4180), a heading, and an apostrophe before what would be a formula (OWASP, CSV injection). Options of `csv-stringify`.
 */

/** What begins a formula, in full width too, whatever of no width or blank stands before it: spreadsheets strip that. */
const formula = /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;

/** A cell's text, with an apostrophe before what a spreadsheet would take for a formula. */
export const disarmed = (text: string): string => (formula.test(text) ? `'${text}` : text);

export const spreadsheet = {
  header: true,
  bom: true,
  delimiter: ';',
  record_delimiter: 'windows',
  // What other casts make of values that are no text.
  escape_formulas: true,
  cast: { string: disarmed },
} as const;
