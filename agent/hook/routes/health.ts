/** Liveness, and the proof that whoever answers holds the tokens of the discovery files. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type StorageFault, storageText } from '../../storage-faults.ts';
import { limitedBy } from '../access.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import { HealthAnswer, HealthQuery } from '../schemas.ts';
import type { Tokens } from '../tokens.ts';

/** Proofs given to anyone who asks: plenty for every till and tray, too few to be worth a program's while. */
const CHALLENGES = { max: 300, timeWindow: 10_000 } as const;

export interface HealthOptions {
  readonly tokens: Tokens;
  readonly version: string;
  readonly url: () => string;
  readonly storage: () => readonly StorageFault[];
}

export function healthRoute(server: FastifyInstance, { tokens, version, url, storage }: HealthOptions): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  const challenges = app.createRateLimit({ ...CHALLENGES, keyGenerator: () => 'loopback' });
  app.get(
    '/v1/health',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'health',
        summary:
          'Alive, and what the disk refuses; with a challenge, the proof that this is the agent of the discovery files',
        querystring: HealthQuery,
        response: { 200: HealthAnswer, ...problems },
      },
    },
    async (request, reply) => {
      const { challenge } = request.query;
      const faults = storage().map((fault) => ({ ...fault, text: storageText(languageFor(request), fault) }));
      const health = { status: 'ok' as const, version, ...(faults.length > 0 && { storage: faults }) };
      if (challenge === undefined) return health;
      const limited = limitedBy(await challenges(request), reply);
      if (limited !== null) throw limited;
      return { ...health, proofs: tokens.proofs(challenge, url()) };
    },
  );
}
