/**
 * How portal and agent write a CSV, so that the spreadsheets of their readers open it: UTF-8 with a byte order mark, `;`, CRLF
 * (RFC 4180), a heading, and an apostrophe before what would be a formula (OWASP, CSV injection). Options of `csv-stringify`.
 */
export const spreadsheet = {
  header: true,
  bom: true,
  delimiter: ';',
  record_delimiter: 'windows',
  escape_formulas: true,
} as const;
