/** May this pack be dispensed, and what became of it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Problem } from '../../../protocol/problems.ts';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import {
  BatchAnswer,
  BatchRequest,
  CheckAnswer,
  CheckRequest,
  IdParams,
  OutcomeAnswer,
  OutcomeRequest,
} from '../schemas.ts';
import { readBasket, TillCalls } from '../till-calls.ts';

/** A basket of 200 packs with every field filled. */
const BATCH_BYTES = 256 * 1024;

export function checkRoutes(server: FastifyInstance, deps: Pick<HookDependencies, 'checker' | 'journal'>): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  const { checker } = deps;
  const calls = new TillCalls(deps);

  app.post(
    '/v1/checks',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'check',
        summary: 'May this pack be dispensed?',
        body: CheckRequest,
        response: { 200: CheckAnswer, ...problems },
      },
    },
    (request) => checker.check(request.body, languageFor(request)),
  );

  app.get(
    '/v1/checks',
    {
      config: { access: 'till', basic: true, cookie: false },
      schema: {
        operationId: 'checkByAddress',
        summary: 'The same, for software that can only fetch an address; percent-decoded, and + is +',
        querystring: CheckRequest,
        response: { 200: CheckAnswer, ...problems },
      },
    },
    (request) => checker.check(request.query, languageFor(request)),
  );

  app.post(
    '/v1/checks/batch',
    {
      config: { access: 'till' },
      bodyLimit: BATCH_BYTES,
      validatorCompiler: () => (body: unknown) => {
        try {
          return { value: readBasket(body) };
        } catch (error) {
          return { error: error as Problem };
        }
      },
      schema: {
        operationId: 'checkBatch',
        summary: 'A whole basket, answered in the same order; an item with a problem counts as verify',
        body: BatchRequest,
        response: { 200: BatchAnswer, ...problems },
      },
    },
    (request) => calls.batch(request.body.items, languageFor(request)),
  );

  app.post(
    '/v1/checks/:id/outcome',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'outcome',
        summary: 'What became of the pack; look-back knows from it what left the shop',
        params: IdParams,
        body: OutcomeRequest,
        response: { 200: OutcomeAnswer, ...problems },
      },
    },
    (request) => calls.outcome({ ...request.body, id: request.params.id }),
  );
}
