/** From what officines declare to what laboratories answer, through the API. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { peek, typ } from '../../protocol/envelope.ts';
import { machineActor } from '../access/actor.ts';
import { verifyAudit } from '../access/audit.ts';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { gtinOf, importBody, medicinesFilesOf } from '../products/medicines.testkit.ts';
import { makeFleet } from '../tracking/fleet.testkit.ts';
import { Answers } from './answers.ts';
import { writeLaboratory } from './laboratories.ts';
import { readShortage } from './product.ts';
import { answerBody, declarations, GTIN, laboratory, OTHER, telling } from './shortages.testkit.ts';

let clock: ReturnType<typeof manualClock>;
let test: TestApp;
let say: ReturnType<typeof telling>;
beforeEach(async () => {
  clock = manualClock(Date.parse('2026-11-22T20:00:00.000Z'));
  test = await openTestApp({ clock });
  await makeFleet(test.store.db, { officines: 12, each: 1, territories: ['FR-75', 'FR-75', 'FR-974', null] });
  say = telling(test.store);
});
afterEach(() => test.dispose());

const post = (n: number) => `w${String(n).padStart(5, '0')}-1`;
const list = async (query = '') => (await test.call('lab', `GET /v1/shortages${query}`)).body;
const answer = (more: object = {}) => test.call('lab', 'POST /v1/shortages/answers', answerBody(more));

describe('what officines lack', () => {
  it('is listed by product, the most lacked first, in pages', async () => {
    for (const n of [1, 2, 3]) await say.lacks(post(n), `1${n}:00`, OTHER);
    await say.lacks(post(1), '15:00');
    const all = await list();
    expect(all).toMatchObject({
      total: 2,
      next: null,
      shortages: [
        {
          gtin: OTHER,
          cip13: '3400930000021',
          name: null,
          laboratory: null,
          major: false,
          officines: 3,
          since: '2026-11-22T11:00:00.000Z',
          latest: '2026-11-22T13:00:00.000Z',
          answer: null,
        },
        { gtin: GTIN, officines: 1 },
      ],
    });
    const first = await list('?limit=1');
    expect([first.shortages[0].gtin, first.next]).toEqual([OTHER, `3.${OTHER}`]);
    const second = await list(`?limit=1&after=${first.next}`);
    expect([second.shortages[0].gtin, second.next]).toEqual([GTIN, null]);
    expect((await list('?search=0021')).shortages).toHaveLength(1);
    expect((await test.call('lab', 'GET /v1/shortages?after=x')).body).toMatchObject({ field: 'after' });
  });

  it('shows where and day by day, in the mainland’s days', async () => {
    await say.lacks(post(1), '2026-11-20T22:59:00.000Z');
    await say.lacks(post(2), '2026-11-20T23:01:00.000Z');
    await say.lacks(post(3), '2026-11-22T10:00:00.000Z');
    await say.lacks(post(4), '2026-11-22T11:00:00.000Z');
    await say.has(post(1), '2026-11-22T12:00:00.000Z');
    const { body } = await test.call('lab', 'GET /v1/shortages/3400930000014?days=2');
    expect(body.departments).toEqual([
      { territory: 'FR-75', officines: 1, ofAll: 6 },
      { territory: 'FR-974', officines: 1, ofAll: 3 },
      { territory: null, officines: 1, ofAll: 3 },
    ]);
    // The first one began on the 20th, before midnight in Paris.
    expect(body.days).toEqual([
      { day: '2026-11-21', declared: 1, ended: 0, open: 2 },
      { day: '2026-11-22', declared: 2, ended: 1, open: 3 },
    ]);
    expect((await test.call('lab', 'GET /v1/shortages/3400930000014')).body.days).toHaveLength(90);
    expect((await test.call('lab', 'GET /v1/shortages/340093000001x')).body).toMatchObject({ field: 'code' });
  });
});

describe('an answer', () => {
  const broadcast = async () => {
    const { position } = await test.store.feed.head();
    const entry = await test.store.feed.entry(position);
    return (peek(entry?.jws ?? '', typ.entry).payload as { bulletin: Record<string, unknown> }).bulletin;
  };

  it('is in force and in the feed at once, and stands beside the product', async () => {
    await say.lacks(post(1), '10:00');
    const made = await answer();
    expect(made).toMatchObject({
      status: 201,
      body: { kind: 'shortage', state: 'in-force', revision: 1, warnings: [], title: `Rupture de stock : ${GTIN}` },
    });
    expect(made.headers.location).toBe(`/v1/bulletins/${made.body.id}`);
    expect(await broadcast()).toMatchObject({
      id: made.body.id,
      state: 'in-force',
      attention: 'notify',
      drill: false,
      issuer: { name: 'Laboratoire Essai', phone: '01 02 03 04 05' },
      shortage: { products: [{ gtin: GTIN }], expectedReturn: '2027-01' },
    });
    expect((await list('?state=answered')).shortages).toMatchObject([
      {
        gtin: GTIN,
        officines: 1,
        answer: {
          bulletin: made.body.id,
          revision: 1,
          anticipated: false,
          expectedReturn: '2027-01',
          cause: 'Retard de fabrication',
          endedAt: null,
        },
      },
    ]);
    expect((await list('?state=unanswered')).shortages).toEqual([]);
  });

  it('is revised and ended at once; what was declared is over, and a later shortage is a new one', async () => {
    for (const n of [1, 2]) await say.lacks(post(n), '10:00');
    const { id } = (await answer({ title: 'Rupture de X', reference: 'RS-7' })).body;
    const body = answerBody({ expectedReturn: '2027-03-15', products: [{ gtin: GTIN }, { cip13: '3400930000021' }] });
    expect(await test.call('lab', `PUT /v1/shortages/answers/${id}`, body)).toMatchObject({
      status: 200,
      body: { revision: 2, state: 'in-force', title: 'Rupture de X', reference: 'RS-7' },
    });
    expect(await broadcast()).toMatchObject({ revision: 2, shortage: { expectedReturn: '2027-03-15' } });
    expect((await list()).shortages).toMatchObject([
      { gtin: GTIN, answer: { revision: 2 } },
      { gtin: OTHER, answer: { revision: 2 } },
    ]);
    const end = () => test.call('lab', `POST /v1/shortages/answers/${id}/end`, { reason: 'Remise à disposition' });
    expect(await end()).toMatchObject({ status: 200, body: { state: 'lifted', revision: 3 } });
    expect(await broadcast()).toMatchObject({ state: 'lifted', liftReason: 'Remise à disposition' });
    expect(await declarations(test.store)).toEqual([
      'o00001 0014 10:00-20:00 laboratory',
      'o00002 0014 10:00-20:00 laboratory',
    ]);
    expect((await list()).shortages).toEqual([]);
    expect(await end()).toMatchObject({ status: 409, body: { type: 'state-conflict' } });
    // Declared before the end and heard after it; and one that is really new.
    await say.lacks(post(3), '19:00');
    clock.advance(3_600_000);
    await say.lacks(post(4), '20:30');
    expect((await declarations(test.store)).slice(2)).toEqual([
      'o00003 0014 19:00-20:00 laboratory',
      'o00004 0014 20:30-',
    ]);
    expect((await list()).shortages).toMatchObject([{ gtin: GTIN, officines: 1, answer: null }]);
    const { answers } = (await test.call('lab', `GET /v1/shortages/${GTIN}`)).body;
    expect(answers).toMatchObject([{ bulletin: id, endedAt: '2026-11-22T20:00:00.000Z' }]);
  });

  it('left out of a revision leaves the product unanswered and declared', async () => {
    await say.lacks(post(1), '10:00');
    const { id } = (await answer({ products: [{ gtin: GTIN }, { gtin: OTHER }] })).body;
    await test.call('lab', `PUT /v1/shortages/answers/${id}`, answerBody({ products: [{ gtin: OTHER }] }));
    await test.call('lab', `POST /v1/shortages/answers/${id}/end`, { reason: 'Fini' });
    expect(await list()).toMatchObject({ shortages: [{ gtin: GTIN, officines: 1, answer: null }] });
  });

  it('announces a shortage before any officine lacks it', async () => {
    expect((await answer({ anticipated: true })).body).toMatchObject({ type: 'request-invalid', field: 'from' });
    const { body } = await answer({ anticipated: true, from: '2026-12-01' });
    expect(body.title).toBe(`Rupture annoncée : ${GTIN}`);
    expect((await list('?state=anticipated')).shortages).toMatchObject([
      { officines: 0, since: null, answer: { anticipated: true, from: '2026-12-01', expectedReturn: '2027-01' } },
    ]);
  });

  it.each([
    ['no product', { products: [] }, 'request-invalid', 'products'],
    ['a wrong check digit', { products: [{ cip13: '3400930000015' }] }, 'check-digit', 'products[0].cip13'],
    ['a day that is none', { expectedReturn: '2026-11-31' }, 'date-invalid', 'expectedReturn'],
    ['an end before its beginning', { anticipated: true, from: '2027-02' }, 'request-invalid', 'expectedReturn'],
    ['nobody to ask', { contact: { name: '' } }, 'request-invalid', 'contact.name'],
    ['a field nobody knows', { quantity: 3 }, 'request-invalid', 'quantity'],
  ])('names the field: %s', async (_name, more, type, field) => {
    const { body } = await answer(more);
    expect([body.type, body.field]).toEqual([type, field]);
    expect(await test.store.db.selectFrom('bulletin').selectAll().execute()).toEqual([]);
  });

  it('is one a product: a second is told which one stands', async () => {
    const { id } = (await answer()).body;
    const second = await answer({ products: [{ gtin: OTHER }, { gtin: GTIN }] });
    expect(second).toMatchObject({ status: 409, body: { type: 'state-conflict', field: 'products[1]' } });
    expect(second.body.expected).toContain(id);
  });

  it('drafted and validated as any bulletin is the same, and a trial is none', async () => {
    const draft = (drill: boolean) => ({
      kind: 'shortage',
      reference: 'RS-8',
      title: 'Rupture',
      issuer: { name: 'Laboratoire' },
      attention: 'notify',
      drill,
      text: '',
      effectiveAt: null,
      territories: null,
      shortage: { products: [{ gtin: GTIN }] },
    });
    const ids: string[] = [];
    for (const drill of [true, false]) {
      const { id } = (await test.call('lab', 'POST /v1/bulletins', draft(drill))).body;
      await test.call('lab', `POST /v1/bulletins/${id}/submit`);
      expect((await test.call('authority', `POST /v1/bulletins/${id}/validate`)).status).toBe(200);
      ids.push(id);
    }
    expect((await list()).shortages).toMatchObject([{ answer: { bulletin: ids[1] } }]);
  });

  it('is in the audit log with its act', async () => {
    const { id } = (await answer()).body;
    await test.call('lab', `POST /v1/shortages/answers/${id}/end`, { reason: 'Fini' });
    const rows = await test.store.db.selectFrom('audit_entry').select(['act', 'subject']).execute();
    expect(rows.map(({ act, subject }) => `${act} ${subject}`)).toEqual([
      `shortage.answer bulletin/${id}`,
      `shortage.end bulletin/${id}`,
    ]);
    expect(await verifyAudit(test.store.db)).toMatchObject({ broken: null });
  });
});

describe('whose product it is', () => {
  const OF_OTHERS = gtinOf(4);
  beforeEach(async () => {
    const body = importBody(medicinesFilesOf({ rows: 9 }), { force: true });
    expect((await test.call('operator', 'POST /v1/products/import', body)).status).toBe(200);
  });
  const exploit = (id: string, body: object) => test.call('operator', `PUT /v1/organisations/${id}/products`, body);

  it('follows the holder of the authorisation, and what the operator names before it', async () => {
    await laboratory(test.store, 'L1');
    await laboratory(test.store, 'L2');
    await exploit('L1', { holders: ['Santé & Fils'], products: [] });
    const second = await exploit('L2', {
      holders: [],
      products: [{ gtin: gtinOf(3) }, { gtin: GTIN, name: 'Pansement' }],
    });
    expect(second.body).toEqual({ holders: [], products: expect.arrayContaining([{ gtin: gtinOf(3) }]) });
    for (const gtin of [gtinOf(2), gtinOf(3), OF_OTHERS]) await say.lacks(post(1), '10:00', gtin);
    await answer();
    const found = (await list()).shortages as Array<{ gtin: string; laboratory: { id: string } | null; name: string }>;
    expect(new Map(found.map((one) => [one.gtin, one.laboratory?.id ?? null]))).toEqual(
      new Map([
        [gtinOf(2), 'L1'],
        [gtinOf(3), 'L2'],
        [OF_OTHERS, null],
        [GTIN, 'L2'],
      ]),
    );
    expect(found[0]?.name).toBe('DOLIX 500 mg, comprimé pelliculé, plaquette(s) de 2 comprimé(s)');
    expect((await test.call('operator', 'GET /v1/organisations/L1/products')).body).toEqual({
      holders: ['Santé & Fils'],
      products: [],
    });
  });

  it('is one laboratory’s: the entry that is another’s is named, and nothing of it is kept', async () => {
    await laboratory(test.store, 'L1');
    await laboratory(test.store, 'L2');
    await exploit('L1', { holders: ['SANTE & FILS'], products: [{ gtin: GTIN }] });
    expect(
      (await exploit('L2', { holders: ['Beaulieu', 'santé et fils', 'Santé  & fils'], products: [] })).body,
    ).toMatchObject({ type: 'state-conflict', field: 'holders[2]' });
    expect((await exploit('L2', { holders: [], products: [{ gtin: OTHER }, { gtin: GTIN }] })).body).toMatchObject({
      field: 'products[1].gtin',
    });
    expect((await test.call('operator', 'GET /v1/organisations/L2/products')).body).toEqual({
      holders: [],
      products: [],
    });
    expect((await exploit('L3', { holders: [], products: [] })).status).toBe(404);
  });

  it('bounds a laboratory’s people to it: lists, pages and answers', async () => {
    const { store } = test;
    const own = await laboratory(store, 'L1');
    await laboratory(store, 'L2');
    await store.db
      .transaction()
      .execute((trx) =>
        writeLaboratory(trx, machineActor('operator'), 'L1', { holders: ['Santé & Fils'], products: [] }, new Date()),
      );
    const answers = new Answers(store);
    const mine = answerBody({ products: [{ gtin: gtinOf(2) }] });
    const foreign = answerBody({ products: [{ gtin: gtinOf(2) }, { gtin: OF_OTHERS }] });
    await expect(answers.publish(own, foreign)).rejects.toMatchObject({
      type: 'role-refused',
      details: { field: 'products[1]' },
    });
    const { id, organisation } = await answers.publish(own, mine);
    expect(organisation).toEqual({ id: 'L1', name: 'Laboratoire L1' });
    await expect(answers.revise(own, id, foreign)).rejects.toMatchObject({ type: 'role-refused' });
    const stranger = { ...own, organisation: 'L2' };
    await expect(answers.revise(stranger, id, mine)).rejects.toMatchObject({ type: 'not-found' });
    await expect(answers.end(stranger, id, 'Non')).rejects.toMatchObject({ type: 'not-found' });
    const span = { days: 1, now: clock.wall() };
    await expect(readShortage(store.db, stranger, gtinOf(2), span)).rejects.toMatchObject({ type: 'not-found' });
    expect(await readShortage(store.db, own, gtinOf(2), span)).toMatchObject({ answer: { bulletin: id } });
    await expect(answers.publish({ ...own, may: () => false }, mine)).rejects.toMatchObject({ type: 'role-refused' });
  });
});

describe('a medicine of major therapeutic interest', () => {
  const MAJOR = gtinOf(2);
  const notices = async (query = '') => (await test.call('authority', `GET /v1/shortages/notices${query}`)).body;
  const told = async () =>
    (await notices()).notices.map(({ gtin, what }: { gtin: string; what: string }) => `${what} ${gtin}`).toReversed();

  it('is told to the authority: the first officine, the answer, its changes, the end', async () => {
    const body = importBody(medicinesFilesOf({ rows: 9 }), { force: true });
    await test.call('operator', 'POST /v1/products/import', body);
    await say.lacks(post(1), '10:00', GTIN);
    for (const n of [1, 2, 3]) await say.lacks(post(n), '10:00', MAJOR);
    await say.has(post(1), '11:00', MAJOR);
    clock.advance(1);
    const products = [{ gtin: MAJOR }, { gtin: GTIN }];
    const { id } = (await answer({ products })).body;
    clock.advance(1);
    await test.call('lab', `PUT /v1/shortages/answers/${id}`, answerBody({ products }));
    clock.advance(1);
    await test.call('lab', `POST /v1/shortages/answers/${id}/end`, { reason: 'Fini' });
    expect(await told()).toEqual(['declared', 'answered', 'revised', 'ended'].map((what) => `${what} ${MAJOR}`));
    expect((await list('?major=true')).total).toBe(0);
    const { notices: all, unread } = await notices();
    expect([unread, all[0]]).toMatchObject([4, { what: 'ended', bulletin: id, readAt: null, name: /DOLIX/ }]);
    const read = () => test.call('authority', `POST /v1/shortages/notices/${all[0].id}/read`);
    expect([(await read()).status, (await read()).status]).toEqual([200, 200]);
    expect(await notices('?unread=true&limit=1')).toMatchObject({
      unread: 3,
      notices: [{ what: 'revised' }],
      next: all[1].id,
    });
    expect((await test.call('authority', 'POST /v1/shortages/notices/x/read')).status).toBe(404);
  });

  it('may be marked by hand, and unmarked by the authority alone; one that comes and goes is told once a day', async () => {
    const mark = (who: 'lab' | 'authority', major: boolean) =>
      test.call(who, 'PUT /v1/shortages/3400930000014/major', { major });
    expect((await mark('lab', true)).body).toEqual({ gtin: GTIN, major: true });
    await say.lacks(post(1), '10:00');
    await say.has(post(1), '11:00');
    await say.lacks(post(1), '12:00');
    expect(await told()).toEqual([`declared ${GTIN}`]);
    expect((await list('?major=true')).shortages).toMatchObject([{ gtin: GTIN, major: true }]);
    expect(await mark('lab', false)).toMatchObject({ status: 403, body: { field: 'major' } });
    expect((await mark('authority', false)).status).toBe(200);
    expect((await list('?major=true')).shortages).toEqual([]);
  });

  it('is announced by its laboratory', async () => {
    await test.call('authority', 'PUT /v1/shortages/3400930000014/major', { major: true });
    await answer({ anticipated: true, from: '2026-12' });
    expect(await told()).toEqual([`announced ${GTIN}`]);
  });
});

describe('statistics', () => {
  it('count by month, product and laboratory, and for all', async () => {
    await laboratory(test.store, 'L1');
    await test.call('operator', 'PUT /v1/organisations/L1/products', {
      holders: [],
      products: [{ gtin: GTIN, name: 'X' }],
    });
    await say.lacks(post(1), '2026-10-31T22:30:00.000Z', GTIN, { source: 'automatic' });
    await say.lacks(post(1), '2026-11-01T10:00:00.000Z', OTHER);
    await say.lacks(post(2), '2026-11-10T10:00:00.000Z');
    await say.has(post(2), '2026-11-12T22:00:00.000Z');
    await answer();
    const { body } = await test.call('lab', 'GET /v1/shortages/statistics');
    expect(body).toMatchObject({ from: '2025-12', to: '2026-11' });
    expect(body.total).toEqual({
      declarations: 3,
      automatic: 1,
      ended: 1,
      meanDays: 2.5,
      products: 2,
      officines: 2,
      answered: 1,
    });
    // 31 October, 22:30 UTC, is 23:30 in Paris: still October.
    expect(body.months).toMatchObject([
      { month: '2026-10', declarations: 1, products: 1, meanDays: null },
      { month: '2026-11', declarations: 2, products: 2 },
    ]);
    expect(body.products).toMatchObject([
      { gtin: GTIN, name: 'X', laboratory: 'Laboratoire L1', declarations: 2, answered: true },
      { gtin: OTHER, laboratory: null, declarations: 1, answered: false },
    ]);
    expect(body.laboratories).toMatchObject([
      { id: 'L1', products: 1, answered: 1, declarations: 2 },
      { id: null, name: null, products: 1, answered: 0 },
    ]);
    const october = await test.call('operator', 'GET /v1/shortages/statistics?from=2026-10&to=2026-10');
    expect(october.body.total).toMatchObject({ declarations: 1, officines: 1 });
  });

  it.each([
    ['from=2026-13&to=2026-12', 'date-invalid', 'from'],
    ['from=2026-12&to=2026-11', 'request-invalid', 'to'],
    ['from=2016-12&to=2026-11', 'request-invalid', 'to'],
    ['from=2026', 'request-invalid', 'from'],
  ])('%s names the field', async (query, type, field) => {
    const { body } = await test.call('lab', `GET /v1/shortages/statistics?${query}`);
    expect([body.type, body.field]).toEqual([type, field]);
  });
});
