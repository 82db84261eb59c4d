/** The medicines that are known by name. Nothing in a recall depends on them: a code that is not here is a code all the same. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { Problem } from '../../protocol/problems.ts';
import { cip7OfGtin, cip13OfGtin, readProductCode } from '../../protocol/product.ts';
import type { Executor } from '../store/database.ts';
import { wordPatterns } from './search.ts';

const text = Type.Union([Type.String(), Type.Null()]);

export const ProductView = Type.Object({
  gtin: Type.String(),
  cip13: text,
  cip7: text,
  cis: Type.String({ description: 'The medicine, which several presentations share' }),
  name: Type.String(),
  presentation: Type.String(),
  holder: Type.String({ description: 'Marketing-authorisation holder (titulaire); empty where the source names none' }),
  status: Type.String({ description: 'Of the presentation, in the words of the source: Présentation active' }),
  marketing: Type.String({ description: 'In the words of the source: Déclaration de commercialisation' }),
  mitm: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Medicine of major therapeutic interest; null: the source did not say',
  }),
});
export type ProductView = Static<typeof ProductView>;

const columns = ['gtin', 'cis', 'name', 'presentation', 'holder', 'status', 'marketing', 'mitm'] as const;

/** The products of these GTIN-14 that are known, by GTIN. */
export async function productsOf(db: Executor, gtins: readonly string[]): Promise<Map<string, ProductView>> {
  if (gtins.length === 0) return new Map();
  const wanted = JSON.stringify([...new Set(gtins)]);
  const rows = await db
    .selectFrom('product')
    .select(columns)
    // One parameter, however many codes.
    .where(sql<boolean>`gtin in (select jsonb_array_elements_text(${wanted}::jsonb))`)
    .execute();
  return new Map(rows.map((row) => [row.gtin, viewOf(row)]));
}

/** The GTIN-14 of a GTIN (8, 12, 13 or 14 digits), CIP13 or CIP7. Throws request-invalid or check-digit, of `field`. */
export function gtinOfCode(code: string, field: string): string {
  const gtin = gtinOf(code);
  if (gtin === null) throw new Problem('request-invalid', { field, expected: 'product-code' });
  if (gtin === 'check-digit') throw new Problem('check-digit', { field, expected: 'check-digit' });
  return gtin;
}

/** The product of a code as `gtinOfCode` reads it. Throws as it does, and not-found. */
export async function readProduct(db: Executor, code: string): Promise<ProductView> {
  const gtin = gtinOfCode(code, 'code');
  const found = (await productsOf(db, [gtin])).get(gtin);
  if (found === undefined) throw new Problem('not-found', { field: 'code' });
  return found;
}

export interface ProductFilter {
  /** Words of name, presentation or holder, in any order, without accents; or a code. Absent: every product. */
  readonly search?: string | undefined;
  /** Words of the holder's name. */
  readonly holder?: string | undefined;
  readonly mitm?: boolean | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Products by name, those first whose name begins with what is searched. Throws request-invalid for a bad cursor. */
export async function searchProducts(
  db: Executor,
  filter: ProductFilter,
): Promise<{ products: ProductView[]; next: string | null }> {
  const searched = filter.search?.trim() ?? '';
  const code = gtinOf(searched);
  if (code !== null && code !== 'check-digit') {
    const found = await productsOf(db, [code]);
    return { products: [...found.values()], next: null };
  }
  const patterns = wordPatterns(searched);
  if (searched !== '' && patterns.join('').replace(/[% ]/g, '').length < 2) {
    throw new Problem('request-invalid', { field: 'search', expected: 'two-letters' });
  }
  const rank = sql<number>`case when searched like ${patterns.map((one) => one.slice(2)).join(' ')} then 0 else 1 end`;
  const after = cursorOf(filter.after);
  let query = db.selectFrom('product').select(columns).select(rank.as('rank'));
  for (const pattern of patterns) query = query.where(sql`' ' || searched`, 'like', pattern);
  for (const pattern of wordPatterns(filter.holder ?? '')) {
    query = query.where(sql`' ' || searched_holder`, 'like', pattern);
  }
  if (filter.mitm !== undefined) query = query.where('mitm', '=', filter.mitm);
  if (after !== null) {
    query = query.where(
      sql<boolean>`(${rank}, name, gtin) > (${after.rank}::int, ${after.name}::text, ${after.gtin}::text)`,
    );
  }
  const rows = await query
    .orderBy(sql`rank`)
    .orderBy('name')
    .orderBy('gtin')
    .limit(filter.limit + 1)
    .execute();
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    products: page.map(viewOf),
    next: rows.length > filter.limit && last !== undefined ? cursor(last) : null,
  };
}

interface Cursor {
  readonly rank: number;
  readonly name: string;
  readonly gtin: string;
}

function cursor({ rank, name, gtin }: Cursor): string {
  return Buffer.from(JSON.stringify([rank, name, gtin])).toString('base64url');
}

function cursorOf(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  try {
    const [rank, name, gtin] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if ((rank === 0 || rank === 1) && typeof name === 'string' && typeof gtin === 'string') return { rank, name, gtin };
  } catch {
    // Told below, as any other text that is no cursor.
  }
  throw new Problem('request-invalid', { field: 'after', expected: 'cursor' });
}

function gtinOf(code: string): string | 'check-digit' | null {
  const digits = code.replace(/[\s.\u00a0-]/g, '');
  const read = readProductCode(digits.length === 7 ? 'cip7' : 'gtin', code);
  if ('gtin' in read) return read.gtin;
  return read.fault === 'check-digit' ? 'check-digit' : null;
}

function viewOf(row: Omit<ProductView, 'cip13' | 'cip7'>): ProductView {
  const { gtin, cis, name, presentation, holder, status, marketing, mitm } = row;
  const codes = { cip13: cip13OfGtin(gtin), cip7: cip7OfGtin(gtin) };
  return { gtin, ...codes, cis, name, presentation, holder, status, marketing, mitm };
}
