/** What the operator bills laboratories without a subscription for. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { listOccasionalUses, OccasionalUse, occasionalUsesCsv } from '../../access/occasional-use.ts';
import type { Store } from '../../store/store.ts';
import { refusals } from '../answers.ts';
import { csvQuery, listOrCsv, sendCsv, spokenIn } from '../csv.ts';
import { momentOf, momentQuery } from '../moments.ts';

const Query = Type.Object(
  {
    ...momentQuery,
    organisation: Type.Optional(Type.String({ maxLength: 64 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
    after: Type.Optional(Type.String({ maxLength: 64, description: '`next` of the page before' })),
    ...csvQuery,
  },
  { additionalProperties: false },
);
const Page = Type.Object({
  uses: Type.Array(OccasionalUse),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as `after` for the page that follows' }),
});

export function occasionalUseRoutes(root: FastifyInstance, { db }: Pick<Store, 'db'>): void {
  root.withTypeProvider<TypeBoxTypeProvider>().get(
    '/v1/occasional-uses',
    {
      config: { allowed: ['operator'], may: 'organisations.manage' },
      schema: {
        tags: ['organisations'],
        summary: 'Recalls published for laboratories without a subscription, oldest first',
        querystring: Query,
        response: { 200: listOrCsv(Page), ...refusals },
      },
    },
    async (request, reply) => {
      const { format, language, limit = 200, after, from, to, organisation } = request.query;
      const filter = { from: momentOf('from', from), to: momentOf('to', to), organisation };
      if (format !== 'csv') return listOccasionalUses(db, { ...filter, limit, after });
      return sendCsv(
        reply,
        'vigilot-occasional-uses',
        await occasionalUsesCsv(db, filter, spokenIn(request, language)),
      );
    },
  );
}
