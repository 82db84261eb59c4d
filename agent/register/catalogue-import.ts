/** Names of products out of the public medicines database: CIS_CIP_bdpm.txt is UTF-8, CIS_bdpm.txt Windows-1252. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { MedicinesFileError, medicinesRows, refuseShort } from '../../protocol/medicines-file.ts';
import { readProductCode } from '../../protocol/product.ts';
import { openDatabase } from '../database.ts';
import { catalogueDatabase } from './catalogue-schema.ts';

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
 * Makes a new catalogue.db of the files and puts it in place of the old one in one step. Throws `MedicinesFileError` and changes
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
  if (!force) refuseShort(basename(presentations), products.size, existsSync(target) ? countOf(target) : 0);
  replace(target, products);
  return { products: products.size, skipped, named };
}

function rowsOf(path: string, encoding: 'utf-8' | 'windows-1252', columns: number, force: boolean): string[][] {
  const file = basename(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new MedicinesFileError('unreadable', { file, cause: (cause as NodeJS.ErrnoException).code ?? '' }, cause);
  }
  return medicinesRows(file, bytes, { columns, encoding, force });
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
