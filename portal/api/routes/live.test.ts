/** The stream of what changed, over a real socket. */
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../../../cli/processes.testkit.ts';
import { signedInAs, type TestBrowser } from '../../access/people.testkit.ts';
import { IDLE_MS } from '../../access/sessions.ts';
import { answerBody } from '../../shortages/shortages.testkit.ts';
import { bulletinBody } from '../../workflow/drafts.testkit.ts';
import { keys, manualClock, openTestApp, type TestApp } from '../app.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  await test.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => test.dispose());

/** A stream as a page opens it; `topics` of all events so far. */
async function stream(role: keyof typeof keys | { headers: Record<string, string> }, of: TestApp = test) {
  const { port } = of.app.server.address() as AddressInfo;
  let text = '';
  const headers = typeof role === 'string' ? { authorization: `Bearer ${keys[role]}` } : role.headers;
  const asked = request({ port, path: '/v1/live', headers });
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

it('tells of an answer to a shortage, which is a bulletin too', async () => {
  const { topics } = await stream('authority');
  await test.call('lab', 'GET /v1/shortages');
  await test.call('lab', 'POST /v1/shortages/answers', answerBody());
  await until(() => (topics().length > 1 ? true : undefined));
  expect(topics().toSorted()).toEqual(['bulletin', 'shortage']);
});

it('tells of what the operator does about recipients without an agent', async () => {
  const { topics } = await stream('lab');
  await test.call('operator', 'GET /v1/outreach/letters');
  await test.call('operator', 'POST /v1/outreach/letters', {});
  await until(() => (topics().length > 0 ? true : undefined));
  expect(topics()).toEqual(['tracking']);
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

describe('a stream whose reader is out ends', () => {
  const cookieOf = (browser: TestBrowser) => ({
    headers: { cookie: `vigilot_portal=${browser.cookies.get('vigilot_portal')}` },
  });
  const ended = ({ ended: over }: { ended(): boolean }) => until(() => (over() ? true : undefined));

  /** A portal whose heart beats only where a test lets time pass: it ends nothing by itself. */
  async function withoutBeats(clock = manualClock()): Promise<TestApp> {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const own = await openTestApp({ clock });
    onTestFinished(() => own.dispose());
    await own.app.listen({ port: 0, host: '127.0.0.1' });
    return own;
  }

  it('by sign-out, here or everywhere, and nobody else’s', async () => {
    const own = await withoutBeats();
    const one = await signedInAs(own, 'lab', ['quality']);
    const other = await signedInAs(own, 'lab', ['quality'], one.organisation);
    const streams = [
      await stream(cookieOf(one.browser), own),
      await stream(cookieOf(other.browser), own),
      await stream('lab', own),
    ];
    const [first, second, byKey] = streams as [(typeof streams)[0], (typeof streams)[0], (typeof streams)[0]];
    expect((await one.browser.call('DELETE /v1/session')).status).toBe(204);
    await ended(first);
    expect([second.ended(), byKey.ended()]).toEqual([false, false]);
    expect((await other.browser.call('DELETE /v1/sessions')).status).toBe(204);
    await ended(second);
    expect(byKey.ended()).toBe(false);
  });

  it('by the end of the account, of the organisation, or of the key', async () => {
    const own = await withoutBeats();
    const { browser, person, organisation } = await signedInAs(own, 'lab', ['responsible-pharmacist']);
    const leaving = await stream(cookieOf(browser), own);
    await own.call('operator', `PATCH /v1/users/${person.id}`, { ended: true });
    await ended(leaving);
    const keysOf = `/v1/organisations/${organisation.id}/keys`;
    const newKey = async () => (await own.call('operator', `POST ${keysOf}`, { name: 'S', capabilities: [] })).body;
    const [revoked, closed] = [await newKey(), await newKey()];
    const bearer = ({ key }: { key: string }) => ({ headers: { authorization: `Bearer ${key}` } });
    const [one, other] = [await stream(bearer(revoked), own), await stream(bearer(closed), own)];
    await own.call('operator', `POST ${keysOf}/${revoked.id}/revocation`);
    await ended(one);
    expect(other.ended()).toBe(false);
    await own.call('operator', `PATCH /v1/organisations/${organisation.id}`, { closed: true });
    await ended(other);
  });

  it('by age, without anybody’s act', async () => {
    const clock = manualClock();
    const own = await withoutBeats(clock);
    const { browser } = await signedInAs(own, 'lab', ['quality']);
    const idle = await stream(cookieOf(browser), own);
    vi.advanceTimersByTime(15_000);
    clock.advance(IDLE_MS);
    expect(idle.ended()).toBe(false);
    vi.advanceTimersByTime(15_000);
    await ended(idle);
  });
});

it('ends with the portal', async () => {
  const { ended } = await stream('operator');
  await test.app.close();
  await until(() => (ended() ? true : undefined));
});
