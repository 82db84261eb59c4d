import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { gtinOf, importBody, medicinesFilesOf } from '../products/medicines.testkit.ts';
import { bulletinBody, recallBody } from './drafts.testkit.ts';

let test: TestApp;
const fr = { 'accept-language': 'fr' };
beforeAll(async () => {
  test = await openTestApp({ clock: manualClock() });
  const medicines = importBody(medicinesFilesOf({ rows: 9 }), { force: true });
  expect((await test.call('operator', 'POST /v1/products/import', medicines)).status).toBe(200);
});
afterAll(() => test.dispose());

const targets = [{ gtin: gtinOf(2), lots: [{ lot: 'A123', expiry: '2027-03' }] }];
const published = async (body: unknown) => {
  const { id } = (await test.call('lab', 'POST /v1/bulletins', body)).body;
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  expect((await test.call('authority', `POST /v1/bulletins/${id}/validate`)).status).toBe(200);
  return id;
};

describe('preview', () => {
  it('a draft in the words of the officine’s own screen, with the name of the product; nothing is stored', async () => {
    const { status, body } = await test.call('lab', 'POST /v1/bulletins/preview', recallBody({ targets }), fr);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      reference: 'R-2026-0042',
      notice: {
        state: 'in-force',
        publishedAt: '2026-11-22T09:30:00.000Z',
        reaches: true,
        words: { action: 'Rappel : ne plus délivrer, isoler les boîtes' },
        targets: [
          { gtin: gtinOf(2), name: 'DOLIX 500 mg, comprimé pelliculé', lots: [{ lot: 'A123', expiry: '2027-03' }] },
        ],
      },
    });
    expect(body.notice.words.whatToDo.length).toBeGreaterThan(1);
    expect((await test.call('lab', 'GET /v1/bulletins')).body.bulletins).toEqual([]);
  });

  it('for an officine outside the territories, for a later beginning, for a drill', async () => {
    const draft = bulletinBody({ territories: ['FR-75'], effectiveAt: '2026-12-01T08:00:00Z' });
    const at = async (query: string, body: unknown = draft) =>
      (await test.call('lab', `POST /v1/bulletins/preview${query}`, body)).body.notice;
    expect(await at('')).toMatchObject({ state: 'scheduled', reaches: true });
    expect(await at('?territory=FR-75')).toMatchObject({ reaches: true });
    expect(await at('?territory=FR-69')).toMatchObject({ reaches: false });
    expect(await at('', bulletinBody({ drill: true }))).toMatchObject({ drill: true, state: 'in-force' });
  });

  it('is refused as the draft would be, by the field', async () => {
    const route = 'POST /v1/bulletins/preview';
    expect(await test.call('lab', route, recallBody({ targets: [] }))).toMatchObject({
      status: 400,
      body: { field: 'recall.targets' },
    });
    expect(await test.call('lab', `${route}?territory=Paris`, bulletinBody())).toMatchObject({
      status: 400,
      body: { field: 'territory' },
    });
  });
});

describe('what a revision changes', () => {
  it('the newest against the published one before it; a lift too; each only to who may read it', async () => {
    const id = await published(recallBody({ targets }));
    const changes = async (query = '', who: 'lab' | 'operator' = 'lab') =>
      (await test.call(who, `GET /v1/bulletins/${id}/changes${query}`, undefined, fr)).body;
    expect(await changes()).toEqual({ from: null, to: 1, changes: [] });
    const wider = [{ gtin: gtinOf(2), lots: [{ lot: 'A123', expiry: '2027-03' }, { lot: 'A124' }] }];
    await test.call('lab', `POST /v1/bulletins/${id}/revise`, recallBody({ targets: wider }));
    expect(await changes()).toMatchObject({ from: 1, to: 2, changes: [{ code: 'lots-added' }] });
    expect((await changes()).changes[0].text).toMatch(/DOLIX 500 mg.*A124|A124.*DOLIX 500 mg/);
    // To the operator the draft is not there.
    expect(await changes('', 'operator')).toEqual({ from: null, to: 1, changes: [] });
    expect((await test.call('operator', `GET /v1/bulletins/${id}/changes?to=2`)).status).toBe(404);
    expect((await test.call('operator', `GET /v1/bulletins/${id}/notice?revision=2`)).status).toBe(404);
    await test.call('lab', `POST /v1/bulletins/${id}/submit`);
    await test.call('authority', `POST /v1/bulletins/${id}/validate`);
    await test.call('lab', `POST /v1/bulletins/${id}/lift`, { reason: 'Conforme' });
    expect(await changes()).toMatchObject({ from: 2, to: 3, changes: [{ code: 'lifted' }] });
    expect(await changes('?from=1&to=2')).toMatchObject({ from: 1, to: 2, changes: [{ code: 'lots-added' }] });
    expect((await test.call('lab', `GET /v1/bulletins/${id}/notice`)).body.notice).toMatchObject({
      state: 'lifted',
      liftReason: 'Conforme',
    });
    expect((await test.call('lab', `GET /v1/bulletins/${id}/notice?revision=1`)).body.notice.targets).toMatchObject([
      { lots: [{ lot: 'A123' }] },
    ]);
    expect((await test.call('lab', `GET /v1/bulletins/${id}/changes?to=9`)).body.field).toBe('to');
  });
});

describe('clone', () => {
  it('a new draft of the caller’s, the same or a drill, that begins at once', async () => {
    const id = await published(bulletinBody({ effectiveAt: '2026-12-01T08:00:00Z', territories: ['FR-75'] }));
    const source = (await test.call('lab', `GET /v1/bulletins/${id}`)).body;
    const { status, body, headers } = await test.call('lab', `POST /v1/bulletins/${id}/clone`);
    expect(status).toBe(201);
    expect(headers.location).toBe(`/v1/bulletins/${body.id}`);
    expect(body.id).not.toBe(id);
    expect(body).toMatchObject({
      state: 'draft',
      revision: 1,
      author: 'lab',
      reference: source.reference,
      drill: false,
      effectiveAt: null,
      territories: ['FR-75'],
      recall: source.recall,
    });
    const drill = { drill: true, reference: 'EXERCICE-1' };
    expect((await test.call('authority', `POST /v1/bulletins/${id}/clone`, drill)).body).toMatchObject({
      ...drill,
      author: 'authority',
      recall: source.recall,
    });
    expect((await test.call('lab', 'POST /v1/bulletins/nothing/clone')).status).toBe(404);
    expect((await test.call('lab', `POST /v1/bulletins/${id}/clone`, { drill: 'yes' })).body.field).toBe('drill');
  });
});
