/** May this pack be dispensed, and what became of it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Language } from '../../../protocol/messages/index.ts';
import { problemDocument } from '../../../protocol/problem-document.ts';
import { schemaProblem } from '../../../protocol/schema-problem.ts';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { languageFor, problemOf } from '../problems.ts';
import {
  BATCH_ITEMS,
  BatchAnswer,
  BatchRequest,
  CheckAnswer,
  CheckRequest,
  IdParams,
  OutcomeAnswer,
  OutcomeRequest,
} from '../schemas.ts';

/** A basket of 200 packs with every field filled. */
const BATCH_BYTES = 256 * 1024;

/** The basket without its items: one that is malformed is that item's problem, not the basket's. */
const basket = Compile(
  Type.Object(
    { items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: BATCH_ITEMS }) },
    { additionalProperties: false },
  ),
);
const item = Compile(CheckRequest);

type Item = BatchAnswer['items'][number];

export function checkRoutes(server: FastifyInstance, deps: Pick<HookDependencies, 'checker' | 'journal'>): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  const { checker, journal } = deps;

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
      validatorCompiler: () => (body: unknown) =>
        basket.Check(body) ? { value: body } : { error: schemaProblem(basket.Errors(body)) },
      schema: {
        operationId: 'checkBatch',
        summary: 'A whole basket, answered in the same order; an item with a problem counts as verify',
        body: BatchRequest,
        response: { 200: BatchAnswer, ...problems },
      },
    },
    async (request): Promise<BatchAnswer> => {
      const language = languageFor(request);
      // Asked in one turn of the event loop, so that the journal writes the basket in one commit.
      const items = await Promise.all(request.body.items.map((one) => itemOf(one, language)));
      return { verdict: worst(items), items };
    },
  );

  async function itemOf(one: unknown, language: Language): Promise<Item> {
    try {
      if (!item.Check(one)) throw schemaProblem(item.Errors(one));
      return await checker.check(one, language);
    } catch (error) {
      const problem = problemOf(error);
      // A journal that cannot write is no matter of one item: nothing of this basket may look cleared.
      if (problem.status >= 500) throw error;
      return { problem: problemDocument(problem, language) };
    }
  }

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
    async (request): Promise<OutcomeAnswer> => {
      const { created: _, id: checkId, ...told } = await journal.outcome(request.params.id, request.body);
      return { checkId, ...told };
    },
  );
}

function worst(items: readonly Item[]): BatchAnswer['verdict'] {
  const verdicts = new Set(items.map((one) => ('problem' in one ? 'verify' : one.verdict)));
  return verdicts.has('block') ? 'block' : verdicts.has('verify') ? 'verify' : 'allow';
}
