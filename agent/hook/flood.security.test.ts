/** A neighbour who opens connections and says little: he costs the till answers while he does it, and nothing after. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recallBulletin, testGtin } from '../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from './hook.testkit.ts';

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook({ limits: { headersTimeout: 300, requestTimeout: 600, checkingInterval: 50 } });
  test.register.publish(recallBulletin([{ gtin: testGtin(1), lots: 'all' }]));
});
afterAll(() => test.close());

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

/** A connection that sends `text`, then one byte more every so often; resolves when the hook has closed it. */
function drip(text: string): Promise<void> {
  const socket = connect(test.hook.port, '127.0.0.1');
  const dripping = setInterval(() => socket.write('x'), 40);
  socket.on('error', () => undefined).resume();
  socket.write(text);
  return closed(socket).then(() => clearInterval(dripping));
}

it.each([
  ['says nothing', ''],
  ['never ends its headers', 'POST /v1/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '],
  [
    'never ends its body',
    'POST /v1/checks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{',
  ],
])('closes a connection that %s', async (_, text) => {
  await drip(text);
});

it('outlives ten thousand connections and blocks as before once they are gone', { timeout: 120_000 }, async () => {
  const knock = async (n: number) => {
    const socket = connect(test.hook.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.on('connect', () => {
      if (n % 2 === 0) socket.write('GET /v1/health HTTP/1.1\r\nHost: ');
    });
    await closed(socket);
  };
  // In waves larger than what the hook holds, and small enough for the queue of the system.
  for (let wave = 0; wave < 20; wave++) await Promise.all(Array.from({ length: 500 }, (_, n) => knock(n)));
  const { body } = await test.ask('/v1/checks', { method: 'POST', body: { gtin: testGtin(1) } });
  expect(body).toMatchObject({ verdict: 'block' });
});
