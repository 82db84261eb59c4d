import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newLink } from '../desk/browser.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';

const PAGE = '<!doctype html><title>Vigilot</title><script type="module" src="./assets/index-B56V7bn9.js"></script>';
let test: TestHook;
let host: string;

/** A build as small as can be, and what must never be served around it. */
async function build(folder: string): Promise<void> {
  await mkdir(join(folder, 'assets', 'fonts'), { recursive: true });
  const files: Record<string, string> = {
    'index.html': PAGE,
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'secret.txt': 'SECRET',
    'assets/index-B56V7bn9.js': 'let page;',
    'assets/index-CNam0wBF.css': 'body{}',
    'assets/fonts/text-1.woff2': 'font',
    'assets/.secret': 'SECRET',
    'assets/fonts/.secret': 'SECRET',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

beforeAll(async () => {
  test = await startTestHook();
  await build(join(test.dataDir, 'screens'));
  host = (await newLink(test)).host;
});
afterAll(() => test.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  test.ask<string>(path, { method, token: null, headers: { host, ...headers } });

describe('the screens', () => {
  it('are served on every name of ours, without a credential', async () => {
    for (const name of [host, `127.0.0.1:${test.hook.port}`, `localhost:${test.hook.port}`]) {
      const answer = await get('/', { host: name });
      expect([answer.status, answer.text, answer.headers['set-cookie']]).toEqual([200, PAGE, undefined]);
    }
    expect((await get('/', { host: `evil.localhost:${test.hook.port}` })).status).toBe(403);
    expect((await get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('have a policy under which nothing inline, foreign or framed runs', async () => {
    const { headers } = await get('/');
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'font-src': "'self'",
      'manifest-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
    });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
  });

  it.each<[path: string, type: string, cache: string]>([
    ['/', 'text/html; charset=utf-8', 'no-store'],
    ['/?utm=x', 'text/html; charset=utf-8', 'no-store'],
    ['/icon.svg', 'image/svg+xml', 'no-store'],
    ['/assets/index-B56V7bn9.js', 'application/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/index-CNam0wBF.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/fonts/text-1.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ])('%s', async (path, type, cache) => {
    const whole = await get(path);
    expect([whole.status, whole.headers['content-type'], whole.headers['cache-control']]).toEqual([200, type, cache]);
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      whole.headers['content-length'],
    ]);
    // Small files on this very machine: parts are not given, which a server may do (RFC 9110, section 14.2).
    expect((await get(path, { range: 'bytes=1-2' })).text).toBe(whole.text);
    expect((await get(path, { range: 'bytes=900000-' })).status).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const refused = await test.ask(path, { method, headers: { host } });
      expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });

  it('is asked for again with an answer of a few bytes', async () => {
    const { etag } = (await get('/assets/index-B56V7bn9.js')).headers;
    const again = await get('/assets/index-B56V7bn9.js', { 'if-none-match': String(etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it.each([
    '/assets/',
    '/assets',
    '/assets/fonts',
    '/assets/fonts/',
    '/assets/nothing.js',
    '/assets/nothing.js/index-B56V7bn9.js',
    '/assets/index-B56V7bn9.js/',
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/..%2Fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/%2e%2e%2fsecret.txt',
    '/assets/%252e%252e%252fsecret.txt',
    '/assets/..%5csecret.txt',
    '/assets/..\\secret.txt',
    '/assets/fonts/../../secret.txt',
    '/assets/./index-B56V7bn9.js',
    '/assets//index-B56V7bn9.js',
    '/assets/.secret',
    '/assets/%2esecret',
    '/assets/fonts/.secret',
    '/assets/index-B56V7bn9.js%00.css',
    '/assets/%00',
    '/assets/%ff',
    '/assets/%',
    '/assets/c:%5cwindows%5cwin.ini',
    '/assets//etc/passwd',
    `/assets/${'a'.repeat(5000)}`,
    '/secret.txt',
    '/index.html',
    '/desk-sessions.json',
    '/../hook.json',
    '/..%2fhook.json',
    '/%2e%2e/hook.json',
    '//evil.example/',
  ])('%s is not there', async (path) => {
    const answer = await test.ask<{ type?: string }>(path, { headers: { host } });
    expect([answer.status, answer.body.type]).toEqual([404, 'not-found']);
    expect(answer.text).not.toMatch(/SECRET|token|root:/);
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('without a build', () => {
  it('says what to do, in both languages, while everything else goes on', async () => {
    const bare = await startTestHook();
    onTestFinished(() => bare.close());
    const page = (language: string) => bare.ask<string>('/', { token: null, headers: { 'accept-language': language } });
    const [fr, en] = [await page('fr'), await page('en')];
    expect([fr.status, en.status]).toEqual([503, 503]);
    expect(fr.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(fr.text).toContain('npm run build');
    expect(fr.text).toContain('Les écrans ne sont pas là');
    expect(en.text).toContain('The screens are not there');
    expect((await bare.ask('/icon.svg', { token: null })).status).toBe(404);
    expect((await bare.ask('/assets/x.js', { token: null })).status).toBe(404);
    expect((await bare.ask('/v1/status')).status).toBe(200);
    // Built while it runs: there on the next call. Taken away: said again.
    const folder = join(bare.dataDir, 'screens');
    await build(folder);
    expect((await page('fr')).text).toBe(PAGE);
    await rm(folder, { recursive: true });
    expect((await page('fr')).status).toBe(503);
  });
});

describe('answers that are no screens', () => {
  it.each(['/v1/status', '/v1/nothing', '/openapi.json', '/v1/health'])('%s is data, and no page', async (path) => {
    const { headers } = await test.ask(path);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });
});
