import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bulletin } from '../../../protocol/bulletin.ts';
import { testGtin } from '../../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import type { ShortageMade, ShortagesAnswer } from '../schemas/shortages.ts';
import type { BulletinsAnswer } from '../schemas.ts';

const GTIN = '03400930000014';

let test: TestHook;
beforeEach(async () => {
  test = await startTestHook();
});
afterEach(() => test.close());

const say = (body: unknown, token = test.tokens.desk) =>
  test.ask<ShortageMade & { type: string; field: string; detail: string }>('/v1/shortages', {
    method: 'POST',
    body,
    token,
  });
const list = async (query = '') => (await test.ask<ShortagesAnswer>(`/v1/shortages${query}`)).body.shortages;
const told = () => test.desk.outbox.pending(0, 100).map(({ kind }) => kind);

function answer(more: Partial<Bulletin> = {}): Bulletin {
  const bulletin: Bulletin = {
    id: 'S1',
    revision: 1,
    state: 'in-force',
    publishedAt: '2026-11-22T09:00:00.000Z',
    kind: 'shortage',
    reference: 'RS-2026-7',
    title: 'Rupture de Médicament 500 mg',
    issuer: { name: 'Laboratoire Essai', phone: '01 02 03 04 05' },
    attention: 'notify',
    drill: false,
    text: '',
    effectiveAt: null,
    territories: null,
    shortage: {
      products: [{ gtin: GTIN, name: 'Médicament 500 mg' }],
      expectedReturn: '2027-01',
      cause: 'Retard de fabrication',
      alternatives: 'Autre spécialité',
    },
    ...more,
  };
  test.register.publish(bulletin);
  return bulletin;
}

describe('POST /v1/shortages', () => {
  it('declares by code, and gives the open one back', async () => {
    const first = await say({ cip13: '3400930000014', operator: 'Marie Lefèvre' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      created: true,
      shortage: {
        id: expect.any(String),
        gtin: GTIN,
        cip13: '3400930000014',
        name: null,
        state: 'declared',
        source: 'desk',
        operator: 'Marie Lefèvre',
        notedAt: '2026-11-22T09:30:00.000Z',
        unavailableSince: null,
        dueAt: null,
        declaredAt: '2026-11-22T09:30:00.000Z',
        closedAt: null,
        closedBy: null,
        told: false,
        answer: null,
      },
    });
    const second = await say({ scan: `01${GTIN}1727033110A1` }, test.tokens.till);
    expect([second.status, second.body]).toEqual([200, { ...first.body, created: false }]);
    expect(told()).toEqual(['shortage']);
  });

  it('says that the software declared it, where its token did', async () => {
    expect((await say({ cip7: '3000001' }, test.tokens.till)).body.shortage?.source).toBe('software');
  });

  it('notes an order that waits, and ends it when it was supplied', async () => {
    const body = { gtin: GTIN, state: 'unfulfilled', unavailableSince: '2026-11-20T10:30:00+01:00' };
    const waiting = await say(body);
    expect([waiting.status, waiting.body.shortage]).toMatchObject([
      201,
      {
        state: 'waiting',
        source: 'automatic',
        unavailableSince: '2026-11-20T09:30:00.000Z',
        dueAt: '2026-11-23T09:30:00.000Z',
        declaredAt: null,
      },
    ]);
    expect((await say(body)).status).toBe(200);
    const ended = await say({ gtin: GTIN, state: 'supplied' });
    expect([ended.status, ended.body]).toMatchObject([200, { created: false, shortage: { state: 'closed' } }]);
    expect((await say({ gtin: GTIN, state: 'supplied' })).body).toEqual({ created: false, shortage: null });
    expect(told()).toEqual([]);
    expect(await list()).toEqual([]);
    expect(await list('?state=closed')).toMatchObject([{ state: 'closed', closedBy: 'supplied' }]);
  });

  it.each([
    ['no product', {}, 'request-invalid', 'scan'],
    ['two ways to name it', { scan: 'x', gtin: GTIN }, 'request-invalid', 'scan'],
    ['a wrong check digit', { cip13: '3400930000015' }, 'check-digit', 'cip13'],
    ['a scan of nothing', { scan: 'bonjour' }, 'scan-unreadable', 'scan'],
    ['an unknown state', { gtin: GTIN, state: 'lost' }, 'request-invalid', 'state'],
    ['an order without its beginning', { gtin: GTIN, state: 'unfulfilled' }, 'request-invalid', 'unavailableSince'],
    [
      'a day that is none',
      { gtin: GTIN, unavailableSince: '2026-11-31T10:00:00Z' },
      'date-invalid',
      'unavailableSince',
    ],
    ['the future', { gtin: GTIN, unavailableSince: '2026-11-23T10:00:00Z' }, 'request-invalid', 'unavailableSince'],
    ['no offset', { gtin: GTIN, unavailableSince: '2026-11-20T10:00:00' }, 'request-invalid', 'unavailableSince'],
    ['a name too long', { gtin: GTIN, operator: 'x'.repeat(65) }, 'request-invalid', 'operator'],
    ['a field nobody knows', { gtin: GTIN, quantity: 3 }, 'request-invalid', 'quantity'],
  ])('names the field: %s', async (_name, body, type, field) => {
    const refused = await say(body);
    expect([refused.body.type, refused.body.field]).toEqual([type, field]);
    expect(refused.body.detail).not.toBe('');
    expect(await list('?state=all')).toEqual([]);
  });
});

describe('the laboratory’s answer', () => {
  it('is there at once for who declares after it', async () => {
    answer();
    expect((await say({ gtin: GTIN })).body.shortage).toMatchObject({
      name: 'Médicament 500 mg',
      answer: {
        bulletin: 'S1',
        state: 'in-force',
        issuer: { name: 'Laboratoire Essai', phone: '01 02 03 04 05', email: null },
        expectedReturn: '2027-01',
        cause: 'Retard de fabrication',
        alternatives: 'Autre spécialité',
        anticipated: false,
      },
    });
  });

  it('asks for attention where the product is lacking, and nowhere else', async () => {
    answer();
    answer({
      id: 'S2',
      shortage: { products: [{ gtin: testGtin(2) }], anticipated: true, from: '2026-12-01' },
    });
    await say({ gtin: GTIN });
    const { body } = await test.ask<BulletinsAnswer>('/v1/bulletins?kind=shortage');
    expect(body.bulletins.map(({ id, reaches }) => [id, reaches])).toEqual([
      ['S1', true],
      ['S2', false],
    ]);
  });

  it('follows its revisions, and one of a trial is none', async () => {
    await say({ gtin: GTIN });
    answer({ id: 'S0', drill: true });
    expect(await list()).toMatchObject([{ answer: null }]);
    answer();
    answer({ revision: 2, shortage: { products: [{ gtin: GTIN }], expectedReturn: '2027-03-15' } });
    expect(await list()).toMatchObject([{ answer: { revision: 2, expectedReturn: '2027-03-15', cause: null } }]);
  });

  it('that ends closes what was declared before, and a later shortage is a new one', async () => {
    await say({ gtin: GTIN });
    answer();
    answer({
      revision: 2,
      state: 'lifted',
      publishedAt: '2026-11-22T10:00:00.000Z',
      liftReason: 'Remise à disposition',
    });
    test.clock.now += 3_600_000;
    test.shortages.look();
    expect(await list('?state=all')).toMatchObject([
      { state: 'closed', closedBy: 'laboratory', answer: { state: 'lifted', reason: 'Remise à disposition' } },
    ]);
    await say({ gtin: GTIN });
    test.shortages.look();
    expect(await list()).toMatchObject([{ state: 'declared', answer: null }]);
  });
});

it('the stream tells when the portal has it', async () => {
  const { body } = await say({ gtin: GTIN });
  const events: string[] = [];
  test.hub.publish = (event, data) => events.push(`${event} ${JSON.stringify(data)}`);
  test.shortages.told(String(body.shortage?.id));
  test.shortages.told('nobody’s');
  expect(events).toEqual([`shortage ${JSON.stringify({ id: body.shortage?.id, gtin: GTIN, state: 'declared' })}`]);
});

it('time declares what waits too long, and the stream tells it', async () => {
  const events: string[] = [];
  const publish = test.hub.publish.bind(test.hub);
  test.hub.publish = (event, data) => {
    events.push(`${event} ${JSON.stringify(data)}`);
    publish(event, data);
  };
  const { body } = await say({ gtin: GTIN, state: 'unfulfilled', unavailableSince: '2026-11-20T09:30:00Z' });
  test.shortages.look();
  test.clock.now += 24 * 3_600_000;
  test.shortages.look();
  const data = (state: string) => `shortage ${JSON.stringify({ id: body.shortage?.id, gtin: GTIN, state })}`;
  expect(events).toEqual([data('waiting'), data('declared')]);
  expect(told()).toEqual(['shortage']);
});
