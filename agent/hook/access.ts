/**
 * Who may do what: one chain, run before a body is read. First where the request comes from (guard.ts), then whose credential
 * it bears, then whether that credential reaches this route.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problems.ts';
import type { DeskSession, DeskSessions } from './desk/sessions.ts';
import type { Guard } from './guard.ts';
import { type Role, reaches, type Tokens } from './tokens.ts';

/** What a route asks for: nothing, or the token of a role or of one above it. */
export type Access = 'public' | Role;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route names one: a route without is a fault of ours, found at start. */
    access?: Access;
    /** Also takes HTTP Basic `till:<token>`, for software that can only fetch an address. */
    basic?: boolean;
    /** False: never by the desk's cookie. */
    cookie?: boolean;
  }
  interface FastifyRequest {
    /** Of the browser that asks, where it is let in by its cookie. */
    deskSession: DeskSession | null;
    /** Whose credential it bears; null where none was asked for. */
    hookRole: Role | null;
  }
}

/** Holds a session's secret (desk/sessions.ts). */
export const DESK_COOKIE = 'vigilot-desk';

/** Wrong credentials answered as such; beyond it 429, until the window ends. A right token is never held up by them. */
const FAILURES = { max: 30, timeWindow: 60_000 } as const;

/** A way to say who one is. Returns the role, null where it is wrong, undefined where the request does not use it. */
type Authenticator = (request: FastifyRequest, access: AccessOptions) => Role | null | undefined;

/** The role of a bearer token, null where it is wrong, undefined where the header holds none. */
export function bearerRole(authorization: string | undefined, tokens: Tokens): Role | null | undefined {
  const match = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '');
  return match?.[1] === undefined ? undefined : tokens.roleOf(match[1]);
}

const bearer: Authenticator = ({ headers: { authorization } }, { tokens }) => bearerRole(authorization, tokens);

/** RFC 7617. The till token alone: the other would then stand in addresses, and addresses are remembered. */
const basic: Authenticator = (request, { tokens }) => {
  const match = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(request.headers.authorization ?? '');
  if (match?.[1] === undefined) return undefined;
  const [user, ...password] = Buffer.from(match[1], 'base64').toString('utf8').split(':');
  const role = request.routeOptions.config.basic === true ? tokens.roleOf(password.join(':')) : null;
  return user === 'till' && role === 'till' ? 'till' : null;
};

/**
 * The desk's cookie: on the desk's host alone, beside no other credential, and only where the browser says that our own page
 * asks. One that opens nothing is as none: it is what every page has after a restart, and nobody guesses 256 bits.
 */
const cookie: Authenticator = (request, { sessions, guard }) => {
  const { headers, cookies, routeOptions } = request;
  if (headers.authorization !== undefined || routeOptions.config.cookie === false) return undefined;
  if (!guard().isDesk(headers.host ?? '')) return undefined;
  const session = sessions.find(cookies[DESK_COOKIE]);
  if (session === null) return undefined;
  if (headers['sec-fetch-site'] !== 'same-origin') {
    throw new Problem('origin-refused', { field: 'Sec-Fetch-Site', expected: 'own-page' });
  }
  request.deskSession = session;
  return 'desk';
};

/** What is asked for, in words (`expected.*`). */
const tokenOf = { admin: 'admin-token', desk: 'desk-token', till: 'token' } as const satisfies Record<Role, string>;

/** In the order tried. */
const authenticators: readonly Authenticator[] = [bearer, basic, cookie];

function roleOf(request: FastifyRequest, access: AccessOptions): Role | null | undefined {
  for (const authenticate of authenticators) {
    const role = authenticate(request, access);
    if (role !== undefined) return role;
  }
  return request.headers.authorization === undefined ? undefined : null;
}

export interface AccessOptions {
  readonly tokens: Tokens;
  readonly sessions: DeskSessions;
  /** Known once the port is bound; no request comes before. */
  readonly guard: () => Guard;
}

/** Counts a wrong credential. Gives Problem rate-limited, with Retry-After set, where there were too many; else null. */
export type CountFailure = (request: FastifyRequest, reply: FastifyReply) => Promise<Problem | null>;

/**
 * Puts the chain before every route of `app`, unknown ones included. Needs @fastify/rate-limit and @fastify/cookie registered.
 * Returns what counts wrong credentials, for a route that judges one itself.
 */
export function controlAccess(app: FastifyInstance, access: AccessOptions): CountFailure {
  const { guard, sessions } = access;
  const failures = app.createRateLimit({ ...FAILURES, keyGenerator: () => 'loopback' });
  const countFailure: CountFailure = async (request, reply) => limitedBy(await failures(request), reply);
  app.decorateRequest('deskSession', null);
  app.decorateRequest('hookRole', null);

  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`${route.method} ${route.url} does not say who may call it`);
  });

  app.addHook('onRequest', (request, reply, done) => {
    guard().admit(request.raw, request.originalUrl);
    // An unknown path tells nothing to those without a token.
    const needed = request.routeOptions.config.access ?? 'till';
    if (needed === 'public') return done();
    const role = roleOf(request, access);
    const session = request.deskSession;
    if (session !== null) reply.raw.once('close', () => sessions.touch(session));
    if (role) {
      request.hookRole = role;
      if (reaches(role, needed)) return done();
      return done(new Problem('scope-refused', { expected: tokenOf[needed] }));
    }
    const basicToo = request.routeOptions.config.basic === true;
    reply.header(
      'WWW-Authenticate',
      basicToo ? ['Bearer realm="vigilot"', 'Basic realm="vigilot"'] : 'Bearer realm="vigilot"',
    );
    const inBrowser = role === undefined && guard().isDesk(request.headers.host ?? '');
    const refusal = new Problem('unauthorized', {
      field: inBrowser ? 'Cookie' : 'Authorization',
      expected: inBrowser ? 'desk-session' : basicToo ? 'till-credential' : tokenOf[needed],
    });
    // No credential at all is how a Basic client begins, and guesses nothing.
    if (role === undefined) return done(refusal);
    countFailure(request, reply).then((limited) => done(limited ?? refusal), done);
  });
  return countFailure;
}

/** What the plugin's limiter tells. */
type Limit = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

/** Problem rate-limited, with Retry-After set, where `limit` is spent; null where it is not. */
export function limitedBy(limit: Limit, reply: FastifyReply): Problem | null {
  if (limit.isAllowed || !limit.isExceeded) return null;
  reply.header('Retry-After', String(limit.ttlInSeconds));
  return new Problem('rate-limited');
}
