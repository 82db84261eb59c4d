/**
 * Reads the public medicines database (base de données publique des médicaments): tab-separated, no header, no quoting.
 * CIS_CIP_bdpm.txt is UTF-8, CIS_bdpm.txt is Windows-1252: one encoding for both spoils one of them.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { readProductCode } from '../../protocol/product.ts';
import { openDatabase } from '../database.ts';
import { catalogueDatabase } from './catalogue-schema.ts';

/** Today's files have 20,874 presentations and 15,848 specialities. */
const FEWEST_ROWS = 10_000;
/** Of the presentations that the replaced catalogue had: the list changes by a few each day. */
const FEWEST_KEPT = 0.9;

export type CatalogueFault = 'unreadable' | 'encoding' | 'columns' | 'unfinished' | 'too-short' | 'shrunk';

/** A file that is not what it must be, most often cut short on its way. Sentence: `agent.catalogue.<fault>`. */
export class CatalogueError extends Error {
  readonly fault: CatalogueFault;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(fault: CatalogueFault, values: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(`catalogue ${fault}: ${JSON.stringify(values)}`, { cause });
    this.name = 'CatalogueError';
    this.fault = fault;
    this.values = values;
  }
}

export interface CatalogueImport {
  /** CIS_CIP_bdpm.txt: presentations, with their CIP13. */
  readonly presentations: string;
  /** CIS_bdpm.txt: what the medicines are called; null: presentations keep their label alone. */
  readonly specialities: string | null;
  /** catalogue.db to replace. */
  readonly target: string;
  /** Takes a file that looks cut short. */
  readonly force?: boolean;
}

export interface CatalogueReport {
  readonly products: number;
  /** Rows whose CIP13 is none (length or check digit), left out. */
  readonly skipped: number;
  /** Products whose medicine was found in CIS_bdpm.txt. */
  readonly named: number;
}

/**
 * Makes a new catalogue.db of the files and puts it in place of the old one in one step. Throws `CatalogueError` and changes
 * nothing where a file cannot be read, or looks cut short and `force` is not set; the file system's error where `target`
 * cannot be written.
 */
export function importCatalogue({
  presentations,
  specialities,
  target,
  force = false,
}: CatalogueImport): CatalogueReport {
  const medicines = new Map<string, string>();
  if (specialities !== null) {
    for (const [cis = '', name = ''] of rowsOf(specialities, 'windows-1252', 2, force)) medicines.set(cis, name.trim());
  }
  const products = new Map<string, string>();
  let skipped = 0;
  let named = 0;
  for (const row of rowsOf(presentations, 'utf-8', 7, force)) {
    const [cis = '', , label = ''] = row;
    const code = readProductCode('cip13', row[6] ?? '');
    if (!('gtin' in code)) {
      skipped++;
      continue;
    }
    const medicine = medicines.get(cis);
    if (medicine) named++;
    products.set(code.gtin, [medicine, label.trim()].filter(Boolean).join(', '));
  }
  if (!force) refuseShort(products.size, presentations, target);
  replace(target, products);
  return { products: products.size, skipped, named };
}

function rowsOf(path: string, encoding: 'utf-8' | 'windows-1252', columns: number, force: boolean): string[][] {
  const file = basename(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new CatalogueError('unreadable', { file, cause: (cause as NodeJS.ErrnoException).code ?? '' }, cause);
  }
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CatalogueError('encoding', { file, encoding }, cause);
  }
  if (!force && !text.endsWith('\n')) throw new CatalogueError('unfinished', { file });
  let rows: string[][];
  try {
    rows = parse(text, { delimiter: '\t', quote: false, relax_column_count: force });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new CatalogueError('columns', { file, line: Number(cause.lines ?? 0) }, cause);
  }
  if (!force && rows.length < FEWEST_ROWS) {
    throw new CatalogueError('too-short', { file, rows: rows.length, fewest: FEWEST_ROWS });
  }
  if ((rows[0]?.length ?? 0) < columns) throw new CatalogueError('columns', { file, line: 1 });
  return rows;
}

function refuseShort(products: number, presentations: string, target: string): void {
  const file = basename(presentations);
  if (products < FEWEST_ROWS) throw new CatalogueError('too-short', { file, rows: products, fewest: FEWEST_ROWS });
  const before = existsSync(target) ? countOf(target) : 0;
  if (products < before * FEWEST_KEPT) throw new CatalogueError('shrunk', { file, rows: products, before });
}

function countOf(path: string): number {
  const db = openDatabase(path, { ...catalogueDatabase, readonly: true });
  try {
    return Number(db.prepare<[], number>('select count(*) from product').pluck().get());
  } finally {
    db.close();
  }
}

function replace(target: string, products: ReadonlyMap<string, string>): void {
  const fresh = `${target}.new`;
  rmSync(fresh, { force: true });
  const db = openDatabase(fresh, catalogueDatabase);
  try {
    const insert = db.prepare('insert into product (gtin, name) values (?, ?)');
    db.transaction(() => {
      for (const [gtin, name] of products) insert.run(gtin, name);
    })();
    // One file without -wal: it is renamed over another, and read without a right to write beside it.
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
  renameSync(fresh, target);
}
