import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptPack } from '../kept-pack.ts';
import { testGtin } from '../verdict/verdict.testkit.ts';
import { Bench } from './desk.testkit.ts';
import type { Desk } from './desk.ts';
import { Inventories } from './inventory.ts';
import { migrations } from './migrations/index.ts';

const pack = (lot: string): KeptPack => ({
  readings: [{ codes: [testGtin(1)], lot, expiry: null, manufactured: null, doubtful: false }],
  count: 1,
  settled: [],
  own: [],
});

let bench: Bench;
let desk: Desk;
beforeEach(async () => {
  bench = new Bench();
  ({ desk } = await bench.open());
});
afterEach(() => bench.remove());

const add = (lot: string, quantity = 1) => desk.inventories.add({ quantity, pack: pack(lot) });
const lots = (id: string) =>
  desk.inventories.lines(id, 100, null).entries.map(({ pack: { readings } }) => readings[0].lot);

/** Of each kind of pack, the newest first. */
const quantities = (id: string) => desk.inventories.packs(id, 100, null).entries.map(({ quantity }) => quantity);

describe('an inventory', () => {
  it('begins with its first scan, and keeps each scan as a line, newest first', () => {
    expect(desk.inventories.current()).toBeNull();
    const { inventory } = add('A');
    expect(add('A').inventory).toBe(inventory);
    add('B', 3);
    expect(desk.inventories.current()).toEqual({
      id: inventory,
      startedAt: '2026-11-22T09:30:00.000Z',
      closedAt: null,
    });
    expect(lots(inventory)).toEqual(['B', 'A', 'A']);
    expect(quantities(inventory)).toEqual([3, 2]);
  });

  it('gives its lines page by page, each once', () => {
    const { inventory } = add('A');
    for (const lot of ['B', 'C', 'D', 'E']) add(lot);
    const first = desk.inventories.lines(inventory, 2, null);
    const second = desk.inventories.lines(inventory, 2, first.next);
    const third = desk.inventories.lines(inventory, 2, second.next);
    const pages = [first, second, third].map(({ entries }) => entries.map(({ pack: { readings } }) => readings[0].lot));
    expect(pages).toEqual([['E', 'D'], ['C', 'B'], ['A']]);
    expect(third.next).toBeNull();
  });

  it('closes, and the next scan begins another', () => {
    const { inventory } = add('A');
    bench.clock.now += 60_000;
    expect(desk.inventories.close()).toMatchObject({ id: inventory, closedAt: '2026-11-22T09:31:00.000Z' });
    expect(desk.inventories.close()).toBeNull();
    expect(desk.inventories.current()).toBeNull();
    const next = add('B').inventory;
    expect(next).not.toBe(inventory);
    expect(lots(inventory)).toEqual(['A']);
    expect(desk.inventories.find(inventory)?.closedAt).not.toBeNull();
    expect(desk.inventories.find('01NONE')).toBeNull();
  });

  it('gives a line back once, and none of a closed one', () => {
    const first = add('A');
    const second = add('B');
    const third = add('A', 3);
    expect(desk.inventories.undo(second.id)).toBe(first.inventory);
    expect([lots(first.inventory), quantities(first.inventory)]).toEqual([['A', 'A'], [4]]);
    desk.inventories.undo(third.id);
    expect([lots(first.inventory), quantities(first.inventory)]).toEqual([['A'], [1]]);
    expect(() => desk.inventories.undo(second.id)).toThrow(expect.objectContaining({ type: 'not-found' }));
    desk.inventories.close();
    expect(() => desk.inventories.undo(first.id)).toThrow(
      expect.objectContaining({ type: 'state-conflict', details: expect.objectContaining({ state: 'closed' }) }),
    );
    expect(lots(first.inventory)).toEqual(['A']);
  });

  it('is there again after a restart, and after the desk came back from its backup', async () => {
    const { inventory } = add('A', 2);
    await desk.close();
    writeFileSync(bench.path, Buffer.alloc(8192, 7));
    const again = await bench.open();
    expect(again.recovered?.from).toBe('backup');
    desk = again.desk;
    expect(desk.inventories.current()?.id).toBe(inventory);
    expect(add('B').inventory).toBe(inventory);
    expect(lots(inventory)).toEqual(['B', 'A']);
  });

  it('goes with the retention, its bytes too; one that is still scanned stays', async () => {
    await desk.close();
    ({ desk } = await bench.open({ retentionDays: () => 30 }));
    const old = add('OLDLOT77').inventory;
    desk.inventories.close();
    const open = add('B').inventory;
    bench.clock.days(31);
    add('C');
    desk.purge();
    expect(desk.inventories.find(old)).toBeNull();
    expect(lots(open)).toEqual(['C', 'B']);
    await desk.close();
    expect(readFileSync(bench.path).includes('OLDLOT77')).toBe(false);
  });

  it('takes so many lines and no more, and begins anew all the same', () => {
    const db = new Database(':memory:');
    for (const { sql } of migrations) db.exec(sql);
    const few = new Inventories({ read: (work) => work(db), write: (work) => work(db) }, bench.clock, 2);
    const scan = () => few.add({ quantity: 1, pack: pack('A') });
    scan();
    const { inventory } = scan();
    expect(scan).toThrow(expect.objectContaining({ type: 'too-large' }));
    few.close();
    expect(scan().inventory).not.toBe(inventory);
    db.close();
  });
});
