/**
 * A file of the public medicines database (base de données publique des médicaments) as rows: tab-separated, no header, no
 * quoting. Its files are not all in one encoding (July 2026: CIS_CIP_bdpm.txt UTF-8, CIS_bdpm.txt Windows-1252). Pure.
 */
import { CsvError, parse } from 'csv-parse/sync';

/** Of 20,874 presentations and 15,848 specialities in July 2026: fewer than this is a file that was cut short. */
export const FEWEST_ROWS = 10_000;
/** Of the presentations known before: the list changes by a few each day. */
const FEWEST_KEPT = 0.9;

export type MedicinesFileFault = 'unreadable' | 'encoding' | 'columns' | 'unfinished' | 'too-short' | 'shrunk';

/** A file that is not what it must be, most often cut short on its way. Sentence: `medicines.file.<fault>`. */
export class MedicinesFileError extends Error {
  readonly fault: MedicinesFileFault;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(fault: MedicinesFileFault, values: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(`medicines file ${fault}: ${JSON.stringify(values)}`, { cause });
    this.name = 'MedicinesFileError';
    this.fault = fault;
    this.values = values;
  }
}

export interface MedicinesFileForm {
  /** Columns that are read: a row has at least these. */
  readonly columns: number;
  /** Absent: UTF-8 where the bytes are, else Windows-1252. */
  readonly encoding?: 'utf-8' | 'windows-1252';
  /** Takes a file that looks cut short. */
  readonly force?: boolean;
  /** Rows that it has at least; FEWEST_ROWS unless told. */
  readonly fewest?: number;
}

/** The rows of a file called `file`. Throws `MedicinesFileError`. */
export function medicinesRows(
  file: string,
  bytes: Uint8Array,
  { columns, encoding, force = false, fewest = FEWEST_ROWS }: MedicinesFileForm,
): string[][] {
  const text = encoding === undefined ? detected(file, bytes) : decoded(file, bytes, encoding);
  if (!force && !text.endsWith('\n')) throw new MedicinesFileError('unfinished', { file });
  let rows: string[][];
  try {
    rows = parse(text, { delimiter: '\t', quote: false, relax_column_count: force });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new MedicinesFileError('columns', { file, line: Number(cause.lines ?? 0) }, cause);
  }
  if (!force && rows.length < fewest) throw new MedicinesFileError('too-short', { file, rows: rows.length, fewest });
  if ((rows[0]?.length ?? 0) < columns) throw new MedicinesFileError('columns', { file, line: 1 });
  return rows;
}

/** Refuses a list of presentations that is too short by itself, or against the `before` known of the last one. */
export function refuseShort(file: string, presentations: number, before: number): void {
  if (presentations < FEWEST_ROWS) {
    throw new MedicinesFileError('too-short', { file, rows: presentations, fewest: FEWEST_ROWS });
  }
  if (presentations < before * FEWEST_KEPT) {
    throw new MedicinesFileError('shrunk', { file, rows: presentations, before });
  }
}

function decoded(file: string, bytes: Uint8Array, encoding: 'utf-8' | 'windows-1252'): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MedicinesFileError('encoding', { file, encoding }, cause);
  }
}

function detected(file: string, bytes: Uint8Array): string {
  const text = textOfBytes(bytes);
  if (text === null) throw new MedicinesFileError('encoding', { file, encoding: 'utf-8, windows-1252' });
  return text;
}

/**
 * The text of bytes that are UTF-8 (a BOM is dropped) or Windows-1252, as Excel and the public database write them. Null
 * where they are UTF-8 with some of it damaged: read as Windows-1252 every accent would turn into two characters.
 */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    // é, è, à … of UTF-8 begin with C3, which is Ã; no French text has it before these signs.
    return /Ã[\u00a0-\u00bf]/.test(text) ? null : text;
  }
}
