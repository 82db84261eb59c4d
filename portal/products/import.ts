/** Replaces the table of products by what the files of the medicines database say: all of it or nothing. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { refuseShort } from '../../protocol/medicines-file.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json } from '../store/database.ts';
import { type MedicinesFiles, medicinesFiles, readMedicines } from './medicines.ts';
import { searchable } from './search.ts';

export const ProductSource = Type.Object({
  date: Type.String({ description: 'Civil date of the files, as the operator gave it' }),
  importedAt: Type.String({ description: 'Moment in UTC' }),
  products: Type.Integer({ minimum: 0 }),
  skipped: Type.Integer({ minimum: 0, description: 'Rows whose CIP13 is none: left out' }),
  mitm: Type.Boolean({ description: 'Whether CIS_MITM.txt was there: else nothing is known of therapeutic interest' }),
});
export type ProductSource = Static<typeof ProductSource>;

export interface ProductImport {
  readonly files: MedicinesFiles;
  /** Civil date of the files. */
  readonly date: string;
  /** Takes files that look cut short. */
  readonly force?: boolean;
}

/**
 * Imports in one transaction. The same files again change nothing but the date: `changed` is false. Throws
 * `MedicinesFileError` with nothing changed.
 */
export async function importProducts(
  db: Executor,
  clock: Clock,
  actor: Actor,
  { files, date, force = false }: ProductImport,
): Promise<ProductSource & { readonly changed: boolean }> {
  const { presentations, skipped } = readMedicines(files, force);
  const digest = digestOf(files);
  return db.transaction().execute(async (trx) => {
    const before = await trx.selectFrom('product_source').selectAll().forUpdate().executeTakeFirst();
    if (!force) refuseShort('CIS_CIP_bdpm.txt', presentations.length, before?.products ?? 0);
    const changed = before?.digest !== digest;
    if (changed) {
      await trx.deleteFrom('product').execute();
      const rows = presentations.map((one) => ({
        ...one,
        searched: searchable(`${one.name} ${one.presentation} ${one.holder}`),
        searched_holder: searchable(one.holder),
      }));
      // One parameter: twenty thousand rows as values of a statement take a second to write down.
      await sql`insert into product select * from jsonb_populate_recordset(null::product, ${json(rows)}::jsonb)`.execute(
        trx,
      );
    }
    const at = new Date(clock.wall());
    const source = {
      date,
      imported_at: at,
      digest,
      products: presentations.length,
      skipped,
      mitm: files['CIS_MITM.txt'] !== undefined,
    };
    await trx
      .insertInto('product_source')
      .values({ id: 1, ...source })
      .onConflict((c) => c.column('id').doUpdateSet(source))
      .execute();
    const { products } = source;
    await audit(trx, actor, 'products.import', 'products', { date, digest, products, skipped, force }, at);
    return { ...viewOf(source), changed };
  });
}

/** What the table was last made of; null: nothing was imported yet. */
export async function readProductSource(db: Executor): Promise<ProductSource | null> {
  const row = await db.selectFrom('product_source').selectAll().executeTakeFirst();
  return row === undefined ? null : viewOf(row);
}

function viewOf(row: {
  date: string;
  imported_at: Date;
  products: number;
  skipped: number;
  mitm: boolean;
}): ProductSource {
  const { date, products, skipped, mitm } = row;
  return { date, importedAt: row.imported_at.toISOString(), products, skipped, mitm };
}

function digestOf(files: MedicinesFiles): string {
  const hash = createHash('sha256');
  for (const name of medicinesFiles) {
    const bytes = files[name];
    if (bytes === undefined) continue;
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('base64url');
}
