import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recallBulletin, recallsOf } from '../verdict/verdict.testkit.ts';
import { allRows, appendSome, Bench, checkEntry } from './journal.testkit.ts';
import type { Journal } from './journal.ts';

let bench: Bench;
let journal: Journal;
beforeEach(() => {
  bench = new Bench();
  ({ journal } = bench.open({ retentionDays: () => 30 }));
});
afterEach(() => bench.remove());

const countersign = () => journal.countersigned({ ...journal.head(), countersignature: 'jws' });

describe('pruning', () => {
  it('cuts at the newest countersigned head that is older than the retention, and the proof starts there', async () => {
    await appendSome(journal, 300);
    countersign();
    await appendSome(journal, 300);
    countersign();
    const cut = journal.head();
    await appendSome(journal, 50);
    bench.clock.days(31);
    countersign();
    await appendSome(journal, 10);

    expect(await journal.prune()).toEqual({ removed: 600 });
    expect(allRows(journal).map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => 601 + index));
    expect(await journal.verify()).toEqual({ proved: true, rows: 60, from: cut, head: journal.head() });
    expect(await journal.prune()).toEqual({ removed: 0 });
  });

  it('removes nothing that the portal never countersigned, however old', async () => {
    await appendSome(journal, 20);
    bench.clock.days(4000);
    expect(await journal.prune()).toEqual({ removed: 0 });
    expect(allRows(journal)).toHaveLength(20);
  });

  it('removes nothing within the retention, nor by a moment that is not reached by the trusted time given', async () => {
    await appendSome(journal, 5);
    countersign();
    bench.clock.days(29);
    expect(await journal.prune()).toEqual({ removed: 0 });
    const trusted = bench.clock.now;
    bench.clock.days(5000);
    expect(await journal.prune(trusted)).toEqual({ removed: 0 });
  });

  it('erases names, lots and codes from the disk', async () => {
    await journal.append(checkEntry({ operator: 'MARTINE-LEGRAND', pack: { lots: ['ZZTOP77'] } }));
    countersign();
    await journal.append(checkEntry());
    bench.clock.days(31);
    await journal.prune();
    expect(
      await journal.lookback([
        ...recallsOf([recallBulletin([{ gtin: '09520000000011', lots: 'all' }])]).targetsOf('09520000000011'),
      ]),
    ).toHaveLength(1);
    await journal.close();
    for (const name of readdirSync(bench.dir)) {
      const bytes = readFileSync(join(bench.dir, name), 'latin1');
      expect(bytes).not.toContain('MARTINE-LEGRAND');
      expect(bytes).not.toContain('ZZTOP77');
    }
  });

  it('leaves a journal that goes on, even where every row went', async () => {
    await appendSome(journal, 3);
    countersign();
    const cut = journal.head();
    bench.clock.days(31);
    await journal.prune();
    await journal.close();
    ({ journal } = bench.open({ retentionDays: () => 30 }));
    expect(journal.head()).toEqual(cut);
    await journal.append(checkEntry());
    expect(allRows(journal)).toMatchObject([{ seq: 4, previousHash: cut.hash }]);
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 1, from: cut });
  });

  it('does not disturb a proof that is under way', async () => {
    await Promise.all(Array.from({ length: 2000 }, () => journal.append(checkEntry())));
    countersign();
    await appendSome(journal, 1);
    bench.clock.days(31);
    const [proof, pruned] = await Promise.all([journal.verify(), journal.prune()]);
    expect(pruned).toEqual({ removed: 2000 });
    expect(proof).toMatchObject({ proved: true, rows: 1 });
  });

  it('keeps an outcome that comes after its check is gone, as an orphan', async () => {
    const [entry] = await appendSome(journal, 1);
    countersign();
    bench.clock.days(31);
    await journal.prune();
    expect(await journal.outcome(entry?.id ?? '', { outcome: 'returned' })).toMatchObject({ orphan: true });
  });
});

describe('a countersignature', () => {
  it('of a head that is not ours is left, and nothing is ever cut there', async () => {
    await appendSome(journal, 3);
    journal.countersigned({ count: 2, hash: 'f'.repeat(64), countersignature: 'jws' });
    journal.countersigned({ count: 99, hash: journal.head().hash, countersignature: 'jws' });
    journal.countersigned({ count: 0, hash: 'x', countersignature: 'jws' });
    bench.clock.days(31);
    expect(await journal.prune()).toEqual({ removed: 0 });
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 3 });
  });
});
