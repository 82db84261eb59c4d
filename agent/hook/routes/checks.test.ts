import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../../protocol/problems.ts';
import { recallBulletin } from '../../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import type { BatchAnswer, CheckAnswer, OutcomeAnswer } from '../schemas.ts';

const GTIN = '03400930000014';
const OTHER = '03400930000021';
const GS = '\u001d';

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
  test.register.publish(
    recallBulletin([{ gtin: GTIN, lots: [{ lot: 'A123' }] }], { id: '01JB', reference: 'R-2026-0042' }),
  );
});
afterAll(() => test.close());

const check = (body: unknown, headers = {}) => test.ask<CheckAnswer>('/v1/checks', { method: 'POST', body, headers });
const scan = `01${GTIN}1727033110A123${GS}21SERIAL7`;

describe('POST /v1/checks', () => {
  it('answers a scan', async () => {
    const { status, body } = await check({ scan, terminal: 'till-1', operator: 'op:7', saleReference: 'S.1' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      at: '2026-11-22T09:30:00.000Z',
      verdict: 'block',
      pack: {
        gtin: GTIN,
        cip13: '3400930000014',
        lot: 'A123',
        expiry: '2027-03-31',
        serial: 'SERIAL7',
        readings: 1,
      },
      reasons: [{ code: 'lot-recalled', effect: 'decides', reference: 'R-2026-0042', revision: 1, drill: false }],
      message: 'Lot A123 rappelé (R-2026-0042) : ne pas délivrer. Isoler la boîte.',
      feed: { state: 'live', position: 1, ageSeconds: 4 },
    });
    expect(body.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('answers fields, in the language asked for', async () => {
    const french = await check({ cip7: '3000001', lot: 'A123' });
    const english = await check({ cip7: '3000001', lot: 'A123' }, { 'accept-language': 'en-GB, fr;q=0.5' });
    expect(french.body).toMatchObject({ verdict: 'block', pack: { gtin: GTIN, expiry: null, serial: null } });
    expect(english.body.message).not.toBe(french.body.message);
  });

  it('allows what nothing says a word about', async () => {
    const { body } = await check({ gtin: OTHER, lot: 'X' });
    expect(body).toMatchObject({ verdict: 'allow', reasons: [], pack: { cip13: OTHER.slice(1) } });
  });

  it.each<[string, unknown, number, object]>([
    ['a field nobody knows', { scan, patient: 'x' }, 400, { type: 'request-invalid', field: 'patient' }],
    ['a number for a text', { gtin: 3400930000014 }, 400, { type: 'request-invalid', field: 'gtin' }],
    ['null for a text', { gtin: GTIN, lot: null }, 400, { type: 'request-invalid', field: 'lot' }],
    ['a sale reference with a space', { scan, saleReference: 'a b' }, 400, { field: 'saleReference' }],
    ['a sale reference of 65', { scan, saleReference: 'x'.repeat(65) }, 400, { field: 'saleReference' }],
    ['an empty terminal', { scan, terminal: '' }, 400, { field: 'terminal' }],
    ['an operator with an accent', { scan, operator: 'Zoé' }, 400, { field: 'operator' }],
    ['a scan beyond measure', { scan: 'x'.repeat(5000) }, 400, { field: 'scan' }],
    ['a list', [], 400, { type: 'request-invalid' }],
    ['null', null, 400, { type: 'request-invalid' }],
    ['both', { scan, gtin: GTIN }, 400, { type: 'request-invalid', field: 'scan' }],
    ['neither', {}, 400, { type: 'request-invalid', field: 'scan' }],
    ['two codes', { gtin: GTIN, cip7: '3000001' }, 400, { type: 'request-invalid', field: 'cip7' }],
    ['an unreadable scan', { scan: 'bonjour' }, 422, { type: 'scan-unreadable', field: 'scan' }],
    ['a wrong check digit', { cip13: '3400930000015' }, 422, { type: 'check-digit', field: 'cip13' }],
    ['an impossible lot', { gtin: GTIN, lot: 'é' }, 422, { type: 'lot-invalid', field: 'lot' }],
    ['an impossible date', { gtin: GTIN, expiry: '2027-13' }, 422, { type: 'date-invalid', field: 'expiry' }],
  ])('refuses %s', async (_name, body, status, problem) => {
    for (const language of ['fr', 'en']) {
      const answer = await check(body, { 'accept-language': language });
      expect(answer).toMatchObject({ status, body: { status, ...problem } });
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    }
  });

  it('says what was expected in both languages', async () => {
    const told = async (language: string) =>
      (
        await test.ask('/v1/checks', {
          method: 'POST',
          body: { gtin: GTIN, expiry: '2027-13' },
          headers: { 'accept-language': language },
        })
      ).body;
    expect(await told('fr')).toEqual({
      type: 'date-invalid',
      title: 'Cette date n’existe pas.',
      status: 422,
      field: 'expiry',
      expected: 'une date AAAA-MM-JJ ou AAAA-MM qui existe',
    });
    expect(await told('en')).toMatchObject({ title: 'This date does not exist.', expected: /YYYY-MM-DD/ });
  });

  it.each<[string, { raw?: string; headers?: Record<string, string> }, number, string]>([
    ['JSON that is none', { raw: '{"scan":' }, 400, 'request-invalid'],
    ['no body', { headers: { 'content-type': 'application/json' } }, 400, 'request-invalid'],
    ['nothing at all', {}, 400, 'request-invalid'],
    ['text', { raw: scan, headers: { 'content-type': 'text/plain' } }, 415, 'body-unsupported'],
    [
      'a form',
      { raw: 'scan=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'body-unsupported',
    ],
    ['a body that poisons', { raw: `{"scan":"x","__proto__":{"gtin":"1"}}` }, 400, 'request-invalid'],
    ['a body of 70 kB', { raw: JSON.stringify({ scan: 'x'.repeat(70_000) }) }, 413, 'too-large'],
  ])('refuses %s', async (_name, { raw, headers }, status, type) => {
    const answer = await test.ask('/v1/checks', {
      method: 'POST',
      ...(raw !== undefined && { raw }),
      ...(headers && { headers }),
    });
    expect(answer).toMatchObject({ status, body: { type, status } });
  });

  it('says how large a body may be', async () => {
    const answer = await test.ask('/v1/checks', { method: 'POST', raw: JSON.stringify({ scan: 'x'.repeat(70_000) }) });
    expect(answer.body).toMatchObject({ field: 'body', expected: 'au plus 65536 octets' });
  });

  it('knows its methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await test.ask('/v1/checks', { method });
      expect(answer).toMatchObject({ status: 405, body: { type: 'method-not-allowed' } });
      expect(answer.headers.allow?.split(', ').sort()).toEqual(['GET', 'POST']);
    }
    expect((await test.ask('/v1/checks', { method: 'HEAD' })).status).toBe(405);
    expect((await test.ask('/v1/checks/01J/outcome')).headers.allow).toBe('POST');
  });

  it('answers as few packs as the journal can hold: none while it cannot write', async () => {
    const broken = await startTestHook(
      {},
      {
        checker: { check: () => Promise.reject(new Problem('store-unavailable', { cause: new Error('disk full') })) },
      },
    );
    try {
      const single = await broken.ask('/v1/checks', { method: 'POST', body: { scan } });
      expect(single).toMatchObject({ status: 503, body: { type: 'store-unavailable' } });
      const batch = await broken.ask('/v1/checks/batch', { method: 'POST', body: { items: [{ scan }] } });
      expect(batch).toMatchObject({ status: 503, body: { type: 'store-unavailable' } });
      expect(broken.log()).toContain('disk full');
    } finally {
      await broken.close();
    }
  });

  it('answers a fault of ours with 500 and says nothing of it', async () => {
    const broken = await startTestHook(
      {},
      {
        checker: { check: () => Promise.reject(new Error(`cannot read ${scan}`)) },
      },
    );
    try {
      const answer = await broken.ask('/v1/checks', { method: 'POST', body: { scan } });
      expect(answer).toMatchObject({ status: 500, body: { type: 'internal-error' } });
      expect(answer.text).not.toContain(GTIN);
    } finally {
      await broken.close();
    }
  });
});

describe('GET /v1/checks', () => {
  const get = (query: string, asked = {}) => test.ask<CheckAnswer>(`/v1/checks?${query}`, asked);

  it('reads the scan percent-decoded, + being +', async () => {
    const { body, headers } = await get(`scan=01${GTIN}10A%2B+B%1D21S`);
    expect(body.pack).toMatchObject({ gtin: GTIN, lot: 'A++B', serial: 'S' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('reads Latin-1 as old software sends it, as UTF-8', async () => {
    // 3400930000014 typed by a US scanner on an AZERTY host.
    const azerty = '"\'àà)"ààààà&\'';
    const utf8 = await get(`scan=${encodeURIComponent(azerty)}`);
    const latin1 = await get(
      `scan=${[...Buffer.from(azerty, 'latin1')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
    );
    expect(latin1.body.pack?.gtin ?? latin1.body).toEqual(utf8.body.pack?.gtin ?? utf8.body);
  });

  it('takes the fields too', async () => {
    const { body } = await get(`cip13=3400930000014&lot=A123&terminal=t1`);
    expect(body.verdict).toBe('block');
  });

  it.each<[string, string]>([
    ['scan=1&scan=2', 'scan'],
    ['scan=1&x=2', 'x'],
    ['terminal=a+b', 'terminal'],
    ['', 'scan'],
  ])('refuses ?%s', async (query, field) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { type: 'request-invalid', field } });
  });

  it('takes HTTP Basic with the till token', async () => {
    const authorization = `Basic ${Buffer.from(`till:${test.tokens.till}`).toString('base64')}`;
    expect(
      (await get(`scan=${scan.replace(GS, '%1D')}`, { token: null, headers: { authorization } })).body.verdict,
    ).toBe('block');
  });
});

describe('POST /v1/checks/batch', () => {
  const batch = (items: unknown, asked = {}) =>
    test.ask<BatchAnswer>('/v1/checks/batch', { method: 'POST', body: { items }, ...asked });

  it('answers in the order asked, each with an id of its own, the worst on top', async () => {
    const { status, body } = await batch([{ gtin: OTHER }, { scan }, { scan: 'bonjour' }, { gtin: OTHER }]);
    expect(status).toBe(200);
    expect(body.verdict).toBe('block');
    expect(body.items.map((one) => ('problem' in one ? one.problem.type : one.verdict))).toEqual([
      'allow',
      'block',
      'scan-unreadable',
      'allow',
    ]);
    expect(new Set(body.items.flatMap((one) => ('problem' in one ? [] : [one.id]))).size).toBe(3);
  });

  it('counts a problem as verify', async () => {
    expect((await batch([{ gtin: OTHER }, {}])).body.verdict).toBe('verify');
    expect((await batch([{ gtin: OTHER }])).body.verdict).toBe('allow');
  });

  it('keeps a malformed item its own problem', async () => {
    const { body } = await batch([{ gtin: OTHER, bar: 1 }, null, { gtin: 5 }, { gtin: OTHER }]);
    expect(body.items).toMatchObject([
      { problem: { type: 'request-invalid', field: 'bar', status: 400 } },
      { problem: { type: 'request-invalid' } },
      { problem: { type: 'request-invalid', field: 'gtin' } },
      { verdict: 'allow' },
    ]);
  });

  it('takes 200 and no more, and no empty basket', async () => {
    const full = Array.from({ length: 200 }, () => ({
      gtin: OTHER,
      lot: 'A'.repeat(20),
      expiry: '2027-03-31',
      manufactured: '2024-03-31',
      serial: 'S'.repeat(20),
      terminal: 'T'.repeat(64),
      operator: 'O'.repeat(64),
      saleReference: 'R'.repeat(64),
    }));
    expect((await batch(full)).body.items).toHaveLength(200);
    expect(await batch([...full, {}])).toMatchObject({ status: 400, body: { field: 'items' } });
    expect(await batch([])).toMatchObject({ status: 400, body: { field: 'items' } });
    expect(await batch({})).toMatchObject({ status: 400, body: { field: 'items' } });
    const more = await test.ask('/v1/checks/batch', { method: 'POST', body: { items: [{ gtin: OTHER }], more: 1 } });
    expect(more).toMatchObject({ status: 400, body: { field: 'more' } });
  });

  it('asks for the whole basket in one turn, which is one commit of the journal', async () => {
    let turn = 0;
    const turns: number[] = [];
    const counting = await startTestHook(
      {},
      {
        checker: {
          check: (input, language) => {
            turns.push(turn);
            setImmediate(() => {
              turn++;
            });
            return test.checker.check(input, language);
          },
        },
      },
    );
    try {
      await counting.ask('/v1/checks/batch', {
        method: 'POST',
        body: { items: [{ gtin: OTHER }, { gtin: OTHER }, { gtin: OTHER }] },
      });
      expect(turns).toEqual([0, 0, 0]);
    } finally {
      await counting.close();
    }
  });
});

describe('POST /v1/checks/{id}/outcome', () => {
  const outcome = (id: string, body: unknown) =>
    test.ask<OutcomeAnswer & { type?: string }>(`/v1/checks/${id}/outcome`, { method: 'POST', body });

  beforeEach(() => {
    test.clock.now += 1000;
  });

  it('keeps one record of what became of the pack', async () => {
    const { id } = (await check({ gtin: OTHER })).body;
    const first = await outcome(id, { outcome: 'refused', operator: 'Mme Durand' });
    expect(first).toMatchObject({
      status: 200,
      body: { checkId: id, outcome: 'refused', operator: 'Mme Durand', override: false, orphan: false },
    });
    test.clock.now += 1000;
    expect((await outcome(id, { outcome: 'refused' })).body).toEqual(first.body);
    expect((await outcome(id, { outcome: 'dispensed' })).body.outcome).toBe('dispensed');
    expect((await outcome(id, { outcome: 'returned' })).body.outcome).toBe('returned');
    expect(await outcome(id, { outcome: 'dispensed' })).toMatchObject({
      status: 409,
      body: { type: 'state-conflict', state: 'returned' },
    });
  });

  it('wants a reason to dispense what was not allowed', async () => {
    const { id } = (await check({ scan })).body;
    expect(await outcome(id, { outcome: 'dispensed' })).toMatchObject({ status: 400, body: { field: 'reason' } });
    expect(await outcome(id, { outcome: 'dispensed', reason: 'lot vérifié' })).toMatchObject({
      status: 200,
      body: { override: true, reason: 'lot vérifié' },
    });
  });

  it('keeps the outcome of a check that a power cut took', async () => {
    expect(await outcome('01K9ZZZZZZZZZZZZZZZZZZZZZZ', { outcome: 'dispensed' })).toMatchObject({
      status: 200,
      body: { orphan: true },
    });
  });

  it.each<[string, string, unknown, string]>([
    ['another outcome', '01K9ZZZZZZZZZZZZZZZZZZZZZZ', { outcome: 'sold' }, 'outcome'],
    ['no outcome', '01K9ZZZZZZZZZZZZZZZZZZZZZZ', {}, 'outcome'],
    ['a field nobody knows', '01K9ZZZZZZZZZZZZZZZZZZZZZZ', { outcome: 'refused', x: 1 }, 'x'],
    ['an id that is none', 'abc', { outcome: 'refused' }, 'id'],
  ])('refuses %s', async (_name, id, body, field) => {
    expect(await outcome(id, body)).toMatchObject({ status: 400, body: { type: 'request-invalid', field } });
  });

  it('finds no path in an id beyond measure', async () => {
    expect((await outcome('x'.repeat(65), { outcome: 'refused' })).status).toBe(404);
  });
});

describe('what is never logged', () => {
  it('no scan, no query string, no serial, whatever the answer', async () => {
    const secret = 'SERIAL7';
    const escaped = encodeURIComponent(scan);
    await test.ask(`/v1/checks?scan=${escaped}`);
    await test.ask(`/v1/checks?scan=${escaped}`, { token: 'x' });
    await test.ask(`/v1/checks?scan=${escaped}&scan=2`);
    await test.ask(`/v1/checks?scan=${escaped}`, { headers: { origin: 'https://evil.example' } });
    await test.ask(`/v1/nothing?scan=${escaped}`);
    await test.ask(`/v1/%zz?scan=${escaped}`);
    await test.ask('/v1/checks', { method: 'POST', raw: `{"scan":"${scan.replace(GS, '')}" oops` });
    await test.ask('/v1/checks', { method: 'POST', body: { gtin: GTIN, lot: 'A123', serial: secret } });
    await test.ask('/v1/checks/batch', { method: 'POST', body: { items: [{ scan, bar: 1 }, { scan }] } });
    const log = test.log();
    expect(log).toContain('refused');
    expect(log).not.toContain(secret);
    expect(log).not.toContain('scan=');
    expect(log).not.toContain(GTIN);
  });
});
