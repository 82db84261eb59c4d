/** The OpenAPI 3.1 document, made of the schemas that the server validates with. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { PROBLEM_MEDIA_TYPE, ProblemDocument } from '../../protocol/problem-document.ts';
import type { Access } from './access.ts';

/** The refusals of any route, for its `response` schemas. */
export const problems = {
  '4xx': { description: 'Refused', content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemDocument } } },
  '5xx': {
    description: 'Not done; a pack is not cleared',
    content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemDocument } },
  },
} as const;

/** The answer of the event stream; it is text, so no schema can say what is in it. */
export const eventStream = {
  description: [
    '`bulletin` {"id","revision","kind","state","lookback"}, `feed` (as in a check), `check` (the answer without serial);',
    '`reset` where what followed Last-Event-ID is no longer held: read the lists anew.',
  ].join(' '),
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const;

const security: Readonly<Record<Access, ReadonlyArray<Record<string, string[]>>>> = {
  public: [],
  till: [{ tillToken: [] }, { adminToken: [] }],
  admin: [{ adminToken: [] }],
};

/** Collects the routes registered after it into the document; `app.swagger()` gives it once the server is ready. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  app.addHook('onRoute', (route) => {
    const { access = 'admin', basic = false } = route.config ?? {};
    route.schema = {
      ...route.schema,
      security: [...security[access], ...(basic ? [{ tillBasic: [] }] : [])],
    };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Vigilot agent',
        version,
        description:
          'Loopback only. Only a 200 with `allow` clears a pack: any problem, time-out or missing agent is handled as `verify`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          adminToken: { type: 'http', scheme: 'bearer', description: 'Token of hook.json: everything' },
          tillToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'Token of till.json: checks, outcome, bulletins, events, status',
          },
          tillBasic: { type: 'http', scheme: 'basic', description: 'User `till`, password the token of till.json' },
        },
      },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
}
