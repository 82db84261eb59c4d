import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { Inventories } from './desk/inventory.ts';
import { migrations } from './desk/migrations/index.ts';
import { Inventory } from './inventory.ts';
import type { KeptPack } from './kept-pack.ts';
import { exactly, liveFeed, paris, recallsOf, testGtin } from './verdict/verdict.testkit.ts';

const packOf = (lot: string): KeptPack => ({
  readings: [{ codes: [testGtin(1)], lot, expiry: null, manufactured: null, doubtful: false }],
  count: 1,
  settled: [],
  own: [],
});

it('leaves the event loop its turns, however many packs were scanned', async () => {
  const db = new Database(':memory:');
  onTestFinished(() => {
    db.close();
  });
  for (const { sql } of migrations) db.exec(sql);
  const inventories = new Inventories({ read: (work) => work(db), write: (work) => work(db) }, { wall: Date.now });
  const inventory = new Inventory({
    recalls: () => recallsOf([]),
    feed: () => liveFeed,
    policy: () => paris,
    now: () => exactly(Date.now()),
    inventories,
    targets: () => [],
  });
  const { inventory: id } = inventories.add({ quantity: 2, pack: packOf('L0') });
  const numbers = 'with recursive n (n) as (select 1 union all select n + 1 from n where n < 1499)';
  db.prepare(
    `insert into inventory_pack (number, inventory, pack, quantity)
     ${numbers} select 10 + n, ?, replace(?, 'L0', 'L' || n), 2 from n`,
  ).run(id, JSON.stringify(packOf('L0')));
  db.prepare(
    `insert into inventory_line (number, id, inventory, pack, at, quantity)
     ${numbers} select 10 + n, 'line-' || n, ?, 10 + n, '2026-11-22T09:30:00.000Z', 2 from n`,
  ).run(id);

  let turns = 0;
  const watch = () => {
    turns++;
    timer = setImmediate(watch);
  };
  let timer = setImmediate(watch);
  const { lines, counts } = await inventory.read(undefined, 'fr');
  const { counts: counted } = await inventory.scan({ gtin: testGtin(1), lot: 'LAST' }, 'fr');
  clearImmediate(timer);
  expect(lines.map(({ pack }) => pack.lot)).toEqual(Array.from({ length: 1500 }, (_, n) => `L${1499 - n}`));
  expect([counts.packs, counted.packs]).toEqual([3000, 3001]);
  expect(turns).toBeGreaterThanOrEqual(6);
});
