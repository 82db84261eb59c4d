import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from './frame.ts';

/** Around the lengths at which the header changes: 126 and 65,536 bytes. */
const lengths = [0, 1, 96, 97, 98, 99, 125, 65_500, 65_505, 65_506, 65_507, 65_508, 65_509, 65_536, 200_000];
const frames = ['e', 'é'].flatMap((letter) =>
  lengths.map((length) => ({ type: 'entry', entry: letter.repeat(length) }) as const),
);

test('frames written to the socket as they are, between those of ws, are read by another as what they say', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      for (const frame of frames) {
        (socket as Socket).write(textFrame(frame));
        webSocket.send('{"type":"pong"}', { binary: false });
      }
      webSocket.close();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const seen: unknown[] = [];
  client.on('message', (data, isBinary) => seen.push(isBinary ? 'binary' : JSON.parse(String(data))));
  await once(client, 'close');
  expect(seen).toEqual(frames.flatMap((frame) => [frame, { type: 'pong' }]));
});
