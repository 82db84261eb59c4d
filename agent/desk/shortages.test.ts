import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEvent } from '../../protocol/events.ts';
import { testGtin } from '../verdict/verdict.testkit.ts';
import { Bench } from './desk.testkit.ts';
import type { Desk } from './desk.ts';
import { migrations } from './migrations/index.ts';
import { Shortages } from './shortages.ts';

const HOUR = 3_600_000;
const gtin = testGtin(1);

let bench: Bench;
let desk: Desk;
beforeEach(async () => {
  bench = new Bench();
  ({ desk } = await bench.open());
});
afterEach(() => bench.remove());

const declare = (code = gtin, operator = 'ML') =>
  desk.shortages.declare({ gtin: code, source: 'desk', operator, unavailableSince: null });
const told = () => desk.outbox.pending(0, 100).map(({ kind, at, data }) => ({ kind, at, ...data }));
const hoursAgo = (hours: number) => new Date(bench.clock.now - hours * HOUR).toISOString();

describe('a declared shortage', () => {
  it('is one with the event that tells it, and the portal takes that event', () => {
    const { shortage, created } = declare();
    expect(created).toBe(true);
    expect(shortage).toMatchObject({ gtin, source: 'desk', operator: 'ML', declaredAt: '2026-11-22T09:30:00.000Z' });
    expect(told()).toEqual([
      { kind: 'shortage', at: shortage.declaredAt, gtin, declaration: shortage.id, source: 'desk', operator: 'ML' },
    ]);
    for (const event of desk.outbox.pending(0, 10)) expect(readEvent(event)).toEqual(event);
  });

  it('is one at a time for a product: the open one is given back', () => {
    const { shortage } = declare();
    expect(declare(gtin, 'JD')).toEqual({ shortage, created: false });
    expect(declare(testGtin(2)).created).toBe(true);
    expect(told()).toHaveLength(2);
  });

  it('is told again when it is said again later: another post may have ended it meanwhile', () => {
    const { shortage } = declare();
    bench.clock.now += HOUR;
    expect(declare().shortage.id).toBe(shortage.id);
    expect(told().map(({ at }) => at)).toEqual(['2026-11-22T09:30:00.000Z', '2026-11-22T10:30:00.000Z']);
    declare();
    expect(told()).toHaveLength(2);
  });

  it('is not told until the portal has it', () => {
    const { shortage } = declare();
    expect(shortage.told).toBe(false);
    desk.outbox.receipt(1);
    expect(desk.shortages.find(shortage.id)?.told).toBe(true);
  });

  it('ends when supplied, once, and may begin again', () => {
    const { shortage } = declare();
    bench.clock.now += HOUR;
    expect(desk.shortages.supplied({ gtin, operator: '' })).toMatchObject({
      id: shortage.id,
      closedAt: '2026-11-22T10:30:00.000Z',
      closedBy: 'supplied',
    });
    expect(desk.shortages.supplied({ gtin, operator: '' })).toBeNull();
    expect(told().map(({ kind }) => kind)).toEqual(['shortage', 'shortage-ended']);
    for (const event of desk.outbox.pending(0, 10)) expect(readEvent(event)).toEqual(event);
    expect(declare().created).toBe(true);
    expect([desk.shortages.open().length, desk.shortages.closed(10).length]).toEqual([1, 1]);
  });

  it('ends when the laboratory says so, of those begun before, and tells nobody', () => {
    declare();
    expect(desk.shortages.endedByLaboratory(gtin, hoursAgo(1))).toBeNull();
    expect(desk.shortages.endedByLaboratory(gtin, hoursAgo(0))).toMatchObject({ closedBy: 'laboratory' });
    expect(told()).toHaveLength(1);
  });
});

it('so many are open and no more', () => {
  const db = new Database(':memory:');
  for (const { sql } of migrations) db.exec(sql);
  const few = new Shortages({ read: (work) => work(db), write: (work) => work(db, () => {}) }, bench.clock, 1);
  const say = (n: number) =>
    few.declare({ gtin: testGtin(n), source: 'software', operator: '', unavailableSince: null });
  say(1);
  expect(() => say(2)).toThrow(expect.objectContaining({ type: 'too-large' }));
  expect(say(1).created).toBe(false);
  few.supplied({ gtin: testGtin(1), operator: '' });
  expect(say(2).created).toBe(true);
  db.close();
});

describe('an order that waits', () => {
  const wait = (hours: number) =>
    desk.shortages.wait({ gtin, operator: '', unavailableSince: hoursAgo(hours) }).shortage;

  it('is declared by itself after 72 h, not an instant before, across a restart', async () => {
    const { id, dueAt, declaredAt } = wait(71);
    expect([dueAt, declaredAt]).toEqual(['2026-11-22T10:30:00.000Z', null]);
    bench.clock.now += HOUR - 1;
    expect(desk.shortages.declareDue()).toEqual([]);
    expect(told()).toEqual([]);
    await bench.close();
    ({ desk } = await bench.open());
    bench.clock.now += 1;
    expect(desk.shortages.declareDue()).toMatchObject([{ id, source: 'automatic', declaredAt: dueAt }]);
    expect(desk.shortages.declareDue()).toEqual([]);
    expect(told()).toEqual([
      {
        kind: 'shortage',
        at: dueAt,
        gtin,
        declaration: id,
        source: 'automatic',
        unavailableSince: '2026-11-19T10:30:00.000Z',
      },
    ]);
  });

  it('is declared at once where the 72 h have passed', () => {
    expect(wait(72)).toMatchObject({ source: 'automatic', declaredAt: '2026-11-22T09:30:00.000Z' });
  });

  it('keeps the earlier beginning', () => {
    const { id } = wait(10);
    wait(5);
    expect(wait(20)).toMatchObject({ id, unavailableSince: hoursAgo(20), dueAt: hoursAgo(-52) });
  });

  it('that is supplied in time was never told', () => {
    wait(10);
    expect(desk.shortages.supplied({ gtin, operator: '' })).toMatchObject({ closedBy: 'supplied', declaredAt: null });
    bench.clock.days(4);
    expect(desk.shortages.declareDue()).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('is declared now by a person who says so', () => {
    const { id } = wait(10);
    expect(declare()).toMatchObject({ created: false, shortage: { id, source: 'desk', dueAt: null, operator: 'ML' } });
    bench.clock.days(4);
    desk.shortages.declareDue();
    expect(told()).toHaveLength(1);
  });
});

it('names of people are emptied, and what is closed is gone, after the retention', () => {
  declare();
  declare(testGtin(2));
  desk.shortages.supplied({ gtin: testGtin(2), operator: '' });
  bench.clock.days(1827);
  desk.purge();
  expect(desk.shortages.open()).toMatchObject([{ gtin, operator: '' }]);
  expect(desk.shortages.closed(10)).toEqual([]);
});
