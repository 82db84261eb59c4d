/** The portal's HTTP interface (contract, section 2): routes, who may call them, and the document that describes them. */
import cookie from '@fastify/cookie';
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import { AccessMail } from '../access/mail.ts';
import type { Mailer } from '../mail/mailer.ts';
import { startMetrics } from '../operation/metrics.ts';
import type { Metrics } from '../operation/prometheus.ts';
import { Readiness } from '../operation/readiness.ts';
import { logRequests } from '../operation/request-log.ts';
import type { Store } from '../store/store.ts';
import { tidy } from '../workflow/tidy.ts';
import { Workflow } from '../workflow/workflow.ts';
import { addAccess, defaultRateLimits, type PortalAccess, type RateLimits } from './access.ts';
import { SESSION_COOKIE } from './cookies.ts';
import { problemOf, sendProblem } from './problems.ts';
import { auditRoutes } from './routes/audit.ts';
import { bulletinRoutes } from './routes/bulletins.ts';
import { conventionRoutes } from './routes/conventions.ts';
import { enrolmentDeskRoutes } from './routes/enrolment-desk.ts';
import { feedKeyRoutes } from './routes/feed-keys.ts';
import { healthRoutes } from './routes/health.ts';
import { letterRoutes } from './routes/letters.ts';
import { listRoutes } from './routes/lists.ts';
import { liveRoutes } from './routes/live.ts';
import { occasionalUseRoutes } from './routes/occasional-uses.ts';
import { officineRoutes } from './routes/officines.ts';
import { operationRoutes } from './routes/operation.ts';
import { organisationRoutes } from './routes/organisations.ts';
import { outreachRoutes } from './routes/outreach.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { previewRoutes } from './routes/previews.ts';
import { productRoutes } from './routes/products.ts';
import { publicShortageRoutes } from './routes/public-shortages.ts';
import { reportRoutes } from './routes/reports.ts';
import { screenRoutes } from './routes/screens.ts';
import { sessionRoutes } from './routes/session.ts';
import { shortageRoutes } from './routes/shortages.ts';
import { trackingRoutes } from './routes/tracking.ts';
import { validatorCompiler } from './validation.ts';

/** Largest body, but for bulletins, which may list ten thousand lots. */
const BODY_LIMIT = 16 * 1024;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The room trims and validates the body itself (`readByRoom`). */
    readByRoom?: boolean;
    /** No body is an empty object. */
    bodyOptional?: boolean;
  }
}

export interface AppOptions {
  readonly store: Store;
  readonly keys: PortalAccess;
  /** Version of the program, for health and the OpenAPI document. */
  readonly version: string;
  readonly log: Logger;
  readonly rateLimits?: Partial<RateLimits>;
  /** The portal's address as people open it; absent: on this machine alone. */
  readonly publicUrl?: string | undefined;
  /** Absent: no codes and no invitations by mail. */
  readonly mailer?: Mailer | undefined;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or networks, commas between. */
  readonly trustedProxies?: string | undefined;
  /** Folder of the web desk as it was built; none: there is no desk. */
  readonly screens?: string;
  readonly metrics?: Metrics;
  /** Opens `/metrics`; absent: nobody reads them. */
  readonly metricsKey?: string | undefined;
  readonly readiness?: Readiness;
}

/** Builds the HTTP application; the caller listens and closes. */
export async function buildApp(o: AppOptions): Promise<FastifyInstance> {
  const { store, keys, version, log, publicUrl } = o;
  const app = fastify({
    // Nobody else's header moves a caller to another address.
    trustProxy: o.trustedProxies ?? false,
    // Never the caller's own: it is for our log.
    genReqId: () => ulid(),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    frameworkErrors: (error, request, reply) => sendProblem(problemOf(error), request, reply, log),
  });
  app.setValidatorCompiler(validatorCompiler);
  // The answers' schemas are for readers and tests; serialising by them would drop in silence what they forget.
  app.setSerializerCompiler(() => JSON.stringify);
  app.setNotFoundHandler((request, reply) => sendProblem(new Problem('not-found'), request, reply, log));
  acceptJsonAlone(app);
  const metrics = o.metrics ?? startMetrics();
  const readiness = o.readiness ?? new Readiness(store);
  logRequests(app, log, metrics);
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', Vary: 'Accept-Language' });
  });
  app.addHook('preValidation', async (request) => {
    const { readByRoom, bodyOptional } = request.routeOptions.config;
    // PostgreSQL keeps no NUL: in an address it is a fault of the caller, not of the database.
    tidy(request.params);
    tidy(request.query);
    if (request.body === undefined && bodyOptional) request.body = {};
    if (!readByRoom) request.body = tidy(request.body);
  });
  await app.register(swagger, { openapi: description(version), convertConstToEnum: false });
  await app.register(cookie);
  const { db, clock } = store;
  const limits = { ...defaultRateLimits, ...o.rateLimits };
  const countFailure = await addAccess(app, { db, clock, keys, limits, publicUrl });
  const mail = o.mailer === undefined ? null : new AccessMail(o.mailer, log);
  app.addHook('onClose', async () => mail?.settle());
  app.setErrorHandler(async (error, request, reply) =>
    sendProblem(await countFailure(request, reply, problemOf(error)), request, reply, log),
  );
  const workflow = new Workflow(store);
  // In a scope of its own, so that the hooks above see each route as it is added.
  await app.register(async (scope) => {
    bulletinRoutes(scope, { store, workflow });
    officineRoutes(scope, store);
    enrolmentDeskRoutes(scope, store);
    outreachRoutes(scope, store);
    letterRoutes(scope, { db, clock, publicUrl });
    productRoutes(scope, store);
    trackingRoutes(scope, store);
    reportRoutes(scope, store);
    previewRoutes(scope, { store, workflow });
    listRoutes(scope, store);
    shortageRoutes(scope, store);
    publicShortageRoutes(scope, store, limits.publicReads);
    healthRoutes(scope, { store, version });
    operationRoutes(scope, { readiness, metrics, metricsKey: o.metricsKey, log });
    sessionRoutes(scope, { db, clock, publicUrl, mail });
    passkeyRoutes(scope, { db, clock, publicUrl, mail });
    organisationRoutes(scope, { db, clock, publicUrl, mail });
    auditRoutes(scope, store);
    conventionRoutes(scope, store);
    occasionalUseRoutes(scope, store);
    feedKeyRoutes(scope, store);
    liveRoutes(scope, {
      ...store,
      onError: (error) => log.error({ err: error }, 'streams of those signed out not ended'),
    });
    if (o.screens !== undefined) await scope.register(screenRoutes, { screens: o.screens });
  });
  await app.ready();
  return app;
}

/** JSON bodies and no others; an empty one is none, whatever its Content-Type says. */
function acceptJsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else parse(request, String(body), done);
  });
}

function description(version: string): FastifyDynamicSwaggerOptions['openapi'] {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vigilot portal',
      version,
      description:
        'Laboratories post bulletins, the authority validates them, every enrolled workstation receives them through the signed feed. ' +
        'Unpublished revisions are read by the laboratory that wrote them and by the authority; operators read what was published. ' +
        'The feed itself is a WebSocket, GET /v1/feed, subprotocol vigilot.v1: see docs/feed.md.',
    },
    tags: [
      { name: 'bulletins' },
      { name: 'officines' },
      { name: 'recipients' },
      { name: 'enrolment' },
      { name: 'products' },
      { name: 'shortages' },
      { name: 'live' },
      { name: 'session' },
      { name: 'organisations' },
      { name: 'feed' },
      { name: 'audit' },
      { name: 'health' },
    ],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of portal.json, by role, or of an organisation' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'A person signed in; whatever changes something only from the portal’s own pages',
        },
        enrolmentToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of POST /v1/officines/{id}/enrolment-tokens',
        },
      },
    },
  };
}
