/** One WebSocket to the portal, behind the little that the link needs, so that Electron's own can take its place. */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { MAX_ENTRY_BYTES } from '../../protocol/envelope.ts';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import { authorities } from './address.ts';
import { proxyFor, TunnelAgent } from './tunnel.ts';

/** What happens on a socket; nothing after `closed`, and nothing after `terminate`. */
export interface SocketEvents {
  opened(): void;
  text(text: string): void;
  /** It will not work, or no longer: why. Called once. */
  closed(end: SocketEnd): void;
}

export interface SocketEnd {
  /** The error that ended it; null for an orderly close. */
  readonly error: unknown;
  /** HTTP status where the upgrade was refused. */
  readonly status?: number;
  /** Milliseconds that the portal asks us to stay away (Retry-After). */
  readonly retryAfterMs?: number;
  /** The portal sent what no portal sends: too large, binary, not UTF-8, not WebSocket. */
  readonly broken?: string;
}

export interface FeedSocket {
  send(text: string): void;
  /** Orderly, with a bound on how long it may take. */
  close(): void;
  /** At once, and deaf from then on: a close on a dead line can hang for minutes. */
  terminate(): void;
  /** Stops reading while what came is being worked on. */
  pause(): void;
  resume(): void;
  /** Bytes that have come in, whole frames or not: what tells a slow line from a dead one. */
  readonly bytesRead: number;
}

/** `proxy`: `http://host:port`, or null for the direct way. */
export type Connect = (url: URL, events: SocketEvents, proxy: string | null) => FeedSocket;

const HANDSHAKE_MS = 15_000;
/** An entry, and the JSON around it. */
const MAX_FRAME_BYTES = MAX_ENTRY_BYTES + 64 * 1024;
const MAX_RETRY_AFTER_MS = 10 * 60_000;

/** Connects with `ws`; TLS trusts Node's and the system's authorities. */
export const connectSocket: Connect = (url, events, proxy) => {
  const through = proxyFor(url, proxy);
  const socket = new WebSocket(url, SUBPROTOCOL, {
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
    followRedirects: false,
    ...(url.protocol === 'wss:' && { ca: authorities() }),
    ...(through !== null && { agent: new TunnelAgent(through) }),
  });
  return new PlainSocket(socket, events);
};

class PlainSocket implements FeedSocket {
  readonly #socket: WebSocket;
  #events: SocketEvents | null;
  #raw: Socket | null = null;
  #end: SocketEnd = { error: null };

  constructor(socket: WebSocket, events: SocketEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.on('upgrade', (response) => {
      this.#raw = response.socket;
    });
    socket.on('open', () => this.#events?.opened());
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#fail({ error: null, broken: 'binary frame' });
      else this.#events?.text(String(data));
    });
    socket.on('unexpected-response', (request, response) => {
      const status = response.statusCode ?? 0;
      const seconds = Number(response.headers['retry-after']);
      const retryAfterMs = seconds > 0 ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : 0;
      request.destroy();
      this.#fail({ error: new Error(`HTTP ${status}`), status, ...(retryAfterMs > 0 && { retryAfterMs }) });
    });
    // Always followed by `close`.
    socket.on('error', (error) => {
      const { code } = error as { code?: unknown };
      const broken = typeof code === 'string' && code.startsWith('WS_ERR_');
      this.#end = { error, ...(broken && { broken: error.message }) };
    });
    socket.on('close', () => this.#fail(this.#end));
  }

  get bytesRead(): number {
    return this.#raw?.bytesRead ?? 0;
  }

  send(text: string): void {
    // A socket on its way out drops it, and says so by closing.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  close(): void {
    this.#events = null;
    this.#socket.resume();
    // `ws` gives the other side 30 s to answer, then destroys.
    this.#socket.close(1000);
  }

  terminate(): void {
    this.#events = null;
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #fail(end: SocketEnd): void {
    const events = this.#events;
    this.#events = null;
    if (this.#socket.readyState !== WebSocket.CLOSED) this.#socket.terminate();
    events?.closed(end);
  }
}
