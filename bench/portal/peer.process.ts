/**
 * The least that could do what the gateway does, in Node: a socket for each workstation and a loop that writes to all of them,
 * plain, as a WebSocket, or as a WebSocket that also asks for a proof and signs a tip as the protocol demands.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { memory, nanoseconds, serve } from './duties.ts';

const [kind = 'tcp', key, cert] = process.argv.slice(2);
const sockets = new Set<Socket | WebSocket>();
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = publicKey.export({ format: 'jwk' });
const word = Buffer.from('x'.repeat(300));
const signature = sign(null, word, createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })));
let catchUp: Buffer[] = [];

function keep(socket: Socket | WebSocket): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
}

function open(): Server {
  if (kind === 'tcp') {
    return createTcpServer({ noDelay: true }, (socket) => {
      keep(socket);
      socket.resume();
      socket.write('.');
    });
  }
  const server = key === undefined || cert === undefined ? createHttpServer() : createHttpsServer({ key, cert });
  const options = { perMessageDeflate: false, clientTracking: false, maxPayload: 65_536 };
  const accept = new WebSocketServer({ server, ...options, handleProtocols: () => 'vigilot.v1' });
  accept.on('connection', (socket) => {
    keep(socket);
    if (kind !== 'proved') {
      for (const frame of catchUp) socket.send(frame, { binary: false });
      if (catchUp.length > 0) socket.send('{"type":"tip"}');
      return;
    }
    socket.send('{"type":"challenge"}');
    socket.on('message', (data) => {
      JSON.parse(String(data));
      verify(null, word, createPublicKey({ key: jwk, format: 'jwk' }), signature, (error, holds) => {
        if (error !== null || !holds) throw error ?? new Error('a proof that does not hold');
        socket.send('{"type":"welcome"}');
        for (const frame of catchUp) socket.send(frame, { binary: false });
        const tip = sign(null, word, privateKey).toString('base64url');
        socket.send(JSON.stringify({ type: 'tip', tip }));
      });
    });
  });
  return server;
}

const server = open();
await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));

export type PeerDuties = typeof duties;
const duties = serve({
  port: () => (server.address() as AddressInfo).port,
  /** What each is sent first. */
  catchUp: (count: number, bytes: number) => {
    catchUp = Array.from({ length: count }, () => Buffer.alloc(bytes, 'x'));
  },
  /** Writes so much to all; returns when it began. */
  send: (bytes: number) => {
    const began = nanoseconds();
    const word = Buffer.alloc(bytes, 'x');
    if (kind === 'tcp') for (const socket of sockets) (socket as Socket).write(word);
    else for (const socket of sockets) (socket as WebSocket).send(word, { binary: false });
    return began;
  },
  live: () => sockets.size,
  memory,
});
