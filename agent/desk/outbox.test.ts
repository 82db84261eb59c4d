import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { acknowledge, Bench } from './desk.testkit.ts';
import type { Desk } from './desk.ts';

let bench: Bench;
let desk: Desk;
beforeEach(async () => {
  bench = new Bench();
  ({ desk } = await bench.open());
});
afterEach(() => bench.remove());

function happen(count: number): void {
  for (let i = 0; i < count; i++) desk.alarm({ code: 'test', detail: { n: desk.outbox.lastSeq() + 1 } });
}

const seqs = (after = 0) => desk.outbox.pending(after, 1000).map(({ seq }) => seq);

/** A portal as feed.md 5 has it: takes the next number only, counts an id once, knows a clone by its numbers. */
class Portal {
  last = 0;
  readonly bySeq = new Map<number, string>();
  readonly ids = new Set<string>();
  clones = 0;

  take({ seq, id }: UpwardEvent): boolean {
    if (seq <= this.last) {
      if (this.bySeq.get(seq) !== id) this.clones++;
      return true;
    }
    if (seq !== this.last + 1) return false;
    this.last = seq;
    this.bySeq.set(seq, id);
    this.ids.add(id);
    return true;
  }
}

/** A hello, and everything that follows from it. */
function meet(portal: Portal): void {
  desk.outbox.resume(portal.last);
  for (const event of desk.outbox.pending(portal.last, 1000)) {
    expect(portal.take(event)).toBe(true);
    desk.outbox.receipt(event.seq);
  }
}

describe('the outbox', () => {
  it('numbers without gaps from 1, and gives pages in order', () => {
    expect([desk.outbox.lastSeq(), seqs()]).toEqual([0, []]);
    happen(5);
    expect(desk.outbox.lastSeq()).toBe(5);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(desk.outbox.pending(2, 2).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(seqs(5)).toEqual([]);
  });

  it('says how many wait and since when', () => {
    expect(desk.outbox.waiting()).toEqual({ count: 0, oldest: null });
    happen(1);
    bench.clock.days(1);
    happen(2);
    expect(desk.outbox.waiting()).toEqual({ count: 3, oldest: '2026-11-22T09:30:00.000Z' });
    desk.outbox.receipt(1);
    desk.outbox.refused(2, 'no');
    expect(desk.outbox.waiting()).toEqual({ count: 1, oldest: '2026-11-23T09:30:00.000Z' });
  });

  it('gives the event back with its receipt, and knows nothing of a number that was never used', () => {
    desk.journalHead({ count: 9, hash: 'h' });
    expect(desk.outbox.receipt(1, 'jws')).toMatchObject({
      seq: 1,
      kind: 'journal-head',
      data: { count: 9, hash: 'h' },
    });
    expect(desk.outbox.receipt(1, 'jws')).toMatchObject({ seq: 1 });
    expect(desk.outbox.receipt(2)).toBeNull();
    expect(desk.outbox.refused(2, 'no')).toBeNull();
  });

  it('tells of receipts, and one listener that fails takes them from nobody', () => {
    const told: number[] = [];
    desk.outbox.onReceipt(() => {
      throw new Error('a screen that is gone');
    });
    const stop = desk.outbox.onReceipt(({ seq }) => told.push(seq));
    happen(2);
    desk.outbox.receipt(1);
    desk.outbox.receipt(9);
    stop();
    desk.outbox.receipt(2);
    expect(told).toEqual([1]);
  });

  it('sets a refused event aside with its reason, and the next ones go on', () => {
    happen(2);
    bench.clock.days(1);
    desk.outbox.refused(1, 'unknown bulletin');
    desk.outbox.refused(1, 'another reason');
    expect(desk.outbox.refusedEvents()).toMatchObject([
      { event: { seq: 1 }, reason: 'unknown bulletin', at: '2026-11-23T09:30:00.000Z' },
    ]);
    // A portal that comes back from a backup lacks it too, and takes no number before it.
    expect(seqs()).toEqual([1, 2]);
  });
});

describe('a hello', () => {
  it('takes what the portal has as receipted, and changes nothing else', () => {
    happen(5);
    const before = desk.outbox.pending(0, 10);
    desk.outbox.resume(3);
    expect(desk.outbox.waiting().count).toBe(2);
    expect(desk.outbox.pending(0, 10)).toEqual(before);
    desk.outbox.resume(3);
    expect([desk.outbox.lastSeq(), desk.outbox.pending(0, 10)]).toEqual([5, before]);
  });

  it('of a portal restored from an older backup sends again from there, receipted ones too', () => {
    happen(5);
    for (const seq of [1, 2, 3, 4, 5]) desk.outbox.receipt(seq);
    desk.outbox.resume(2);
    expect(seqs(2)).toEqual([3, 4, 5]);
  });

  it('closes the gap that purged events left for a portal restored from a very old backup', () => {
    const portal = new Portal();
    happen(4);
    meet(portal);
    bench.clock.days(31);
    desk.purge();
    happen(2);
    const old = new Portal();
    old.take({ seq: 1, id: 'first', kind: 'alarm', at: '', data: {} });
    meet(old);
    expect([old.last, old.clones, desk.outbox.waiting().count]).toEqual([3, 0, 0]);
    happen(1);
    meet(old);
    expect(old.last).toBe(4);
  });

  it('of a portal that is ahead moves what it cannot have above its last', () => {
    happen(2);
    const ids = desk.outbox.pending(0, 10).map(({ id }) => id);
    desk.outbox.resume(7);
    expect(desk.outbox.pending(7, 10).map(({ seq, id }) => [seq, id])).toEqual([
      [8, ids[0]],
      [9, ids[1]],
    ]);
    happen(1);
    expect(desk.outbox.lastSeq()).toBe(10);
    expect(desk.outbox.waiting().count).toBe(3);
  });

  it('with events in every state, receipts lost and meetings cut short, ends with each event counted once', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('happen' as const), count: fc.integer({ min: 1, max: 4 }) }),
      // Taken by the portal; so many of the receipts arrive.
      fc.record({ do: fc.constant('send' as const), count: fc.integer({ min: 0, max: 4 }), receipts: fc.nat(4) }),
      fc.record({ do: fc.constant('purge' as const), count: fc.constantFrom(1, 31) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const own = new Bench();
        try {
          ({ desk } = await own.open());
          const portal = new Portal();
          for (const one of steps) {
            if (one.do === 'happen') happen(one.count);
            else if (one.do === 'purge') {
              own.clock.days(one.count);
              desk.purge();
            } else {
              desk.outbox.resume(portal.last);
              for (const [index, event] of desk.outbox.pending(portal.last, one.count).entries()) {
                portal.take(event);
                if (index < one.receipts) desk.outbox.receipt(event.seq);
              }
            }
          }
          meet(portal);
          expect(portal.clones).toBe(0);
          expect(desk.outbox.waiting().count).toBe(0);
          expect(portal.ids.size).toBe(desk.alarms().length);
          expect(portal.last).toBe(desk.outbox.lastSeq());
        } finally {
          await own.remove();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a desk restored from its backup', () => {
  it('sends what happened since under numbers that the portal has not used, and each once', async () => {
    const portal = new Portal();
    happen(3);
    meet(portal);
    await desk.backup();
    happen(2);
    meet(portal);
    // The events 4 and 5 are on the portal and nowhere else.
    await loseDesk();
    happen(3);
    const since = desk.outbox.pending(3, 10);
    meet(portal);
    expect(portal.clones).toBe(0);
    expect(portal.last).toBe(desk.outbox.lastSeq());
    for (const { id } of since) expect(portal.ids).toContain(id);
    expect(portal.ids.size).toBe(5 + since.length);
    happen(1);
    meet(portal);
    expect([portal.clones, portal.last]).toEqual([0, desk.outbox.lastSeq()]);
  });

  it('does not move what it wrote before the backup, though the receipt was lost', async () => {
    const portal = new Portal();
    happen(3);
    for (const event of desk.outbox.pending(0, 10)) portal.take(event);
    await desk.backup();
    await loseDesk();
    meet(portal);
    expect(portal.clones).toBe(0);
    expect([...portal.bySeq.values()].slice(0, 3)).toEqual(desk.outbox.pending(0, 3).map(({ id }) => id));
    expect(portal.ids.size).toBe(portal.last);
  });

  it('gives event ids that were not given before', async () => {
    desk.reserveEventIds(1);
    await desk.backup();
    const given = desk.reserveEventIds(50_000);
    await loseDesk();
    expect(desk.reserveEventIds(1)).toBeGreaterThanOrEqual(given + 50_000);
  });

  /** The file is gone, and its backup is the last that the test made. */
  async function loseDesk(): Promise<void> {
    const backup = readFileSync(`${bench.path}.backup`);
    await bench.close();
    // Closing made a newer one.
    writeFileSync(`${bench.path}.backup`, backup);
    rmSync(`${bench.path}.backup.1`, { force: true });
    rmSync(bench.path);
    const opened = await bench.open();
    expect(opened.recovered).toEqual({ setAside: null, from: 'backup' });
    desk = opened.desk;
  }
});

describe('the outbox of an officine', () => {
  it('knows whose events are whose', () => {
    acknowledge(desk, 'B1');
    desk.displayed({ bulletin: 'B1', revision: 1 });
    expect(desk.outbox.pending(0, 10).map(({ kind, bulletin }) => [kind, bulletin])).toEqual([
      ['acknowledged', 'B1'],
      ['displayed', 'B1'],
    ]);
    expect(new Set(desk.outbox.pending(0, 10).map(({ id }) => id)).size).toBe(2);
  });
});
