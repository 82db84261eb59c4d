/**
 * Who may do what: one chain, run before a body is read. First where the request comes from (guard.ts), then whose credential
 * it bears, then whether that credential reaches this route.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problems.ts';
import type { Guard } from './guard.ts';
import type { Role, Tokens } from './tokens.ts';

/** What a route asks for: nothing, any token, or the one that may do everything. */
export type Access = 'public' | Role;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route names one: a route without is a fault of ours, found at start. */
    access?: Access;
    /** Also takes HTTP Basic `till:<token>`, for software that can only fetch an address. */
    basic?: boolean;
  }
}

/** Wrong credentials answered as such; beyond it 429, until the window ends. A right token is never held up by them. */
const FAILURES = { max: 30, timeWindow: 60_000 } as const;

/** A way to say who one is. Returns the role, null where it is wrong, undefined where the request does not use it. */
type Authenticator = (request: FastifyRequest, tokens: Tokens) => Role | null | undefined;

const bearer: Authenticator = ({ headers: { authorization } }, tokens) => {
  const match = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '');
  return match?.[1] === undefined ? undefined : tokens.roleOf(match[1]);
};

/** RFC 7617. The till token alone: the other would then stand in addresses, and addresses are remembered. */
const basic: Authenticator = (request, tokens) => {
  const match = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(request.headers.authorization ?? '');
  if (match?.[1] === undefined) return undefined;
  const [user, ...password] = Buffer.from(match[1], 'base64').toString('utf8').split(':');
  const role = request.routeOptions.config.basic === true ? tokens.roleOf(password.join(':')) : null;
  return user === 'till' && role === 'till' ? 'till' : null;
};

/** In the order tried. The desk's cookie will be one more. */
const authenticators: readonly Authenticator[] = [bearer, basic];

function roleOf(request: FastifyRequest, tokens: Tokens): Role | null | undefined {
  for (const authenticate of authenticators) {
    const role = authenticate(request, tokens);
    if (role !== undefined) return role;
  }
  return request.headers.authorization === undefined ? undefined : null;
}

export interface AccessOptions {
  readonly tokens: Tokens;
  /** Known once the port is bound; no request comes before. */
  readonly guard: () => Guard;
}

/** Puts the chain before every route of `app`, unknown ones included. Needs @fastify/rate-limit registered. */
export function controlAccess(app: FastifyInstance, { tokens, guard }: AccessOptions): void {
  const failures = app.createRateLimit({ ...FAILURES, keyGenerator: () => 'loopback' });

  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`${route.method} ${route.url} does not say who may call it`);
  });

  app.addHook('onRequest', (request, reply, done) => {
    guard().admit(request.raw, request.originalUrl);
    // An unknown path tells nothing to those without a token.
    const needed = request.routeOptions.config.access ?? 'till';
    if (needed === 'public') return done();
    const role = roleOf(request, tokens);
    if (role === 'admin' || (role !== undefined && role === needed)) return done();
    if (role === 'till') return done(new Problem('scope-refused', { expected: 'admin-token' }));
    const basicToo = request.routeOptions.config.basic === true;
    reply.header(
      'WWW-Authenticate',
      basicToo ? ['Bearer realm="vigilot"', 'Basic realm="vigilot"'] : 'Bearer realm="vigilot"',
    );
    const refusal = new Problem('unauthorized', {
      field: 'Authorization',
      expected: basicToo ? 'till-credential' : needed === 'admin' ? 'admin-token' : 'token',
    });
    // No credential at all is how a Basic client begins, and guesses nothing.
    if (role === undefined) return done(refusal);
    failures(request).then((limit) => done(limitedBy(limit, reply) ?? refusal), done);
  });
}

/** What the plugin's limiter tells. */
type Limit = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

/** Problem rate-limited, with Retry-After set, where `limit` is spent; null where it is not. */
export function limitedBy(limit: Limit, reply: FastifyReply): Problem | null {
  if (limit.isAllowed || !limit.isExceeded) return null;
  reply.header('Retry-After', String(limit.ttlInSeconds));
  return new Problem('rate-limited');
}
