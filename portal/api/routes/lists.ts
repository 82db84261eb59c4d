/** Lists of lots pasted from a spreadsheet or read from its CSV, as the targets of a draft. Nothing is stored. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { TargetDraft } from '../../../protocol/bulletin.ts';
import { excerpt } from '../../../protocol/excerpt.ts';
import { languageOf, say } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import { cellDoubts, cellFaults } from '../../lists/cells.ts';
import { listFields } from '../../lists/columns.ts';
import { type ListDoubt, type ListFault, readTargetList, type TargetList } from '../../lists/target-list.ts';
import { gtinOfCode, productsOf } from '../../products/products.ts';
import type { Store } from '../../store/store.ts';
import { refusals } from '../answers.ts';
import { ListSource, textOfSource } from '../list-source.ts';

/** 50,000 rows of code, lot, date and serial, and a third more in base64. */
const LIST_LIMIT = 8 * 1024 * 1024;
const MOST_ROWS = 50_000;
/** Of a cell that may hold a page. */
const VALUE_SHOWN = 60;

const Field = Type.Enum(listFields, {
  description: 'gtin: 8, 12, 13 or 14 digits; cip: 7 or 13; code: any of them',
});
const ListBody = Type.Object(
  {
    ...ListSource,
    product: Type.Optional(Type.String({ maxLength: 40, description: 'GTIN, CIP13 or CIP7 of rows that name none' })),
    fillDown: Type.Optional(
      Type.Boolean({ description: 'A row without a code is of the product of the row above it, as in merged cells' }),
    ),
    columns: Type.Optional(
      Type.Array(Type.Union([Field, Type.Null()]), {
        minItems: 1,
        maxItems: 100,
        description: 'What each column holds, where the header does not say; null: not read',
      }),
    ),
  },
  { additionalProperties: false },
);

const Row = Type.Integer({ minimum: 1, description: 'As the spreadsheet counts, the header included' });
const place = {
  row: Row,
  column: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'null: the list has no such column' }),
  field: Field,
  value: Type.String({ description: 'The cell' }),
  text: Type.String({ description: 'In the language of Accept-Language' }),
};
const ListAnswer = Type.Object({
  delimiter: Type.Enum(['\t', ';', ','] as const),
  columns: Type.Array(
    Type.Object({
      header: Type.Union([Type.String(), Type.Null()]),
      field: Type.Union([Field, Type.Null()], { description: 'null: not read' }),
    }),
  ),
  rows: Type.Integer({ minimum: 0, description: 'Rows that hold something, without the header' }),
  accepted: Type.Integer({ minimum: 0, description: 'Rows that stand in `targets`, repetitions included' }),
  targets: Type.Array(TargetDraft, { description: 'For `recall.targets` of a draft' }),
  errors: Type.Array(Type.Object({ ...place, code: Type.Enum(cellFaults) }), {
    description: 'Why rows were not taken',
  }),
  warnings: Type.Array(
    Type.Object({
      ...place,
      code: Type.Enum(cellDoubts),
      other: Type.Union([Row, Type.Null()], { description: 'The row to compare it with' }),
    }),
    { description: 'Taken, and to be looked at again' },
  ),
  rest: Type.String({
    description: 'Header and rows that were not taken, as typed: correct them and read them again; empty: none',
  }),
});

export function listRoutes(root: FastifyInstance, { db }: Pick<Store, 'db'>): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/bulletins/targets/read',
    {
      bodyLimit: LIST_LIMIT,
      // Trimmed, a list whose first cell is empty would lose a column, and its rows their numbers.
      config: { allowed: ['lab', 'authority'], readByRoom: true },
      schema: {
        tags: ['bulletins'],
        summary:
          'Targets out of a list pasted from a spreadsheet or its CSV; errors by row and column; nothing is stored',
        body: ListBody,
        response: { 200: ListAnswer, ...refusals },
      },
    },
    async (request) => {
      const { fillDown, columns } = request.body;
      const language = languageOf(request.headers['accept-language']);
      const product = request.body.product?.trim();
      const list = readTargetList(textOfSource(request.body), {
        fillDown,
        columns,
        ...(product ? { product: gtinOfCode(product, 'product') } : {}),
      });
      if (list.rows > MOST_ROWS) {
        throw new Problem('too-large', { field: 'text', expected: 'list-rows', values: { limit: MOST_ROWS } });
      }
      if (list.columns === null) throw new Problem('request-invalid', { field: 'columns', expected: 'list-columns' });
      if (!list.columns.some(({ field }) => field === 'lot')) {
        throw new Problem('request-invalid', { field: 'columns', expected: 'list-lot-column' });
      }
      const unknown = await unknownProducts(list);
      return {
        delimiter: list.delimiter,
        columns: [...list.columns],
        rows: list.rows,
        accepted: list.accepted,
        targets: list.targets,
        errors: list.faults.map((fault) => ({
          ...fault,
          text: say(language, `list.fault.${fault.code}`, valuesOf(fault)),
        })),
        warnings: [...list.doubts, ...unknown]
          .sort((a, b) => a.row - b.row)
          .map((doubt) => ({ ...doubt, text: say(language, `list.doubt.${doubt.code}`, valuesOf(doubt)) })),
        rest: list.rest,
      };
    },
  );

  /** One a product, at the first row that names it; none where no medicines database was imported. */
  async function unknownProducts({ products }: TargetList): Promise<ListDoubt[]> {
    const source = await db.selectFrom('product_source').select('id').executeTakeFirst();
    if (source === undefined) return [];
    const known = await productsOf(db, [...products.keys()]);
    return [...products].flatMap(([gtin, { row, column, field, value }]): ListDoubt[] =>
      known.has(gtin) ? [] : [{ row, column, field, value: value || gtin, code: 'product-unknown', other: null }],
    );
  }
}

function valuesOf(what: ListFault | ListDoubt): Readonly<Record<string, string | number>> {
  return { value: excerpt(what.value, VALUE_SHOWN), other: 'other' in what ? (what.other ?? '') : '' };
}
