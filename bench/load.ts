/** The load client in C, told what to ask and whom. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { compiledClient } from './install.ts';

export interface Load {
  /** `host:port`, or the path of a Unix socket. */
  readonly target: string;
  /** How an answer ends: as HTTP says, or with its line. */
  readonly framing: 'http' | 'line';
  readonly requests: readonly string[];
  readonly connections: number;
  /** Requests a second, whether answers come or not; as fast as answers come unless told. */
  readonly rate?: number;
  readonly warmUpMs?: number;
  readonly lastsMs: number;
}

/** Times in microseconds. */
export interface LoadResult {
  readonly requests: number;
  readonly blocked: number;
  readonly perSecond: number;
  /** Of an answer, headers included. */
  readonly bytes: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Asks as told. Throws where one answer was no verdict, or none came. */
export async function load({
  target,
  framing,
  requests,
  connections,
  rate = 0,
  warmUpMs = 100,
  lastsMs,
}: Load): Promise<LoadResult> {
  const args = [target, framing, connections, rate, warmUpMs, lastsMs].map(String);
  const child = spawn(await compiledClient('load'), args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.end(Buffer.concat(requests.map(framed)));
  const [[code], [out, err]] = await Promise.all([ended, said]);
  if (code !== 0) throw new Error(`the load client ended with ${code}: ${err}`);
  const result = JSON.parse(out) as LoadResult & { failed: number; unanswered: number };
  if (result.failed > 0 || result.unanswered > 0 || result.requests === 0) {
    throw new Error(
      `${target}: ${result.failed} of ${result.requests} no verdict, ${result.unanswered} unanswered: ${err}`,
    );
  }
  return result;
}

function framed(request: string): Buffer {
  const bytes = Buffer.from(request);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** One POST of a JSON body to `host:port`, as a till on the same machine sends it. */
export function post(target: string, path: string, body: object, token?: string): string {
  const json = JSON.stringify(body);
  const head = [`POST ${path} HTTP/1.1`, `Host: ${target}`, 'Content-Type: application/json'];
  if (token !== undefined) head.push(`Authorization: Bearer ${token}`);
  return `${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}
