/** Every refusal of the hook as a problem document (RFC 9457), whoever raised it: a room, a schema, the framework, the parser. */
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type Language, languageOf } from '../../protocol/messages/index.ts';
import { PROBLEM_MEDIA_TYPE, problemDocument } from '../../protocol/problem-document.ts';
import { Problem } from '../../protocol/problems.ts';

/** The language a caller asked for. */
export function languageFor(request: FastifyRequest): Language {
  return languageOf(request.headers['accept-language']);
}

/** The problem that an error of the framework or of a room is to its caller; `bodyLimit`: bytes that its route takes. */
export function problemOf(error: unknown, bodyLimit = 0): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('too-large', {
        field: 'body',
        expected: 'body-size',
        values: { limit: bodyLimit },
        cause: error,
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('body-unsupported', { field: 'Content-Type', expected: 'json-type', cause: error });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('request-invalid', { field: 'body', expected: 'json', cause: error });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('not-found', { field: 'path', expected: 'known-path', cause: error });
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Problem('request-invalid', { field: 'body', expected: 'json', cause: error });
  }
  return new Problem('internal-error', { cause: error });
}

/** Answers `error` in the caller's language. Only faults of our own are logged with their cause: a body may hold a serial. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const problem = problemOf(error, request.routeOptions.bodyLimit);
  const route = request.routeOptions.url ?? 'none';
  if (problem.status >= 500) log.error({ err: problem.details.cause ?? problem, type: problem.type, route }, 'failed');
  else log.debug({ type: problem.type, field: problem.details.field, route }, 'refused');
  reply
    .code(problem.status)
    .header('Cache-Control', 'no-store')
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(problemDocument(problem, languageFor(request)));
}

/** What Node's parser refused before there was a request: answered on the bare socket, in French. */
export function answerParserError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem('too-large', { field: 'headers', expected: 'body-size', values: { limit: maxHeaderSize } })
      : new Problem('request-invalid', { expected: 'http' });
  const body = JSON.stringify(problemDocument(problem, 'fr'));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Cache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
