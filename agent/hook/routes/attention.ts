/** What waits to be shown over everything else, what was shown, and who works here. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../../protocol/problems.ts';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import {
  AttentionAnswer,
  DisplayAnswer,
  DisplayRequest,
  MAX_OPERATORS,
  OperatorsAnswer,
} from '../schemas/attention.ts';
import { IdParams } from '../schemas.ts';

export function attentionRoutes(
  server: FastifyInstance,
  { attention, register, desk, headless }: Pick<HookDependencies, 'attention' | 'register' | 'desk' | 'headless'>,
): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();

  app.get(
    '/v1/attention',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'attention',
        summary: 'What has to be shown over everything else until acknowledged, and what a sale in progress holds back',
        response: { 200: AttentionAnswer, ...problems },
      },
    },
    async (): Promise<AttentionAnswer> => attention.state(),
  );

  app.post(
    '/v1/bulletins/:id/display',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'display',
        summary: 'A person could see this revision on a screen here; the first time is kept and told to the portal',
        params: IdParams,
        body: DisplayRequest,
        response: { 200: DisplayAnswer, ...problems },
      },
    },
    async ({ params: { id }, body: { revision } }): Promise<DisplayAnswer> => {
      const record = register.bulletin(id);
      if (record === null) throw new Problem('not-found', { field: 'id', expected: 'bulletin-id' });
      if (!record.revisions.some((one) => one.revision === revision)) {
        const current = Math.max(...record.revisions.map((one) => one.revision));
        throw new Problem('request-invalid', { field: 'revision', expected: 'revision', values: { current } });
      }
      if (headless()) {
        attention.seen({ bulletin: id, revision });
        return { bulletin: id, revision, at: null, recorded: false };
      }
      return { bulletin: id, revision, at: desk.displayed({ bulletin: id, revision }).at, recorded: true };
    },
  );

  app.get(
    '/v1/operators',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'operators',
        summary: 'The names used here in acknowledgements and quarantine reports, the most recent first',
        response: { 200: OperatorsAnswer, ...problems },
      },
    },
    async (): Promise<OperatorsAnswer> => ({ operators: [...desk.operators(MAX_OPERATORS)] }),
  );
}
