import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GENESIS } from './chain.ts';
import { allRows, appendSome, Bench, checkEntry } from './journal.testkit.ts';
import type { RowFilter } from './journal.ts';
import type { JournalRow } from './row.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

/** What an outsider computes from an exported row, with nothing of ours but the order of the fields. */
function hashByHand(row: JournalRow): string {
  const { seq, at, id, pack, verdict, reasons, feed, terminal, operator, saleReference } = row;
  const { outcome, reason, override, kind, previousHash } = row;
  const head = [seq, at, id, pack, verdict, reasons, feed, terminal, operator, saleReference];
  const text = JSON.stringify([...head, outcome, reason, override, kind, previousHash]);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Everything that lies in the journal's files, as one text. */
function bytesOnDisk(): string {
  return readdirSync(bench.dir)
    .map((name) => readFileSync(join(bench.dir, name), 'latin1'))
    .join('\n');
}

describe('a check', () => {
  it('is a row with the contract’s fields', async () => {
    const { journal, setAside } = bench.open();
    expect(setAside).toBeNull();
    const entry = checkEntry({
      verdict: 'block',
      reasons: [
        {
          code: 'lot-recalled',
          effect: 'decides',
          bulletin: '01JB',
          reference: 'R-2026-0042',
          revision: 1,
          title: 'Rappel',
          level: 'pharmacy',
          drill: false,
          instructions: 'Isoler la boîte.',
        },
      ],
      operator: 'ML',
      saleReference: 'V-17',
    });
    await journal.append(entry);
    const [row] = allRows(journal);
    const [{ instructions: _, ...reason } = {}] = entry.reasons;
    expect(row).toEqual({
      seq: 1,
      at: entry.at,
      id: entry.id,
      pack: entry.pack,
      verdict: 'block',
      reasons: [reason],
      feed: entry.feed,
      terminal: 'till-1',
      operator: 'ML',
      saleReference: 'V-17',
      outcome: null,
      reason: null,
      override: false,
      kind: 'check',
      previousHash: GENESIS,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(journal.head()).toEqual({ count: 1, hash: row?.hash });
  });

  it('can be read by another process as soon as it is resolved, and shares the commit of its turn', async () => {
    const { journal } = bench.open();
    const other = new Database(bench.path, { readonly: true });
    const count = other.prepare('select count(*) from row').pluck();
    const turn = [1, 2, 3, 4].map(() => journal.append(checkEntry()));
    await Promise.resolve();
    expect(count.get()).toBe(0);
    await turn[0];
    expect(count.get()).toBe(4);
    await Promise.all(turn);
    await journal.append(checkEntry());
    expect(count.get()).toBe(5);
    other.close();
  });

  it('is committed when the turn ends, with no timer in between', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    try {
      const { journal } = bench.open();
      await journal.append(checkEntry());
      expect(allRows(journal)).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaves nothing of a serial or a raw scan on the disk, whatever else its maker put in', async () => {
    const { journal } = bench.open();
    const secret = 'SERIAL-9Z8Y7X';
    const entry = checkEntry();
    const careless = { ...entry, scan: secret, serial: secret, pack: { ...entry.pack, serial: secret, raw: secret } };
    await journal.append({ ...careless, feed: { ...entry.feed, ...{ scan: secret } } });
    await journal.append({
      ...careless,
      id: checkEntry().id,
      reasons: [{ code: 'serial-recalled', effect: 'decides', ...{ serial: secret } }],
    });
    await journal.sync();
    expect(bytesOnDisk()).toContain(entry.id);
    expect(bytesOnDisk()).not.toContain(secret);
  });

  it('that cannot be written down harms no other of its turn', async () => {
    const { journal } = bench.open();
    const broken = journal.append({ ...checkEntry(), operator: 7 as unknown as string });
    const sound = journal.append(checkEntry());
    await expect(broken).rejects.toThrow(TypeError);
    await sound;
    expect(allRows(journal)).toHaveLength(1);
  });
});

describe('the chain', () => {
  it('can be proved from the exported rows by anyone, whatever the texts', async () => {
    const { journal } = bench.open();
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const entry = fc.record({
      operator: fc.option(text),
      terminal: fc.option(text),
      lots: fc.array(text, { maxLength: 3 }),
      verdict: fc.constantFrom('allow', 'verify', 'block'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 5 }), async (entries) => {
        await Promise.all(entries.map(({ lots, ...rest }) => journal.append(checkEntry({ ...rest, pack: { lots } }))));
      }),
      { numRuns: 40 },
    );
    const exported: JournalRow[] = JSON.parse(JSON.stringify(allRows(journal)));
    let previous = GENESIS;
    for (const row of exported) {
      expect(row.previousHash).toBe(previous);
      expect(row.hash).toBe(hashByHand(row));
      previous = row.hash;
    }
    expect(await journal.verify()).toMatchObject({ proved: true, rows: exported.length });
  });

  it('holds for texts that UTF-8 cannot carry', async () => {
    const { journal } = bench.open();
    await journal.append(checkEntry({ operator: 'half a pair \ud83d', saleReference: 'nul \0 inside' }));
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 1 });
    expect(allRows(journal)[0]).toMatchObject({ operator: 'half a pair \ufffd', saleReference: 'nul \0 inside' });
  });

  it('goes on after the journal was closed', async () => {
    const first = bench.open().journal;
    await appendSome(first, 3);
    const head = first.head();
    await first.close();
    const { journal } = bench.open();
    expect(journal.head()).toEqual(head);
    await journal.append(checkEntry());
    expect(allRows(journal).at(-1)).toMatchObject({ seq: 4, previousHash: head.hash });
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 4 });
  });

  it('is empty and proved before the first row', async () => {
    const { journal } = bench.open();
    expect(journal.head()).toEqual({ count: 0, hash: GENESIS });
    expect(await journal.verify()).toEqual({
      proved: true,
      rows: 0,
      from: { count: 0, hash: GENESIS },
      head: { count: 0, hash: GENESIS },
    });
  });

  it('is proved in slices that let others have their turn, checks that are appended meanwhile included', async () => {
    const { journal } = bench.open();
    await Promise.all(Array.from({ length: 1200 }, () => journal.append(checkEntry())));
    let proved = false;
    const proof = journal.verify().finally(() => {
      proved = true;
    });
    let turns = 0;
    while (!proved) {
      turns++;
      await journal.append(checkEntry());
    }
    expect(turns).toBeGreaterThan(3);
    expect(await proof).toMatchObject({ proved: true, rows: 1200 });
  });
});

describe('closing', () => {
  it('commits what waits and refuses what comes after', async () => {
    const { journal } = bench.open();
    const last = journal.append(checkEntry());
    await journal.close();
    await last;
    await expect(journal.append(checkEntry())).rejects.toMatchObject({ type: 'store-unavailable' });
    expect(() => journal.head()).toThrow(expect.objectContaining({ type: 'store-unavailable' }));
    await journal.close();
    expect(allRows(bench.open().journal)).toHaveLength(1);
  });
});

describe('reading', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();

  it('runs as the chain does, or back from the newest, and pages by `before`', async () => {
    const { journal } = bench.open();
    await appendSome(journal, 7);
    const seqs = (filter: RowFilter) => [...journal.rows(filter)].map(({ seq }) => seq);
    expect(seqs({})).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(seqs({ limit: 3 })).toEqual([1, 2, 3]);
    expect(seqs({ before: 4 })).toEqual([1, 2, 3]);
    expect(seqs({ order: 'desc', limit: 3 })).toEqual([7, 6, 5]);
    expect(seqs({ order: 'desc', limit: 3, before: 5 })).toEqual([4, 3, 2]);
    expect(seqs({ order: 'desc', limit: 3, before: 2 })).toEqual([1]);
    expect(seqs({ limit: 0 })).toEqual([]);
  });

  it('reads as it is asked, over many slices, with checks written in between', async () => {
    const { journal } = bench.open();
    await Promise.all(Array.from({ length: 700 }, () => journal.append(checkEntry())));
    const seen: number[] = [];
    for (const row of journal.rows({ order: 'asc', limit: 650 })) {
      seen.push(row.seq);
      if (row.seq % 200 === 0) await journal.append(checkEntry());
    }
    expect(seen).toEqual(Array.from({ length: 650 }, (_, index) => index + 1));
    expect([...journal.rows({ order: 'desc' })].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 703 }, (_, index) => 703 - index),
    );
  });

  it('filters by moments, bounds included, even where the clock went back', async () => {
    const { journal } = bench.open();
    for (const minute of [1, 2, 9, 3, 4]) await journal.append(checkEntry({ at: at(minute) }));
    const minutes = (filter: object) => allRows(journal, filter).map((row) => new Date(row.at).getUTCMinutes());
    expect(minutes({ from: at(2), to: at(4) })).toEqual([2, 3, 4]);
    expect(minutes({ from: at(4) })).toEqual([9, 4]);
    expect(minutes({ to: '2026-11-22T10:02:00+01:00' })).toEqual([1, 2]);
    expect(minutes({ from: at(10) })).toEqual([]);
    expect(() => allRows(journal, { from: 'yesterday' })).toThrow(
      expect.objectContaining({ type: 'request-invalid', details: expect.objectContaining({ field: 'from' }) }),
    );
  });

  it('filters by verdict, with an index for those that matter', async () => {
    const { journal } = bench.open();
    for (const verdict of ['allow', 'block', 'verify', 'allow', 'block'] as const) {
      await journal.append(checkEntry({ verdict, at: at(5) }));
    }
    const seqs = (verdict: 'allow' | 'verify' | 'block') => allRows(journal, { verdict }).map(({ seq }) => seq);
    expect([seqs('allow'), seqs('verify'), seqs('block')]).toEqual([[1, 4], [3], [2, 5]]);
    expect(allRows(journal, { verdict: 'block', from: at(4), to: at(6), limit: 1 }).map(({ seq }) => seq)).toEqual([2]);
  });
});

describe('the log', () => {
  it('is checkpointed by another thread while checks go on', async () => {
    const { journal } = bench.open({ checkpointFrames: 20, walSync: { delayMs: 1 } });
    await vi.waitFor(
      async () => {
        await Promise.all(Array.from({ length: 50 }, () => journal.append(checkEntry())));
        // Automatic checkpoints are off, so that only the worker can have put pages into the database.
        expect(statSync(bench.path).size).toBeGreaterThan(200_000);
      },
      { timeout: 15_000, interval: 5 },
    );
    expect(await journal.verify()).toMatchObject({ proved: true });
  });

  it('is left whole when the journal is closed in the middle of a checkpoint', async () => {
    const first = bench.open({ checkpointFrames: 1, walSync: { delayMs: 0 } }).journal;
    await Promise.all(Array.from({ length: 500 }, () => first.append(checkEntry())));
    await first.sync();
    await nextTurn();
    await first.close();
    const { journal, setAside } = bench.open();
    expect(setAside).toBeNull();
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 500 });
  });
});
