/** The OpenAPI 3.1 document, made of the schemas that the server validates with. */
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { PROBLEM_MEDIA_TYPE, ProblemDocument } from '../../protocol/problem-document.ts';
import { type Access, DESK_COOKIE } from './access.ts';

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
    '`shortage` {"id","gtin","state"}, when one that was declared here changes;',
    '`attention` (as `GET /v1/attention` answers it), whenever it changes;',
    '`reset` where what followed Last-Event-ID is no longer held: read the lists anew.',
  ].join(' '),
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const;

const security: Readonly<Record<Access, ReadonlyArray<Record<string, string[]>>>> = {
  public: [],
  till: [{ tillToken: [] }, { deskToken: [] }, { adminToken: [] }],
  desk: [{ deskToken: [] }, { adminToken: [] }],
  admin: [{ adminToken: [] }],
};
const withCookie = [{ deskCookie: [] }];

/** Collects the routes registered after it into the document; `app.swagger()` gives it once the server is ready. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  app.addHook('onRoute', (route) => {
    const { access = 'admin', basic = false, cookie = access === 'till' || access === 'desk' } = route.config ?? {};
    route.schema = {
      ...route.schema,
      security: [...security[access], ...(basic ? [{ tillBasic: [] }] : []), ...(cookie ? withCookie : [])],
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
          deskToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'Token of desk.json: everything but links for other browsers',
          },
          tillToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'Token of till.json: checks, outcome, bulletins, events, status',
          },
          deskCookie: {
            type: 'apiKey',
            in: 'cookie',
            name: DESK_COOKIE,
            description:
              'The desk in a browser, on its own host, with `Sec-Fetch-Site: same-origin`: what the token of desk.json opens',
          },
          tillBasic: { type: 'http', scheme: 'basic', description: 'User `till`, password the token of till.json' },
        },
      },
    },
    // The framework drops `$id` where it stands on top and hoists it elsewhere: names travel under a key of ours.
    transform: ({ schema, url }) => ({ schema: marked(schema) as FastifySchema, url }),
    transformObject: (document) =>
      'openapiObject' in document ? named(document.openapiObject) : document.swaggerObject,
  });
}

type Node = Record<string, unknown>;
const NAME = 'x-schema-name';

/** A copy of a JSON tree in which each object is what `change` makes of it, its inner objects first. */
function mapTree(value: unknown, change: (node: Node) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapTree(one, change));
  if (value === null || typeof value !== 'object') return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTree(inner, change)])));
}

const marked = (schema: unknown) =>
  mapTree(schema, ({ $id, ...rest }) => (typeof $id === 'string' ? { [NAME]: $id, ...rest } : rest));

/** The document with every schema that has a name under `components`, once, and references in its places. */
function named<T extends object>(document: T): T {
  const schemas: Node = {};
  const { components, ...rest } = mapTree(document, ({ [NAME]: name, ...node }) => {
    if (typeof name !== 'string') return described(node);
    schemas[name] = node;
    return { $ref: `#/components/schemas/${name}` };
  }) as { components: Node };
  return { ...rest, components: { ...components, schemas } } as unknown as T;
}

/** An operation whose answer says what the operation does, where nothing better was said of it. */
function described(node: Node): Node {
  const { summary, responses } = node as { summary?: string; responses?: Record<string, { description?: string }> };
  const [status, done] = Object.entries(responses ?? {}).find(([code]) => code.startsWith('2')) ?? [];
  if (status === undefined || done?.description !== 'Default Response' || summary === undefined) return node;
  return { ...node, responses: { ...responses, [status]: { ...done, description: summary } } };
}
