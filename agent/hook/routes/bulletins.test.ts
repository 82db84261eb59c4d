import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../protocol/bulletin.ts';
import { recallBulletin } from '../../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import type {
  AcknowledgementAnswer,
  BulletinAnswer,
  BulletinsAnswer,
  LookbackAnswer,
  QuarantineAnswer,
} from '../schemas.ts';

const GTIN = '03400930000014';
const ALL = '03400930000021';
const targets: Target[] = [
  { gtin: GTIN, lots: [{ lot: 'A123' }] },
  { gtin: ALL, lots: 'all' },
];

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
  const { register } = test;
  register.publish(recallBulletin(targets, { id: 'B1', reference: 'R-1' }));
  register.publish(
    recallBulletin(targets, { id: 'B2', reference: 'R-2', state: 'lifted', publishedAt: '2026-11-21T08:00:00.000Z' }),
  );
  register.publish(recallBulletin(targets, { id: 'B3', revision: 1 }));
  register.publish(recallBulletin(targets, { id: 'B3', revision: 2, publishedAt: '2026-11-22T08:00:00.000Z' }));
});
afterAll(() => test.close());

const post = <T>(path: string, body: unknown, headers = {}) => test.ask<T>(path, { method: 'POST', body, headers });

describe('GET /v1/bulletins', () => {
  const ids = async (query = '') =>
    (await test.ask<BulletinsAnswer>(`/v1/bulletins${query}`)).body.bulletins.map(({ id }) => id);

  it('lists what is in force', async () => {
    expect(await ids()).toEqual(['B1', 'B3']);
    const { body } = await test.ask<BulletinsAnswer>('/v1/bulletins');
    expect(body.bulletins[0]).toEqual({
      id: 'B1',
      kind: 'recall',
      reference: 'R-1',
      title: 'Rappel B1',
      attention: 'interrupt',
      drill: false,
      state: 'in-force',
      revision: 1,
      acknowledged: false,
      receivedAt: '2026-11-20T08:00:00.000Z',
      effectiveAt: null,
      publishedAt: '2026-11-20T08:00:00.000Z',
      action: 'recall',
      level: 'pharmacy',
      class: 2,
      issuer: 'Laboratoire d’essai',
      products: [GTIN.slice(1), ALL.slice(1)],
      productCount: 2,
      reaches: true,
      reportDue: true,
    });
  });

  it.each<[string, string[]]>([
    ['?state=all', ['B1', 'B2', 'B3']],
    ['?state=lifted', ['B2']],
    ['?state=scheduled', []],
    ['?kind=recall', ['B1', 'B3']],
    ['?kind=alert', []],
    ['?since=2026-11-22T08:00:00Z', ['B3']],
    ['?since=2026-11-22T10:00:00+02:00', ['B3']],
    ['?since=2026-11-22T08:00:00.001Z', []],
    ['?unacknowledged=true', ['B1', 'B3']],
    ['?unacknowledged=false', []],
    ['?q=r-1', ['B1']],
    ['?q=RAPPEL', ['B1', 'B3']],
    ['?q=a123%20rappel', ['B1', 'B3']],
    ['?q=a123%20levothyrox', []],
    ['?q=34009%20300%20000%201%204', ['B1', 'B3']],
    ['?q=3000001', ['B1', 'B3']],
    ['?state=all&q=b2', ['B2']],
    ['?q=', ['B1', 'B3']],
    ['?q=laboratoire%20d%E2%80%99essai', ['B1', 'B3']],
  ])('%s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['?state=gone', 'state'],
    ['?kind=recal', 'kind'],
    ['?since=yesterday', 'since'],
    ['?since=2026-02-30T25:00:00Z', 'since'],
    ['?unacknowledged=yes', 'unacknowledged'],
    ['?x=1', 'x'],
    [`?q=${'a'.repeat(201)}`, 'q'],
    ['?q=a&q=b', 'q'],
  ])('refuses %s', async (query, field) => {
    expect(await test.ask(`/v1/bulletins${query}`)).toMatchObject({
      status: 400,
      body: { type: 'request-invalid', field },
    });
  });
});

describe('GET /v1/bulletins/{id}', () => {
  it('gives every revision as it was broadcast', async () => {
    const { body } = await test.ask<BulletinAnswer>('/v1/bulletins/B3', { token: test.tokens.till });
    expect(body).toMatchObject({ id: 'B3', revision: 2, state: 'in-force', acknowledgements: [], quarantine: null });
    expect(body.revisions.map(({ revision, state }) => [revision, state])).toEqual([
      [1, 'superseded'],
      [2, 'in-force'],
    ]);
    expect(body.revisions[0]?.content).toMatchObject({ id: 'B3', recall: { targets } });
  });

  it('shows the notice in the language asked for', async () => {
    const { body } = await test.ask<BulletinAnswer>('/v1/bulletins/B1', { headers: { 'accept-language': 'en' } });
    expect(body.notice).toMatchObject({
      revision: 1,
      state: 'in-force',
      understood: true,
      words: { deadline: 'within 48 hours' },
      targets: [
        { gtin: GTIN, lots: [{ lot: 'A123', expiry: null, serials: [] }], rule: null },
        { gtin: ALL, lots: [], rule: 'all lots' },
      ],
    });
    expect((await test.ask<BulletinAnswer>('/v1/bulletins/B1')).body.notice.words.deadline).toBe('dans les 48 heures');
  });

  it('says what each revision changed, and what changed since the one acknowledged here', async () => {
    const { register } = test;
    const of = (revision: number, lots: string[], rest: object = {}) =>
      register.publish(
        recallBulletin([{ gtin: GTIN, name: 'Sirop', lots: lots.map((lot) => ({ lot })) }], {
          id: 'C1',
          attention: 'notify',
          revision,
          ...rest,
        }),
      );
    const told = async () => (await test.ask<BulletinAnswer>('/v1/bulletins/C1')).body;
    of(1, ['A1', 'A2']);
    expect(await told()).toMatchObject({ changes: [], changesSince: null, revisions: [{ changes: [] }] });
    await post('/v1/bulletins/C1/acknowledgement', { operator: 'op', revision: 1 });
    expect(await told()).toMatchObject({ changes: [], changesSince: 1 });
    of(2, ['A1', 'A2', 'A3']);
    of(3, ['A1', 'A3'], { state: 'lifted', liftReason: 'Contrôles conformes' });
    const added = { code: 'lots-added', text: 'Lot ajouté pour Sirop : A3' };
    const removed = { code: 'lots-removed', text: 'Lot retiré de la mesure pour Sirop : A2' };
    const lifted = { code: 'lifted', text: 'Mesure levée : Contrôles conformes' };
    expect(await told()).toMatchObject({
      changesSince: 1,
      changes: [lifted, added, removed],
      revisions: [
        { revision: 1, changes: [], publishedAt: '2026-11-20T08:00:00.000Z', liftReason: null },
        { revision: 2, changes: [added] },
        { revision: 3, changes: [lifted, removed], liftReason: 'Contrôles conformes' },
      ],
      notice: { liftReason: 'Contrôles conformes', state: 'lifted' },
    });
    await post('/v1/bulletins/C1/acknowledgement', { operator: 'op', revision: 3 });
    expect(await told()).toMatchObject({ acknowledged: true, changesSince: 3, changes: [] });
  });

  it('knows whether it reaches this officine', async () => {
    test.register.publish(recallBulletin(targets, { id: 'C2', state: 'lifted', territories: ['FR-974'] }));
    expect((await test.ask<BulletinAnswer>('/v1/bulletins/C2')).body.notice.reaches).toBe(false);
    const { bulletins } = (await test.ask<BulletinsAnswer>('/v1/bulletins?state=lifted&q=c2')).body;
    expect(bulletins).toMatchObject([{ id: 'C2', reaches: false }]);
  });

  it('knows no other', async () => {
    expect(await test.ask('/v1/bulletins/nope')).toMatchObject({
      status: 404,
      body: { type: 'not-found', field: 'id' },
    });
  });
});

describe('POST /v1/bulletins/{id}/acknowledgement', () => {
  const acknowledge = (id: string, body: unknown) =>
    post<AcknowledgementAnswer>(`/v1/bulletins/${id}/acknowledgement`, body);
  const open = async () =>
    (await test.ask<BulletinsAnswer>('/v1/bulletins?unacknowledged=true')).body.bulletins.map(({ id }) => id);

  it('keeps the first, and tells the portal once', async () => {
    const waiting = test.desk.outbox.waiting().count;
    const first = await acknowledge('B1', { operator: 'Mme Durand', revision: 1 });
    expect(first).toMatchObject({
      status: 200,
      body: { bulletin: 'B1', revision: 1, operator: 'Mme Durand', at: '2026-11-22T09:30:00.000Z', current: true },
    });
    test.clock.now += 60_000;
    expect((await acknowledge('B1', { operator: 'M. Petit', revision: 1 })).body).toEqual(first.body);
    expect(test.desk.outbox.waiting().count).toBe(waiting + 1);
    expect(await open()).toEqual(['B3']);
  });

  it('records an older revision as such, and leaves the newer one open', async () => {
    expect((await acknowledge('B3', { operator: 'op', revision: 1 })).body).toMatchObject({
      revision: 1,
      current: false,
    });
    expect(await open()).toEqual(['B3']);
    expect((await acknowledge('B3', { operator: 'op', revision: 2 })).body.current).toBe(true);
    expect(await open()).toEqual([]);
  });

  it.each<[string, string, unknown, number, object]>([
    ['a revision that never came', 'B1', { operator: 'op', revision: 9 }, 400, { field: 'revision' }],
    ['revision 0', 'B1', { operator: 'op', revision: 0 }, 400, { field: 'revision' }],
    ['a revision as text', 'B1', { operator: 'op', revision: '1' }, 400, { field: 'revision' }],
    ['nobody', 'B1', { revision: 1 }, 400, { field: 'operator' }],
    ['an empty name', 'B1', { operator: '', revision: 1 }, 400, { field: 'operator' }],
    ['a name with a line feed', 'B1', { operator: 'a\nb', revision: 1 }, 400, { field: 'operator' }],
    ['another field', 'B1', { operator: 'op', revision: 1, at: 'now' }, 400, { field: 'at' }],
    ['an unknown bulletin', 'nope', { operator: 'op', revision: 1 }, 404, { type: 'not-found' }],
  ])('refuses %s', async (_name, id, body, status, problem) => {
    expect(await acknowledge(id, body)).toMatchObject({ status, body: problem });
  });
});

describe('POST /v1/bulletins/{id}/quarantine', () => {
  const report = (lines: unknown, id = 'B1') =>
    post<QuarantineAnswer>(`/v1/bulletins/${id}/quarantine`, { operator: 'op', lines });

  it('keeps the latest report, with the codes as GTIN-14', async () => {
    const { status, body } = await report([
      { gtin: GTIN, lot: ' A123 ', quantity: 3 },
      { cip13: ALL.slice(1), lot: null, quantity: 1 },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      bulletin: 'B1',
      revision: 1,
      lines: [
        { gtin: GTIN, lot: 'A123', quantity: 3 },
        { gtin: ALL, lot: null, quantity: 1 },
      ],
    });
    expect((await report([])).body.lines).toEqual([]);
    expect((await test.ask<BulletinAnswer>('/v1/bulletins/B1')).body.quarantine?.lines).toEqual([]);
    const { bulletins } = (await test.ask<BulletinsAnswer>('/v1/bulletins')).body;
    expect(bulletins.map(({ id, reportDue }) => [id, reportDue])).toEqual([
      ['B1', false],
      ['B3', true],
    ]);
  });

  it.each<[string, unknown, number, object]>([
    [
      'a product of another recall',
      [{ gtin: '03400930000038', lot: 'A', quantity: 1 }],
      400,
      { field: 'lines[0].gtin' },
    ],
    ['no lot where lots are named', [{ gtin: GTIN, lot: null, quantity: 1 }], 400, { field: 'lines[0].lot' }],
    ['an impossible lot', [{ gtin: GTIN, lot: '', quantity: 1 }], 422, { type: 'lot-invalid', field: 'lines[0].lot' }],
    ['a wrong check digit', [{ gtin: '03400930000015', lot: 'A', quantity: 1 }], 422, { type: 'check-digit' }],
    ['no code', [{ lot: 'A', quantity: 1 }], 400, { field: 'lines[0].gtin' }],
    ['two codes', [{ gtin: GTIN, cip7: '3000001', lot: 'A', quantity: 1 }], 400, { field: 'lines[0].gtin' }],
    ['no pack', [{ gtin: GTIN, lot: 'A123', quantity: 0 }], 400, { field: 'lines[0].quantity' }],
    ['half a pack', [{ gtin: GTIN, lot: 'A123', quantity: 1.5 }], 400, { field: 'lines[0].quantity' }],
    ['a forgotten lot', [{ gtin: GTIN, quantity: 1 }], 400, { field: 'lines[0].lot' }],
    ['no list', undefined, 400, { field: 'lines' }],
  ])('refuses %s', async (_name, lines, status, problem) => {
    expect(await report(lines)).toMatchObject({ status, body: problem });
  });

  it('knows no other bulletin', async () => {
    expect((await report([], 'nope')).status).toBe(404);
  });
});

describe('GET /v1/bulletins/{id}/lookback', () => {
  it('lists the earlier checks, with sale and outcome, and says plainly what patients mean', async () => {
    const sold = await post<{ id: string }>('/v1/checks', { gtin: '03400930000052', lot: 'L1', saleReference: 'S:1' });
    await post(`/v1/checks/${sold.body.id}/outcome`, { outcome: 'dispensed' });
    await post('/v1/checks', { gtin: '03400930000052', terminal: 't2' });
    await post('/v1/checks', { gtin: '03400930000052', lot: 'L2' });
    test.register.publish(
      recallBulletin([{ gtin: '03400930000052', lots: [{ lot: 'L1' }] }], { id: 'B9', recall: { level: 'patient' } }),
    );
    const { body } = await test.ask<LookbackAnswer>('/v1/bulletins/B9/lookback');
    expect(body).toMatchObject({ bulletin: 'B9', revision: 1, level: 'patient' });
    expect(body.message).toMatch(/^Rappel jusqu’au patient/);
    expect(body.checks).toMatchObject([
      { checkId: sold.body.id, match: 'covered', saleReference: 'S:1', outcome: 'dispensed', pack: { lots: ['L1'] } },
      { match: 'possible', saleReference: null, terminal: 't2', outcome: null, pack: { lots: [] } },
    ]);
  });

  it('says that there was none', async () => {
    const { body } = await test.ask<LookbackAnswer>('/v1/bulletins/B3/lookback', {
      headers: { 'accept-language': 'en' },
    });
    expect(body).toMatchObject({ checks: [], message: 'No pack concerned was checked here.' });
    expect((await test.ask('/v1/bulletins/nope/lookback')).status).toBe(404);
  });
});
