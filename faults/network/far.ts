/**
 * What stands before the portal, in a namespace of its own: the TLS front as a deployment has one, a proxy, and all that such
 * boxes do to a connection. `node far.ts <folder> <socket of the portal>`; messages of `Conduct` over IPC; ends when the harness
 * lets go. The folder holds `strange.pem`, certificate and key of somebody else.
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTls, type TLSSocket } from 'node:tls';
import { joined } from '../../agent/link/joined.testkit.ts';
import { testCertificate } from '../../agent/link/tls.testkit.ts';

export interface Conduct {
  /** `page`, `plain-page`, `strange-page`: a captive portal, under the portal's certificate, under none, under its own. */
  readonly front: 'portal' | 'silent' | 'page' | 'plain-page' | 'strange-page' | 'bad-gateway';
  /** What answers CONNECT: a tunnel to the front, silence, a page, or a refusal with that status. */
  readonly proxy: 'tunnel' | 'silent' | 'page' | 407 | 502;
  /** Connections through the front end after that long. */
  readonly cutAfterMs: number | null;
  /** Those that stand are reset now. */
  readonly drop: boolean;
}

/** Connections so far. */
export interface Seen {
  front: number;
  proxy: number;
  cut: number;
}

const PAGE = '<!doctype html><title>Bienvenue</title><p>Acceptez les conditions pour accéder à Internet.';
const answer = (status: string, more = '') =>
  `HTTP/1.1 ${status}\r\nContent-Type: text/html; charset=utf-8\r\n${more}Content-Length: ${Buffer.byteLength(PAGE)}\r\nConnection: close\r\n\r\n${PAGE}`;

const [folder = '', portal = ''] = process.argv.slice(2);
let conduct: Conduct = { front: 'portal', proxy: 'tunnel', cutAfterMs: null, drop: false };
const sockets = new Set<Socket>();
const seen: Seen = { front: 0, proxy: 0, cut: 0 };
process.on('message', (message: Conduct) => {
  conduct = message;
  if (conduct.drop) for (const socket of sockets) socket.resetAndDestroy();
  process.send?.(seen);
});
process.on('disconnect', () => process.exit());

function tracked(socket: Socket): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => undefined);
}

function secure(socket: TLSSocket): void {
  socket.on('error', () => undefined);
  switch (conduct.front) {
    case 'portal':
      joined(socket, connect(portal));
      if (conduct.cutAfterMs !== null) setTimeout(() => cut(socket), conduct.cutAfterMs);
      return;
    case 'bad-gateway':
      socket.once('data', () => socket.end(answer('502 Bad Gateway')));
      return;
    default:
      socket.once('data', () => socket.end(answer('200 OK')));
  }
}

function cut(socket: TLSSocket): void {
  if (!socket.destroyed) seen.cut++;
  socket.destroy();
}

const strange = readFileSync(join(folder, 'strange.pem'));
const honestTls = createTls(testCertificate, secure);
const strangeTls = createTls({ cert: strange, key: strange }, secure);
for (const each of [honestTls, strangeTls]) each.on('tlsClientError', () => undefined);

function front(socket: Socket): void {
  tracked(socket);
  seen.front++;
  if (conduct.front === 'silent') return;
  if (conduct.front === 'plain-page') socket.once('data', () => socket.end(answer('200 OK')));
  else (conduct.front === 'strange-page' ? strangeTls : honestTls).emit('connection', socket);
}

const proxy = createHttp();
proxy.on('connection', tracked);
proxy.on('connect', (_, socket: Socket) => {
  seen.proxy++;
  if (conduct.proxy === 'silent') return;
  if (conduct.proxy === 'tunnel') {
    const far = connect(443, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      joined(socket, far);
    });
    far.on('error', () => socket.destroy());
  } else if (conduct.proxy === 'page') socket.end(answer('200 OK'));
  else {
    const challenge = conduct.proxy === 407 ? 'Proxy-Authenticate: Basic realm="relais"\r\n' : '';
    socket.end(answer(`${conduct.proxy} No`, challenge));
  }
});

createServer(front).listen(443, '0.0.0.0', () => {
  proxy.listen(3128, '0.0.0.0', () => process.send?.('up'));
});
