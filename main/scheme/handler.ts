/** Answers the requests of our pages: built files from disk, calls by the agent, with the token added on the way. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AgentError, type OpenOptions } from '../../agent/hook/client.ts';
import { always, DATA, SCREENS } from '../../protocol/page-headers.ts';
import { answerHeaders, readRequest } from './request.ts';

/** The agent as the pages reach it. Null while there is none that proved itself. */
export interface Upstream {
  stream(path: string, options: OpenOptions): Promise<IncomingMessage>;
}

export interface HandlerOptions {
  /** Folder of the build: index.html, icon.svg, assets/. */
  readonly screens: string;
  readonly agent: () => Upstream | null;
}

/** What an answer of the agent may take before the page is told that there is none: a diagnosis tries the network. */
const ANSWER_MS = 60_000;
/** More than the agent takes (agent/hook/hook.ts), so that it is the one to refuse. */
const MAX_BODY = 256 * 1024;
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** A handler for Electron's `protocol.handle`. A network error is what the page sees where no agent answers. */
export function deskHandler({ screens, agent }: HandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const wanted = readRequest(request.method, request.url, request.headers);
    if (wanted.kind === 'refused') return empty(wanted.status);
    if (wanted.kind === 'file') return sendFile(screens, wanted.path);
    const upstream = agent();
    if (upstream === null) return Response.error();
    const bytes = await bodyOf(request);
    if (bytes === null) return empty(413);
    try {
      const { method, target, headers } = wanted;
      const answer = await upstream.stream(target, {
        method,
        headers,
        timeoutMs: ANSWER_MS,
        ...(bytes.length > 0 && { bytes }),
      });
      return passOn(answer);
    } catch (error) {
      if (error instanceof AgentError) return Response.error();
      throw error;
    }
  };
}

function passOn(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  // A page would follow it, and we send it nowhere else.
  if (status < 200 || (status >= 300 && status < 400)) {
    answer.destroy();
    return empty(502);
  }
  const headers = answerHeaders(answer.headers);
  if (status === 204 || status === 205) {
    answer.destroy();
    return new Response(null, { status, headers });
  }
  // Cancelled with the page: destroying the stream closes the connection to the agent.
  const body = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
  return new Response(body, { status, headers });
}

async function sendFile(screens: string, path: string): Promise<Response> {
  const type = types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  try {
    const content = new Uint8Array(await readFile(join(screens, path)));
    return new Response(content, {
      headers: { ...always, 'Content-Type': type, 'Content-Security-Policy': SCREENS, 'Cache-Control': 'no-cache' },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty(404);
    throw error;
  }
}

function empty(status: number): Response {
  return new Response(null, { status, headers: { ...always, 'Content-Security-Policy': DATA } });
}

/** The whole body; null where it is larger than any that is meant. */
async function bodyOf(request: Request): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body) {
    parts.push(part);
    length += part.length;
    if (length > MAX_BODY) return null;
  }
  return Buffer.concat(parts);
}
