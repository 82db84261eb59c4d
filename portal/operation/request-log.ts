/**
 * One line a request: who (role, organisation's id), what (the route's pattern and ids in it), how it ended. Never the address as
 * it was asked for, a header, a body, a name or an IP address: links carry secrets in their path, and people read logs.
 */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { noteRequest } from './metrics.ts';
import type { Metrics } from './prometheus.ts';

/** What supervisors ask every few seconds. */
const quiet = new Set(['/v1/health', '/v1/ready', '/metrics']);
/** An id of ours (ULID): whatever else stands in a path is not for the log. */
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Logs and counts every answer of `app`. Each carries its number in `X-Request-Id`, for whoever asks for help. */
export function logRequests(app: FastifyInstance, log: Logger, metrics: Metrics): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, actor } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status } = reply;
    const stream = route === '/v1/live';
    noteRequest(metrics, { method, route, status, seconds: stream ? null : reply.elapsedTime / 1000 });
    const { id } = (request.params ?? {}) as { id?: unknown };
    log[quiet.has(route) ? 'debug' : 'info'](
      {
        request: request.id,
        method,
        route,
        status,
        ms: Math.round(reply.elapsedTime),
        ...(typeof id === 'string' && ulid.test(id) ? { id } : {}),
        ...(actor === null || actor === undefined ? {} : { role: actor.role, organisation: actor.organisation }),
      },
      'request',
    );
  });
}
