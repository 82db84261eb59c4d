/** A list as it was pasted, as rows of cells: tab, semicolon or comma between them, quoted as spreadsheets do. Pure. */
import { CsvError, parse } from 'csv-parse/sync';
import { cleanCell } from './cells.ts';

export type Delimiter = '\t' | ';' | ',';

export interface ListRow {
  /** As the spreadsheet counts, from 1. */
  readonly row: number;
  /** Cleaned of what nobody sees. */
  readonly cells: readonly string[];
  /** The line as it was typed, with its end. */
  readonly raw: string;
}

/** The rows that are not blank. */
export function rowsOfList(text: string): { readonly delimiter: Delimiter; readonly rows: ListRow[] } {
  const delimiter = delimiterOf(text);
  const records = recordsOf(text, delimiter);
  const rows = records.flatMap(({ record, raw }, index) => {
    const cells = record.map(cleanCell);
    return cells.every((cell) => cell === '') ? [] : [{ row: index + 1, cells, raw }];
  });
  return { delimiter, rows };
}

/** What stands in the first line that is not blank: a spreadsheet gives tabs, a French CSV semicolons. */
function delimiterOf(text: string): Delimiter {
  const first = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? '';
  return (['\t', ';', ','] as const).find((each) => first.includes(each)) ?? '\t';
}

interface Parsed {
  readonly record: string[];
  readonly raw: string;
}

function recordsOf(text: string, delimiter: Delimiter): Parsed[] {
  const common = { delimiter, raw: true, relax_column_count: true, skip_empty_lines: false, bom: true } as const;
  try {
    return parse(text, { ...common, quote: '"', relax_quotes: true }) as unknown as Parsed[];
  } catch (error) {
    // A quotation mark that is never closed: a lot may begin with one, and then it is a character like any other.
    if (!(error instanceof CsvError)) throw error;
    return parse(text, { ...common, quote: false }) as unknown as Parsed[];
  }
}
