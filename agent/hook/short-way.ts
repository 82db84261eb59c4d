/**
 * The short way of the question that tills ask all day: `POST /v1/checks` with a bearer token and a sound body is answered
 * without the framework, whose turns take longer than the check itself. It answers nothing but 200: whatever is out of the
 * ordinary goes the careful way, as it came, and is answered there.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { languageOf } from '../../protocol/messages/index.ts';
import { always, DATA } from '../../protocol/page-headers.ts';
import { bearerRole } from './access.ts';
import type { HookDependencies } from './dependencies.ts';
import type { Guard } from './guard.ts';
import { item } from './till-calls.ts';
import type { Tokens } from './tokens.ts';

export interface ShortWayOptions {
  readonly checker: HookDependencies['checker'];
  readonly tokens: Tokens;
  readonly guard: () => Guard;
  readonly bodyLimit: number;
  /** Told of each connection on which somebody who may ask did. */
  readonly onKnown: (socket: Socket) => void;
}

const headers = Object.entries({
  ...always,
  'Content-Security-Policy': DATA,
  'Cache-Control': 'no-store',
  'Content-Type': 'application/json; charset=utf-8',
}).flat();

/** Lets checks of `app` take the short way where they can; every other request goes on as it did. */
export function takeShortWay(app: FastifyInstance, options: ShortWayOptions): void {
  const proved: Proved = new WeakMap();
  const careful = app.server.listeners('request') as RequestListener[];
  app.server.removeAllListeners('request');
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const length = app.server.listening ? lengthOfPlain(request, options, proved) : null;
    if (length === null) {
      for (const listener of careful) listener.call(app.server, request, response);
      return;
    }
    options.onKnown(request.socket);
    const chunks: Buffer[] = [];
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      // The parser gives no more than was announced.
      if (received === length) void answer(request, response, chunks, options.checker, app);
    });
  });
}

/**
 * What each connection proved itself with: its token is proved once and not with every check, which would take a fifteenth of it.
 * Tokens are those of one run of the agent, so that none ends before its connection.
 */
type Proved = WeakMap<Socket, string>;

/** Bytes of the body of a plain check by somebody who may ask; null for any other request. Reads nothing of the body. */
function lengthOfPlain(
  request: IncomingMessage,
  { tokens, guard, bodyLimit }: ShortWayOptions,
  proved: Proved,
): number | null {
  if (request.url !== '/v1/checks' || request.method !== 'POST') return null;
  const { authorization, expect, 'content-type': type = '', 'content-length': announced = '' } = request.headers;
  if (expect !== undefined || !/^application\/json(; ?charset=utf-8)?$/i.test(type)) return null;
  const length = Number(announced);
  if (!(length > 0 && length <= bodyLimit)) return null;
  try {
    guard().admit(request, request.url);
  } catch {
    return null;
  }
  if (authorization === undefined) return null;
  if (proved.get(request.socket) === authorization) return length;
  // Every role may ask.
  if (!bearerRole(authorization, tokens)) return null;
  proved.set(request.socket, authorization);
  return length;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  chunks: readonly Buffer[],
  checker: ShortWayOptions['checker'],
  app: FastifyInstance,
): Promise<void> {
  const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  try {
    const question: unknown = JSON.parse(body.toString());
    if (item.Check(question)) {
      const json = JSON.stringify(await checker.check(question, languageOf(request.headers['accept-language'])));
      response.writeHead(200, [...headers, 'Content-Length', String(Buffer.byteLength(json))]).end(json);
      return;
    }
  } catch {
    // The careful way finds the same, or that it has passed, and says so.
  }
  await answerCarefully(request, response, body, app);
}

/** What the framework answers to this request, whose body was read already. */
async function answerCarefully(
  request: IncomingMessage,
  response: ServerResponse,
  payload: Buffer,
  app: FastifyInstance,
): Promise<void> {
  try {
    const asked: InjectOptions = { method: 'POST', url: '/v1/checks', headers: request.headers, payload };
    const { statusCode, headers, rawPayload } = await app.inject(asked);
    const { connection: _, date: __, ...own } = headers;
    response.writeHead(statusCode, own).end(rawPayload);
  } catch (error) {
    // The framework answers every error itself; where it cannot, nothing is better than half an answer.
    app.log.error({ err: error }, 'failed');
    response.destroy();
  }
}
