/** The description of this interface, for those who build on it. */
import type { FastifyInstance } from 'fastify';

export function openapiRoute(app: FastifyInstance): void {
  app.get(
    '/openapi.json',
    { config: { access: 'public' }, schema: { operationId: 'openapi', summary: 'This document' } },
    async (_request, reply) => reply.type('application/json; charset=utf-8').send(app.swagger()),
  );
}
