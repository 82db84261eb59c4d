/** An inventory as a spreadsheet opens it: like the journal's export, with headings and verdicts in the reader's language. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Language, say } from '../protocol/messages/index.ts';
import { spreadsheet } from '../protocol/spreadsheet.ts';
import type { InventoryLine } from './hook/schemas/inventory.ts';

const columns = [
  'at',
  'quantity',
  'verdict',
  'gtin',
  'cip13',
  'name',
  'lot',
  'expiry',
  'references',
  'message',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string | number>>;

/**
 * UTF-8 with a byte order mark, `;`, CRLF, formulas disarmed (OWASP, CSV injection); moments as the clock of `zone` (IANA)
 * shows them. One row a line, oldest first, as the shelves were walked.
 */
export function inventoryCsv(lines: readonly InventoryLine[], language: Language, zone: string): Readable {
  const writer = stringify({
    ...spreadsheet,
    columns: columns.map((key) => ({ key, header: say(language, `agent.inventory.column.${key}`) })),
  });
  return pipeline(Readable.from(rowsOf(lines, language, momentIn(zone))), writer, () => {
    // The stream given out carries the error; there is nobody else to tell.
  });
}

/** How moments (UTC, ISO 8601) are shown by the clock of `zone`: `2026-11-22 10:30:00`, which spreadsheets understand. */
export function momentIn(zone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone });
  return (at) => format.format(Date.parse(at));
}

function* rowsOf(lines: readonly InventoryLine[], language: Language, moment: (at: string) => string): Generator<Row> {
  for (const { at, quantity, verdict, pack, reasons, message } of lines.toReversed()) {
    const references = reasons.filter(({ effect }) => effect === 'decides').flatMap(({ reference }) => reference || []);
    yield {
      at: moment(at),
      quantity,
      verdict: say(language, `agent.inventory.verdict.${verdict}`),
      gtin: pack.gtin,
      cip13: pack.cip13 ?? '',
      name: pack.name ?? '',
      lot: pack.lot ?? '',
      expiry: pack.expiry ?? '',
      references: [...new Set(references)].join(', '),
      message,
    };
  }
}
