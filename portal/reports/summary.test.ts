import { expect, it, onTestFinished } from 'vitest';
import { manualClock, openTestApp } from '../api/app.testkit.ts';
import { makeFleet } from '../tracking/fleet.testkit.ts';
import { recallBody } from '../workflow/drafts.testkit.ts';
import { reportedRecall } from './report.testkit.ts';

const since = new Date('2026-11-22T09:30:00.000Z');
async function opened() {
  const test = await openTestApp({ clock: manualClock(since.getTime()) });
  onTestFinished(() => test.dispose());
  return test;
}

it('sums up what the files say, under their hash', async () => {
  const test = await opened();
  const id = await reportedRecall(test, since);
  const { sha256, content } = (await test.call('lab', `GET /v1/bulletins/${id}/report`)).body;
  const { status, body } = await test.call('lab', `GET /v1/bulletins/${id}/report/summary`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ sha256, totals: content.totals, reach: content.reach });
  expect(body.quantities).toEqual({ count: content.quantities.length, first: content.quantities });
  expect(body.unreached.count).toBe(content.totals.officines - content.totals.reached);
  expect(body.unreached.first.map((row: { id: string }) => row.id)).toEqual(['o00003', 'o00004']);
  expect(body.unreached.first[0].outreach[0]).toMatchObject({ attempts: [{ channel: 'email', receipt: '250 OK' }] });
  expect(body.silent).toMatchObject({
    count: 1,
    first: [{ outreach: [{ attempts: [{ channel: 'email' }, { channel: 'fax' }] }] }],
  });
});

it('lists the first hundred and counts them all', async () => {
  const test = await opened();
  await makeFleet(test.store.db, { officines: 150, each: 1 });
  const { id } = (await test.call('lab', 'POST /v1/bulletins', recallBody({}))).body;
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  await test.call('authority', `POST /v1/bulletins/${id}/validate`);
  const { body } = await test.call('authority', `GET /v1/bulletins/${id}/report/summary`);
  expect(body.unreached.count).toBe(150);
  expect(body.unreached.first).toHaveLength(100);
});
