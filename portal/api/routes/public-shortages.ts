/** The figures of the shortages for everybody: as JSON and as a page. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../../../protocol/messages/index.ts';
import { FRESH_SECONDS, PublicFigures, PublicShortages } from '../../shortages/public.ts';
import { publicPage, publicPageHeaders } from '../../shortages/public-page.ts';
import type { Store } from '../../store/store.ts';
import { tooMany } from '../access.ts';
import { refusals } from '../answers.ts';

const DATA = '/v1/public/shortages';
const config = { allowed: 'public' } as const;

/** `perMinute`: calls from one address before 429. */
export function publicShortageRoutes(
  root: FastifyInstance,
  { db, clock }: Pick<Store, 'db' | 'clock'>,
  perMinute: number,
): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const figures = new PublicShortages({ db, clock });
  const count = root.createRateLimit({ max: perMinute, timeWindow: 60_000 });
  const limited = async (request: FastifyRequest, reply: FastifyReply) => {
    const counted = await count(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(reply, counted.ttlInSeconds);
    reply.header('Cache-Control', `public, max-age=${FRESH_SECONDS}`);
  };

  app.get(
    DATA,
    {
      config,
      schema: {
        tags: ['shortages'],
        summary: 'Figures for everybody, no officine named, small counts left out; needs no key',
        response: { 200: PublicFigures, ...refusals },
      },
    },
    async (request, reply) => {
      await limited(request, reply);
      return figures.read();
    },
  );

  app.get('/ruptures', { config, schema: { hide: true } }, async (request, reply) => {
    await limited(request, reply);
    const language = languageOf(request.headers['accept-language']);
    return reply
      .headers({ ...publicPageHeaders, 'content-language': language })
      .send(publicPage(language, await figures.read(), DATA));
  });
}
