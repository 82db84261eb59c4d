/** Liveness, and the proof that whoever answers holds the tokens of the discovery files. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { limitedBy } from '../access.ts';
import { problems } from '../openapi.ts';
import { HealthAnswer, HealthQuery } from '../schemas.ts';
import type { Tokens } from '../tokens.ts';

/** Proofs given to anyone who asks: plenty for every till and tray, too few to be worth a program's while. */
const CHALLENGES = { max: 300, timeWindow: 10_000 } as const;

export interface HealthOptions {
  readonly tokens: Tokens;
  readonly version: string;
  readonly url: () => string;
}

export function healthRoute(server: FastifyInstance, { tokens, version, url }: HealthOptions): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  const challenges = app.createRateLimit({ ...CHALLENGES, keyGenerator: () => 'loopback' });
  app.get(
    '/v1/health',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'health',
        summary: 'Alive; with a challenge, the proof that this is the agent of the discovery files',
        querystring: HealthQuery,
        response: { 200: HealthAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const { challenge } = request.query;
      if (challenge === undefined) return { status: 'ok' as const, version };
      const limited = limitedBy(await challenges(request), reply);
      if (limited !== null) throw limited;
      return { status: 'ok' as const, version, proofs: tokens.proofs(challenge, url()) };
    },
  );
}
