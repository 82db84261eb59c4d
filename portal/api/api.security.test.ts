import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulletinBody, targetBody } from '../workflow/drafts.testkit.ts';
import type { KeyRole as Role } from '../workflow/transitions.ts';
import { keys, openTestApp, type TestApp } from './app.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.dispose());

/** The contract's table of who may call what, said once more. */
const routes: Array<[route: string, allowed: readonly Role[]]> = [
  ['POST /v1/bulletins', ['lab', 'authority']],
  ['GET /v1/bulletins', ['lab', 'authority', 'operator']],
  ['GET /v1/bulletins/x', ['lab', 'authority', 'operator']],
  ['PUT /v1/bulletins/x', ['lab', 'authority']],
  ['POST /v1/bulletins/x/submit', ['lab', 'authority']],
  ['POST /v1/bulletins/x/validate', ['authority']],
  ['POST /v1/bulletins/x/reject', ['authority']],
  ['POST /v1/bulletins/x/revise', ['lab', 'authority']],
  ['POST /v1/bulletins/x/lift', ['lab', 'authority']],
  ['POST /v1/bulletins/x/messages', ['lab', 'authority']],
  ['GET /v1/bulletins/x/messages', ['lab', 'authority']],
  ['GET /v1/bulletins/x/tracking', ['lab', 'authority', 'operator']],
  ['POST /v1/officines', ['operator']],
  // GET /v1/live never ends: live.test.ts.
  ['GET /v1/officines', ['operator']],
  ['GET /v1/officines/x', ['operator']],
  ['PATCH /v1/officines/x', ['operator']],
  ['POST /v1/officines/x/enrolment-tokens', ['operator']],
  ['POST /v1/workstations/x/revocation', ['operator']],
  ['POST /v1/bulletins/targets/read', ['lab', 'authority']],
  ['GET /v1/bulletins/x/tracking/progress', ['lab', 'authority', 'operator']],
  ['GET /v1/bulletins/x/tracking/laggards', ['lab', 'authority', 'operator']],
  ['POST /v1/bulletins/preview', ['lab', 'authority']],
  ['GET /v1/bulletins/x/report', ['lab', 'authority']],
  ['GET /v1/bulletins/x/report/summary', ['lab', 'authority']],
  ['GET /v1/bulletins/x/notice', ['lab', 'authority', 'operator']],
  ['GET /v1/bulletins/x/changes', ['lab', 'authority', 'operator']],
  ['POST /v1/bulletins/x/clone', ['lab', 'authority']],
  ['GET /v1/products', ['lab', 'authority', 'operator']],
  ['GET /v1/products/x', ['lab', 'authority', 'operator']],
  ['POST /v1/products/import', ['operator']],
  ['GET /v1/shortages', ['lab', 'authority', 'operator']],
  ['GET /v1/shortages/statistics', ['lab', 'authority', 'operator']],
  ['GET /v1/shortages/x', ['lab', 'authority', 'operator']],
  ['GET /v1/shortages/notices', ['authority']],
  ['POST /v1/shortages/notices/x/read', ['authority']],
  ['POST /v1/shortages/answers', ['lab', 'authority']],
  ['PUT /v1/shortages/answers/x', ['lab', 'authority']],
  ['POST /v1/shortages/answers/x/end', ['lab', 'authority']],
  ['PUT /v1/shortages/x/major', ['lab', 'authority']],
  ['GET /v1/organisations/x/products', ['operator']],
  ['PUT /v1/organisations/x/products', ['operator']],
  ['POST /v1/officines/import', ['operator']],
  ['POST /v1/enrolment-tokens', ['operator']],
  ['GET /v1/audit', ['lab', 'authority', 'operator']],
  ['GET /v1/audit/verify', ['operator']],
  ['POST /v1/organisations/x/conventions', ['operator']],
  ['GET /v1/organisations/x/conventions', ['lab', 'authority', 'operator']],
  ['GET /v1/organisations/x/conventions/y/file', ['lab', 'authority', 'operator']],
  ['GET /v1/occasional-uses', ['operator']],
  ['GET /v1/feed-keys', ['operator']],
  ['POST /v1/feed-keys/requests', ['operator']],
  ['POST /v1/feed-keys/statements', ['operator']],
];

describe('who may call', () => {
  it.each(routes)('%s: %j', async (route, allowed) => {
    for (const role of ['lab', 'authority', 'operator'] as const) {
      const { status, body } = await test.call(role, route);
      if (allowed.includes(role)) expect({ role, status }).not.toMatchObject({ status: 403 });
      else expect({ role, status, type: body.type }).toEqual({ role, status: 403, type: 'role-refused' });
    }
    expect(await test.call(null, route)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  });

  it.each([
    ['', 'none'],
    ['Bearer', 'no key'],
    ['Bearer ', 'an empty key'],
    [`Bearer ${keys.lab}x`, 'a longer key'],
    [`Bearer ${keys.lab.slice(0, -1)}`, 'a shorter key'],
    [`Bearer ${keys.lab.toUpperCase()}`, 'another case'],
    [`Bearer ${keys.lab} ${keys.lab}`, 'two keys'],
    [`Basic ${Buffer.from(`lab:${keys.lab}`).toString('base64')}`, 'Basic'],
    [keys.lab, 'no scheme'],
  ])('%j is no key (%s)', async (authorization) => {
    const { status, body } = await test.call(null, 'GET /v1/bulletins', undefined, { authorization });
    expect({ status, type: body.type, field: body.field }).toEqual({
      status: 401,
      type: 'unauthorized',
      field: 'authorization',
    });
  });

  it('a role’s key is no enrolment token, nor the other way round', async () => {
    expect((await test.call('operator', 'POST /v1/enrolments', {})).status).toBe(400);
    const { body } = await test.call('operator', 'POST /v1/officines', { name: 'P' });
    const { token } = (await test.call('operator', `POST /v1/officines/${body.id}/enrolment-tokens`)).body;
    expect((await test.call({ token }, 'GET /v1/officines')).status).toBe(401);
  });
});

describe('bodies', () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ['no JSON', '{', {}, 400, 'request-invalid'],
    ['a list', '[]', {}, 400, 'request-invalid'],
    ['null', 'null', {}, 400, 'request-invalid'],
    ['nothing', '', {}, 400, 'request-invalid'],
    ['a poisoned prototype', '{"__proto__":{"name":"x"},"name":"x"}', {}, 400, 'request-invalid'],
    ['a poisoned constructor', '{"constructor":{"prototype":{"name":"x"}}}', {}, 400, 'request-invalid'],
    ['a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'body-unsupported'],
    ['plain text', '{"name":"x"}', { 'content-type': 'text/plain' }, 415, 'body-unsupported'],
    ['more than an officine needs', JSON.stringify({ name: 'x'.repeat(20_000) }), {}, 413, 'too-large'],
    ['a null character', '{"name":"a\\u0000b"}', {}, 400, 'request-invalid'],
    ['half a character', '{"name":"a\\ud800"}', {}, 400, 'request-invalid'],
  ])('%s', async (_name, body, headers, status, type) => {
    expect(await test.call('operator', 'POST /v1/officines', body, headers)).toMatchObject({
      status,
      body: { type, status },
    });
  });

  it('takes ten thousand lots, and refuses five megabytes', async () => {
    const lots = Array.from({ length: 10_000 }, (_, i) => ({ lot: `LOT-${i}`, expiry: '2027-03-31' }));
    const made = await test.call('lab', 'POST /v1/bulletins', targetBody({ lots }));
    expect(made.status).toBe(201);
    expect(made.body.recall.targets[0].lots).toHaveLength(10_000);
    await test.call('lab', `POST /v1/bulletins/${made.body.id}/submit`);
    expect((await test.call('authority', `POST /v1/bulletins/${made.body.id}/validate`)).status).toBe(200);
    const huge = await test.call('lab', 'POST /v1/bulletins', bulletinBody({ text: 'x'.repeat(5_000_000) }));
    expect(huge).toMatchObject({ status: 413, body: { type: 'too-large' } });
  });
});

describe('answers', () => {
  it('are never cached, never sniffed, and open to no other origin', async () => {
    const answer = await test.call('lab', 'GET /v1/bulletins', undefined, { origin: 'https://example.org' });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await test.call(null, 'OPTIONS /v1/bulletins', undefined, {
      origin: 'https://example.org',
      'access-control-request-method': 'POST',
    });
    expect(preflight.status).toBe(404);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('are problem documents in French unless English is asked for, unknown addresses too', async () => {
    const refused = (language: string, route = 'POST /v1/bulletins') =>
      test.call('lab', route, targetBody({ gtin: '03400930000015' }), { 'accept-language': language });
    const french = await refused('de, *;q=0.1');
    expect(french).toMatchObject({
      status: 422,
      headers: { 'content-type': expect.stringContaining('application/problem+json'), 'content-language': 'fr' },
      body: {
        type: 'check-digit',
        status: 422,
        field: 'recall.targets[0].gtin',
        expected: 'un code dont la clé de contrôle est juste',
      },
    });
    expect((await refused('en-GB, fr;q=0.5')).body.expected).toBe('a code whose check digit holds');
    expect(await refused('fr', 'POST /v1/nothing')).toMatchObject({
      status: 404,
      body: { type: 'not-found', title: 'Introuvable.' },
    });
    expect(await refused('fr', 'GET /v1/bulletins/%ZZ')).toMatchObject({ status: 404, body: { type: 'not-found' } });
  });

  it('say when the database is away, and nothing of ours', async () => {
    const own = await openTestApp();
    await own.store.db.destroy();
    const { status, body } = await own.call('lab', 'GET /v1/bulletins');
    expect([500, 503]).toContain(status);
    expect(Object.keys(body).sort()).toEqual(['status', 'title', 'type']);
    await own.dispose();
  });
});

describe('attempts', () => {
  it('are counted: many wrong keys get 429, a right one still passes', async () => {
    const own = await openTestApp({ rateLimits: { failures: 5, enrolments: 100 } });
    const tries = [];
    for (let i = 0; i < 8; i++) tries.push((await own.call({ token: `wrong-${i}` }, 'GET /v1/bulletins')).status);
    expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const limited = await own.call({ token: 'wrong' }, 'GET /v1/bulletins');
    expect(limited).toMatchObject({ body: { type: 'rate-limited' } });
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect((await own.call('lab', 'GET /v1/bulletins')).status).toBe(200);
    // The same address guesses no enrolment tokens either, and the database is not asked.
    expect((await own.call({ token: 'vgt1.x.y' }, 'POST /v1/enrolments', {})).status).toBe(429);
    await own.dispose();
  });

  it('to enrol are bounded, and wrong tokens count', async () => {
    const own = await openTestApp({ rateLimits: { failures: 3, enrolments: 100 } });
    const token = `vgt1.${'A'.repeat(43)}.${'B'.repeat(43)}`;
    const { enrolmentBody, newKey } = await import('../enrolment/workstation.testkit.ts');
    const body = await enrolmentBody(await newKey(), token);
    const tries = [];
    for (let i = 0; i < 5; i++) tries.push((await own.call({ token }, 'POST /v1/enrolments', body)).status);
    expect(tries).toEqual([401, 401, 401, 429, 429]);
    await own.dispose();
    const busy = await openTestApp({ rateLimits: { failures: 100, enrolments: 2 } });
    const many = [];
    for (let i = 0; i < 4; i++) many.push((await busy.call({ token }, 'POST /v1/enrolments', {})).status);
    expect(many).toEqual([400, 400, 429, 429]);
    await busy.dispose();
  });
});

it.each([
  ['GET /v1/bulletins/%00', 'id'],
  ['POST /v1/bulletins/%00/validate', 'id'],
  ['GET /v1/outreach/letters/a%00', 'id'],
  ['PATCH /v1/officines/%00', 'id'],
  ['GET /v1/bulletins?kind=%00', 'kind'],
])('refuses a character that no database keeps, and names its field: %s', async (route, field) => {
  const body = route.startsWith('PATCH') ? { phone: null } : undefined;
  for (const who of ['authority', 'operator', 'lab'] as const) {
    const answer = await test.call(who, route, body);
    expect([400, 403]).toContain(answer.status);
    if (answer.status === 400) expect(answer.body).toMatchObject({ type: 'request-invalid', field });
  }
});
