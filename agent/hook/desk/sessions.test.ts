import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { START, TestClock } from '../hook.testkit.ts';
import { DeskSessions } from './sessions.ts';

const HOUR = 3_600_000;

/** A data directory, and the runs of the agent on it. */
async function setUp() {
  const dataDir = await mkdtemp(join(tmpdir(), 'vigilot-sessions-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const clock = new TestClock();
  const lines: string[] = [];
  const log = pino(new PassThrough().on('data', (line: Buffer) => lines.push(line.toString())));
  const file = join(dataDir, 'desk-sessions.json');
  return {
    clock,
    file,
    dataDir,
    log: () => lines.join(''),
    text: () => readFile(file, 'utf8'),
    run: async (port = 17_013) => {
      const sessions = await DeskSessions.open({ dataDir, clock, log });
      await sessions.bound(port);
      return sessions;
    },
  };
}

describe('a session', () => {
  it('is known by its cookie alone, until it ends', async () => {
    const { run } = await setUp();
    const sessions = await run();
    const { cookie, session } = await sessions.begin();
    expect(Buffer.from(cookie, 'base64url')).toHaveLength(32);
    expect(session.since).toBe(new Date(START).toISOString());
    expect(sessions.find(cookie)).toBe(session);
    for (const wrong of [undefined, '', `${cookie}A`, cookie.slice(1), cookie.toLowerCase(), 'é'.repeat(43)]) {
      expect(sessions.find(wrong)).toBeNull();
    }
    await sessions.end(session);
    expect([sessions.find(cookie), session.ended.aborted]).toEqual([null, true]);
  });

  it('takes the place of the one that the same browser had', async () => {
    const { run } = await setUp();
    const sessions = await run();
    const first = await sessions.begin();
    const second = await sessions.begin(first.session);
    expect([sessions.find(first.cookie), sessions.find(second.cookie)]).toEqual([null, second.session]);
  });

  it('is one of sixteen: one more ends the one not used for longest', async () => {
    const { run, clock } = await setUp();
    const sessions = await run();
    const begun = [];
    for (let i = 0; i < 16; i++) {
      begun.push(await sessions.begin());
      clock.now += 1000;
    }
    expect(sessions.find(begun[0]?.cookie)).not.toBeNull();
    begun.push(await sessions.begin());
    expect(begun.map(({ cookie }) => sessions.find(cookie) !== null)).toEqual([true, false, ...Array(15).fill(true)]);
    expect(begun[1]?.session.ended.aborted).toBe(true);
  });

  it('is never the one that gives way to itself', async () => {
    const { run } = await setUp();
    const sessions = await run();
    const begun = [];
    for (let i = 0; i < 20; i++) begun.push(await sessions.begin());
    expect(begun.map(({ cookie }) => sessions.find(cookie) !== null)).toEqual([
      ...Array(4).fill(false),
      ...Array(16).fill(true),
    ]);
  });

  it('ends with all the others where all are to end', async () => {
    const { run } = await setUp();
    const before = await run();
    const earlier = await before.begin();
    await before.close();
    const sessions = await run();
    const [one, two] = [await sessions.begin(), await sessions.begin()];
    await sessions.end('all');
    expect([sessions.find(one.cookie), sessions.find(two.cookie), await sessions.renew(earlier.cookie)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('after a restart', () => {
  it('the host has its name again, and the cookie opens nothing but is exchanged, once', async () => {
    const { run, clock } = await setUp();
    const before = await run();
    const { cookie, session } = await before.begin();
    await before.close();
    expect(session.ended.aborted).toBe(true);
    clock.now += HOUR;
    const after = await run();
    expect(after.label).toBe(before.label);
    expect(after.find(cookie)).toBeNull();
    const renewed = await after.renew(cookie);
    expect(renewed).toEqual({ since: session.since, cookie: expect.stringMatching(/^[\w-]{43}$/) });
    expect(renewed?.cookie).not.toBe(cookie);
    expect(after.find(renewed?.cookie ?? '')?.since).toBe(session.since);
    clock.now += 10_000;
    expect(await after.renew(cookie)).toBeNull();
    await after.close();
    expect(await (await run()).renew(cookie)).toBeNull();
  });

  it('two tabs ask at once: one cookie is given, and both go on', async () => {
    const { run } = await setUp();
    const before = await run();
    const { cookie, session } = await before.begin();
    await before.close();
    const after = await run();
    const answers = await Promise.all([after.renew(cookie), after.renew(cookie)]);
    expect(answers.map((answer) => answer?.since)).toEqual([session.since, session.since]);
    expect(answers.map((answer) => typeof answer?.cookie)).toEqual(['string', 'object']);
  });

  it('a cookie that is good is left as it is', async () => {
    const { run } = await setUp();
    const sessions = await run();
    const { cookie, session } = await sessions.begin();
    expect(await sessions.renew(cookie)).toEqual({ since: session.since, cookie: null });
    expect(sessions.find(cookie)).toBe(session);
  });

  it.each([
    ['within twelve hours of its last use', 12 * HOUR, true],
    ['later', 12 * HOUR + 1, false],
    ['with the clock set back by as much', -12 * HOUR - 1, false],
    ['with the clock set back a little', -60_000, true],
  ])('%s', async (_name, later, good) => {
    const { run, clock } = await setUp();
    const before = await run();
    const { cookie } = await before.begin();
    clock.now += 5 * HOUR;
    expect(before.find(cookie)).not.toBeNull();
    await before.close();
    clock.now += later;
    expect((await (await run()).renew(cookie)) !== null).toBe(good);
  });

  it('an agent that died has its uses on disk to the hour', async () => {
    const { run, clock } = await setUp();
    const dies = await run();
    const { cookie } = await dies.begin();
    clock.now += 8 * HOUR;
    dies.find(cookie);
    // Whatever is written after it is written behind it.
    await dies.begin();
    clock.now += 12 * HOUR;
    expect(await (await run()).renew(cookie)).not.toBeNull();
  });

  it('one that was not exchanged yet survives another restart', async () => {
    const { run } = await setUp();
    const first = await run();
    const { cookie } = await first.begin();
    await first.close();
    await (await run()).close();
    expect(await (await run()).renew(cookie)).not.toBeNull();
  });

  it('one that ended is not exchanged', async () => {
    const { run } = await setUp();
    const before = await run();
    const [one, two] = [await before.begin(), await before.begin()];
    await before.end(one.session);
    await before.close();
    const after = await run();
    expect([await after.renew(one.cookie), (await after.renew(two.cookie)) !== null]).toEqual([null, true]);
  });

  it('on another port nothing is exchanged: who held the old one may have been sent the cookie', async () => {
    const { run } = await setUp();
    const before = await run();
    const { cookie } = await before.begin();
    await before.close();
    const elsewhere = await run(17_113);
    expect([elsewhere.label, await elsewhere.renew(cookie)]).toEqual([before.label, null]);
    await elsewhere.close();
    expect(await (await run()).renew(cookie)).toBeNull();
  });
});

describe('the file', () => {
  it('is its owner’s alone and holds nothing that opens', async () => {
    const { run, file, text } = await setUp();
    const sessions = await run();
    const { cookie } = await sessions.begin();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { label, sessions: kept } = JSON.parse(await text());
    expect(label).toMatch(/^[0-9a-f]{20}$/);
    expect(kept).toHaveLength(1);
    expect(await text()).not.toContain(cookie);
    const after = await run();
    for (const { hash } of kept) expect([after.find(hash), await after.renew(hash)]).toEqual([null, null]);
  });

  it('is made narrow again where somebody had opened it', async () => {
    const { run, file } = await setUp();
    await (await run()).close();
    await chmod(file, 0o666);
    await run();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no JSON', '{'],
    ['another form', '{"label":"evil.example#","port":17013,"sessions":[]}'],
    ['too many', JSON.stringify({ label: 'a'.repeat(20), port: 1, sessions: Array(17).fill({}) })],
    ['null', 'null'],
  ])('that is damaged (%s) is said, and the desk begins anew', async (_name, damaged) => {
    const { run, file, log } = await setUp();
    const before = await run();
    const { cookie } = await before.begin();
    await before.close();
    await writeFile(file, damaged);
    const after = await run();
    expect(log()).toContain('cannot be read');
    expect(after.label).not.toBe(before.label);
    expect(after.label).toMatch(/^[0-9a-f]{20}$/);
    expect(await after.renew(cookie)).toBeNull();
    expect((await run()).label).toBe(after.label);
  });
});

describe('a disk that fails', () => {
  it('lets people in, says so, and does not claim that a session ended for good', async () => {
    const { run, dataDir, log, clock } = await setUp();
    const sessions = await run();
    await rm(dataDir, { recursive: true });
    onTestFinished(async () => {
      await import('node:fs/promises').then(({ mkdir }) => mkdir(dataDir, { recursive: true }));
    });
    const { cookie, session } = await sessions.begin();
    expect(sessions.find(cookie)).toBe(session);
    expect(log()).toContain('cannot be written');
    await expect(sessions.end(session)).rejects.toMatchObject({ type: 'store-unavailable' });
    expect([sessions.find(cookie), session.ended.aborted]).toEqual([null, true]);
    clock.now += 2 * HOUR;
    await sessions.close();
  });
});
