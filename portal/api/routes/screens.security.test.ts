/** The files of the web desk: what is served of a build, under which policy, and what is not. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCREENS } from '../../../protocol/page-headers.ts';
import { openTestApp, type TestApp } from '../app.testkit.ts';

const PAGE = '<!doctype html><title>Vigilot</title>';
let folder: string;
let test: TestApp;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigilot-web-desk-'));
  test = await openTestApp({ screens: join(folder, 'screens') });
});
afterAll(async () => {
  await test.dispose();
  await rm(folder, { recursive: true });
});
const get = async (url: string) => {
  const { statusCode, headers, body } = await test.app.inject({ url });
  return { status: statusCode, headers, body };
};

describe('the web desk', () => {
  it('says in words where it was not built', async () => {
    const { status, headers, body } = await get('/');
    expect([status, headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(body).toContain('npm run build');
  });

  it('is served as it was built, for nobody to frame, and its parts for ever', async () => {
    for (const [name, text] of [
      ['index.html', PAGE],
      ['icon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
      ['secret.txt', 'SECRET'],
      ['assets/index-B56V7bn9.js', 'let page;'],
      ['assets/.secret', 'SECRET'],
    ] as const) {
      await mkdir(dirname(join(folder, 'screens', name)), { recursive: true });
      await writeFile(join(folder, 'screens', name), text);
    }
    await writeFile(join(folder, 'beside.txt'), 'SECRET');
    const page = await get('/');
    expect(page).toMatchObject({
      status: 200,
      body: PAGE,
      headers: {
        'content-security-policy': SCREENS,
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    });
    const part = await get('/assets/index-B56V7bn9.js');
    expect([part.status, part.headers['cache-control'], part.headers['content-security-policy']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
      SCREENS,
    ]);
    expect((await get('/icon.svg')).headers['content-type']).toMatch(/^image\/svg\+xml/);
  });

  it.each([
    '/secret.txt',
    '/index.html',
    '/assets/.secret',
    '/assets/../secret.txt',
    '/assets/..%2Fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%5Csecret.txt',
    '/assets/../../beside.txt',
    '/assets//index-B56V7bn9.js',
    '/assets/',
    '/assets/nothing.js',
  ])('%s is not there', async (path) => {
    const { status, body } = await get(path);
    expect([status, body.includes('SECRET')]).toEqual([404, false]);
  });
});
