/** The medicines database: looked up and searched by who writes bulletins, replaced by who runs the portal. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { CivilDate } from '../../../protocol/bulletin.ts';
import { isCivilDate } from '../../../protocol/date.ts';
import { MedicinesFileError } from '../../../protocol/medicines-file.ts';
import { languageOf, say } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import { importProducts, ProductSource, readProductSource } from '../../products/import.ts';
import { medicinesFiles } from '../../products/medicines.ts';
import { ProductView, readProduct, searchProducts } from '../../products/products.ts';
import type { Store } from '../../store/store.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';

/** Three times today's files in base64. */
const IMPORT_LIMIT = 32 * 1024 * 1024;

const Base64 = Type.String({ contentEncoding: 'base64', description: 'The file as downloaded, in base64' });
const ImportBody = Type.Object(
  {
    date: CivilDate,
    files: Type.Object(
      { 'CIS_bdpm.txt': Base64, 'CIS_CIP_bdpm.txt': Base64, 'CIS_MITM.txt': Type.Optional(Base64) },
      { additionalProperties: false },
    ),
    force: Type.Optional(Type.Boolean({ description: 'Takes files that look cut short' })),
  },
  { additionalProperties: false },
);
const Imported = Type.Object({
  ...ProductSource.properties,
  changed: Type.Boolean({ description: 'false: the same files as before' }),
});
const Filter = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'A code, or words of name, presentation or holder, without accents' }),
    ),
    holder: Type.Optional(Type.String({ maxLength: 200, description: 'Words of the holder’s name' })),
    mitm: Type.Optional(Type.Boolean({ description: 'Of major therapeutic interest, or not' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    after: Type.Optional(Type.String({ maxLength: 2000, description: '`next` of the page before' })),
  },
  { additionalProperties: false },
);
const Page = Type.Object({
  products: Type.Array(ProductView),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as `after` for the page that follows' }),
  source: Type.Union([ProductSource, Type.Null()], { description: 'null: no medicines database was imported' }),
});

const everyone = ['lab', 'authority', 'operator'] as const;
const tags = ['products'];

export function productRoutes(root: FastifyInstance, { db, clock }: Pick<Store, 'db' | 'clock'>): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();

  app.get(
    '/v1/products',
    {
      config: { allowed: everyone },
      schema: {
        tags,
        summary: 'Medicines by name or code, those first whose name begins with what is searched',
        querystring: Filter,
        response: { 200: Page, ...refusals },
      },
    },
    async (request) => ({
      ...(await searchProducts(db, { ...request.query, limit: request.query.limit ?? 20 })),
      source: await readProductSource(db),
    }),
  );

  app.get(
    '/v1/products/:code',
    {
      config: { allowed: everyone },
      schema: {
        tags,
        summary: 'The medicine of a GTIN, CIP13 or CIP7; not-found says nothing against a code',
        params: Type.Object({ code: Type.String() }),
        response: { 200: ProductView, ...refusals },
      },
    },
    (request) => readProduct(db, request.params.code),
  );

  app.post(
    '/v1/products/import',
    {
      bodyLimit: IMPORT_LIMIT,
      config: { allowed: ['operator'], may: 'officines.manage' },
      schema: {
        tags,
        summary: 'Replaces the medicines database by these files of the public one; all of it or nothing',
        body: ImportBody,
        response: { 200: Imported, ...refusals },
      },
    },
    async (request) => {
      const { date, files, force } = request.body;
      if (!isCivilDate(date)) throw new Problem('date-invalid', { field: 'date', expected: 'date' });
      const bytes = Object.fromEntries(
        medicinesFiles.flatMap((name) => {
          const text = files[name];
          return text === undefined ? [] : [[name, decoded(name, text)]];
        }),
      ) as Record<(typeof medicinesFiles)[number], Uint8Array>;
      try {
        return await importProducts(db, clock, actorOf(request), { files: bytes, date, ...(force ? { force } : {}) });
      } catch (error) {
        if (!(error instanceof MedicinesFileError)) throw error;
        const language = languageOf(request.headers['accept-language']);
        const reason = say(language, `medicines.file.${error.fault}`, error.values);
        const field = `files.${error.values.file}`;
        throw new Problem('request-invalid', { field, expected: 'medicines-file', values: { reason }, cause: error });
      }
    },
  );
}

function decoded(name: string, text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  // Buffer leaves out in silence what is no base64 (RFC 4648, section 4).
  if (bytes.toString('base64') !== text)
    throw new Problem('request-invalid', { field: `files.${name}`, expected: 'base64' });
  return bytes;
}
