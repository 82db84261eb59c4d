import { get } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newLink } from './desk/browser.testkit.ts';
import { type Answered, send, startTestHook, type TestHook } from './hook.testkit.ts';
import { type Role, reaches, roles } from './tokens.ts';

let test: TestHook;
/** `<label>.localhost`, the desk's own host. */
let desk: string;
beforeAll(async () => {
  test = await startTestHook();
  [desk = ''] = (await newLink(test)).host.split(':');
});
afterAll(() => test.close());

/** Every route, and whom it asks for. */
const routes: ReadonlyArray<readonly [method: string, path: string, access: 'public' | Role]> = [
  ['GET', '/v1/health', 'public'],
  ['GET', '/openapi.json', 'public'],
  ['POST', '/v1/checks', 'till'],
  ['GET', '/v1/checks?scan=x', 'till'],
  ['POST', '/v1/checks/batch', 'till'],
  ['POST', '/v1/checks/01K9ZZZZZZZZZZZZZZZZZZZZZZ/outcome', 'till'],
  ['GET', '/v1/bulletins', 'till'],
  ['GET', '/v1/bulletins/B1', 'till'],
  ['GET', '/v1/status', 'till'],
  ['POST', '/v1/bulletins/B1/acknowledgement', 'desk'],
  ['POST', '/v1/bulletins/B1/quarantine', 'desk'],
  ['POST', '/v1/bulletins/B1/display', 'desk'],
  ['GET', '/v1/bulletins/B1/lookback', 'desk'],
  ['GET', '/v1/attention', 'desk'],
  ['GET', '/v1/operators', 'desk'],
  ['POST', '/v1/inventory/scans', 'desk'],
  ['GET', '/v1/inventory', 'desk'],
  ['DELETE', '/v1/inventory/lines/1', 'desk'],
  ['POST', '/v1/inventory/close', 'desk'],
  ['GET', '/v1/inventory/quarantine/B1', 'desk'],
  ['POST', '/v1/shortages', 'till'],
  ['GET', '/v1/shortages', 'till'],
  ['GET', '/v1/journal', 'desk'],
  ['GET', '/v1/journal/verify', 'desk'],
  ['GET', '/v1/diagnostics', 'desk'],
  ['GET', '/v1/support-bundle', 'desk'],
  ['GET', '/v1/desk/session', 'desk'],
  ['DELETE', '/v1/desk/session', 'desk'],
  ['POST', '/v1/application', 'desk'],
  ['POST', '/v1/desk/links', 'admin'],
];
/** Looked at by themselves: a link and a cookie are credentials of their own (routes/desk.security.test.ts), a stream does not end. */
const apart = ['GET /desk/{key}', 'GET /v1/events', 'POST /v1/desk/session'];

const refusals = new Set(['unauthorized', 'scope-refused', 'origin-refused']);
const refusal = (answer: Answered<Record<string, unknown>>) =>
  refusals.has(String(answer.body.type)) ? `${answer.status} ${answer.body.type}` : 'passed';

describe('credentials', () => {
  const credentials: ReadonlyArray<readonly [name: string, header: () => string | undefined, role: Role | 'none']> = [
    ['no credential', () => undefined, 'none'],
    ['the admin token', () => `Bearer ${test.tokens.admin}`, 'admin'],
    ['the desk token', () => `Bearer ${test.tokens.desk}`, 'desk'],
    ['the till token', () => `Bearer ${test.tokens.till}`, 'till'],
    ['a lower-case scheme', () => `bearer ${test.tokens.till}`, 'till'],
    ['another token', () => `Bearer ${'A'.repeat(43)}`, 'none'],
    ['the token and more', () => `Bearer ${test.tokens.admin}A`, 'none'],
    ['the beginning of the token', () => `Bearer ${test.tokens.admin.slice(0, 42)}`, 'none'],
    ['the token without a scheme', () => test.tokens.admin, 'none'],
    ['an empty token', () => 'Bearer ', 'none'],
    ['Basic with the desk token', () => basic('till', test.tokens.desk), 'none'],
    ['Basic with the admin token', () => basic('till', test.tokens.admin), 'none'],
    ['Basic of another user', () => basic('admin', test.tokens.till), 'none'],
    ['Basic that is none', () => 'Basic !!!', 'none'],
    ['a scheme nobody knows', () => `Digest ${test.tokens.admin}`, 'none'],
  ];
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  it.each(credentials)('%s', async (_name, header, role) => {
    const authorization = header();
    for (const [method, path, access] of routes) {
      const answer = await test.ask(path, {
        method,
        token: null,
        headers: { ...(authorization && { authorization }) },
      });
      const expected =
        access === 'public' || (role !== 'none' && reaches(role, access))
          ? 'passed'
          : role !== 'none'
            ? '403 scope-refused'
            : // Wrong ones are counted: 429 is what the limit's own test looks at.
              '401 unauthorized';
      const got = answer.status === 429 ? '401 unauthorized' : refusal(answer);
      expect(`${method} ${path}: ${got}`).toBe(`${method} ${path}: ${expected}`);
    }
  });

  it('is looked at on every route there is', async () => {
    const { body } = await test.ask<{ paths: Record<string, Record<string, unknown>> }>('/openapi.json');
    const served = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const pattern = (path: string) => new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    const unseen = served.filter((operation) => {
      const [method, path = ''] = operation.split(' ');
      return !routes.some(([other, asked]) => other === method && pattern(path).test(asked.split('?')[0] ?? ''));
    });
    expect(unseen.sort()).toEqual(apart);
  });

  it('opens the event stream to every role', async () => {
    for (const role of roles) {
      const status = await new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${test.tokens[role]}` };
        const asked = get(`${test.hook.url}/v1/events`, { headers }, (answer) => {
          resolve(answer.statusCode);
          answer.destroy();
        });
        asked.once('error', reject);
      });
      expect([role, status]).toEqual([role, 200]);
    }
  });

  it('takes Basic with the till token for a check by address, and nowhere else', async () => {
    const headers = { authorization: basic('till', test.tokens.till) };
    for (const [method, path] of routes.slice(2)) {
      const answer = await test.ask(path, { method, token: null, headers });
      const passes = method === 'GET' && path.startsWith('/v1/checks');
      expect([path, answer.status === 401 || answer.status === 429]).toEqual([path, !passes]);
    }
  });

  it('asks for Basic where it is taken, since some clients send it only when asked', async () => {
    const check = await test.ask('/v1/checks?scan=x', { token: null });
    expect(check.headers['www-authenticate']).toContain('Basic realm="vigilot"');
    const status = await test.ask('/v1/status', { token: null });
    expect(status.headers['www-authenticate']).toBe('Bearer realm="vigilot"');
  });

  it('tells those without a token nothing of which paths exist', async () => {
    expect((await test.ask('/v1/nothing', { token: null })).status).toBe(401);
    expect((await test.ask('/v1/nothing')).body).toMatchObject({ type: 'not-found', status: 404 });
    expect((await test.ask('/v1', { token: null })).status).toBe(401);
  });

  it('proves itself on after the wall clock was set back', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const fresh = await startTestHook();
    onTestFinished(() => fresh.close());
    const prove = async () => (await fresh.ask(`/v1/health?challenge=${'c'.repeat(32)}`, { token: null })).status;
    const right = Date.now();
    vi.setSystemTime(right + 3_600_000);
    for (let i = 0; i < 300; i++) expect(await prove()).toBe(200);
    expect(await prove()).toBe(429);
    vi.setSystemTime(right);
    vi.advanceTimersByTime(10_000);
    expect(await prove()).toBe(200);
  });

  it('never answers a right token with 429, however many wrong ones came before', async () => {
    const fresh = await startTestHook();
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 40; i++) statuses.push((await fresh.ask('/v1/status', { token: 'B'.repeat(43) })).status);
      expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
      expect(statuses.slice(30)).toEqual(Array(10).fill(429));
      const limited = await fresh.ask('/v1/status', { token: 'B'.repeat(43) });
      expect(limited.body).toMatchObject({ type: 'rate-limited' });
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
      expect((await fresh.ask('/v1/status')).status).toBe(200);
      expect((await fresh.ask('/v1/checks?scan=x', { token: fresh.tokens.till })).status).toBe(422);
    } finally {
      await fresh.close();
    }
  });
});

describe('Host', () => {
  const own = () => test.hook.port;
  const hosts: ReadonlyArray<readonly [host: () => string, admitted: boolean]> = [
    [() => `127.0.0.1:${own()}`, true],
    [() => `localhost:${own()}`, true],
    [() => `LocalHost:${own()}`, true],
    [() => '127.0.0.1', false],
    [() => 'localhost', false],
    [() => `127.0.0.1:${own() + 1}`, false],
    [() => '127.0.0.1:80', false],
    [() => `127.0.0.1.:${own()}`, false],
    [() => `localhost.:${own()}`, false],
    [() => `127.0.0.2:${own()}`, false],
    [() => `127.1:${own()}`, false],
    [() => `2130706433:${own()}`, false],
    [() => `0x7f.0.0.1:${own()}`, false],
    [() => `0.0.0.0:${own()}`, false],
    [() => `[::1]:${own()}`, false],
    [() => `[::ffff:127.0.0.1]:${own()}`, false],
    [() => `::1:${own()}`, false],
    [() => `evil.example:${own()}`, false],
    [() => `127.0.0.1.evil.example:${own()}`, false],
    [() => `127.0.0.1.nip.io:${own()}`, false],
    [() => `localhost.evil.example:${own()}`, false],
    [() => `evil.localhost:${own()}`, false],
    [() => `evil.example:${own()}@127.0.0.1:${own()}`, false],
    [() => `127.0.0.1:${own()}, evil.example`, false],
    [() => `127.0.0.1:0${own()}`, false],
    [() => `127.0.0.1:${own()}/`, false],
    [() => `${desk}:${own()}`, true],
    [() => `${desk.toUpperCase()}:${own()}`, true],
    [() => desk, false],
    [() => `${desk}:${own() + 1}`, false],
    [() => `${desk}.:${own()}`, false],
    [() => `${desk.slice(1)}:${own()}`, false],
    [() => `a${desk}:${own()}`, false],
    [() => `www.${desk}:${own()}`, false],
    [() => `${desk}.evil.example:${own()}`, false],
    [() => `${'0'.repeat(20)}.localhost:${own()}`, false],
    [() => `.localhost:${own()}`, false],
  ];

  it.each(hosts)('%s', async (host, admitted) => {
    for (const [method, path] of routes) {
      for (const token of [test.tokens.admin, test.tokens.till]) {
        const answer = await test.ask(path, { method, token, headers: { host: host() } });
        expect([host(), path, answer.body.type === 'origin-refused']).toEqual([host(), path, !admitted]);
      }
    }
  });

  it('refuses a page on a rebound name before it looks at the token', async () => {
    const answer = await test.ask('/v1/status', { token: null, headers: { host: 'evil.example' } });
    expect(answer).toMatchObject({ status: 403, body: { type: 'origin-refused', field: 'Host' } });
  });

  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(test.hook.port, '127.0.0.1', () => socket.end(text));
      let answer = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        answer += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    });
  const bearer = () => `Authorization: Bearer ${test.tokens.admin}\r\nConnection: close\r\n\r\n`;

  it('refuses two Hosts, whichever comes first', async () => {
    const ours = `Host: 127.0.0.1:${test.hook.port}\r\n`;
    for (const hostsSent of [`${ours}Host: evil.example\r\n`, `Host: evil.example\r\n${ours}`, `${ours}${ours}`]) {
      expect(await raw(`GET /v1/status HTTP/1.1\r\n${hostsSent}${bearer()}`)).toMatch(/^HTTP\/1\.1 40[03] /);
    }
  });

  it('refuses no Host and an empty one', async () => {
    expect(await raw(`GET /v1/status HTTP/1.0\r\n${bearer()}`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(`GET /v1/status HTTP/1.1\r\n${bearer()}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET /v1/status HTTP/1.1\r\nHost:\r\n${bearer()}`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('answers what is no HTTP with a problem document', async () => {
    const answer = await raw('\u0016\u0003\u0001 hello\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
  });

  it('answers headers beyond measure with 413', async () => {
    const answer = await raw(
      `GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:${test.hook.port}\r\nX: ${'x'.repeat(20_000)}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"type":"too-large"');
  });
});

describe('the request target', () => {
  it.each<[string, (port: number) => string, number]>([
    ['absolute, ours', (port) => `http://127.0.0.1:${port}/v1/status`, 200],
    ['absolute, ours in capitals', (port) => `HTTP://LOCALHOST:${port}/v1/status`, 200],
    ['absolute, the desk’s', (port) => `http://${desk}:${port}/v1/status`, 200],
    ['absolute, another label', (port) => `http://evil.localhost:${port}/v1/status`, 403],
    ['absolute, of elsewhere', () => 'http://evil.example/v1/status', 403],
    ['absolute, another port', () => 'http://127.0.0.1:1/v1/status', 403],
    ['absolute, with a user', (port) => `http://x@127.0.0.1:${port}/v1/status`, 403],
    ['absolute, https', (port) => `https://127.0.0.1:${port}/v1/status`, 403],
    ['asterisk', () => '*', 403],
  ])('%s', async (_name, target, status) => {
    expect((await test.ask(target(test.hook.port))).status).toBe(status);
  });
});

describe('Origin', () => {
  const port = () => test.hook.port;
  it.each<[() => string, boolean]>([
    [() => `http://127.0.0.1:${port()}`, true],
    [() => `http://localhost:${port()}`, true],
    [() => `https://127.0.0.1:${port()}`, false],
    [() => `http://127.0.0.1:${port() + 1}`, false],
    [() => 'http://127.0.0.1', false],
    [() => 'http://127.0.0.1:17014', false],
    [() => 'https://evil.example', false],
    [() => `http://evil.localhost:${port()}`, false],
    [() => `http://${desk}:${port()}`, false],
    [() => 'null', false],
    [() => '', false],
    [() => 'file://', false],
    [() => 'chrome-extension://abcdefgh', false],
  ])('%s', async (origin, admitted) => {
    for (const [method, path] of routes) {
      const answer = await test.ask(path, { method, headers: { origin: origin() } });
      expect([path, answer.body.type === 'origin-refused']).toEqual([path, !admitted]);
    }
  });

  it('refuses a page of elsewhere that sends no Origin but says what it is', async () => {
    for (const site of ['cross-site', 'same-site', 'whatever']) {
      const answer = await test.ask('/v1/checks?scan=x', { headers: { 'sec-fetch-site': site } });
      expect(answer).toMatchObject({ status: 403, body: { type: 'origin-refused', field: 'Sec-Fetch-Site' } });
    }
    expect((await test.ask('/v1/status', { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(200);
  });

  it('grants no preflight and sends no CORS header', async () => {
    const preflight = await test.ask('/v1/checks', {
      method: 'OPTIONS',
      token: null,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    const answers = [preflight, await test.ask('/v1/status'), await test.ask('/v1/health', { token: null })];
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('the wire', () => {
  it('binds the loopback literal alone', async () => {
    expect(test.hook.url).toBe(`http://127.0.0.1:${test.hook.port}`);
    await expect(
      new Promise((resolve, reject) => {
        connect(test.hook.port, '127.0.0.2', () => resolve('connected')).on('error', reject);
      }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('keeps nothing in caches', async () => {
    for (const path of ['/v1/status', '/v1/checks?scan=x', '/v1/nothing', '/v1/health']) {
      const answer = await send(test.hook.port, path, { headers: { authorization: `Bearer ${test.tokens.admin}` } });
      expect([path, answer.headers['cache-control']]).toEqual([path, 'no-store']);
    }
  });
});
