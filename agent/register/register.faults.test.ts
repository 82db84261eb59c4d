import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fill, mountSmallDisk, unmount } from '../disk.testkit.ts';
import { recallBulletin, testGtin } from '../verdict/verdict.testkit.ts';
import { TestFeed } from './feed.testkit.ts';
import { catchUp, damage, RECEIVED, RegisterBench, verdictOf } from './register.testkit.ts';
import type { Register } from './register.ts';

const [all, listed, clear] = [testGtin(1), testGtin(2), testGtin(3)];
const LOTS = 3_000;
const lot = (n: number) => `L${100_000 + n}`;

let bench: RegisterBench;
beforeEach(() => {
  bench = new RegisterBench();
});
afterEach(() => bench.remove());

/** A recall of all lots (B1) and one of three thousand (B2), so that the file has pages of every kind. */
let feed: TestFeed;
beforeAll(async () => {
  feed = await TestFeed.begin();
  const lots = Array.from({ length: LOTS }, (_, n) => ({ lot: lot(n), expiry: '2028-03' }));
  await feed.publish(
    recallBulletin([{ gtin: all, lots: 'all' }], { id: 'B1' }),
    recallBulletin([{ gtin: listed, lots }], { id: 'B2' }),
  );
});

const verdicts = (register: Register) => [
  verdictOf(register, { codes: [all], lot: 'Z1' }),
  verdictOf(register, { codes: [listed], lot: lot(7) }),
  verdictOf(register, { codes: [listed], lot: 'Z1' }),
  verdictOf(register, { codes: [clear], lot: 'Z1' }),
];
const sound = ['block, product-recalled B1', 'block, lot-recalled B2', 'allow', 'allow'];
/** All that is left of a register that was set aside, until the feed has come again. */
const former = [
  'block, product-recalled B1, feed-unsynced',
  'verify, lot-resembles B2, feed-unsynced',
  'verify, feed-unsynced',
  'verify, feed-unsynced',
];
const nothing = Array(4).fill('verify, feed-unsynced');

/** Every lot of the long list, by name. */
const blocked = (register: Register) =>
  Array.from({ length: LOTS }, (_, n) => n).filter(
    (n) => !verdictOf(register, { codes: [listed], lot: lot(n) }).startsWith('block, lot-recalled B2'),
  );

const setAsideFiles = () => readdirSync(bench.dir).filter((name) => /^register\.db\.corrupt-[^-]*(-\d+)?$/.test(name));

/** The fault after this moment. */
const nextFault = (register: Register) =>
  new Promise<{ code: string; detail: string }>((resolve) => {
    const leave = register.onFault((fault) => {
      leave();
      resolve(fault);
    });
  });

describe('kill -9 while entries are appended', () => {
  /** A process that appends entries one by one and says the position after each; killed after `kill` of them. */
  async function appendAndDie(path: string, entries: string, root: string, kill: number): Promise<number> {
    const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const script = join(bench.dir, 'child.mjs');
    writeFileSync(
      script,
      `
      import { readFileSync, writeSync } from 'node:fs';
      import { Register } from ${module('./register.ts')};
      import { systemClock } from ${module('../clock.ts')};
      import { silent } from ${module('../journal/journal.testkit.ts')};
      const entries = JSON.parse(readFileSync(${JSON.stringify(entries)}, 'utf8'));
      const { register, setAside } = await Register.open({
        path: ${JSON.stringify(path)}, clock: systemClock, now: () => { throw new Error('not asked'); }, log: silent,
      });
      if (setAside !== null) throw new Error('set aside ' + setAside);
      await register.begin('F1', ${JSON.stringify(root)});
      while (register.head.position < entries.length) {
        const { position } = register.head;
        const { fault } = await register.append(entries.slice(position, position + 1 + (position % 3)), '${RECEIVED}');
        if (fault !== null) throw new Error(fault.message);
        writeSync(1, register.head.position + '\\n');
      }
      throw new Error('not killed');
    `,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = 0;
    let lines = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      told = Number(line);
      if (++lines === kill) child.kill('SIGKILL');
    }
    return told;
  }

  it('loses nothing that was appended, and goes on where it was, even without its log', async () => {
    const long = await TestFeed.begin();
    for (let n = 0; n < 150; n++) {
      await long.publish(recallBulletin([{ gtin: testGtin(n), lots: [{ lot: lot(n) }] }], { id: `B${n}` }));
    }
    const entries = join(bench.dir, 'entries.json');
    writeFileSync(entries, JSON.stringify(long.entries));
    let before = 0;
    for (const [kill, log] of [
      [1, 'kept'],
      [12, 'damaged'],
      [25, 'kept'],
    ] as const) {
      const told = await appendAndDie(bench.path, entries, long.root, kill);
      expect(told).toBeGreaterThan(before);
      const wal = `${bench.path}-wal`;
      if (log === 'damaged' && statSync(wal, { throwIfNoEntry: false })?.size) damage(wal, 0, statSync(wal).size);
      const { register, setAside } = await bench.open(long);
      expect(setAside).toBeNull();
      const { position, hash } = register.head;
      expect(position).toBeGreaterThanOrEqual(told);
      expect(hash).toBe(long.hash(position));
      for (let n = 0; n < told - 1; n++) {
        expect(verdictOf(register, { codes: [testGtin(n)], lot: lot(n) })).toMatch(`block, lot-recalled B${n}`);
      }
      await bench.close();
      before = told;
    }
  });
});

describe('a register damaged while it was closed', () => {
  let bytes: Buffer;
  beforeEach(async () => {
    const register = await bench.synced(feed);
    expect(verdicts(register)).toEqual(sound);
    await bench.close();
    bytes = readFileSync(bench.path);
  });
  const restore = () => {
    for (const name of readdirSync(bench.dir)) rmSync(join(bench.dir, name));
    writeFileSync(bench.path, bytes);
  };

  it('is set aside wherever a page was overwritten; a new one begins, and nothing is complete until it is', async () => {
    const pages = bytes.length / 4096;
    const some = [0, 1, pages - 1, ...Array.from({ length: 6 }, () => randomInt(2, pages))];
    for (const page of some) {
      restore();
      damage(bench.path, page * 4096, 4096);
      const { register, setAside } = await bench.open(feed);
      expect(setAside, `page ${page}`).toMatch(/register\.db\.corrupt-20261122T093000Z$/);
      expect(existsSync(setAside ?? '')).toBe(true);
      expect(verdicts(register)).toEqual(nothing);
      expect(register.head).toMatchObject({ position: 0, hash: feed.root });
      await bench.close();
    }
    const { register } = await bench.open(feed);
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
  });

  it('by a few bytes anywhere is set aside or whole: never a lot less, or another', async () => {
    const pages = bytes.length / 4096;
    for (let round = 0; round < 40; round++) {
      restore();
      // Half of them inside a page, where only a text changes and SQLite sees nothing.
      const offset =
        round % 2 === 0 ? randomInt(100, bytes.length - 8) : randomInt(2, pages) * 4096 + randomInt(2000, 4000);
      damage(bench.path, offset, randomInt(1, 6));
      const { register, setAside } = await bench.open(feed);
      const where = `offset ${offset}`;
      if (setAside === null) {
        expect(verdicts(register), where).toEqual(sound);
        expect(blocked(register), where).toEqual([]);
        expect(register.head, where).toMatchObject({ position: 3, hash: feed.hash() });
        expect(await register.entriesAfter(0, 10), where).toEqual(feed.entries);
      } else {
        expect(verdicts(register), where).toEqual(nothing);
      }
      await bench.close();
    }
  });

  it.each([
    ['a lot that became another one', `update lot set lot = 'L9' where lot = '${lot(7)}'`],
    ['a lot that is found under another', `update lot set canonical = 'X' where lot = '${lot(7)}'`],
    ['a lot that is gone', `delete from lot where lot = '${lot(7)}'`],
    ['a lot that became an exception', `update lot set excepted = 1 where lot = '${lot(7)}'`],
    ['a lot of serials', `update lot set serials = '["S1"]' where lot = '${lot(7)}'`],
    ['a target of another product', `update target set code = '${clear}' where code = '${listed}'`],
    ['a target that is gone', `delete from target where code = '${all}'`],
    [
      'a target with a limit',
      `update target set spec = replace(spec, '"expiry":null', '"expiry":{"from":"2030-01-01"}')`,
    ],
    ['a revision that became a drill', `update revision set head = replace(head, '"drill":false', '"drill":true')`],
    ['a revision that is gone', `delete from revision where bulletin = 'B1'`],
    ['a head that is no JSON', `update revision set head = 'x'`],
    ['an entry of other bytes', `update entry set jws = replace(jws, '.', '.A') where position = 2`],
    ['an entry that is gone', `delete from entry where position = 2`],
    ['a hash of nothing', `update entry set hash = 'x' where position = 3`],
    ['another root', `update meta set value = 'x' where key = 'root'`],
    ['no root', `delete from meta where key = 'root'`],
    ['another tip', `update meta set value = 'x' where key = 'tip'`],
    ['another moment', `update meta set value = '0' where key = 'moment'`],
  ])('with %s is set aside', async (_name, sql) => {
    const db = new Database(bench.path);
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    db.close();
    const { register, setAside } = await bench.open(feed);
    expect(setAside).not.toBeNull();
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
  });

  it('that is no database is set aside', async () => {
    writeFileSync(bench.path, 'Rappels de lots');
    const { register, setAside } = await bench.open(feed);
    expect(readFileSync(setAside ?? '', 'utf8')).toBe('Rappels de lots');
    expect(verdicts(register)).toEqual(nothing);
  });

  it('that a newer version wrote is left alone', async () => {
    const db = new Database(bench.path);
    db.pragma('user_version = 99');
    db.close();
    await expect(bench.open()).rejects.toThrow(/schema version 99/);
    expect(setAsideFiles()).toEqual([]);
  });
});

describe('a register damaged while it is in use', () => {
  /** Damages every page but the first. */
  const damageInUse = () => damage(bench.path, 4096, statSync(bench.path).size - 4096);

  /** Puts a copy in the place of the file. */
  const replaceFile = () => {
    copyFileSync(bench.path, `${bench.path}.copy`);
    renameSync(`${bench.path}.copy`, bench.path);
  };

  it('is set aside by the first check that needs it: what was known goes on counting until the feed has come again', async () => {
    const register = await bench.synced(feed);
    damageInUse();
    const told = nextFault(register);
    expect(verdictOf(register, { codes: [listed], lot: lot(7) })).toMatch(/^verify, lot-resembles B2/);
    expect(register.synced).toBe(false);
    expect(verdicts(register)).toEqual(former);
    expect(await told).toMatchObject({ code: 'rebuilt' });
    expect(setAsideFiles()).toHaveLength(1);
    expect(register.head).toMatchObject({ position: 0, hash: '' });
    expect(verdicts(register)).toEqual(former);
    expect(register.bulletins().map(({ id, state }) => `${id} ${state}`)).toEqual(['B1 in-force', 'B2 in-force']);
    expect(register.bulletin('B1')?.revisions[0]?.content).toBeNull();
    expect(register.targets('B1')).toHaveLength(1);

    await register.begin(feed.id, feed.root);
    await register.append(feed.entries.slice(0, 2), RECEIVED);
    expect(verdicts(register)).toEqual(former);
    await register.append(feed.entries.slice(2), RECEIVED);
    expect(verdictOf(register, { codes: [listed], lot: lot(7) })).toMatch(/^block, lot-recalled B2/);
    expect(register.synced).toBe(false);
    await register.acceptTip(await feed.tip());
    expect(verdicts(register)).toEqual(sound);
    expect(blocked(register)).toEqual([]);
    expect(bench.faults.map(({ code }) => code)).toEqual(['rebuilt']);
  });

  it('is set aside by the next entry, which is not lost', async () => {
    const register = await bench.synced(feed.branch(2));
    damageInUse();
    const other = new Database(bench.path);
    other.pragma('user_version = 1'); // somebody else's commit: what the writer has in memory no longer counts
    other.close();
    const told = nextFault(register);
    expect(await register.append(feed.entries.slice(2), RECEIVED)).toMatchObject({
      accepted: 0,
      fault: { fault: 'disk' },
    });
    expect((await told).code).toBe('rebuilt');
    await register.begin(feed.id, feed.root);
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
  });

  it('and again before the feed has come: what the first one knew is not forgotten', async () => {
    const register = await bench.synced(feed);
    damageInUse();
    let told = nextFault(register);
    verdicts(register);
    await told;
    await register.begin(feed.id, feed.root);
    await register.append(feed.entries.slice(0, 1), RECEIVED);
    replaceFile();
    told = nextFault(register);
    await register.append(feed.entries.slice(1), RECEIVED);
    expect((await told).code).toBe('rebuilt');
    expect(setAsideFiles()).toHaveLength(2);
    expect(verdicts(register)).toEqual(former);
    await register.begin(feed.id, feed.root);
    expect(verdicts(register)).toEqual(former);
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
  });

  it('never goes back in time', async () => {
    const register = await bench.synced(feed);
    const moment = register.newestMoment;
    damageInUse();
    const told = nextFault(register);
    verdicts(register);
    expect(register.newestMoment).toBe(moment);
    await told;
    expect(register.newestMoment).toBe(moment);
    await register.begin(feed.id, feed.root);
    await register.append(feed.entries.slice(0, 1), RECEIVED);
    expect(register.newestMoment).toBe(moment);
  });

  it('whose new file cannot be made stays safe, says so, and begins again once it can', async () => {
    const register = await bench.synced(feed);
    const away = `${bench.dir}-away`;
    renameSync(bench.dir, away);
    try {
      expect(await register.append([], RECEIVED)).toMatchObject({ fault: { fault: 'disk' } });
      await vi.waitFor(() => expect(bench.faults.map(({ code }) => code)).toEqual(['disk']));
      expect(verdicts(register)).toEqual(former);
      await expect(register.begin(feed.id, feed.root)).rejects.toMatchObject({ kind: 'disk' });
      expect(verdicts(register)).toEqual(former);
    } finally {
      renameSync(away, bench.dir);
    }
    await register.begin(feed.id, feed.root);
    expect(bench.faults.at(-1)?.code).toBe('rebuilt');
    expect(verdicts(register)).toEqual(former);
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
  });

  it('by a file put in its place: nothing is written where no start would find it', async () => {
    const register = await bench.synced(feed.branch(2));
    replaceFile();
    const told = nextFault(register);
    expect(await register.append(feed.entries.slice(2), RECEIVED)).toMatchObject({ accepted: 0 });
    expect((await told).code).toBe('rebuilt');
    await register.begin(feed.id, feed.root);
    await catchUp(register, feed);
    await bench.close();
    const { register: again } = await bench.open();
    expect(again.head).toMatchObject({ position: 3, hash: feed.hash() });
    expect(verdicts(again)).toEqual(sound);
  });

  describe.each([
    [
      'put in its place',
      (path: string, older: Buffer) => {
        writeFileSync(`${path}.copy`, older);
        renameSync(`${path}.copy`, path);
      },
    ],
    ['written over it', writeFileSync],
  ])('by an older sound copy of it %s', (_how, replaceBy) => {
    it('clears nothing that it knew, and takes again what the copy lacks', async () => {
      const register = await bench.synced(feed.branch(2));
      const older = readFileSync(bench.path);
      await catchUp(register, feed);
      expect(verdicts(register)).toEqual(sound);
      replaceBy(bench.path, older);
      for (const verdict of verdicts(register).slice(0, 2)) expect(verdict).toMatch(/^(block|verify)/);
      const told = bench.faults.length > 0 ? null : nextFault(register);
      await register.acceptTip(await feed.tip()).catch(() => null);
      await told;
      expect(bench.faults.map(({ code }) => code)).toEqual(['rebuilt']);
      expect(register.synced).toBe(false);
      expect(verdicts(register)).toEqual(former);
      await register.begin(feed.id, feed.root);
      await catchUp(register, feed);
      expect(verdicts(register)).toEqual(sound);
      expect(blocked(register)).toEqual([]);
    });

    it('says of no entry on top of it that it is complete', async () => {
      const register = await bench.synced(feed.branch(1));
      const older = readFileSync(bench.path);
      await catchUp(register, feed.branch(2));
      replaceBy(bench.path, older);
      const told = nextFault(register);
      await register.append(feed.entries.slice(2), RECEIVED);
      await register.acceptTip(await feed.tip()).catch(() => null);
      expect((await told).code).toBe('rebuilt');
      await register.begin(feed.id, feed.root);
      await catchUp(register, feed);
      expect(verdicts(register)).toEqual(sound);
    });
  });

  it('by removal: likewise', async () => {
    const register = await bench.synced(feed);
    for (const part of ['', '-wal', '-shm']) rmSync(bench.path + part, { force: true });
    await expect(register.acceptTip(await feed.tip())).rejects.toMatchObject({ kind: 'corrupt' });
    await vi.waitFor(() => expect(bench.faults.map(({ code }) => code)).toEqual(['rebuilt']));
    await register.begin(feed.id, feed.root);
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
  });

  it('is let go of without a word where it is closed', async () => {
    const register = await bench.synced(feed);
    damageInUse();
    await register.close();
  });
});

describe('the thread that writes', () => {
  const threads = () => {
    const started: Worker[] = [];
    const post = Worker.prototype.postMessage;
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, message: unknown) {
      if (started.at(-1) !== this) started.push(this);
      post.call(this, message);
    });
    return started;
  };
  afterEach(() => vi.restoreAllMocks());

  it('works as the one without a thread does', async () => {
    const onThread = new RegisterBench({});
    try {
      const register = await onThread.synced(feed);
      expect(verdicts(register)).toEqual(sound);
      await expect(register.acceptTip(await feed.tip({ hash: feed.root }))).rejects.toMatchObject({
        name: 'ForkError',
      });
      expect(register.synced).toBe(false);
      expect(await register.append(['x'], RECEIVED)).toMatchObject({ fault: { fault: 'malformed' } });
    } finally {
      await onThread.remove();
    }
  });

  it('is replaced where it dies: nothing is lost, and what was asked fails', async () => {
    const started = threads();
    const onThread = new RegisterBench({});
    try {
      const register = await onThread.synced(feed.branch(2));
      const asked = register.append(feed.entries.slice(2), RECEIVED);
      await started[0]?.terminate();
      const first = await asked;
      expect(first.fault === null || first.fault.fault === 'disk').toBe(true);
      expect(verdictOf(register, { codes: [all] })).toMatch(/^block, product-recalled B1/);
      await register.entriesAfter(0, 1).catch(() => undefined);
      await catchUp(register, feed);
      expect(started.length).toBeGreaterThan(1);
      expect(verdicts(register)).toEqual(sound);
      expect(onThread.faults.map(({ code }) => code)).not.toContain('rebuilt');
    } finally {
      await onThread.remove();
    }
  });
});

describe('a disk that is full', () => {
  /** A small file system of its own; null where this machine does not let us mount one. */
  let disk: string | null;
  let small: RegisterBench | null;
  beforeEach(() => {
    disk = mountSmallDisk(2);
    small = disk === null ? null : new RegisterBench(undefined, disk);
  });
  afterEach(async () => {
    if (disk === null || small === null) return;
    await small.close();
    unmount(disk);
  });

  it('takes no entry it cannot keep, clears nothing by mistake, and goes on once there is room', async (context) => {
    if (disk === null || small === null) return context.skip('mounting a small file system is not permitted here');
    const { register } = await small.open(feed);
    await register.append(feed.entries.slice(0, 2), RECEIVED);
    const filler = fill(disk);
    for (let tries = 0; tries < 3; tries++) {
      const told = await register.append(feed.entries.slice(2), RECEIVED);
      expect(told).toMatchObject({ accepted: 0, fault: { fault: 'disk' } });
    }
    expect(small.faults.map(({ code }) => code)).toEqual(['disk', 'disk', 'disk']);
    expect(register.head).toMatchObject({ position: 2, hash: feed.hash(2) });
    expect(verdictOf(register, { codes: [all], lot: 'Z1' })).toBe('block, product-recalled B1, feed-unsynced');
    rmSync(filler);
    await catchUp(register, feed);
    expect(verdicts(register)).toEqual(sound);
    expect(blocked(register)).toEqual([]);
    await small.close();
    const { register: again, setAside } = await small.open();
    expect(setAside).toBeNull();
    expect(verdicts(again)).toEqual(sound);
  });

  it('keeps a damaged register from beginning again, not from blocking, until there is room', async (context) => {
    if (disk === null || small === null) return context.skip('mounting a small file system is not permitted here');
    const register = await small.synced(feed);
    const filler = fill(disk);
    damage(small.path, 4096, statSync(small.path).size - 4096);
    verdicts(register);
    expect(verdicts(register)).toEqual(former);
    await vi.waitFor(() => expect(small?.faults.map(({ code }) => code)).toEqual(['disk']));
    for (let tries = 0; tries < 3; tries++) {
      await expect(register.begin(feed.id, feed.root)).rejects.toMatchObject({ kind: 'disk' });
      expect(verdicts(register)).toEqual(former);
    }
    // It is set aside once, not once a try.
    expect(readdirSync(disk).filter((name) => /corrupt-\w+$/.test(name))).toHaveLength(1);
    rmSync(filler);
    await register.begin(feed.id, feed.root);
    expect(small.faults.at(-1)?.code).toBe('rebuilt');
  });
});
