/** Every refusal as a problem document (RFC 9457), whoever raised it: a room, a schema, the framework, the database. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { languageOf } from '../../protocol/messages/index.ts';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../../protocol/problem-document.ts';
import { Problem } from '../../protocol/problems.ts';

/** The agent's sentences for these speak of itself, or of a pack. */
const titles = {
  'origin-refused': 'portal.origin-refused',
  'internal-error': 'portal.internal-error',
  'store-unavailable': 'portal.store-unavailable',
} as const;

/** PostgreSQL's classes for a server that is away, out of room or stopping (appendix A of its manual), and Node's for a socket. */
const unavailable = /^(08|53|57P|58)|^(ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_)/;

/** The driver gives these no code (pg 8). */
const lostConnection =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/;

/** The problem that an error of a room, the framework or the database is to its caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('too-large', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('body-unsupported', { cause: error });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('not-found', { cause: error });
  }
  const lost = error instanceof Error && lostConnection.test(error.message);
  if (lost || (typeof code === 'string' && unavailable.test(code)))
    return new Problem('store-unavailable', { cause: error });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Problem('request-invalid', { expected: 'json-body', cause: error });
  }
  return new Problem('internal-error', { cause: error });
}

/** Answers `problem` in the caller's language; only faults of our own are logged with their cause. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  const about = { type: problem.type, method: request.method, route: request.routeOptions.url ?? null };
  if (problem.status >= 500) log.error({ ...about, err: problem.details.cause ?? problem }, 'request failed');
  else log.info({ ...about, field: problem.details.field, state: problem.details.state }, 'request refused');
  return reply
    .code(problem.status)
    .header('Content-Language', language)
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(problemDocument(problem, language, titles));
}
