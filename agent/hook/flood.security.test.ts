/** A neighbour who opens connections and says little: he turns out his own, and the till is answered. */
import { Agent, request } from 'node:http';
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

/** The verdict of a check asked by `agent`. */
function checked(agent: Agent): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: test.hook.port,
      agent,
      method: 'POST',
      path: '/v1/checks',
      headers: { authorization: `Bearer ${test.tokens.till}`, 'content-type': 'application/json' },
    });
    asked.on('error', reject);
    asked.on('response', async (answer) => {
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      resolve(JSON.parse(text).verdict);
    });
    asked.end(JSON.stringify({ gtin: testGtin(1) }));
  });
}

it('answers tills while a neighbour takes every place there is, again and again', async () => {
  const till = new Agent({ keepAlive: true, maxSockets: 1 });
  const opened: Socket[] = [];
  let connections = 0;
  till.on('free', (socket: Socket) => {
    if (!opened.includes(socket)) opened.push(socket);
  });
  expect(await checked(till)).toBe('block');
  const strangers = new Set<Socket>();
  let isOver = false;
  const comeBack = () => {
    const socket = connect(test.hook.port, '127.0.0.1', () => {
      connections++;
    });
    strangers.add(socket);
    socket.on('error', () => undefined).resume();
    socket.once('close', () => {
      strangers.delete(socket);
      if (!isOver) comeBack();
    });
  };
  for (let n = 0; n < 300; n++) comeBack();
  for (let times = 0; times < 20 || connections < 1_000; times++) {
    expect(await checked(till)).toBe('block');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // One that comes in the middle of it, too.
  const late = new Agent({ keepAlive: true, maxSockets: 1 });
  expect(await checked(late)).toBe('block');
  expect(opened).toHaveLength(1);
  isOver = true;
  for (const socket of strangers) socket.destroy();
  till.destroy();
  late.destroy();
});
