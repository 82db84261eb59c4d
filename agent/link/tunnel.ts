/**
 * The way out through a proxy: an HTTP tunnel (RFC 9110, 9.3.6) under the link's own TLS, so that the proxy learns the portal's
 * name and nothing else. Written over node:http because what a proxy refuses must not be taken for the portal's answer: a 401
 * or 403 of the portal ends an enrolment, that of a proxy does not.
 */
import { request } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { isLoopback } from './address.ts';

/** The proxy cannot be reached (`code`), or refuses the tunnel (`status`; 407: it wants a name and password). */
export class ProxyError extends Error {
  /** `host:port`. */
  readonly proxy: string;
  readonly status: number | null;
  readonly code: string | null;
  constructor(proxy: string, status: number | null, code: string | null) {
    super(`proxy ${proxy}: ${status ?? code}`);
    this.name = 'ProxyError';
    this.proxy = proxy;
    this.status = status;
    this.code = code;
  }
}

const TUNNEL_MS = 15_000;

/** The proxy on the way to `url`: none for this machine itself, whatever is set. */
export function proxyFor(url: URL, proxy: string | null): string | null {
  return isLoopback(url) ? null : proxy;
}

/**
 * A connection through `proxy` (`http://host:port`) to `host:port`. Rejects with `ProxyError`. Nothing but that name is sent
 * before the far side has been proved by TLS.
 */
export function openTunnel(proxy: string, host: string, port: number, signal?: AbortSignal): Promise<Socket> {
  const { hostname, host: shown, port: proxyPort } = new URL(proxy);
  const name = proxyPort === '' ? `${shown}:80` : shown;
  const far = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.timeout(TUNNEL_MS);
    const ended = signal ? AbortSignal.any([signal, limit]) : limit;
    const asking = request({
      method: 'CONNECT',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: proxyPort || 80,
      path: far,
      headers: { host: far },
      // A connection of its own, for as long as the tunnel stands.
      agent: false,
      signal: ended,
    });
    asking.on('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
      if (statusCode === 200 && head.length === 0) {
        resolve(socket);
        return;
      }
      socket.destroy();
      // A server that speaks before TLS has begun is not the portal.
      reject(statusCode === 200 ? new ProxyError(name, null, 'EPROTO') : new ProxyError(name, statusCode, null));
    });
    // Only an answer without a tunnel comes here.
    asking.on('response', (response) => {
      response.destroy();
      reject(new ProxyError(name, response.statusCode ?? 0, null));
    });
    asking.on('error', (error) => {
      const { code } = error as NodeJS.ErrnoException;
      reject(new ProxyError(name, null, ended.aborted ? 'ETIMEDOUT' : (code ?? error.message)));
    });
    asking.end();
  });
}

/** For `https` requests and `wss`: every connection through `proxy`. */
export class TunnelAgent extends Agent {
  readonly #proxy: string;
  constructor(proxy: string) {
    // Each connection is used once: the link keeps its own.
    super({ keepAlive: false });
    this.#proxy = proxy;
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const host = String(options.host);
    openTunnel(this.#proxy, host, Number(options.port)).then(
      (socket) => {
        const name = isIP(host) ? {} : { servername: host };
        callback?.(null, connectTls({ ...(options.ca && { ca: options.ca }), socket, host, ...name }));
      },
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}
