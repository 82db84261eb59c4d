/** Letters in batches: made, printed, handed over, come back. */
import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import {
  BatchSummary,
  BatchView,
  HandOverBody,
  handOver,
  LetterBatchBody,
  listBatches,
  MadeBatch,
  makeBatch,
  ReturnsAnswer,
  ReturnsBody,
  readBatch,
  recordReturns,
} from '../../outreach/letters/batches.ts';
import { lettersCsv, lettersPdf } from '../../outreach/letters/print.ts';
import { Turns } from '../../reports/turns.ts';
import type { Store } from '../../store/store.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { after, next } from '../paging.ts';
import { siteOf } from '../site.ts';

const Id = Type.Object({ id: Type.String() });
const Paging = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    after,
  },
  { additionalProperties: false },
);
const Batches = Type.Object({
  batches: Type.Array(BatchSummary),
  next,
});
const Format = Type.Object(
  { format: Type.Optional(Type.Enum(['json', 'csv', 'pdf'] as const, { default: 'json' })) },
  { additionalProperties: false },
);

const tags = ['recipients'];
const config = { allowed: ['operator'], may: 'outreach.run' } as const;
/** A thousand codes with what the post said of each. */
const BODY_LIMIT = 512 * 1024;

export function letterRoutes(
  app: FastifyInstance,
  { db, clock, publicUrl }: Pick<Store, 'db' | 'clock'> & { readonly publicUrl?: string | undefined },
): void {
  const turns = new Turns();

  app.post<{ Body: Static<typeof LetterBatchBody> }>(
    '/v1/outreach/letters',
    {
      config: { ...config, bodyOptional: true },
      schema: {
        tags,
        summary: 'Takes the letters that are due into a batch to print; addresses that fit no envelope are named',
        body: LetterBatchBody,
        response: { 201: MadeBatch, ...refusals },
      },
    },
    async (request, reply) => {
      const made = await makeBatch(db, clock, actorOf(request), request.body);
      if (made.batch !== null) reply.header('Location', `/v1/outreach/letters/${made.batch.id}`);
      return reply.code(201).send(made);
    },
  );

  app.get<{ Querystring: Static<typeof Paging> }>(
    '/v1/outreach/letters',
    {
      config,
      schema: {
        tags,
        summary: 'Batches of letters, newest first',
        querystring: Paging,
        response: { 200: Batches, ...refusals },
      },
    },
    (request) => listBatches(db, { limit: request.query.limit ?? 50, after: request.query.after }),
  );

  app.get<{ Params: Static<typeof Id>; Querystring: Static<typeof Format> }>(
    '/v1/outreach/letters/:id',
    {
      config,
      schema: {
        tags,
        summary:
          'A batch: its letters, the PDF to print, or the list for the mail house; the same however often it is fetched',
        params: Id,
        querystring: Format,
        response: {
          200: {
            description: 'The batch',
            content: {
              'application/json': { schema: BatchView },
              'text/csv': { schema: Type.String() },
              'application/pdf': { schema: Type.String({ format: 'binary' }) },
            },
          },
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { format = 'json' } = request.query;
      if (format === 'json') return readBatch(db, id);
      const o = { db, publicUrl: siteOf(publicUrl, request).origin };
      const file = await turns.take(() => (format === 'pdf' ? lettersPdf(o, id) : lettersCsv(o, id)));
      return reply
        .header('Content-Disposition', `attachment; filename="courriers-${id}.${format}"`)
        .type(format === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8')
        .send(file);
    },
  );

  app.post<{ Params: Static<typeof Id>; Body: Static<typeof HandOverBody> }>(
    '/v1/outreach/letters/:id/hand-over',
    {
      bodyLimit: BODY_LIMIT,
      config,
      schema: {
        tags,
        summary: 'The batch went to the mail house or the post',
        params: Id,
        body: HandOverBody,
        response: { 200: BatchView, ...refusals },
      },
    },
    (request) => handOver(db, clock, actorOf(request), request.params.id, request.body),
  );

  app.post<{ Body: Static<typeof ReturnsBody> }>(
    '/v1/outreach/letters/returns',
    {
      bodyLimit: BODY_LIMIT,
      config,
      schema: {
        tags,
        summary: 'Letters that came back, by the code that stands on them',
        body: ReturnsBody,
        response: { 200: ReturnsAnswer, ...refusals },
      },
    },
    (request) => recordReturns(db, clock, actorOf(request), request.body),
  );
}
