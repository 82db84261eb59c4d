import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TestTime } from '../../agent/link/time.testkit.ts';
import { BytesDiffer } from './bytes.ts';
import { UpdateKeeper, type UpdateState } from './keeper.ts';
import { newSigner, release } from './manifest.testkit.ts';
import { signManifest } from './manifest.ts';
import { UpdateMemory } from './memory.ts';
import type { Moment } from './policy.ts';
import { updateTimes } from './release.ts';

const BYTES = Buffer.from('a release');
const DAY = 24 * 60 * 60 * 1000;
const signer = await newSigner();
const thief = await newSigner();

/** A workstation on which 0.1.0 runs, what its server answers, and what happened. `again` starts it anew on the same disk. */
async function workstation({ installs = true, running = '0.1.0', folder = '' } = {}) {
  const dir = folder || (await mkdtemp(join(tmpdir(), 'vigilot-update-')));
  if (folder === '') onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const time = new TestTime();
  const free: Moment = {
    now: 0,
    agent: 'answers',
    waiting: 0,
    feedLive: true,
    windows: 0,
    paused: false,
    quietSince: -DAY,
    ending: false,
  };
  const world = {
    answer: async (_signal: AbortSignal): Promise<string> => {
      throw new Error('no server');
    },
    moment: free,
    download: async (_signal: AbortSignal): Promise<string> => '/staged',
    /** What is found wrong with the bytes on disk, each time they are read. */
    bytes: [] as Array<Error | null>,
    did: [] as string[],
    installFault: null as Error | null,
  };
  const states: UpdateState[] = [];
  const path = join(dir, 'update.json');
  const faults: unknown[] = [];
  const memory = new UpdateMemory(path, (error) => faults.push(error));
  const keeper = new UpdateKeeper({
    installer: installs
      ? {
          stage: async ({ version }, signal) => {
            world.did.push(`download ${version}`);
            return world.download(signal);
          },
          discard: async (staged) => void world.did.push(`discard ${staged}`),
          install: () => {
            if (world.installFault !== null) throw world.installFault;
            world.did.push('install');
          },
        }
      : null,
    running,
    target: 'linux-x64',
    keys: [signer.jwk],
    memory,
    fetchManifest: (signal) => world.answer(signal),
    proveBytes: async () => {
      const fault = world.bytes.shift() ?? null;
      if (fault !== null) throw fault;
    },
    moment: () => ({ ...world.moment, now: time.monotonic() }),
    prepare: async () => void world.did.push('prepare'),
    abandon: () => void world.did.push('abandon'),
    times: { ...updateTimes, jitter: 0 },
    timers: time,
    wall: time.wall,
    random: () => 0.5,
    log: pino({ level: 'silent' }),
    onChange: (state) => states.push(state),
  });
  onTestFinished(() => keeper.close());
  const serve = async (more: Parameters<typeof release>[2] = {}, by = signer) => {
    const jws = await signManifest(release(time.wall(), BYTES, more), by);
    world.answer = async () => jws;
  };
  const check = async () => {
    keeper.check();
    await keeper.settled();
  };
  return {
    time,
    world,
    states,
    keeper,
    faults,
    path,
    serve,
    check,
    again: (more: { installs?: boolean; running?: string } = {}) =>
      workstation({ installs, running, ...more, folder: dir }),
  };
}

describe('a new version', () => {
  it('is looked for some minutes after the start and once a day', async () => {
    const { keeper, time, world } = await workstation();
    let asked = 0;
    world.answer = async () => {
      asked++;
      throw new Error('no server');
    };
    keeper.start();
    await time.pass(updateTimes.first - 1);
    expect(asked).toBe(0);
    await time.pass(1);
    expect(asked).toBe(1);
    await time.pass(3 * DAY);
    expect(asked).toBe(4);
  });

  it('is staged, and installed when somebody chooses it', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve();
    await check();
    expect(keeper.state).toEqual({
      version: '0.2.0',
      stage: 'ready',
      hindrance: null,
      unsupported: false,
      trouble: null,
    });
    expect(world.did).toEqual(['download 0.2.0']);
    keeper.install();
    await keeper.settled();
    expect(world.did).toEqual(['download 0.2.0', 'prepare', 'install']);
  });

  it('is staged once, and installed though it is chosen while the server is asked', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve();
    await check();
    await check();
    expect(world.did).toEqual(['download 0.2.0']);
    keeper.check();
    keeper.install();
    await vi.waitFor(() => expect(world.did).toEqual(['download 0.2.0', 'prepare', 'install']));
  });

  it('is not installed by itself on the day it came, at quit, or at any time later', async () => {
    const { keeper, serve, time, world } = await workstation();
    keeper.start();
    await serve();
    await time.pass(3 * DAY);
    keeper.close();
    expect(world.did.filter((what) => !what.startsWith('download'))).toEqual([]);
  });

  it('that was staged before is installed after the next start, once nobody needs the workstation', async () => {
    const first = await workstation();
    await first.serve();
    await first.check();
    first.keeper.close();
    const next = await first.again();
    next.world.moment = { ...next.world.moment, waiting: 1 };
    next.keeper.start();
    await next.keeper.settled();
    await next.time.pass(60_000);
    expect(next.keeper.state).toMatchObject({ stage: 'ready', hindrance: 'bulletin' });
    expect(next.world.did).toEqual(['download 0.2.0']);
    next.world.moment = { ...next.world.moment, waiting: 0 };
    await next.time.pass(updateTimes.look);
    await next.keeper.settled();
    expect(next.world.did).toEqual(['download 0.2.0', 'prepare', 'install']);
    // It runs: nothing more to be done.
    const third = await first.again({ running: '0.2.0' });
    third.keeper.start();
    await third.keeper.settled();
    expect(JSON.parse(await readFile(third.path, 'utf8')).staged).toBeNull();
  });

  it('is left to people where no moment comes soon after the start', async () => {
    const first = await workstation();
    await first.serve();
    await first.check();
    const next = await first.again();
    next.world.moment = { ...next.world.moment, windows: 1 };
    next.keeper.start();
    await next.keeper.settled();
    await next.time.pass(updateTimes.afterStart);
    next.world.moment = { ...next.world.moment, windows: 0 };
    await next.time.pass(60_000);
    expect(next.world.did).toEqual(['download 0.2.0']);
    expect(next.keeper.state).toMatchObject({ stage: 'ready', hindrance: null });
  });

  it('that was installed and does not run is not installed again by itself, and said', async () => {
    const first = await workstation();
    await first.serve();
    await first.check();
    first.keeper.install();
    await first.keeper.settled();
    const next = await first.again();
    next.keeper.start();
    await next.keeper.settled();
    await next.time.pass(DAY);
    expect(next.world.did).not.toContain('install');
    expect(next.keeper.state).toMatchObject({ stage: 'ready', trouble: 'not-installed' });
  });

  it('is not installed into a recall that came while its bytes were read', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve();
    await check();
    keeper.install();
    world.moment = { ...world.moment, waiting: 1 };
    await keeper.settled();
    expect(world.did).toEqual(['download 0.2.0']);
    expect(keeper.state).toMatchObject({ stage: 'ready', hindrance: 'bulletin' });
  });

  it('is told, not downloaded, where it is not ours to install', async () => {
    const { keeper, serve, check, world } = await workstation({ installs: false });
    await serve();
    await check();
    expect([keeper.state.stage, keeper.state.version, world.did]).toEqual(['out', '0.2.0', []]);
  });

  it('is told, not downloaded, where there is none for this platform', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve({ files: {} });
    await check();
    expect([keeper.state.stage, world.did]).toEqual(['out', []]);
  });

  it('is urged where what runs is older than what is supported, after a start without a network too', async () => {
    const first = await workstation({ installs: false });
    await first.serve({ minimum: '0.1.1' });
    await first.check();
    expect(first.keeper.state.unsupported).toBe(true);
    expect((await first.again({ installs: false })).keeper.state.unsupported).toBe(true);
    expect((await first.again({ running: '0.1.1' })).keeper.state.unsupported).toBe(false);
  });
});

describe('what is refused', () => {
  it.each([
    ['an older version', { version: '0.0.9', minimum: '0.0.1' }, signer, 'downgrade'],
    ['one that has expired', { expiresAt: '2026-11-22T09:00:00Z' }, signer, 'expired'],
    ['one from the future', { issuedAt: '2026-12-01T00:00:00Z' }, signer, 'not-yet'],
    ['one by another key', {}, thief, 'unproved'],
  ] as const)('%s is said and not downloaded', async (_, more, by, trouble) => {
    const { keeper, serve, check, world, path } = await workstation();
    await serve(more, by);
    await check();
    expect([keeper.state.trouble, keeper.state.stage, world.did]).toEqual([trouble, 'none', []]);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('an older statement than one believed, after a start too', async () => {
    const first = await workstation();
    await first.serve({ version: '0.3.0' });
    await first.check();
    const next = await first.again();
    await next.serve({ version: '0.2.0' });
    await next.check();
    expect([next.keeper.state.trouble, next.world.did]).toEqual(['replayed', []]);
  });

  it('bytes that are not those signed, as they came: they are brought anew', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve();
    world.bytes.push(new BytesDiffer('x'));
    await check();
    expect(keeper.state).toMatchObject({ stage: 'out', trouble: 'damaged' });
    await check();
    expect(world.did).toEqual(['download 0.2.0', 'discard /staged', 'download 0.2.0']);
    expect(keeper.state).toMatchObject({ stage: 'ready', trouble: null });
  });

  it('bytes that were changed on disk', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve();
    await check();
    world.bytes.push(new BytesDiffer('x'));
    keeper.install();
    await keeper.settled();
    expect(world.did).toEqual(['download 0.2.0', 'discard /staged']);
    expect(keeper.state).toMatchObject({ stage: 'out', trouble: 'damaged' });
  });

  it('bytes that were changed at the last moment: the application begins anew', async () => {
    const { keeper, serve, check, world } = await workstation();
    await serve();
    await check();
    world.bytes.push(null, new BytesDiffer('x'));
    keeper.install();
    await keeper.settled();
    expect(world.did).toEqual(['download 0.2.0', 'prepare', 'abandon']);
  });

  it('what expired between download and installation', async () => {
    const { keeper, serve, check, world, time } = await workstation();
    await serve();
    await check();
    time.sleep(30 * DAY);
    keeper.install();
    await keeper.settled();
    expect(world.did).toEqual(['download 0.2.0']);
    expect(keeper.state).toMatchObject({ stage: 'out', trouble: 'expired' });
  });
});

describe('when things fail', () => {
  it('a server that never answers is left, and asked again', async () => {
    const { keeper, world, time, states, serve } = await workstation();
    world.answer = () => new Promise(() => {});
    keeper.start();
    await time.pass(updateTimes.first + updateTimes.answer);
    await keeper.settled();
    expect(states).toEqual([]);
    await serve();
    await time.pass(DAY);
    await vi.waitFor(() => expect(keeper.state.stage).toBe('ready'));
  });

  it('a download that never ends is left, and begun again', async () => {
    const { keeper, world, time, serve } = await workstation();
    await serve();
    let left = 0;
    world.download = (signal) => new Promise(() => signal.addEventListener('abort', () => left++));
    keeper.check();
    await vi.waitFor(() => expect(keeper.state.stage).toBe('downloading'));
    await time.pass(updateTimes.download);
    await keeper.settled();
    expect([left, keeper.state]).toMatchObject([1, { stage: 'out', trouble: null }]);
  });

  it('a server that holds everything back is found out when what it said last expires', async () => {
    const { keeper, world, time, serve, check } = await workstation({ running: '0.2.0' });
    await serve();
    await check();
    expect(keeper.state.trouble).toBeNull();
    world.answer = async () => {
      throw new Error('no server');
    };
    time.sleep(29 * DAY);
    await check();
    expect(keeper.state.trouble).toBe('expired');
  });

  it('an installation that fails begins the application anew', async () => {
    const { keeper, world, serve, check } = await workstation();
    await serve();
    await check();
    world.installFault = new Error('disk full');
    keeper.install();
    await keeper.settled();
    expect(world.did).toEqual(['download 0.2.0', 'prepare', 'abandon']);
  });

  it('a memory that cannot be read is said, and begun anew', async () => {
    const first = await workstation();
    await writeFile(first.path, '{"seen": {"version": "not one"}}');
    const next = await first.again();
    expect(next.faults).toHaveLength(1);
    await next.serve();
    await next.check();
    expect(next.keeper.state.stage).toBe('ready');
  });
});
