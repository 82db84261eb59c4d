import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { type Did, deliveredTo, happened, makeFleet, spreadAll } from './fleet.testkit.ts';

const since = new Date('2026-11-22T09:30:00.000Z');
let test: TestApp;
const clock = manualClock(since.getTime());
beforeEach(async () => {
  test = await openTestApp({ clock });
});
afterEach(() => test.dispose());

async function publish(fields: object = {}): Promise<string> {
  const { id } = (await test.call('lab', 'POST /v1/bulletins', bulletinBody({ ...fields }))).body;
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  expect((await test.call('authority', `POST /v1/bulletins/${id}/validate`)).status).toBe(200);
  return id;
}
const progress = async (id: string) => (await test.call('authority', `GET /v1/bulletins/${id}/tracking/progress`)).body;
const laggards = async (id: string, query = '') =>
  (await test.call('lab', `GET /v1/bulletins/${id}/tracking/laggards${query}`)).body;
const did = (...pairs: Array<[string, number]>): Did[] =>
  pairs.map(([workstation, seconds]) => ({ workstation, seconds }));

describe('progress', () => {
  it('counts, curve, median and 95th percentile, by department and kind', async () => {
    await makeFleet(test.store.db, { officines: 3, each: 2, territories: ['FR-75', 'FR-69', null] });
    const bulletin = await publish();
    const spread = { bulletin, since };
    await deliveredTo(
      test.store.db,
      spread,
      did(['w00001-1', 1], ['w00001-2', 2], ['w00002-1', 2.5], ['w00003-1', 600]),
    );
    await happened(test.store.db, 'displayed', spread, did(['w00001-1', 30]));
    // Again by the same workstation: the first counts.
    await happened(test.store.db, 'acknowledged', spread, did(['w00001-1', 90], ['w00001-1', 500], ['w00001-2', -5]));
    const { steps, ...rest } = await progress(bulletin);
    expect(rest).toEqual({
      bulletin,
      revision: 1,
      publishedAt: since.toISOString(),
      asOf: since.toISOString(),
      targeted: { officines: 3, workstations: 6 },
      bucketSeconds: 5,
      departments: [
        {
          territory: 'FR-69',
          officines: 1,
          workstations: 2,
          reached: 1,
          officinesAcknowledged: 0,
          delivered: 1,
          displayed: 0,
          acknowledged: 0,
          reported: 0,
        },
        {
          territory: 'FR-75',
          officines: 1,
          workstations: 2,
          reached: 1,
          officinesAcknowledged: 1,
          delivered: 2,
          displayed: 1,
          acknowledged: 2,
          reported: 0,
        },
        {
          territory: null,
          officines: 1,
          workstations: 2,
          reached: 1,
          officinesAcknowledged: 0,
          delivered: 1,
          displayed: 0,
          acknowledged: 0,
          reported: 0,
        },
      ],
      recipients: [{ kind: 'officine', channel: 'agent', targeted: 3, reached: 3, acknowledged: 1, exhausted: 0 }],
    });
    expect(steps).toEqual({
      delivered: {
        count: 4,
        officines: 3,
        median: 2,
        p95: 600,
        points: [
          [5, 3],
          [605, 4],
        ],
      },
      displayed: { count: 1, officines: 1, median: 30, p95: 30, points: [[35, 1]] },
      // A clock that is late says that it happened before it was published: that is at once.
      acknowledged: {
        count: 2,
        officines: 1,
        median: 0,
        p95: 90,
        points: [
          [5, 1],
          [95, 2],
        ],
      },
      reported: { count: 0, officines: 0, median: null, p95: null, points: [] },
    });
  });

  it('is of the published revision, of its territories, and of workstations that still are', async () => {
    await makeFleet(test.store.db, { officines: 4, each: 1, territories: ['FR-75', 'FR-69', null, 'FR-75'] });
    const bulletin = await publish({ territories: ['FR-75'] });
    await test.store.db.updateTable('workstation').set({ revoked_at: since }).where('id', '=', 'w00004-1').execute();
    const all = did(['w00001-1', 1], ['w00002-1', 1], ['w00003-1', 1], ['w00004-1', 1]);
    await deliveredTo(test.store.db, { bulletin, since }, all);
    expect(await progress(bulletin)).toMatchObject({
      targeted: { officines: 3, workstations: 2 },
      steps: { delivered: { count: 2, officines: 2 } },
    });
    clock.advance(60_000);
    await test.call('lab', `POST /v1/bulletins/${bulletin}/revise`, bulletinBody({ territories: ['FR-69'] }));
    await test.call('lab', `POST /v1/bulletins/${bulletin}/submit`);
    await test.call('authority', `POST /v1/bulletins/${bulletin}/validate`);
    const second = { bulletin, revision: 2, since };
    await deliveredTo(test.store.db, second, did(['w00002-1', 61], ['w00003-1', 62]));
    expect(await progress(bulletin)).toMatchObject({
      revision: 2,
      publishedAt: '2026-11-22T09:31:00.000Z',
      targeted: { officines: 2, workstations: 2 },
      steps: { delivered: { count: 2, median: 1, p95: 2 } },
    });
  });

  it('agrees with the tracking of every workstation, and its curve ends at the count and stays short', async () => {
    await makeFleet(test.store.db, { officines: 40, each: 5 });
    const bulletin = await publish();
    await spreadAll(test.store.db, { bulletin, since });
    clock.advance(3 * 3_600_000);
    const whole = (await test.call('authority', `GET /v1/bulletins/${bulletin}/tracking`)).body;
    const { steps, targeted } = await progress(bulletin);
    expect(targeted.workstations).toBe(whole.targeted);
    for (const step of ['delivered', 'displayed', 'acknowledged', 'reported'] as const) {
      expect(steps[step].count, step).toBe(whole[step]);
      expect(steps[step].points.at(-1)?.[1]).toBe(whole[step]);
      expect(steps[step].points.length).toBeLessThanOrEqual(121);
      expect(steps[step].points.map(([, count]: number[]) => count)).toEqual(
        steps[step].points.map(([, count]: number[]) => count).toSorted((a: number, b: number) => a - b),
      );
    }
  });

  it('before publication there is none', async () => {
    const { id } = (await test.call('lab', 'POST /v1/bulletins', bulletinBody())).body;
    for (const path of ['progress', 'laggards']) {
      expect(await test.call('lab', `GET /v1/bulletins/${id}/tracking/${path}`)).toMatchObject({
        status: 409,
        body: { state: 'draft' },
      });
      expect((await test.call('operator', `GET /v1/bulletins/${id}/tracking/${path}`)).status).toBe(404);
    }
  });
});

describe('laggards', () => {
  it('officines of which no workstation has it, with telephone, paged; or none acknowledged it', async () => {
    await makeFleet(test.store.db, { officines: 5, each: 2, territories: ['FR-75', 'FR-69'] });
    const bulletin = await publish();
    const spread = { bulletin, since };
    await deliveredTo(test.store.db, spread, did(['w00001-1', 1], ['w00002-2', 2]));
    await happened(test.store.db, 'acknowledged', spread, did(['w00001-1', 30]));
    const all = await laggards(bulletin);
    expect(all.laggards.map((one: { id: string }) => one.id)).toEqual(['o00003', 'o00004', 'o00005']);
    expect(all.laggards[0]).toEqual({
      id: 'o00003',
      name: 'Pharmacie 3',
      territory: 'FR-75',
      finess: '000000003',
      phone: '01 00 00 00003',
      email: 'p3@example.org',
      workstations: 2,
      delivered: 0,
      lastSeenAt: null,
      outreach: null,
    });
    const first = await laggards(bulletin, '?limit=2');
    expect(first).toMatchObject({ revision: 1, next: 'o00004' });
    expect(await laggards(bulletin, `?limit=2&after=${first.next}`)).toMatchObject({
      laggards: [{ id: 'o00005' }],
      next: null,
    });
    expect((await laggards(bulletin, '?step=acknowledged')).laggards).toMatchObject([
      { id: 'o00002', delivered: 1 },
      { id: 'o00003' },
      { id: 'o00004' },
      { id: 'o00005' },
    ]);
    expect((await laggards(bulletin, '?territory=FR-69')).laggards).toMatchObject([{ id: 'o00004' }]);
    expect(await laggards(bulletin, '?step=displayed')).toMatchObject({ field: 'step' });
  });

  it('as a spreadsheet: all of them whatever the page, headings in the language asked for', async () => {
    await makeFleet(test.store.db, { officines: 1_100, each: 1 });
    await test.store.db
      .updateTable('officine')
      .set({ name: '=SOMME(A1)', phone: '+33 1 00 00 00 00' })
      .where('id', '=', 'o00001')
      .execute();
    const bulletin = await publish();
    const path = `GET /v1/bulletins/${bulletin}/tracking/laggards?format=csv&limit=1&language=fr`;
    const { status, headers, body } = await test.call('lab', path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe(`attachment; filename="${bulletin}-delivered.csv"`);
    const [head, first, ...rest] = String(body).trimEnd().split('\r\n');
    expect(head).toBe(
      '\ufeffOfficine;Département ou collectivité;FINESS;Téléphone;E-mail;Postes;Postes atteints;Vue pour la dernière fois (UTC);Autres voies',
    );
    expect(first).toMatch(/^'=SOMME\(A1\);.*;'\+33 1 00 00 00 00;/);
    expect(rest).toHaveLength(1_099);
    expect((await test.call('lab', path.replace('=fr', '=en'))).body).toMatch(/^\ufeffPharmacy;/);
    expect((await test.call('lab', path.replace(bulletin, 'none'))).status).toBe(404);
  });
});
