/** What the desktop application of a session says of itself. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { ApplicationReport } from '../schemas/application.ts';

export function applicationRoutes(
  server: FastifyInstance,
  { application }: Pick<HookDependencies, 'application'>,
): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();

  app.post(
    '/v1/application',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'application',
        summary: 'The desktop application tells its version and what it knows of newer ones; diagnostics show it',
        body: ApplicationReport,
        response: { 200: ApplicationReport, ...problems },
      },
    },
    async ({ body }): Promise<ApplicationReport> => {
      application.tell(body);
      return body;
    },
  );
}
