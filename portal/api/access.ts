/** Who is calling: the role of the key in `Authorization: Bearer`, compared in constant time, with failures counted. */
import { createHash, timingSafeEqual } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problems.ts';
import { type Actor, machineActor } from '../access/actor.ts';
import { type Capability, requireCapability } from '../access/capabilities.ts';
import { type KeyRole, keyRoles, type Role } from '../workflow/transitions.ts';

export type PortalAccess = Readonly<Record<KeyRole, string>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Roles that may call; `public` needs no key, `enrolment` takes an enrolment token in its place. */
    allowed?: readonly Role[] | 'public' | 'enrolment';
    /** What the caller must be able to do besides; more may follow from what it is done to. */
    may?: Capability;
  }
  interface FastifyRequest {
    /** Who calls; null on a route that takes no key. */
    actor: Actor | null;
  }
}

/** Attempts a minute from one address before 429. */
export interface RateLimits {
  /** Calls with a wrong key or token. */
  readonly failures: number;
  /** Enrolments, whatever comes of them: each costs signatures. */
  readonly enrolments: number;
}

export const defaultRateLimits: RateLimits = { failures: 30, enrolments: 300 };

const MINUTE = 60_000;

/** The refusal of a caller who has failed too often, or the one given. */
export type CountFailure = (request: FastifyRequest, reply: FastifyReply, refusal: Problem) => Promise<Problem>;

/**
 * Adds the check of every route's `allowed` to `app`; a route that says none is a mistake and throws at start. Returns what
 * counts failures: whoever answers an error asks it.
 */
export async function addAccess(app: FastifyInstance, keys: PortalAccess, limits: RateLimits): Promise<CountFailure> {
  await app.register(rateLimit, { global: false });
  const failures = app.createRateLimit({ max: limits.failures, timeWindow: MINUTE });
  const enrolments = app.createRateLimit({ max: limits.enrolments, timeWindow: MINUTE });
  const digests = keyRoles.map((role) => ({ actor: machineActor(role), digest: digestOf(keys[role]) }));

  app.decorateRequest('actor', null);
  app.addHook('onRoute', (route) => {
    const allowed = route.config?.allowed;
    if (allowed === undefined) throw new Error(`${route.method} ${route.url} does not say who may call it`);
    const scheme = allowed === 'enrolment' ? 'enrolmentToken' : 'key';
    if (allowed !== 'public') route.schema = { ...route.schema, security: [{ [scheme]: [] }] };
  });
  app.addHook('onRequest', async (request, reply) => {
    const { allowed, may } = request.routeOptions.config;
    // Undefined for an unknown path alone: there is nothing to protect, and nothing to learn.
    if (allowed === undefined || allowed === 'public') return;
    const token = bearerOf(request);
    if (allowed === 'enrolment') {
      // Before the database is asked: a token that is guessed costs us no more than this.
      const failed = await failures(request, { increment: false });
      if (!failed.isAllowed && failed.remaining === 0) throw tooMany(reply, failed.ttlInSeconds);
      const counted = await enrolments(request);
      if (!counted.isAllowed && counted.isExceeded) throw tooMany(reply, counted.ttlInSeconds);
      if (token === null) throw unauthorized('enrolment-token');
      return;
    }
    const digest = digestOf(token ?? '');
    // Every key is compared, so that time says nothing of which one was near.
    const matching = digests.filter((known) => timingSafeEqual(known.digest, digest));
    const [match] = token === null ? [] : matching;
    if (match === undefined) throw unauthorized('portal-key');
    const { actor } = match;
    if (!allowed.includes(actor.role)) {
      throw new Problem('role-refused', { expected: 'role', values: { roles: allowed.join(', ') } });
    }
    if (may !== undefined) requireCapability(actor, may);
    request.actor = actor;
  });

  return async (request, reply, refusal) => {
    if (refusal.type !== 'unauthorized') return refusal;
    const counted = await failures(request);
    if (!counted.isAllowed && counted.isExceeded) return tooMany(reply, counted.ttlInSeconds);
    reply.header('WWW-Authenticate', 'Bearer');
    return refusal;
  };
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

function tooMany(reply: FastifyReply, seconds: number): Problem {
  reply.header('Retry-After', String(Math.max(1, seconds)));
  return new Problem('rate-limited');
}
