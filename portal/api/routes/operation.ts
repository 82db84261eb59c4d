import { createHash, timingSafeEqual } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import Type from 'typebox';
import { Problem } from '../../../protocol/problems.ts';
import type { Metrics } from '../../operation/prometheus.ts';
import type { Readiness } from '../../operation/readiness.ts';
import { bearerOf } from '../access.ts';
import { refusals } from '../answers.ts';

const Ready = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Object({
    database: Type.Enum(['ok', 'unreachable'] as const),
    migrations: Type.Enum(['ok', 'behind', 'unknown'] as const),
    feed: Type.Enum(['ok', 'recovering', 'unknown'] as const, {
      description: 'recovering: entries are being taken back from workstations, nothing is published',
    }),
    service: Type.Enum(['ok', 'draining'] as const, { description: 'draining: workstations are sent elsewhere' }),
  }),
});

export interface OperationRoutes {
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  /** Absent: nobody reads the metrics. */
  readonly metricsKey?: string | undefined;
  readonly log: Logger;
}

/** What keeps a portal running asks here: readiness without a key, metrics by a key that opens nothing else. */
export function operationRoutes(root: FastifyInstance, o: OperationRoutes): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/ready',
    {
      config: { allowed: 'public' },
      schema: {
        tags: ['health'],
        summary: 'Whether this portal can publish and takes workstations; 503 says what is missing',
        querystring: Type.Object({
          recovering: Type.Optional(
            Type.Literal('accept', {
              description:
                'A recovering portal counts as ready: for the proxy of the workstations, without whom it never recovers',
            }),
          ),
        }),
        response: { 200: Ready, ...refusals, 503: Ready },
      },
    },
    async (request, reply) => {
      const { checks, ready } = await o.readiness.check();
      const enough =
        ready ||
        (request.query.recovering === 'accept' &&
          Object.values({ ...checks, feed: checks.feed === 'recovering' ? 'ok' : checks.feed }).every(
            (one) => one === 'ok',
          ));
      return reply.code(enough ? 200 : 503).send({ ready: enough, checks });
    },
  );

  app.get('/metrics', { config: { allowed: 'public' }, schema: { hide: true } }, async (request, reply) => {
    if (o.metricsKey === undefined) throw new Problem('not-found');
    const digest = (key: string) => createHash('sha256').update(key).digest();
    const token = bearerOf(request);
    if (token === null || !timingSafeEqual(digest(token), digest(o.metricsKey))) {
      throw new Problem('unauthorized', { field: 'authorization', expected: 'metrics-key' });
    }
    const text = await o.metrics.text((name, error) =>
      o.log.warn({ err: error, metric: name }, 'a figure cannot be read'),
    );
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
  });
}
