import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseVersionError } from '../database.ts';
import { fill, mountSmallDisk, unmount } from '../disk.testkit.ts';
import { acknowledge, Bench } from './desk.testkit.ts';
import type { Desk } from './desk.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const unavailable = expect.objectContaining({ type: 'store-unavailable' });

/** Overwrites bytes in place, as a failing disk would, without SQLite's knowledge. */
function damage(file: string, offset = 0, length = statSync(file).size - offset): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, randomBytes(length), 0, length, offset);
  closeSync(handle);
}

const acknowledged = (desk: Desk, bulletins: readonly string[]) =>
  bulletins.filter((bulletin) => desk.acknowledgements(bulletin).length > 0);

describe('kill -9 while people work', () => {
  /** A process that acknowledges one bulletin after the other and says each once it is done; killed after `kill`. */
  async function workAndDie(kill: number): Promise<string[]> {
    const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const code = `
      import { writeSync } from 'node:fs';
      import { setImmediate } from 'node:timers/promises';
      import { Desk } from ${module('./desk.ts')};
      import { acknowledge, silent } from ${module('./desk.testkit.ts')};
      import { systemClock } from ${module('../clock.ts')};
      const options = { clock: systemClock, log: silent, backupDelayMs: 1 };
      const { desk } = await Desk.open({ path: ${JSON.stringify(bench.path)}, ...options });
      for (let n = desk.outbox.lastSeq() + 1; ; n++) {
        acknowledge(desk, 'B' + n);
        writeSync(1, 'B' + n + '\\n');
        await setImmediate();
      }
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      told.push(line);
      if (told.length === kill) child.kill('SIGKILL');
    }
    return told;
  }

  it('loses no acknowledgement that was given, nor its event, and the numbers stay without gaps', async () => {
    const told: string[] = [];
    for (const kill of [1, 25, 90]) {
      told.push(...(await workAndDie(kill)));
      const { desk, recovered } = await bench.open();
      expect(recovered).toBeNull();
      expect(acknowledged(desk, told)).toEqual(told);
      const events = desk.outbox.pending(0, 10_000);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: events.length }, (_, index) => index + 1));
      const bulletins = new Set(events.map(({ bulletin }) => bulletin));
      expect(told.filter((bulletin) => !bulletins.has(bulletin))).toEqual([]);
      // The fact and its event: both or neither.
      expect(acknowledged(desk, [...bulletins].map(String))).toHaveLength(events.length);
      await desk.close();
    }
  });
});

describe('a backup', () => {
  it('is made after a change, without being asked', async () => {
    const { desk } = await bench.open({ backupDelayMs: 1 });
    acknowledge(desk, 'B1');
    await vi.waitFor(() => expect(existsSync(`${bench.path}.backup`)).toBe(true));
    acknowledge(desk, 'B2');
    await vi.waitFor(() => expect(existsSync(`${bench.path}.backup.1`)).toBe(true));
  });

  it('is made at close, and only of what changed', async () => {
    const { desk } = await bench.open();
    acknowledge(desk, 'B1');
    await desk.close();
    const before = statSync(`${bench.path}.backup`).mtimeMs;
    const again = (await bench.open()).desk;
    expect(acknowledged(again, ['B1'])).toEqual(['B1']);
    await again.close();
    expect(statSync(`${bench.path}.backup`).mtimeMs).toBe(before);
    expect(() => acknowledge(again, 'B2')).toThrow(unavailable);
  });
});

describe('a desk damaged while it was closed', () => {
  beforeEach(async () => {
    const { desk } = await bench.open();
    acknowledge(desk, 'B1');
    await desk.backup();
    acknowledge(desk, 'B2');
    await desk.close();
  });

  it('comes back from its backup, and says so to people and portal', async () => {
    damage(bench.path);
    const { desk, recovered } = await bench.open();
    expect(recovered).toEqual({ setAside: expect.stringMatching(/^desk\.db\.corrupt-/), from: 'backup' });
    expect(existsSync(join(bench.dir, recovered?.setAside ?? ''))).toBe(true);
    expect(acknowledged(desk, ['B1', 'B2'])).toEqual(['B1', 'B2']);
    expect(desk.alarms()).toMatchObject([{ code: 'desk-from-backup', detail: { setAside: recovered?.setAside } }]);
    expect(desk.outbox.pending(0, 10).at(-1)).toMatchObject({ kind: 'alarm', data: { code: 'desk-from-backup' } });
    await desk.close();
    expect((await bench.open()).recovered).toBeNull();
  });

  it('comes back wherever a page was overwritten', async () => {
    const sound = readFileSync(bench.path);
    for (let page = 0; page * 4096 < sound.length; page += 1 + randomInt(3)) {
      writeFileSync(bench.path, sound);
      damage(bench.path, page * 4096, 4096);
      const { desk } = await bench.open();
      expect(acknowledged(desk, ['B1', 'B2']), `page ${page}`).toEqual(['B1', 'B2']);
      await desk.close();
    }
  });

  it('comes back from the older backup where the newer is damaged too', async () => {
    damage(bench.path);
    damage(`${bench.path}.backup`, 4096);
    const { desk, recovered } = await bench.open();
    expect(recovered?.from).toBe('backup');
    expect(acknowledged(desk, ['B1', 'B2'])).toEqual(['B1']);
  });

  it('begins empty where nothing is left, and says that', async () => {
    for (const part of ['', '.backup', '.backup.1']) damage(bench.path + part);
    const { desk, recovered } = await bench.open();
    expect(recovered).toEqual({ setAside: expect.any(String), from: 'nothing' });
    expect(acknowledged(desk, ['B1', 'B2'])).toEqual([]);
    expect(desk.alarms()).toMatchObject([{ code: 'desk-from-nothing' }]);
    acknowledge(desk, 'B3');
    expect(acknowledged(desk, ['B3'])).toEqual(['B3']);
  });

  it('comes back where the file is gone or empty, which SQLite would take for a new one', async () => {
    for (const lose of [() => rmSync(bench.path), () => truncateSync(bench.path, 0)]) {
      lose();
      const { desk, recovered } = await bench.open();
      expect(recovered?.from).toBe('backup');
      expect(acknowledged(desk, ['B1', 'B2'])).toEqual(['B1', 'B2']);
      await desk.close();
    }
  });

  it('is left alone where a newer version wrote it', async () => {
    const db = new Database(bench.path);
    db.pragma('user_version = 99');
    db.close();
    await expect(bench.open()).rejects.toBeInstanceOf(DatabaseVersionError);
    expect(readdirSync(bench.dir).filter((name) => name.includes('corrupt'))).toEqual([]);
  });
});

describe('a desk damaged while it is in use', () => {
  /** Damages every page but the first, and lets the desk's own cache be dropped by a commit of somebody else. */
  function damageInUse(): void {
    const db = new Database(bench.path);
    db.pragma('wal_checkpoint(TRUNCATE)');
    damage(bench.path, 4096);
    db.pragma('user_version = 1');
    db.close();
  }

  it('comes back in the same call, whether that reads or writes', async () => {
    for (const read of [true, false]) {
      const own = new Bench();
      const outer = bench;
      bench = own;
      try {
        const { desk } = await own.open();
        acknowledge(desk, 'B1');
        await desk.backup();
        acknowledge(desk, 'B2');
        damageInUse();
        if (!read) acknowledge(desk, 'B3');
        expect(acknowledged(desk, ['B1', 'B2', 'B3'])).toEqual(read ? ['B1'] : ['B1', 'B3']);
        expect(own.recovered).toEqual([{ setAside: expect.stringMatching(/^desk\.db\.corrupt-/), from: 'backup' }]);
        expect(desk.alarms()).toMatchObject([{ code: 'desk-from-backup' }]);
        // One event for each: the first, the one written into the restored desk, the alarm.
        const events = desk.outbox.pending(0, 10);
        expect(events.map(({ seq }) => seq)).toEqual(read ? [1, 2] : [1, 2, 3]);
      } finally {
        bench = outer;
        await own.remove();
      }
    }
  });

  it('is found by the next backup, which does not overwrite the good one', async () => {
    const { desk } = await bench.open();
    acknowledge(desk, 'B1');
    await desk.backup();
    acknowledge(desk, 'B2');
    damageInUse();
    await desk.backup();
    expect(acknowledged(desk, ['B1', 'B2'])).toEqual(['B1']);
    expect(bench.recovered).toHaveLength(1);
  });
});

describe('a disk that is full', () => {
  let disk: string | null = null;
  let small: Bench | null = null;
  beforeEach(() => {
    disk = mountSmallDisk(2);
    small = disk === null ? null : new Bench(disk);
  });
  afterEach(async () => {
    await small?.close();
    if (disk !== null) unmount(disk);
    [disk, small] = [null, null];
  });

  it('refuses clearly, keeps neither fact nor event, holds alarms, and goes on by itself', async (context) => {
    if (disk === null || small === null) return context.skip('mounting a small file system is not permitted here');
    const { desk } = await small.open();
    acknowledge(desk, 'B0');
    const filler = fill(disk);
    const given = ['B0'];
    let refused = '';
    for (let n = 1; refused === ''; n++) {
      try {
        acknowledge(desk, `B${n}`);
        given.push(`B${n}`);
      } catch (error) {
        expect(error).toEqual(unavailable);
        refused = `B${n}`;
      }
    }
    expect(acknowledged(desk, [...given, refused])).toEqual(given);
    expect(desk.outbox.lastSeq()).toBe(given.length);
    desk.alarm({ code: 'disk-full', detail: {} });
    expect(desk.alarms()).toMatchObject([{ code: 'disk-full' }]);
    expect(desk.outbox.lastSeq()).toBe(given.length);
    const first = desk.reserveEventIds(10);
    expect(desk.reserveEventIds(10)).toBeGreaterThanOrEqual(first + 10);

    rmSync(filler);
    acknowledge(desk, refused);
    expect(acknowledged(desk, [refused])).toEqual([refused]);
    expect(desk.outbox.pending(given.length, 10).map(({ seq, kind }) => [seq, kind])).toEqual([
      [given.length + 1, 'acknowledged'],
      [given.length + 2, 'alarm'],
    ]);
    expect(desk.reserveEventIds(10)).toBeGreaterThanOrEqual(first + 20);
  });

  it('lets the agent start all the same, and the desk begins once there is room', async (context) => {
    if (disk === null || small === null) return context.skip('mounting a small file system is not permitted here');
    const filler = fill(disk);
    const { desk, recovered } = await small.open();
    expect(recovered).toBeNull();
    expect(() => acknowledge(desk, 'B1')).toThrow(unavailable);
    expect(() => desk.acknowledgements('B1')).toThrow(unavailable);
    rmSync(filler);
    acknowledge(desk, 'B1');
    expect(acknowledged(desk, ['B1'])).toEqual(['B1']);
  });
});
