/** The agent's HTTP interface for pharmacy software and the desk (contract, section 1): one server, its doors and its files. */
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { AttemptCounts } from '../../protocol/attempt-counts.ts';
import { Problem } from '../../protocol/problems.ts';
import { type Clock, systemClock } from '../clock.ts';
import { controlAccess } from './access.ts';
import type { HookDependencies } from './dependencies.ts';
import { DeskLinks } from './desk/links.ts';
import { DeskSessions } from './desk/sessions.ts';
import { DiscoveryFiles, type DiscoveryOptions, type FileSharing, type GroupLookup } from './discovery.ts';
import { Guard } from './guard.ts';
import { protectAnswers } from './headers.ts';
import {
  type Bind,
  bindLoopback,
  DEFAULT_PORTS,
  type ListenOptions,
  LOOPBACK,
  listen,
  type PortRefusal,
} from './listen.ts';
import { knownMethods } from './methods.ts';
import { describeApi } from './openapi.ts';
import { Places } from './places.ts';
import { answerParserError, sendProblem } from './problems.ts';
import { parseQuery } from './query.ts';
import { applicationRoutes } from './routes/application.ts';
import { attentionRoutes } from './routes/attention.ts';
import { bulletinRoutes } from './routes/bulletins.ts';
import { checkRoutes } from './routes/checks.ts';
import { deskRoutes } from './routes/desk.ts';
import { diagnosticsRoutes } from './routes/diagnostics.ts';
import { eventRoute } from './routes/events.ts';
import { healthRoute } from './routes/health.ts';
import { inventoryRoutes } from './routes/inventory.ts';
import { journalRoutes } from './routes/journal.ts';
import { openapiRoute } from './routes/openapi.ts';
import { screenRoutes } from './routes/screens.ts';
import { shortageRoutes } from './routes/shortages.ts';
import { statusRoute } from './routes/status.ts';
import { takeShortWay } from './short-way.ts';
import { Tokens } from './tokens.ts';
import { validatorCompiler } from './validation.ts';

/** Sizes and times that no honest caller on the same machine comes near. Milliseconds and bytes. */
const defaultLimits = {
  bodyLimit: 64 * 1024,
  /** From the first byte of a request to its last. */
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  /** A connection on which nothing moves; event streams beat more often. */
  connectionTimeout: 60_000,
  keepAliveTimeout: 60_000,
  connections: 256,
  /** How often the times above are looked at. */
  checkingInterval: 2_000,
  paramLength: 64,
};
export type HookLimits = typeof defaultLimits;

export interface HookOptions {
  readonly log: Logger;
  readonly version: string;
  /** Where the discovery files and desk-sessions.json are kept. */
  readonly dataDir: string;
  /** Tried in order; 0: any free one. */
  readonly ports?: readonly number[];
  readonly groups?: DiscoveryOptions['groups'];
  /** A port is held by something else, or refused: an alarm. */
  readonly onPortRefused: (refusal: PortRefusal) => void;
  /** A file could not be given to its group. */
  readonly onGroupFault: DiscoveryOptions['onGroupFault'];
  /** Makes the hook give way to an agent that is there (`AgentElsewhere`) instead of taking another port. */
  readonly anotherAgent?: ListenOptions['anotherAgent'];
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly tokens?: Tokens;
  /** Folder of the built screens; renderer/dist of this program unless told. */
  readonly screens?: string;
  readonly clock?: Clock;
  /** Of keys, cookies and the desk's host name. */
  readonly random?: (bytes: number) => Buffer;
  readonly groupId?: GroupLookup;
  readonly sharing?: FileSharing;
  readonly limits?: Partial<HookLimits>;
  /** Stands in for the operating system's word on a port. */
  readonly bind?: (app: FastifyInstance) => Bind;
}

export interface RunningHook {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Takes the files away, lets running requests end, ends the event streams. */
  close(): Promise<void>;
}

/**
 * Starts the hook: binds a port, then writes the files by which callers find it. Throws `HookPortError` where no port can be
 * had, `AgentElsewhere` as told, and what the file system throws.
 */
export async function startHook(deps: HookDependencies, options: HookOptions): Promise<RunningHook> {
  const { log, ports = DEFAULT_PORTS, tokens = new Tokens(), onPortRefused, clock = systemClock, random } = options;
  const { version, dataDir, groups = { desk: null, till: null }, onGroupFault, groupId, sharing } = options;
  const sessions = await DeskSessions.open({ dataDir, clock, log, ...(random && { random }) });
  const links = new DeskLinks({ clock, ...(random && { random }) });
  const place = { port: 0, label: sessions.label };
  const url = () => `http://${LOOPBACK}:${place.port}`;
  const app = await createServer(deps, options, { tokens, sessions, links, guard: lazyGuard(place), url });
  await app.ready();
  const bind = (options.bind ?? bindLoopback)(app);
  try {
    place.port = await listen(bind, ports, {
      log,
      onRefused: onPortRefused,
      ...(options.anotherAgent && { anotherAgent: options.anotherAgent }),
    });
    await sessions.bound(place.port);
    const files = await DiscoveryFiles.write({
      dataDir,
      url: url(),
      version,
      tokens,
      groups,
      log,
      onGroupFault,
      ...(sharing && { sharing }),
      ...(groupId !== undefined && { groupId }),
    });
    log.info({ url: url() }, 'hook ready');
    return {
      url: url(),
      port: place.port,
      close: async () => {
        await files.remove();
        await app.close();
        await sessions.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The guard of the port bound; until then there is no port on which a request could come. */
function lazyGuard(place: { readonly port: number; readonly label: string }): () => Guard {
  let guard: { readonly port: number; readonly value: Guard } | null = null;
  return () => {
    if (guard?.port !== place.port) guard = { port: place.port, value: new Guard(place.port, place.label) };
    return guard.value;
  };
}

interface Doors {
  readonly tokens: Tokens;
  readonly sessions: DeskSessions;
  readonly links: DeskLinks;
  readonly guard: () => Guard;
  readonly url: () => string;
}

const builtScreens = fileURLToPath(new URL('../../renderer/dist', import.meta.url));

async function createServer(
  deps: HookDependencies,
  options: HookOptions,
  { tokens, sessions, links, guard, url }: Doors,
): Promise<FastifyInstance> {
  const { log, version, startedAt, screens = builtScreens } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const app = fastify({
    loggerInstance: quiet(log),
    // One logger for all requests: a check should not pay for one of its own.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: limits.bodyLimit,
    requestTimeout: limits.requestTimeout,
    connectionTimeout: limits.connectionTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    http: { headersTimeout: limits.headersTimeout, connectionsCheckingInterval: limits.checkingInterval },
    routerOptions: { maxParamLength: limits.paramLength, querystringParser: parseQuery },
    // An absolute-form target that names us is the path it holds; any other is refused by the guard, unchanged.
    rewriteUrl: (request) => guard().pathOf(request.url ?? '/') ?? request.url ?? '/',
    clientErrorHandler: answerParserError,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply, log),
  });
  const places = new Places(limits.connections);
  app.server.on('connection', (socket) => places.take(socket));
  app.setValidatorCompiler(validatorCompiler);
  // Answers are typed by their schemas and checked against them in tests; nothing may silently drop a field.
  app.setSerializerCompiler(() => JSON.stringify);
  // A form or text body is what a page of elsewhere can send without asking first.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));

  await app.register(rateLimit, { global: false, store: AttemptCounts });
  await app.register(cookie);
  const countFailure = controlAccess(app, { tokens, sessions, guard });
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.hookRole !== null) places.know(request.raw.socket);
    done();
  });
  await describeApi(app, version);
  const allowed = knownMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url);
    if (methods.length > 0 && !methods.includes(request.method)) {
      reply.header('Allow', methods.join(', '));
      throw new Problem('method-not-allowed', {
        field: 'method',
        expected: 'methods',
        values: { methods: methods.join(', ') },
      });
    }
    throw new Problem('not-found', { field: 'path', expected: 'known-path' });
  });
  protectAnswers(app);

  healthRoute(app, { tokens, version, url, storage: deps.storage });
  openapiRoute(app);
  checkRoutes(app, deps);
  bulletinRoutes(app, deps);
  attentionRoutes(app, deps);
  applicationRoutes(app, deps);
  inventoryRoutes(app, deps);
  shortageRoutes(app, deps);
  journalRoutes(app, deps);
  eventRoute(app, deps);
  deskRoutes(app, { links, sessions, guard, countFailure, startedAt });
  await screenRoutes(app, { screens });
  const status = { ...deps, version, startedAt, url };
  statusRoute(app, status);
  diagnosticsRoutes(app, status);
  takeShortWay(app, {
    checker: deps.checker,
    tokens,
    guard,
    bodyLimit: limits.bodyLimit,
    onKnown: (socket) => places.know(socket),
  });
  return app;
}

/** Whatever the framework logs of a request, its address is not in it: a query string may be a scan. */
function quiet(log: Logger): FastifyBaseLogger {
  return log.child(
    { room: 'hook' },
    {
      serializers: {
        req: ({ method }: { method?: string }) => ({ method }),
        res: ({ statusCode }: { statusCode?: number }) => ({ statusCode }),
      },
    },
  );
}
