/** Rows as a spreadsheet opens them. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { spreadsheet } from '../protocol/spreadsheet.ts';

/** `columns`: key of each cell and its heading, in order. An error of the rows destroys the stream with it. */
export function csvOf<Key extends string>(
  columns: ReadonlyArray<{ readonly key: Key; readonly header: string }>,
  rows: Iterable<Readonly<Record<Key, unknown>>> | AsyncIterable<Readonly<Record<Key, unknown>>>,
): Readable {
  const writer = stringify({ ...spreadsheet, columns: [...columns] });
  return pipeline(Readable.from(rows), writer, () => {
    // The stream given out carries the error; there is nobody else to tell.
  });
}

/** The rows of a list that is read page by page, from its first page on: `ask` is given the `next` of the page before. */
export async function* everyRow<Page extends { readonly next: string | number | null }, Row>(
  first: Page,
  ask: (next: NonNullable<Page['next']>) => Promise<Page>,
  rowsOf: (page: Page) => Iterable<Row>,
): AsyncGenerator<Row> {
  let page = first;
  for (;;) {
    yield* rowsOf(page);
    if (page.next === null) return;
    page = await ask(page.next);
  }
}
