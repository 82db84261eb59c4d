/** The portal's HTTP application over a test store, called without a socket. */
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import type { Clock } from '../clock.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Metrics } from '../operation/prometheus.ts';
import { openTestStore, type TestStore } from '../store/store.testkit.ts';
import type { KeyRole } from '../workflow/transitions.ts';
import type { RateLimits } from './access.ts';
import { buildApp } from './app.ts';

export const keys = { lab: 'key-of-lab', authority: 'key-of-authority', operator: 'key-of-operator' } as const;

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface TestApp extends TestStore {
  readonly app: FastifyInstance;
  /** Calls a route: as a role, with a token, or as nobody (null). */
  call(
    who: KeyRole | { token: string } | null,
    route: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

/** A clock that tests move; the monotonic one follows. */
export function manualClock(start = Date.parse('2026-11-22T09:30:00.000Z')): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    wall: () => now,
    monotonic: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** A portal's API on an empty store; `dispose` it. Routes are given as `POST /v1/bulletins`. */
export async function openTestApp(
  o: {
    clock?: Clock;
    rateLimits?: Partial<RateLimits>;
    screens?: string;
    publicUrl?: string;
    mailer?: Mailer;
    trustedProxies?: string;
    log?: Logger;
    metrics?: Metrics;
    metricsKey?: string;
  } = {},
): Promise<TestApp> {
  const test = await openTestStore(o.clock ? { clock: o.clock } : {});
  const { clock: _, rateLimits, ...rest } = o;
  const app = await buildApp({
    store: test.store,
    keys,
    version: '0.0.0-test',
    log: pino({ level: 'silent' }),
    rateLimits: { failures: 10_000, enrolments: 10_000, signIns: 10_000, ...rateLimits },
    ...rest,
  });
  return {
    ...test,
    app,
    call: async (who, route, body, headers = {}) => {
      const [method, url = '/'] = route.split(' ');
      const token = who === null ? null : typeof who === 'string' ? keys[who] : who.token;
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          'accept-language': 'en',
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: bodyOf(answer.body, answer.headers['content-type']),
      };
    },
    dispose: async () => {
      await app.close();
      await test.dispose();
    },
  };
}

/** JSON where it says so, else the text. */
function bodyOf(body: string, type: unknown): unknown {
  if (body === '') return null;
  return /\bjson\b/.test(String(type)) ? JSON.parse(body) : body;
}
