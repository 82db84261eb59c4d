// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import type { InventoryAnswer, InventoryScanAnswer } from '../../../agent/hook/schemas/inventory.ts';
import { Unreachable } from '../../core/api.ts';
import type { PackInput } from '../../core/pack-input.ts';
import { line, storeAway, unreadable, Waiting } from '../tools.testkit.ts';
import { Ledger } from './ledger.ts';

const none = { allow: 0, verify: 0, block: 0, packs: 0 };
const open = (...lines: InventoryAnswer['lines']): InventoryAnswer => ({
  id: '01JINVENTORY',
  startedAt: '2026-11-22T09:00:00.000Z',
  closedAt: null,
  lines,
  counts: none,
});
const taken = (id: string, given = {}): InventoryScanAnswer => ({ line: line(id, given), counts: none });

function ledgerUnderTest() {
  const scans = new Waiting<{ input: PackInput; quantity: number }, InventoryScanAnswer>();
  const reads = new Waiting<null, InventoryAnswer>();
  const timers: (() => void)[] = [];
  const undone: string[] = [];
  let undoFails: Error | null = null;
  const ledger = new Ledger({
    calls: {
      read: () => reads.ask(null),
      scan: (input, quantity) => scans.ask({ input, quantity }),
      undo: async (id) => {
        if (undoFails !== null) throw undoFails;
        undone.push(id);
      },
      close: async () => ({ id: '01JINVENTORY', closedAt: '2026-11-22T10:00:00.000Z' }),
    },
    later: (_, act) => timers.push(act),
  });
  const scan = (...texts: string[]) => {
    for (const text of texts) ledger.scan({ scan: text });
  };
  const ids = () => ledger.lines.value?.map(({ id }) => id);
  return {
    ledger,
    scans,
    reads,
    timers,
    undone,
    scan,
    ids,
    failUndo: (error: Error) => {
      undoFails = error;
    },
  };
}

/** Lets everything that was answered take its effect. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('scans of an inventory', () => {
  test('go one after the other, in the order of the shelves', async () => {
    const { ledger, scans, scan, ids } = ledgerUnderTest();
    scan('a', 'b');
    expect(scans.all).toHaveLength(1);
    expect(ledger.latest.value?.state).toBe('sending');
    scans.at(0).resolve(taken('1', { verdict: 'block', quantity: 1 }));
    await settled();
    // The first answer is not shown as that of the second pack.
    expect(ledger.latest.value?.state).toBe('sending');
    scans.at(1).resolve(taken('2', { quantity: 3 }));
    await settled();
    expect(scans.all.map(({ asked }) => asked.input)).toEqual([{ scan: 'a' }, { scan: 'b' }]);
    expect(ids()).toEqual(['2', '1']);
    expect(ledger.count.value).toEqual({ allow: 3, verify: 0, block: 1, packs: 4 });
    expect(ledger.latest.value).toMatchObject({ state: 'taken', line: { id: '2' } });
  });

  test('that the agent cannot take are kept, said so, and sent in order when it is back', async () => {
    const { ledger, scans, timers, scan, ids } = ledgerUnderTest();
    scan('a');
    scans.at(0).reject(new Unreachable('connection refused'));
    await settled();
    expect(ledger.latest.value?.state).toBe('kept');
    expect(ledger.kept.value).toBe(1);
    scan('b', 'c');
    await settled();
    // Each scan tries its luck; the first in the queue goes first.
    expect(ledger.kept.value).toBe(3);
    expect(scans.at(1).asked.input).toEqual({ scan: 'a' });
    scans.at(1).reject(storeAway());
    await settled();
    expect(timers).toHaveLength(1);
    timers[0]?.();
    for (const at of [2, 3, 4]) {
      scans.at(at).resolve(taken(String(at)));
      await settled();
    }
    expect(scans.all.slice(2).map(({ asked }) => asked.input)).toEqual([{ scan: 'a' }, { scan: 'b' }, { scan: 'c' }]);
    expect(ids()).toEqual(['4', '3', '2']);
    expect(ledger.kept.value).toBe(0);
    expect(ledger.sentLate.value).toBe(3);
    expect(ledger.latest.value).toMatchObject({ state: 'taken', line: { id: '4' } });
    scan('d');
    expect(ledger.sentLate.value).toBe(0);
  });

  test('that name no pack are said, counted apart and not sent again', async () => {
    const { ledger, scans, timers, scan, ids } = ledgerUnderTest();
    ledger.lines.value = [];
    scan('azerty', 'b');
    scans.at(0).reject(unreadable());
    await settled();
    scans.at(1).resolve(taken('1'));
    await settled();
    expect(ledger.unread.value).toBe(1);
    expect(ids()).toEqual(['1']);
    expect(timers).toEqual([]);
  });
});

describe('the whole inventory', () => {
  test('that was read while a scan went its way loses neither', async () => {
    const { ledger, reads, scans, scan, ids } = ledgerUnderTest();
    const reading = ledger.read();
    scan('a');
    scans.at(0).resolve(taken('2'));
    await settled();
    reads.at(0).resolve(open(line('1', { verdict: 'block' })));
    await reading;
    expect(ids()).toEqual(['2', '1']);
    const again = ledger.read();
    reads.at(1).resolve(open(line('2'), line('1')));
    await again;
    expect(ids()).toEqual(['2', '1']);
    expect(ledger.startedAt.value).toBe('2026-11-22T09:00:00.000Z');
  });

  test('of an older question does not replace that of a newer', async () => {
    const { ledger, reads, ids } = ledgerUnderTest();
    const [first, second] = [ledger.read(), ledger.read()];
    reads.at(1).resolve(open(line('2')));
    await second;
    reads.at(0).resolve(open(line('1')));
    await first;
    expect(ids()).toEqual(['2']);
  });

  test('loses a line that is taken back, also while it is read', async () => {
    const { ledger, reads, ids, undone } = ledgerUnderTest();
    ledger.lines.value = [line('2'), line('1')];
    const reading = ledger.read();
    await ledger.undo(line('2'));
    reads.at(0).resolve(open(line('2'), line('1')));
    await reading;
    expect(undone).toEqual(['2']);
    expect(ids()).toEqual(['1']);
    expect(ledger.latest.value?.state).toBe('removed');
  });

  test('keeps a line that could not be taken back, and says why', async () => {
    const { ledger, failUndo, ids } = ledgerUnderTest();
    ledger.lines.value = [line('1')];
    failUndo(storeAway());
    await ledger.undo(line('1'));
    expect(ids()).toEqual(['1']);
    expect(ledger.error.value?.message).toBe('Disque plein.');
  });

  test('is empty once closed, and can still be exported', async () => {
    const { ledger, reads, ids, scan } = ledgerUnderTest();
    ledger.lines.value = [line('1')];
    const reading = ledger.read();
    await ledger.close();
    reads.at(0).resolve(open(line('1')));
    await reading;
    expect(ids()).toEqual([]);
    expect(ledger.closed.value).toBe('01JINVENTORY');
    scan('a');
    expect(ledger.closed.value).toBe(null);
  });
});
