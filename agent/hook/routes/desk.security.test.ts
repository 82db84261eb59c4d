import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../fixtures/demo/places.ts';
import { browserWith, cookieOf, newLink, openDesk, ownPage } from '../desk/browser.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
});
afterAll(() => test.close());

const port = () => test.hook.port;

describe('a link', () => {
  it('is on the desk’s own host, for a minute', async () => {
    const answer = await test.ask<{ url: string; expiresAt: string }>('/v1/desk/links', { method: 'POST' });
    expect(answer.status).toBe(201);
    expect(answer.body.url).toMatch(new RegExp(`^http://[0-9a-f]{20}\\.localhost:${port()}/desk/[\\w-]{32}$`));
    expect(Date.parse(answer.body.expiresAt) - test.clock.now).toBe(60_000);
    expect(test.log()).not.toContain(answer.body.url.split('/').at(-1));
  });

  it('becomes a cookie of this host alone, and leads to the desk', async () => {
    const { host, path } = await newLink(test);
    const answer = await test.ask(path, { token: null, headers: { host, 'sec-fetch-site': 'none' } });
    expect([answer.status, answer.headers.location, answer.text]).toEqual([303, '/', '']);
    const [cookie = '', ...more] = answer.headers['set-cookie'] ?? [];
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(pair).toMatch(/^vigilot-desk=[\w-]{43}$/);
    // No Domain, no Max-Age, no Expires.
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('opens once, and then says in words that it does not', async () => {
    const { host, path } = await newLink(test);
    const open = (language: string) =>
      test.ask<string>(path, { token: null, headers: { host, 'accept-language': language } });
    expect((await open('fr')).status).toBe(303);
    const [fr, en] = [await open('fr'), await open('en')];
    for (const answer of [fr, en]) {
      expect(answer.status).toBe(410);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
      expect(answer.text).not.toMatch(/<script|<link|<img|http| on\w+=/);
    }
    expect(fr.text).toContain('<html lang="fr">');
    expect(fr.text).toContain('Ce lien n’ouvre plus rien');
    expect(en.text).toContain('This link no longer opens anything');
  });

  it('ends after a minute', async () => {
    const { host, path } = await newLink(test);
    test.clock.now += 60_000;
    expect((await test.ask(path, { token: null, headers: { host } })).status).toBe(410);
  });

  it('opens to one of two that come at once', async () => {
    const { host, path } = await newLink(test);
    const answers = await Promise.all([1, 2, 3].map(() => test.ask(path, { token: null, headers: { host } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  });

  it.each<[name: string, headers: Record<string, string>]>([
    ['a page of another site opens it (login by a stranger)', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this name', { 'sec-fetch-site': 'same-site' }],
    ['a form of another site', { origin: 'https://evil.example' }],
    ['a form of our other names', { origin: 'http://127.0.0.1:PORT' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('is refused and stays good where %s', async (_name, headers) => {
    const { host, path } = await newLink(test);
    const sent = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, value.replace('PORT', `${port()}`)]),
    );
    const answer = await test.ask(path, { token: null, headers: { host, ...sent } });
    expect([answer.status, answer.body.type, answer.headers['set-cookie']]).toEqual([403, 'origin-refused', undefined]);
    expect((await test.ask(path, { token: null, headers: { host } })).status).toBe(303);
  });

  it('is nothing on our other names, under HEAD or by POST, and stays good', async () => {
    const { host, path } = await newLink(test);
    for (const other of [`127.0.0.1:${port()}`, `localhost:${port()}`]) {
      const answer = await test.ask(path, { token: null, headers: { host: other } });
      expect([answer.status, answer.headers['set-cookie']]).toEqual([404, undefined]);
    }
    for (const method of ['HEAD', 'POST']) {
      expect((await test.ask(path, { method, token: null, headers: { host } })).status).toBe(401);
    }
    expect((await test.ask(path, { token: null, headers: { host } })).status).toBe(303);
  });

  it.each([
    ['no credential', () => ({}), 401],
    ['the till token', () => ({ authorization: `Bearer ${test.tokens.till}` }), 403],
    [
      'the till token by Basic',
      () => ({ authorization: `Basic ${Buffer.from(`till:${test.tokens.till}`).toString('base64')}` }),
      401,
    ],
  ])('is not made for %s', async (_name, headers, status) => {
    const answer = await test.ask('/v1/desk/links', { method: 'POST', token: null, headers: headers() });
    expect(answer.status).toBe(status);
  });

  it('is not made for a browser that is in: who has a cookie cannot hand it on', async () => {
    const browser = await openDesk(test);
    expect((await browser.ask('/v1/desk/links', { method: 'POST' })).status).toBe(401);
  });

  it('that is guessed is counted as a wrong token is; a right one is never held up', async () => {
    const fresh = await startTestHook();
    onTestFinished(() => fresh.close());
    const { host, path } = await newLink(fresh);
    const statuses: number[] = [];
    for (let i = 0; i < 32; i++) {
      statuses.push((await fresh.ask(`/desk/${'A'.repeat(32)}`, { token: null, headers: { host } })).status);
    }
    expect(statuses).toEqual([...Array(30).fill(410), 429, 429]);
    expect((await fresh.ask(path, { token: null, headers: { host } })).status).toBe(303);
  });

  it('takes the place of the session that this browser had', async () => {
    const browser = await openDesk(test);
    const { host, path } = await newLink(test);
    const answer = await test.ask(path, { token: null, headers: { host, cookie: browser.cookie } });
    expect(cookieOf(answer)).not.toBe(browser.cookie);
    expect((await browser.ask('/v1/status')).status).toBe(401);
    expect((await browserWith(test, host, cookieOf(answer)).ask('/v1/status')).status).toBe(200);
  });
});

/** Calls of the page, and whether the cookie is enough for them. */
const calls: ReadonlyArray<readonly [method: string, path: string, byCookie: boolean]> = [
  ['GET', '/v1/status', true],
  ['GET', '/v1/bulletins', true],
  ['GET', '/v1/journal', true],
  ['GET', '/v1/journal?format=csv', true],
  ['GET', '/v1/journal/verify', true],
  ['GET', '/v1/desk/session', true],
  ['POST', '/v1/checks', true],
  ['POST', '/v1/bulletins/B1/acknowledgement', true],
  ['GET', '/v1/checks?scan=x', false],
  ['POST', '/v1/desk/links', false],
];
const refusals = new Set(['unauthorized', 'scope-refused', 'origin-refused']);

describe('the cookie', () => {
  it('opens what the page needs, and neither a check by address nor a link', async () => {
    const browser = await openDesk(test);
    for (const [method, path, passes] of calls) {
      const { body, status } = await browser.ask(path, { method });
      expect([method, path, !refusals.has(String(body.type))]).toEqual([method, path, passes]);
      if (!passes) expect(status).toBe(401);
    }
  });

  it.each<[site: string | undefined, passes: boolean]>([
    ['same-origin', true],
    ['none', false],
    ['same-site', false],
    ['cross-site', false],
    ['', false],
    ['Same-Origin', false],
    [undefined, false],
  ])('with Sec-Fetch-Site %j', async (site, passes) => {
    const { host, cookie } = await openDesk(test);
    const headers = { host, cookie, ...(site !== undefined && { 'sec-fetch-site': site }) };
    for (const [method, path] of calls.filter(([, , byCookie]) => byCookie)) {
      const answer = await test.ask(path, { method, token: null, headers });
      expect([path, answer.body.type === 'origin-refused']).toEqual([path, !passes]);
      if (!passes) expect([answer.status, answer.body.field]).toEqual([403, 'Sec-Fetch-Site']);
    }
  });

  it('is nothing on our other names', async () => {
    const { cookie } = await openDesk(test);
    for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`]) {
      for (const [method, path] of calls) {
        const answer = await test.ask(path, { method, token: null, headers: { host, cookie, ...ownPage } });
        expect([host, path, answer.status]).toEqual([host, path, 401]);
      }
    }
  });

  it.each<[name: string, origin: (host: string) => string, passes: boolean]>([
    ['its own origin', (host) => `http://${host}`, true],
    ['its own origin in capitals', (host) => `http://${host.toUpperCase()}`, true],
    ['our other name', () => `http://127.0.0.1:${port()}`, false],
    ['localhost', () => `http://localhost:${port()}`, false],
    ['another label', () => `http://evil.localhost:${port()}`, false],
    ['another port of its name', (host) => `http://${host.split(':')[0]}:1`, false],
    ['https', (host) => `https://${host}`, false],
    ['null', () => 'null', false],
  ])('beside the Origin %s', async (_name, origin, passes) => {
    const browser = await openDesk(test);
    const answer = await browser.ask('/v1/status', { headers: { origin: origin(browser.host) } });
    expect(answer.status).toBe(passes ? 200 : 403);
  });

  it.each<[name: string, cookie: (good: string) => string, status: number]>([
    ['as given', (good) => good, 200],
    ['among others', (good) => `a=b; ${good}; c="d"`, 200],
    ['none', () => '', 401],
    ['without a value', () => 'vigilot-desk=', 401],
    ['another value', () => `vigilot-desk=${'A'.repeat(43)}`, 401],
    ['its beginning', (good) => good.slice(0, -1), 401],
    ['and more', (good) => `${good}A`, 401],
    ['under another name', (good) => good.replace('vigilot-desk', 'Vigilot-Desk'), 401],
    ['put behind another of its name', (good) => `vigilot-desk=x; ${good}`, 401],
    ['the admin token in its place', () => `vigilot-desk=${test.tokens.admin}`, 401],
    ['of an endless length', () => `vigilot-desk=${'A'.repeat(10_000)}`, 401],
    ['that is no cookie', () => ';;;=%%%', 401],
  ])('%s', async (_name, change, status) => {
    const { host, cookie } = await openDesk(test);
    const sent = change(cookie);
    const answer = await test.ask('/v1/status', {
      token: null,
      headers: { host, ...ownPage, ...(sent !== '' && { cookie: sent }) },
    });
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.body).toMatchObject({ type: 'unauthorized', field: 'Cookie' });
  });

  it('gives way to Authorization: a right one counts, a wrong one is refused', async () => {
    const { host, cookie } = await openDesk(test);
    const ask = (path: string, authorization: string, site: string = 'same-origin') =>
      test.ask(path, { token: null, headers: { host, cookie, authorization, 'sec-fetch-site': site } });
    expect((await ask('/v1/journal', `Bearer ${test.tokens.till}`)).body).toMatchObject({ type: 'scope-refused' });
    // A token needs no page.
    expect((await ask('/v1/journal', `Bearer ${test.tokens.admin}`, 'none')).status).toBe(200);
    for (const wrong of [`Bearer ${'A'.repeat(43)}`, 'Bearer ', 'Digest x', 'Basic !!!', 'nonsense']) {
      expect([wrong, (await ask('/v1/status', wrong)).status]).toEqual([wrong, 401]);
    }
  });

  it('that opens nothing is no guess: a page left open costs nobody a turn', async () => {
    const fresh = await startTestHook();
    onTestFinished(() => fresh.close());
    const { host } = await newLink(fresh);
    const stale = browserWith(fresh, host, `vigilot-desk=${'A'.repeat(43)}`);
    for (let i = 0; i < 40; i++) expect((await stale.ask('/v1/status')).status).toBe(401);
    expect((await fresh.ask('/v1/status', { token: 'B'.repeat(43) })).status).toBe(401);
  });

  it('says what the page may do about it', async () => {
    const { host } = await newLink(test);
    const { body } = await test.ask('/v1/status', { token: null, headers: { host, 'accept-language': 'en' } });
    expect(body.expected).toContain('vigilot desk');
  });
});

describe('/v1/desk/session', () => {
  it('tells since when, to the page and to a token', async () => {
    const browser = await openDesk(test);
    const since = new Date(test.clock.now).toISOString();
    expect((await browser.ask('/v1/desk/session')).body).toEqual({ since });
    expect((await test.ask('/v1/desk/session')).status).toBe(200);
    expect((await test.ask('/v1/desk/session', { token: test.tokens.till })).status).toBe(403);
  });

  it('ends this browser’s, and no other', async () => {
    const [one, two] = [await openDesk(test), await openDesk(test)];
    const out = await one.ask('/v1/desk/session', { method: 'DELETE' });
    expect([out.status, out.text]).toEqual([204, '']);
    expect(out.headers['set-cookie']).toEqual([
      'vigilot-desk=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict',
    ]);
    expect([(await one.ask('/v1/status')).status, (await two.ask('/v1/status')).status]).toEqual([401, 200]);
    expect((await one.ask('/v1/desk/session', { method: 'POST' })).status).toBe(401);
  });

  it('ends every one for the admin token', async () => {
    const fresh = await startTestHook();
    onTestFinished(() => fresh.close());
    const [one, two] = [await openDesk(fresh), await openDesk(fresh)];
    expect((await fresh.ask('/v1/desk/session', { method: 'DELETE', token: fresh.tokens.till })).status).toBe(403);
    expect((await fresh.ask('/v1/desk/session', { method: 'DELETE' })).status).toBe(204);
    expect([(await one.ask('/v1/status')).status, (await two.ask('/v1/status')).status]).toEqual([401, 401]);
  });

  it('carries the event stream, which ends with it', async () => {
    const browser = await openDesk(test);
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: browser.host, cookie: browser.cookie, ...ownPage };
      request({ host: '127.0.0.1', port: port(), path: '/v1/events', headers, agent: false }, resolve)
        .on('error', reject)
        .end();
    });
    expect([stream.statusCode, stream.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    stream.setEncoding('utf8');
    await once(stream, 'data');
    const ended = once(stream, 'end');
    stream.resume();
    await browser.ask('/v1/desk/session', { method: 'DELETE' });
    await ended;
    expect((await browser.ask('/v1/events')).status).toBe(401);
  });
});

describe('a restart of the agent', () => {
  /** An agent that ended after a browser had come in, and the one that followed it on the same port and data. */
  async function restarted() {
    const ports = [await freePort(0)];
    const before = await startTestHook({ ports });
    onTestFinished(() => before.close());
    const { host, cookie } = await openDesk(before);
    await before.hook.close();
    const after = await startTestHook({ ports, dataDir: before.dataDir });
    onTestFinished(() => after.close());
    return { before, after, host, cookie, browser: browserWith(after, host, cookie) };
  }

  it('ends the session; the page exchanges its cookie, once, on the same origin', async () => {
    const { after, host, cookie, browser } = await restarted();
    expect((await newLink(after)).host).toBe(host);
    for (const [method, path] of calls) expect((await browser.ask(path, { method })).status).toBe(401);
    const renewed = await browser.ask('/v1/desk/session', { method: 'POST' });
    expect([renewed.status, Object.keys(renewed.body)]).toEqual([200, ['since']]);
    expect(renewed.headers['set-cookie']?.[0]).toMatch(/^vigilot-desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const next = browserWith(after, host, cookieOf(renewed));
    expect(next.cookie).not.toBe(cookie);
    expect((await next.ask('/v1/status')).status).toBe(200);
    // The other tab, a moment later: it has the new cookie by now, and is given none.
    const second = await browser.ask('/v1/desk/session', { method: 'POST' });
    expect([second.status, second.headers['set-cookie']]).toEqual([200, undefined]);
    after.clock.now += 10_000;
    expect((await browser.ask('/v1/desk/session', { method: 'POST' })).status).toBe(401);
    expect((await browser.ask('/v1/status')).status).toBe(401);
    expect((await next.ask('/v1/status')).status).toBe(200);
  });

  it('exchanges nothing that does not come from our own page', async () => {
    const { after, browser } = await restarted();
    const own = after.hook.port;
    const others: ReadonlyArray<readonly [name: string, headers: Record<string, string>, status: number]> = [
      ['without Sec-Fetch-Site', { 'sec-fetch-site': '' }, 403],
      ['typed', { 'sec-fetch-site': 'none' }, 403],
      ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['a page of another port', { 'sec-fetch-site': 'same-site' }, 403],
      ['on 127.0.0.1', { host: `127.0.0.1:${own}` }, 401],
      ['on localhost', { host: `localhost:${own}` }, 401],
      ['beside a token', { authorization: 'Bearer x' }, 401],
      ['with another cookie', { cookie: `vigilot-desk=${'A'.repeat(43)}` }, 401],
      ['without its cookie', { cookie: '' }, 401],
    ];
    for (const [name, headers, status] of others) {
      const answer = await browser.ask('/v1/desk/session', { method: 'POST', headers });
      expect([name, answer.status, answer.headers['set-cookie']]).toEqual([name, status, undefined]);
    }
    expect((await browser.ask('/v1/desk/session', { method: 'POST' })).headers['set-cookie']).toHaveLength(1);
  });

  it('exchanges nothing after twelve hours', async () => {
    const { after, browser } = await restarted();
    after.clock.now += 12 * 3_600_000 + 1;
    expect((await browser.ask('/v1/desk/session', { method: 'POST' })).status).toBe(401);
  });

  it('ends links', async () => {
    const ports = [await freePort(0)];
    const before = await startTestHook({ ports });
    onTestFinished(() => before.close());
    const { host, path } = await newLink(before);
    await before.hook.close();
    const after = await startTestHook({ ports, dataDir: before.dataDir });
    onTestFinished(() => after.close());
    expect((await after.ask(path, { token: null, headers: { host } })).status).toBe(410);
  });
});
