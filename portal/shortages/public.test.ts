import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { makeFleet } from '../tracking/fleet.testkit.ts';
import { disclosed } from './public.ts';
import { answerBody, GTIN, OTHER, telling } from './shortages.testkit.ts';

let clock: ReturnType<typeof manualClock>;
let test: TestApp;
let say: ReturnType<typeof telling>;
beforeEach(async () => {
  clock = manualClock(Date.parse('2026-11-22T20:00:00.000Z'));
  test = await openTestApp({ clock, rateLimits: { publicReads: 5 } });
  await makeFleet(test.store.db, { officines: 30, each: 1, territories: ['FR-75', 'FR-69', 'FR-974'] });
  say = telling(test.store);
});
afterEach(() => test.dispose());

const post = (n: number) => `w${String(n).padStart(5, '0')}-1`;

describe('the public figures', () => {
  it('need no key, count what is five or more, and name no officine', async () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8]) await say.lacks(post(n), '10:00');
    await say.lacks(post(1), '10:00', OTHER);
    const body = answerBody({ products: [{ gtin: GTIN, name: 'Médicament <X>' }] });
    await test.call('lab', 'POST /v1/shortages/answers', body);
    const { status, body: figures, headers } = await test.call(null, 'GET /v1/public/shortages');
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=300']);
    expect(figures).toEqual({
      at: '2026-11-22T20:00:00.000Z',
      products: [
        {
          cip13: '3400930000014',
          name: 'Médicament <X>',
          major: false,
          officines: 7,
          answered: true,
          anticipated: false,
          expectedReturn: '2027-01',
        },
        expect.objectContaining({ cip13: '3400930000021', officines: null, answered: false }),
      ],
      departments: expect.arrayContaining([{ territory: 'FR-75', officines: null }]),
      months: [{ month: '2026-11', declarations: 8, products: 2 }],
    });
    expect(JSON.stringify(figures)).not.toMatch(/o0000|w0000|Pharmacie|@/);
  });

  it('are read once in five minutes, however many ask', async () => {
    const read = async () => (await test.call(null, 'GET /v1/public/shortages')).body.products.length;
    expect(await read()).toBe(0);
    await say.lacks(post(1), '10:00');
    clock.advance(299_000);
    expect(await read()).toBe(0);
    clock.advance(1_000);
    expect(await read()).toBe(1);
  });

  it('are a page too, in the reader’s language, where what is typed is text', async () => {
    await say.lacks(post(1), '10:00');
    const body = answerBody({ products: [{ gtin: GTIN, name: 'Médicament <script>' }] });
    await test.call('lab', 'POST /v1/shortages/answers', body);
    const page = (language: string) => test.app.inject({ url: '/ruptures', headers: { 'accept-language': language } });
    const french = await page('fr');
    expect(french.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'fr',
      'cache-control': 'public, max-age=300',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(french.body).toContain('<h1>Ruptures de médicaments</h1>');
    expect(french.body).toContain('Médicament &lt;script&gt;');
    expect(french.body).toContain('janvier 2027');
    expect(french.body).toContain('non publié');
    expect((await page('en')).body).toContain('<h1>Medicine shortages</h1>');
  });

  it('are bounded for each address', async () => {
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await test.call(null, 'GET /v1/public/shortages')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const refused = await test.call(null, 'GET /v1/public/shortages');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['cache-control']).toBe('no-store');
  });
});

describe('small counts', () => {
  const hide = (...counts: number[]) =>
    disclosed(counts.map((officines) => ({ officines }))).map((one) => one.officines);

  it.each([
    [[], []],
    [
      [5, 9],
      [5, 9],
    ],
    // One alone would be found by taking the others from the whole.
    [
      [4, 9, 6],
      [null, 9, null],
    ],
    [
      [1, 2, 30, 7],
      [null, null, 30, null],
    ],
    [
      [3, 2, 30, 7],
      [null, null, 30, 7],
    ],
    [[4], [null]],
  ])('%j: %j', (counts, shown) => {
    expect(hide(...counts)).toEqual(shown);
  });
});
