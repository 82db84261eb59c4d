/** The stream of what changed, over a real socket. */
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { until } from '../../../cli/processes.testkit.ts';
import { bulletinBody } from '../../workflow/drafts.testkit.ts';
import { keys, openTestApp, type TestApp } from '../app.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  await test.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => test.dispose());

/** A stream as a page opens it; `topics` of all events so far. */
async function stream(role: keyof typeof keys) {
  const { port } = test.app.server.address() as AddressInfo;
  let text = '';
  const asked = request({ port, path: '/v1/live', headers: { authorization: `Bearer ${keys[role]}` } });
  onTestFinished(() => {
    asked.destroy();
  });
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject).end();
  });
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  response.on('error', () => undefined);
  return {
    response,
    topics: () => [...text.matchAll(/^event: (.*)\ndata: \{\}\n\n/gm)].map(([, topic]) => topic),
    ended: () => response.complete,
  };
}

it('tells every role of a change, once it can be read, and of no question', async () => {
  const streams = [await stream('lab'), await stream('authority'), await stream('operator')];
  expect(streams.map(({ response }) => [response.statusCode, response.headers['content-type']])).toEqual(
    streams.map(() => [200, 'text/event-stream; charset=utf-8']),
  );
  await test.call('lab', 'GET /v1/bulletins');
  await test.call('lab', 'POST /v1/bulletins', { kind: 'recall' });
  await test.call('lab', 'POST /v1/bulletins/targets/read', { text: 'GTIN;lot\n03400930000014;A1' });
  const { body } = await test.call('lab', 'POST /v1/bulletins', bulletinBody());
  for (const { topics } of streams) {
    await until(() => (topics().length > 0 ? true : undefined));
    expect(topics()).toEqual(['bulletin']);
  }
  await test.call('lab', `POST /v1/bulletins/${body.id}/messages`, { text: 'Bonjour' });
  await until(() => (streams.every(({ topics }) => topics().length === 2) ? true : undefined));
});

it('tells of tracking by the bus, whichever portal heard it', async () => {
  const { topics } = await stream('lab');
  await test.store.bus.notify('live', 'tracking');
  await test.store.bus.notify('live', 'nonsense\n\nevent: bulletin');
  await until(() => (topics().length > 0 ? true : undefined));
  expect(topics()).toEqual(['tracking']);
});

it('is closed to strangers', async () => {
  expect((await test.call(null, 'GET /v1/live')).status).toBe(401);
});

it('ends with the portal', async () => {
  const { ended } = await stream('operator');
  await test.app.close();
  await until(() => (ended() ? true : undefined));
});
