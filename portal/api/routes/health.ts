import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readHead } from '../../store/head.ts';
import type { Store } from '../../store/store.ts';
import { refusals } from '../answers.ts';

const Health = Type.Object({
  status: Type.Enum(['ok', 'recovering'] as const, {
    description: 'recovering: entries are being taken back from workstations, nothing is published',
  }),
  version: Type.String(),
  feed: Type.String({ description: 'Id of the feed' }),
  position: Type.Integer({ minimum: 0, description: 'Newest entry of the feed' }),
});

/** What supervisors and load balancers ask, without a key: whether the database answers and where the feed stands. */
export function healthRoutes(root: FastifyInstance, o: { store: Store; version: string }): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/health',
    { config: { allowed: 'public' }, schema: { tags: ['health'], response: { 200: Health, ...refusals } } },
    async () => {
      const { feed, position, recovering } = await readHead(o.store.db);
      return { status: recovering ? ('recovering' as const) : ('ok' as const), version: o.version, feed, position };
    },
  );
  app.get('/openapi.json', { config: { allowed: 'public' }, schema: { hide: true } }, () => root.swagger());
}
