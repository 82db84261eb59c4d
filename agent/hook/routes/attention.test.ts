import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recallBulletin } from '../../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import type { AttentionAnswer, DisplayAnswer, OperatorsAnswer } from '../schemas/attention.ts';
import type { BulletinAnswer } from '../schemas.ts';

const GTIN = '03400930000014';
const targets = [{ gtin: GTIN, lots: [{ lot: 'A123' }] }];

let test: TestHook;
beforeEach(async () => {
  test = await startTestHook();
});
afterEach(() => test.close());

const post = <T>(path: string, body: unknown) => test.ask<T>(path, { method: 'POST', body });
const attention = async () => (await test.ask<AttentionAnswer>('/v1/attention')).body;
const shown = async () => (await attention()).show.map(({ id, revision }) => `${id}/${revision}`);
const acknowledge = (id: string, revision: number, operator = 'Mme Durand') =>
  post(`/v1/bulletins/${id}/acknowledgement`, { operator, revision });
const display = (id: string, revision: number) => post<DisplayAnswer>(`/v1/bulletins/${id}/display`, { revision });

/** Opens the stream; what it gives waits for the `attention` event that fits. */
async function stream(): Promise<(done: (data: AttentionAnswer) => boolean) => Promise<AttentionAnswer>> {
  const answer = await fetch(`${test.hook.url}/v1/events`, {
    headers: { authorization: `Bearer ${test.tokens.till}` },
  });
  const chunks = answer.body?.values();
  let text = '';
  return async (done) => {
    for (;;) {
      const told = [...text.matchAll(/event: attention\ndata: (.*)\n\n/g)].map(([, data]) => JSON.parse(data ?? ''));
      const found = told.find(done);
      if (found !== undefined) return found;
      const next = await chunks?.next();
      if (next?.value === undefined) throw new Error('the stream ended');
      text += Buffer.from(next.value).toString();
    }
  };
}

describe('GET /v1/attention', () => {
  it('gives what interrupts until it is acknowledged, most urgent first', async () => {
    expect(await attention()).toEqual({ show: [], waiting: 0, held: 0, heldUntil: null });
    test.register.publish(recallBulletin(targets, { id: 'B1' }));
    test.register.publish(recallBulletin(targets, { id: 'B2', recall: { class: 1 } }));
    test.register.publish(recallBulletin(targets, { id: 'B3', attention: 'notify' }));
    expect(await shown()).toEqual(['B2/1', 'B1/1']);
    await acknowledge('B2', 1);
    expect(await shown()).toEqual(['B1/1']);
    test.register.publish(recallBulletin(targets, { id: 'B2', revision: 2, state: 'lifted' }));
    expect(await shown()).toEqual(['B1/1', 'B2/2']);
  });

  it('never cuts a sale, and says until when it waits', async () => {
    await post('/v1/checks', { gtin: GTIN, lot: 'A1' });
    test.clock.now += 5_000;
    test.register.publish(recallBulletin(targets, { id: 'B1' }));
    expect(await attention()).toEqual({
      show: [],
      waiting: 0,
      held: 1,
      heldUntil: '2026-11-22T09:30:20.000Z',
    });
    test.clock.now += 15_000;
    test.register.publish(recallBulletin(targets, { id: 'B9', attention: 'notify' }));
    expect(await shown()).toEqual(['B1/1']);
  });

  it('an inventory is no sale', async () => {
    await post('/v1/inventory/scans', { gtin: GTIN, lot: 'A123' });
    test.register.publish(recallBulletin(targets, { id: 'B1' }));
    expect(await shown()).toEqual(['B1/1']);
  });

  it('is for the desk, not for the till', async () => {
    expect((await test.ask('/v1/attention', { token: test.tokens.till })).status).toBe(403);
    expect((await test.ask('/v1/operators', { token: test.tokens.till })).status).toBe(403);
  });
});

it('the stream tells it to everybody, in the same form', async () => {
  const until = await stream();
  test.register.publish(recallBulletin(targets, { id: 'B1', title: 'Rappel <b>' }));
  expect(await until(({ show }) => show.length === 1)).toEqual(await attention());
  const after = await stream();
  await acknowledge('B1', 1);
  expect(await after(({ waiting }) => waiting === 0)).toEqual({ show: [], waiting: 0, held: 0, heldUntil: null });
});

describe('POST /v1/bulletins/{id}/display', () => {
  beforeEach(() => {
    test.register.publish(recallBulletin(targets, { id: 'B1' }));
    test.register.publish(recallBulletin(targets, { id: 'B1', revision: 2 }));
  });

  it('keeps the first time, and tells the portal once', async () => {
    const first = await display('B1', 2);
    expect(first).toMatchObject({
      status: 200,
      body: { bulletin: 'B1', revision: 2, at: '2026-11-22T09:30:00.000Z', recorded: true },
    });
    test.clock.now += 60_000;
    expect((await display('B1', 2)).body).toEqual(first.body);
    await display('B1', 1);
    expect(test.desk.outbox.pending(0, 10).map(({ kind, revision }) => [kind, revision])).toEqual([
      ['displayed', 2],
      ['displayed', 1],
    ]);
    expect((await test.ask<BulletinAnswer>('/v1/bulletins/B1')).body.displays).toEqual([
      { revision: 1, at: '2026-11-22T09:31:00.000Z' },
      { revision: 2, at: '2026-11-22T09:30:00.000Z' },
    ]);
  });

  it.each<[string, string, unknown, number]>([
    ['a revision that never came', 'B1', { revision: 3 }, 400],
    ['revision 0', 'B1', { revision: 0 }, 400],
    ['no revision', 'B1', {}, 400],
    ['another field', 'B1', { revision: 1, at: 'now' }, 400],
    ['an unknown bulletin', 'nope', { revision: 1 }, 404],
  ])('refuses %s', async (_name, id, body, status) => {
    expect((await post(`/v1/bulletins/${id}/display`, body)).status).toBe(status);
    expect(test.desk.outbox.waiting().count).toBe(0);
  });
});

it('a headless agent records no display, yet tells the end of what was on a screen', async () => {
  const headless = await startTestHook({}, { headless: () => true });
  try {
    const { register, ask, desk } = headless;
    register.publish(recallBulletin(targets, { id: 'B1' }));
    register.publish(recallBulletin(targets, { id: 'B2' }));
    const { body } = await ask('/v1/bulletins/B1/display', { method: 'POST', body: { revision: 1 } });
    expect(body).toEqual({ bulletin: 'B1', revision: 1, at: null, recorded: false });
    expect(desk.outbox.waiting().count).toBe(0);
    expect((await ask<BulletinAnswer>('/v1/bulletins/B1')).body.displays).toEqual([]);
    for (const id of ['B1', 'B2']) register.publish(recallBulletin(targets, { id, revision: 2, state: 'lifted' }));
    const { show } = (await ask<AttentionAnswer>('/v1/attention')).body;
    expect(show.map(({ id, state }) => [id, state])).toEqual([['B1', 'lifted']]);
  } finally {
    await headless.close();
  }
});

it('GET /v1/operators lists the names used here, most recent first', async () => {
  test.register.publish(recallBulletin(targets, { id: 'B1' }));
  test.register.publish(recallBulletin(targets, { id: 'B2' }));
  const operators = async () => (await test.ask<OperatorsAnswer>('/v1/operators')).body.operators;
  expect(await operators()).toEqual([]);
  await acknowledge('B1', 1, 'Mme Durand');
  test.clock.now += 1_000;
  await post('/v1/bulletins/B1/quarantine', { operator: '<b>Élise</b>', lines: [] });
  test.clock.now += 1_000;
  await acknowledge('B2', 1, 'Mme Durand');
  expect(await operators()).toEqual(['Mme Durand', '<b>Élise</b>']);
});
