/** The journal as a spreadsheet opens it: UTF-8 with a byte order mark, `;`, CRLF (RFC 4180), formulas disarmed. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { JournalRow } from './row.ts';

const columns = [
  'seq',
  'at',
  'id',
  'pack',
  'verdict',
  'reasons',
  'feed',
  'terminal',
  'operator',
  'saleReference',
  'outcome',
  'reason',
  'override',
  'kind',
  'previousHash',
  'hash',
] as const satisfies ReadonlyArray<keyof JournalRow>;

type Cells = Record<(typeof columns)[number], string | number | null>;

/** `gtin=… lot=A|B expiry=… manufactured=…`: a name before each, so that no code is taken for a number and loses zeros. */
function packCell(pack: JournalRow['pack']): string | null {
  if (pack === null) return null;
  const parts = {
    gtin: pack.codes.join('|'),
    lot: pack.lots.join('|'),
    expiry: pack.expiry,
    manufactured: pack.manufactured,
  };
  const readings = pack.readings > 1 ? [`readings=${pack.readings}`] : [];
  return [...Object.entries(parts).flatMap(([name, value]) => (value ? [`${name}=${value}`] : [])), ...readings].join(
    ' ',
  );
}

function cellsOf(row: JournalRow): Cells {
  return {
    ...row,
    pack: packCell(row.pack),
    reasons: row.reasons.map(({ code, reference }) => (reference ? `${code} (${reference})` : code)).join(', '),
    feed: row.feed && [row.feed.state, row.feed.position, row.feed.asOf].filter((part) => part !== null).join(' '),
    override: row.override ? 'yes' : '',
  };
}

function* cells(rows: Iterable<JournalRow>): Generator<Cells> {
  for (const row of rows) yield cellsOf(row);
}

/**
 * Streams rows as CSV with a header line, read as fast as they are taken. A cell that begins like a formula gets an
 * apostrophe before it (OWASP, CSV injection). An error of the rows destroys the stream with it.
 */
export function journalCsv(rows: Iterable<JournalRow>): Readable {
  const writer = stringify({
    header: true,
    columns: [...columns],
    bom: true,
    delimiter: ';',
    record_delimiter: 'windows',
    escape_formulas: true,
  });
  return pipeline(Readable.from(cells(rows)), writer, () => {
    // The stream given out carries the error; there is nobody else to tell.
  });
}
