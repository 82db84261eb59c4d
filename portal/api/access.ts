/**
 * Who is calling: a key in `Authorization: Bearer` (of portal.json, compared in constant time, or of an organisation), else the
 * session of the cookie, believed from the portal's own pages alone. Failures are counted by address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AttemptCounts } from '../../protocol/attempt-counts.ts';
import { Problem } from '../../protocol/problems.ts';
import { type Actor, machineActor } from '../access/actor.ts';
import { findApiKey } from '../access/api-keys.ts';
import type { Capability } from '../access/capabilities.ts';
import { actFor } from '../access/on-call.ts';
import { requireCapability } from '../access/require.ts';
import { findSession, type SignedIn } from '../access/sessions.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { type KeyRole, keyRoles, type Role } from '../workflow/transitions.ts';
import { readCookie } from './cookies.ts';
import { fromOwnPage, fromPage } from './site.ts';

export type PortalAccess = Readonly<Record<KeyRole, string>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Roles that may call; `public` needs no key, `enrolment` takes an enrolment token in its place, `sign-in` is public, counted
     * by address and not for pages of other sites, `session` is for anybody signed in and no key.
     */
    allowed?: readonly Role[] | 'public' | 'enrolment' | 'sign-in' | 'session';
    /** What the caller must be able to do besides; more may follow from what it is done to. */
    may?: Capability;
  }
  interface FastifyRequest {
    /** Who calls; null on a route that takes no key. */
    actor: Actor | null;
    /** The session that calls; null for keys. */
    signedIn: SignedIn | null;
  }
}

/** Attempts a minute from one address before 429. */
export interface RateLimits {
  /** Calls with a wrong key or token. */
  readonly failures: number;
  /** Enrolments, whatever comes of them: each costs signatures. */
  readonly enrolments: number;
  /** Steps of a sign-in, whatever comes of them. */
  readonly signIns: number;
  /** Readings of the public figures. */
  readonly publicReads: number;
}

export const defaultRateLimits: RateLimits = { failures: 30, enrolments: 300, signIns: 30, publicReads: 120 };

const MINUTE = 60_000;

/** By which somebody on call says for which laboratory they act: its id. */
const ACTING_FOR = 'vigilot-acting-for';

export interface AccessOptions {
  readonly db: Executor;
  readonly clock: Clock;
  readonly keys: PortalAccess;
  readonly limits: RateLimits;
  readonly publicUrl?: string | undefined;
}

/** The refusal of a caller who has failed too often, or the one given. */
export type CountFailure = (request: FastifyRequest, reply: FastifyReply, refusal: Problem) => Promise<Problem>;

/**
 * Adds the check of every route's `allowed` to `app`; a route that says none is a mistake and throws at start. Returns what
 * counts failures: whoever answers an error asks it.
 */
export async function addAccess(app: FastifyInstance, o: AccessOptions): Promise<CountFailure> {
  const { keys, limits } = o;
  await app.register(rateLimit, { global: false, store: AttemptCounts });
  const failures = app.createRateLimit({ max: limits.failures, timeWindow: MINUTE });
  const enrolments = app.createRateLimit({ max: limits.enrolments, timeWindow: MINUTE });
  const signIns = app.createRateLimit({ max: limits.signIns, timeWindow: MINUTE });
  const digests = keyRoles.map((role) => ({ actor: machineActor(role), digest: digestOf(keys[role]) }));

  app.decorateRequest('actor', null);
  app.decorateRequest('signedIn', null);
  app.addHook('onRoute', (route) => {
    const allowed = route.config?.allowed;
    if (allowed === undefined) throw new Error(`${route.method} ${route.url} does not say who may call it`);
    const security = securityOf(allowed);
    if (security !== null) route.schema = { ...route.schema, security };
  });

  async function enrolment(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Before the database is asked: a token that is guessed costs us no more than this.
    const failed = await failures(request, { increment: false });
    if (!failed.isAllowed && failed.remaining === 0) throw tooMany(reply, failed.ttlInSeconds);
    const counted = await enrolments(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(reply, counted.ttlInSeconds);
    if (bearerOf(request) === null) throw unauthorized('enrolment-token');
  }

  async function signIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const counted = await signIns(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(reply, counted.ttlInSeconds);
    // Nobody is signed in, unknowing, to an account that another site's page chose.
    if (fromPage(request) && !fromOwnPage(request, o.publicUrl)) throw new Problem('origin-refused');
  }

  async function keyed(request: FastifyRequest): Promise<Actor> {
    const token = bearerOf(request);
    const digest = digestOf(token ?? '');
    // Every key is compared, so that time says nothing of which one was near.
    const matching = digests.filter((known) => timingSafeEqual(known.digest, digest));
    const [match] = token === null ? [] : matching;
    const actor = match?.actor ?? (token === null ? null : await findApiKey(o, token));
    if (actor === null) throw unauthorized('portal-key');
    return actor;
  }

  async function session(request: FastifyRequest): Promise<SignedIn> {
    const secret = readCookie(request, 'session');
    const signedIn = secret === null ? null : await findSession(o, secret);
    if (signedIn === null) throw unauthorized('session');
    if (!reads.test(request.method) && !fromOwnPage(request, o.publicUrl)) throw new Problem('origin-refused');
    request.signedIn = signedIn;
    return signedIn;
  }

  app.addHook('onRequest', async (request, reply) => {
    const { allowed, may } = request.routeOptions.config;
    // Undefined for an unknown path alone: there is nothing to protect, and nothing to learn.
    if (allowed === undefined || allowed === 'public') return;
    if (allowed === 'enrolment') return enrolment(request, reply);
    if (allowed === 'sign-in') return signIn(request, reply);
    if (allowed === 'session') {
      request.actor = (await session(request)).actor;
      return;
    }
    const byKey = request.headers.authorization !== undefined || readCookie(request, 'session') === null;
    const caller = byKey ? await keyed(request) : (await session(request)).actor;
    const laboratory = request.headers[ACTING_FOR];
    const actor = laboratory === undefined ? caller : await actFor(o.db, caller, String(laboratory));
    if (!allowed.includes(actor.role)) {
      throw new Problem('role-refused', { expected: 'role', values: { roles: allowed.join(', ') } });
    }
    if (may !== undefined) requireCapability(actor, may);
    request.actor = actor;
  });

  return async (request, reply, refusal) => {
    if (refusal.type !== 'unauthorized') return refusal;
    // A session that is over is no guess: its secret could not be guessed.
    if (refusal.details.expected === 'session') return refusal;
    const counted = await failures(request);
    if (!counted.isAllowed && counted.isExceeded) return tooMany(reply, counted.ttlInSeconds);
    reply.header('WWW-Authenticate', 'Bearer');
    return refusal;
  };
}

const reads = /^(GET|HEAD|OPTIONS)$/;

/** What the OpenAPI document says of who may call; null: anybody. */
function securityOf(allowed: NonNullable<FastifyContextConfig['allowed']>): Array<Record<string, string[]>> | null {
  if (allowed === 'public' || allowed === 'sign-in') return null;
  if (allowed === 'enrolment') return [{ enrolmentToken: [] }];
  return allowed === 'session' ? [{ session: [] }] : [{ key: [] }, { session: [] }];
}

/** The session that calls, on a route that takes no key. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (request.signedIn === null) throw new Error('this route takes no session');
  return request.signedIn;
}

/** Who calls, on a route that names who is allowed. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw new Error('this route takes no key');
  return request.actor;
}

/** The token of `Authorization: Bearer` (RFC 6750, section 2.1), or null. */
export function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function unauthorized(expected: string): Problem {
  return new Problem('unauthorized', { field: 'authorization', expected });
}

/** 429, with the time to wait in the answer's head. */
export function tooMany(reply: FastifyReply, seconds: number): Problem {
  reply.header('Retry-After', String(Math.max(1, seconds)));
  return new Problem('rate-limited');
}
