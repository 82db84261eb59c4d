/** Shortages: declared at the counter, by the pharmacy software, or by the time that passed; with the laboratories' answers. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { ShortageMade, ShortageRequest, ShortagesAnswer, ShortagesQuery } from '../schemas/shortages.ts';

const json = { content: { 'application/json': { schema: ShortageMade } } };

export function shortageRoutes(server: FastifyInstance, { shortages }: Pick<HookDependencies, 'shortages'>): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();

  app.post(
    '/v1/shortages',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'declareShortage',
        summary: 'Declares a product that cannot be had, an order that waits, or that it was supplied; again: the same',
        body: ShortageRequest,
        response: {
          200: { description: 'It was open already, or it ended', ...json },
          201: { description: 'Declared, or noted', ...json },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const made = shortages.say(request.body, request.hookRole === 'till' ? 'software' : 'desk');
      return reply.code(made.created ? 201 : 200).send(made);
    },
  );

  app.get(
    '/v1/shortages',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'shortages',
        summary: 'What is declared here, with the answers of the laboratories',
        querystring: ShortagesQuery,
        response: { 200: ShortagesAnswer, ...problems },
      },
    },
    async ({ query: { state = 'open' } }): Promise<ShortagesAnswer> => ({ shortages: shortages.list(state) }),
  );
}
