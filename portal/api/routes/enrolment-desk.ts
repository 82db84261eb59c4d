/** The enrolment desk: officines and their tokens by the thousand. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { excerpt } from '../../../protocol/excerpt.ts';
import { languageOf, say } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import { importOfficines } from '../../enrolment/import.ts';
import { issueTokens, OfficineToken, TokensBody, tokensCsv } from '../../enrolment/tokens-many.ts';
import { officineFaults, officineFields, readOfficineList } from '../../lists/officine-list.ts';
import type { Store } from '../../store/store.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { csvQuery, listOrCsv, sendCsv, spokenIn } from '../csv.ts';
import { ListSource, textOfSource } from '../list-source.ts';

/** 30,000 officines with their addresses, and a third more in base64. */
const LIST_LIMIT = 12 * 1024 * 1024;
const MOST_ROWS = 30_000;
/** 30,000 ids. */
const IDS_LIMIT = 1024 * 1024;
const VALUE_SHOWN = 60;

const ImportBody = Type.Object(
  {
    ...ListSource,
    dryRun: Type.Optional(Type.Boolean({ description: 'Says what would come of it, and changes nothing' })),
  },
  { additionalProperties: false },
);
const Count = Type.Integer({ minimum: 0 });
const Row = Type.Integer({ minimum: 1, description: 'As the spreadsheet counts, the header included' });
const Imported = Type.Object({
  dryRun: Type.Boolean(),
  columns: Type.Array(
    Type.Object({
      header: Type.String(),
      field: Type.Union([Type.Enum(officineFields), Type.Null()], { description: 'null: not read' }),
    }),
  ),
  rows: Type.Integer({ minimum: 0, description: 'Rows that hold something, without the header' }),
  created: Count,
  updated: Count,
  unchanged: Count,
  errors: Type.Array(
    Type.Object({
      row: Row,
      column: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        description: 'null: the list has no such column',
      }),
      field: Type.Enum(officineFields),
      value: Type.String({ description: 'The cell' }),
      code: Type.Enum(officineFaults),
      other: Type.Union([Row, Type.Null()], { description: 'The row that it repeats' }),
      text: Type.String({ description: 'In the language of Accept-Language' }),
    }),
    { description: 'Why rows were not taken' },
  ),
  rest: Type.String({
    description: 'Header and rows that were not taken, as typed: correct them and import them again; empty: none',
  }),
});
const Tokens = Type.Object({ tokens: Type.Array(OfficineToken) });

export function enrolmentDeskRoutes(root: FastifyInstance, store: Store): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock, feed, keys } = store;
  const operator = { allowed: ['operator'], may: 'officines.manage' } as const;
  const tags = ['officines'];

  app.post(
    '/v1/officines/import',
    {
      bodyLimit: LIST_LIMIT,
      // Trimmed, a list whose first cell is empty would lose a column, and its rows their numbers.
      config: { ...operator, readByRoom: true },
      schema: {
        tags,
        summary: 'Officines from a CSV, known by their number here or their FINESS; each row whole or not at all',
        body: ImportBody,
        response: { 200: Imported, ...refusals },
      },
    },
    async (request) => {
      const { dryRun = false } = request.body;
      const language = languageOf(request.headers['accept-language']);
      const list = readOfficineList(textOfSource(request.body));
      if (list === null) throw new Problem('request-invalid', { field: 'text', expected: 'officine-columns' });
      if (list.rows > MOST_ROWS) {
        throw new Problem('too-large', { field: 'text', expected: 'list-rows', values: { limit: MOST_ROWS } });
      }
      const { faults, ...done } = await importOfficines({ db, feed, clock }, actorOf(request), list, { dryRun });
      return {
        dryRun,
        columns: [...list.columns],
        rows: list.rows,
        ...done,
        errors: faults.map((fault) => {
          const value = excerpt(fault.value, VALUE_SHOWN);
          return {
            ...fault,
            text: say(language, `list.officine.${fault.code}`, { value, other: fault.other ?? '' }),
          };
        }),
      };
    },
  );

  app.post(
    '/v1/enrolment-tokens',
    {
      bodyLimit: IDS_LIMIT,
      config: operator,
      schema: {
        tags,
        summary: 'A token for each of many officines, shown this once',
        body: TokensBody,
        querystring: Type.Object(csvQuery, { additionalProperties: false }),
        response: { 201: listOrCsv(Tokens), ...refusals },
      },
    },
    async (request, reply) => {
      const { format, language } = request.query;
      const { rootThumbprint } = keys;
      const tokens = await issueTokens({ db, clock, rootThumbprint }, actorOf(request), request.body);
      reply.code(201);
      return format === 'csv'
        ? sendCsv(reply, 'vigilot-tokens', tokensCsv(tokens, spokenIn(request, language)))
        : reply.send({ tokens });
    },
  );
}
