import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fill, mountSmallDisk, unmount } from '../disk.testkit.ts';
import { recallBulletin, recallsOf } from '../verdict/verdict.testkit.ts';
import { hashOfRow, type StoredRow } from './chain.ts';
import { allRows, appendSome, Bench, checkEntry } from './journal.testkit.ts';
import type { Journal } from './journal.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const unavailable = expect.objectContaining({ type: 'store-unavailable' });

/** Overwrites bytes in place, as a failing disk would, without SQLite's knowledge. */
function damage(file: string, offset: number, length: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, randomBytes(length), 0, length, offset);
  closeSync(handle);
}

/** A process that appends checks, two a turn, and says the id of each that was resolved; killed after `kill` of them. */
async function appendAndDie(path: string, kill: number): Promise<string[]> {
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const code = `
    import { writeSync } from 'node:fs';
    import { Journal } from ${module('./journal.ts')};
    import { checkEntry, silent } from ${module('./journal.testkit.ts')};
    import { systemClock } from ${module('../clock.ts')};
    const options = { clock: systemClock, log: silent, retentionDays: () => 365, checkpointFrames: 50, walSync: { delayMs: 2 } };
    const { journal } = Journal.open({ path: ${JSON.stringify(path)}, ...options });
    const one = async () => {
      const entry = checkEntry();
      await journal.append(entry);
      writeSync(1, entry.id + '\\n');
    };
    for (;;) await Promise.all([one(), one()]);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ids: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line);
    if (ids.length === kill) child.kill('SIGKILL');
  }
  return ids;
}

describe('kill -9 while checks are appended', () => {
  it('loses none that was resolved, and the chain is whole, again and again on one journal', async () => {
    const told: string[] = [];
    for (const kill of [1, 60, 700]) {
      told.push(...(await appendAndDie(bench.path, kill)));
      const { journal, setAside } = bench.open();
      expect(setAside).toBeNull();
      const rows = allRows(journal);
      const kept = new Set(rows.map(({ id }) => id));
      expect(told.filter((id) => !kept.has(id))).toEqual([]);
      expect(await journal.verify()).toMatchObject({ proved: true, rows: rows.length });
      await journal.close();
    }
    expect(told.length).toBeGreaterThanOrEqual(761);
  });
});

describe('a journal damaged while it was closed', () => {
  it('is set aside wherever a page was overwritten; a new one begins and says so', async () => {
    const first = bench.open().journal;
    await Promise.all(Array.from({ length: 1500 }, () => first.append(checkEntry())));
    await first.close();
    const sound = readFileSync(bench.path);
    const pages = sound.length / 4096;
    for (const page of [0, 1, randomInt(2, pages), randomInt(2, pages), pages - 1]) {
      writeFileSync(bench.path, sound);
      damage(bench.path, page * 4096, 4096);
      const { journal, setAside } = bench.open();
      expect(setAside, `page ${page}`).toMatch(/^journal\.db\.corrupt-/);
      expect(existsSync(join(bench.dir, setAside ?? ''))).toBe(true);
      await journal.append(checkEntry());
      expect(allRows(journal)).toMatchObject([
        { seq: 1, kind: 'predecessor', reason: setAside },
        { seq: 2, kind: 'check' },
      ]);
      expect(await journal.verify()).toMatchObject({ proved: true, rows: 2 });
      await journal.close();
    }
  });

  it('by a few bytes anywhere is set aside, or named by the proof, or whole: never a shorter list taken for all', async () => {
    const first = bench.open().journal;
    await Promise.all(Array.from({ length: 400 }, () => first.append(checkEntry())));
    await first.close();
    const sound = readFileSync(bench.path);
    for (let round = 0; round < 40; round++) {
      writeFileSync(bench.path, sound);
      const offset = randomInt(100, sound.length - 64);
      damage(bench.path, offset, randomInt(1, 64));
      const { journal, setAside } = bench.open();
      const where = `offset ${offset}`;
      if (setAside === null) {
        const proof = await journal.verify().catch(() => null);
        if (proof?.proved) expect(allRows(journal), where).toHaveLength(400);
        else expect(proof, where).toMatchObject(proof === null ? {} : { proved: false, seq: expect.any(Number) });
      } else {
        expect(await journal.verify(), where).toMatchObject({ proved: true, rows: 1 });
      }
      await journal.close();
      for (const part of ['', '-wal', '-shm']) rmSync(bench.path + part, { force: true });
    }
  });

  it('names its predecessor even where the process died before it could write that down', async () => {
    writeFileSync(`${bench.path}.corrupt-20261122T093000Z`, 'damaged');
    writeFileSync(`${bench.path}.corrupt-20261122T093000Z-wal`, 'damaged');
    const { journal, setAside } = bench.open();
    expect(setAside).toBe('journal.db.corrupt-20261122T093000Z');
    expect(allRows(journal)).toMatchObject([{ kind: 'predecessor', reason: setAside }]);
    await journal.close();
    expect(bench.open().setAside).toBeNull();
  });
});

describe('a log damaged after the process died', () => {
  it('costs the rows behind the damage at most, and the chain of the rest holds', async () => {
    const told = await appendAndDie(bench.path, 300);
    const parts = ['', '-wal'].map((part) => [bench.path + part, readFileSync(bench.path + part)] as const);
    const wal = `${bench.path}-wal`;
    for (let round = 0; round < 15; round++) {
      for (const [file, bytes] of parts) writeFileSync(file, bytes);
      rmSync(`${bench.path}-shm`, { force: true });
      const offset = round === 0 ? 0 : randomInt(0, statSync(wal).size - 4096);
      damage(wal, offset, 4096);
      const { journal, setAside } = bench.open();
      const where = `offset ${offset}`;
      const kept = allRows(journal);
      if (setAside === null) {
        const ids = new Set(kept.map(({ id }) => id));
        // What is left is what was written first; the last two may have been committed and not yet told.
        expect(
          told.slice(0, Math.max(0, ids.size - 2)).filter((id) => !ids.has(id)),
          where,
        ).toEqual([]);
      }
      await journal.append(checkEntry());
      expect(await journal.verify(), where).toMatchObject({ proved: true, rows: kept.length + 1 });
      await journal.close();
    }
  });
});

describe('a journal damaged while it is in use', () => {
  /** Damages every page but the first, and lets the journal's own cache be dropped by a commit of somebody else. */
  function damageInUse(): void {
    const db = new Database(bench.path);
    db.pragma('wal_checkpoint(TRUNCATE)');
    const size = statSync(bench.path).size;
    damage(bench.path, 4096, size - 4096);
    db.pragma('user_version = 1');
    db.close();
  }

  it('is set aside by the next check, which is recorded in the new one', async () => {
    const { journal } = bench.open();
    await appendSome(journal, 50);
    damageInUse();
    const entries = [checkEntry(), checkEntry()];
    await Promise.all(entries.map((entry) => journal.append(entry)));
    expect(bench.setAside).toEqual([expect.stringMatching(/^journal\.db\.corrupt-/)]);
    expect(allRows(journal).map(({ kind, id, reason }) => (kind === 'check' ? id : reason))).toEqual([
      bench.setAside[0],
      ...entries.map(({ id }) => id),
    ]);
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 3 });
    expect(journal.available).toBe(true);
  });

  it('is never read as an empty one', async () => {
    const { journal } = bench.open();
    await appendSome(journal, 50);
    damageInUse();
    const recalls = recallsOf([recallBulletin([{ gtin: '09520000000011', lots: 'all' }])]);
    // All before a new journal has taken its place.
    const looking = expect(journal.lookback([...recalls.targetsOf('09520000000011')])).rejects.toEqual(unavailable);
    expect(() => allRows(journal)).toThrow(unavailable);
    await expect(journal.verify()).rejects.toEqual(unavailable);
    await looking;
    await journal.append(checkEntry());
    expect(bench.setAside).toHaveLength(1);
    expect(allRows(journal)).toHaveLength(2);
  });
});

describe('a row changed by somebody', () => {
  let journal: Journal;
  beforeEach(async () => {
    ({ journal } = bench.open());
    await appendSome(journal, 10);
    journal.countersigned({ ...journal.head(), countersignature: 'jws' });
    await appendSome(journal, 5);
  });

  const idOf = (seq: number) => allRows(journal)[seq - 1]?.id;

  for (const [column, value] of [
    ['verdict', 'block'],
    ['operator', 'someone else'],
    ['at', '2026-11-22T09:30:00.001Z'],
    ['pack', '{"codes":[],"lots":[],"expiry":null,"manufactured":null,"readings":1}'],
    ['reasons', '[1]'],
    ['feed', null],
    ['sale_reference', 'V-0'],
    ['outcome', 'returned'],
    ['override', 1],
    ['kind', 'orphan'],
  ] as const) {
    it(`is named: ${column}`, async () => {
      const id = idOf(7);
      bench.tamper(`update row set ${column} = ? where seq = 7`, value);
      expect(await journal.verify()).toMatchObject({ proved: false, seq: 7, id, fault: 'changed' });
    });
  }

  it('is named where a row is gone: in the middle, at the start, at the end', async () => {
    bench.tamper('delete from row where seq = 15');
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 15, id: null, fault: 'missing' });
    bench.tamper('delete from row where seq = 4');
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 4, fault: 'missing' });
    bench.tamper('delete from row where seq <= 3');
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 1, fault: 'missing' });
  });

  it('is named where countersigned rows were cut off the end while the agent was away', async () => {
    await journal.close();
    bench.tamper('delete from row where seq > 8');
    ({ journal } = bench.open());
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 9, fault: 'missing' });
  });

  it('is named where two rows changed places', async () => {
    bench.tamper('update row set seq = -1 where seq = 3');
    bench.tamper('update row set seq = 3 where seq = 4');
    bench.tamper('update row set seq = 4 where seq = -1');
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 3 });
  });

  it('is named where its hash was made to fit, by the next row', async () => {
    rewrite([7]);
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 8, fault: 'previous' });
  });

  it('is found where the whole chain was written anew, by the portal’s countersignature', async () => {
    rewrite([7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(await journal.verify()).toMatchObject({ proved: false, seq: 10, fault: 'countersigned' });
  });

  /** Allows the first of these rows and makes the hashes of all of them fit. */
  function rewrite(seqs: readonly number[]): void {
    const db = new Database(bench.path);
    let previous: string | null = null;
    for (const seq of seqs) {
      const {
        sale_reference: saleReference,
        previous_hash,
        hash: _,
        ...rest
      } = db
        .prepare<[number], StoredRow & { sale_reference: string; previous_hash: string }>(
          'select * from row where seq = ?',
        )
        .get(seq) as StoredRow & { sale_reference: string; previous_hash: string };
      const row = { ...rest, saleReference, previousHash: previous ?? previous_hash, operator: 'nobody' };
      previous = hashOfRow(row);
      db.prepare('update row set operator = ?, previous_hash = ?, hash = ? where seq = ?').run(
        row.operator,
        row.previousHash,
        previous,
        seq,
      );
    }
    db.close();
  }
});

describe('a disk that is full', () => {
  /** A small file system of its own; null where this machine does not let us mount one. */
  let disk: string | null;
  let small: Bench | null;
  beforeEach(() => {
    disk = mountSmallDisk(1);
    small = disk === null ? null : new Bench(disk);
  });
  afterEach(async () => {
    if (disk === null || small === null) return;
    await small.close();
    unmount(disk);
  });

  it('refuses each check clearly, writes no half of one, and goes on by itself once there is room', async (context) => {
    if (disk === null || small === null) return context.skip('mounting a small file system is not permitted here');
    const { journal } = small.open();
    const kept = await appendSome(journal, 5);
    const filler = fill(disk);
    let refused = 0;
    while (refused < 3) {
      const turn = [checkEntry(), checkEntry(), checkEntry()];
      const told = await Promise.allSettled(turn.map((entry) => journal.append(entry)));
      const [first] = told;
      // All of a turn or none.
      expect(new Set(told.map(({ status }) => status)).size).toBe(1);
      if (first?.status === 'fulfilled') {
        kept.push(...turn);
      } else {
        expect(first?.reason).toEqual(unavailable);
        refused++;
      }
    }
    await expect(journal.outcome(kept[0]?.id ?? '', { outcome: 'dispensed' })).rejects.toEqual(unavailable);
    expect(allRows(journal).map(({ id }) => id)).toEqual(kept.map(({ id }) => id));

    rmSync(filler);
    kept.push(...(await appendSome(journal, 3)));
    expect(allRows(journal).map(({ id }) => id)).toEqual(kept.map(({ id }) => id));
    expect(await journal.verify()).toMatchObject({ proved: true, rows: kept.length });
    expect(small.setAside).toEqual([]);
  });

  it('lets the agent start all the same, and the journal begins once there is room', async (context) => {
    if (disk === null || small === null) return context.skip('mounting a small file system is not permitted here');
    const filler = fill(disk);
    const { journal, setAside } = small.open();
    expect([setAside, journal.available]).toEqual([null, false]);
    await expect(journal.append(checkEntry())).rejects.toEqual(unavailable);
    expect(() => journal.head()).toThrow(unavailable);
    rmSync(filler);
    await expect.poll(() => journal.append(checkEntry()).then(() => 'recorded', String)).toBe('recorded');
    expect(await journal.verify()).toMatchObject({ proved: true, rows: 1 });
    expect(small.setAside).toEqual([]);
    expect(basename(small.path)).toBe('journal.db');
  });
});
