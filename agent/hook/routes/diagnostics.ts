/** What is well here and what is not, for people and for those who help them. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import { DiagnosticsAnswer } from '../schemas/diagnostics.ts';
import { type StatusOptions, statusOf } from './status.ts';

const bundle = {
  description: 'readme.txt says what is in it; texts in the language of Accept-Language',
  content: { 'application/zip': { schema: { type: 'string', contentMediaType: 'application/zip' } } },
};

export function diagnosticsRoutes(
  server: FastifyInstance,
  { support, ...status }: Pick<HookDependencies, 'support'> & StatusOptions,
): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();

  app.get(
    '/v1/diagnostics',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'diagnostics',
        summary: 'Everything is looked at now: some seconds where the portal does not answer',
        response: { 200: DiagnosticsAnswer, ...problems },
      },
    },
    (request) => support.diagnostics(languageFor(request)),
  );

  app.get(
    '/v1/support-bundle',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'supportBundle',
        summary:
          'Diagnostics, state, settings, alarms and the end of the log, redacted; product codes and lots are kept',
        response: { 200: bundle, ...problems },
      },
    },
    async (request, reply) => {
      const language = languageFor(request);
      const { file, zip } = await support.bundle(() => statusOf(status, language), language);
      reply.header('Content-Disposition', `attachment; filename="${file}"`);
      return reply.type('application/zip').send(zip);
    },
  );
}
