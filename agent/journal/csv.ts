/** The journal as a spreadsheet opens it. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { spreadsheet } from '../../protocol/spreadsheet.ts';
import type { JournalRow } from './row.ts';

/** The contract's fields, in the order in which the hash takes them. */
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

/**
 * Streams rows as CSV with a header line, read as fast as they are taken. `pack`, `reasons` and `feed` are the JSON that
 * the chain hashes, so that an export can be proved by itself (`chain.ts`). An error of the rows destroys the stream with it.
 */
export function journalCsv(rows: Iterable<JournalRow> | AsyncIterable<JournalRow>): Readable {
  const writer = stringify({
    ...spreadsheet,
    columns: [...columns],
    cast: { ...spreadsheet.cast, boolean: String, object: (value) => JSON.stringify(value) },
  });
  return pipeline(Readable.from(rows), writer, () => {
    // The stream given out carries the error; there is nobody else to tell.
  });
}
