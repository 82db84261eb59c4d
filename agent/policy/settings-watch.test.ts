import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { TestTime } from '../link/time.testkit.ts';
import { policyFile } from './policy-file.ts';
import { resolveSettings } from './settings.ts';
import { type SettingsChange, SettingsWatch } from './settings-watch.ts';

const silent = pino({ level: 'silent' });

/** A machine whose policy the test writes; a quarter of a minute passes at each `set`. */
function machine(first: unknown = null) {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-watch-'));
  const path = join(folder, 'policy.json');
  const write = (policy: unknown) => {
    rmSync(path, { recursive: true, force: true });
    if (policy === 'unreadable') mkdirSync(path);
    else if (policy !== null) writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy));
  };
  const read = () =>
    resolveSettings({
      environment: { VIGILOT_DATA_DIR: join(folder, 'data'), VIGILOT_OFFLINE_LIMIT: '100' },
      machine: { platform: 'linux', environment: {}, hostname: 'comptoir' },
      policy: policyFile(path),
    });
  write(first);
  const time = new TestTime();
  const changes: SettingsChange[] = [];
  const faults: string[] = [];
  const watch = new SettingsWatch({
    settings: read(),
    read,
    timers: time,
    log: silent,
    onChange: (change) => changes.push(change),
    onFault: (words) => faults.push(words('en')),
  });
  onTestFinished(() => {
    watch.close();
    rmSync(folder, { recursive: true });
  });
  const set = async (policy: unknown) => {
    write(policy);
    await time.pass(15_000);
    return { changes: changes.splice(0), faults: faults.splice(0) };
  };
  return { watch, set, path };
}

it('a policy that comes, changes and goes is taken up where it can be', async () => {
  const { watch, set, path } = machine();
  expect(await set({ offlineLimit: 60 })).toEqual({
    changes: [{ applied: ['offlineLimit'], afterRestart: [] }],
    faults: [],
  });
  expect(watch.current.values.offlineLimit).toBe(60);
  expect(watch.current.sources.offlineLimit).toEqual({ source: 'policy', where: path });
  expect((await set({ offlineLimit: 60 })).changes).toEqual([]);
  await set({ offlineLimit: 50, timeZone: 'Indian/Reunion' });
  expect(watch.current.values).toMatchObject({ offlineLimit: 50, timeZone: 'Indian/Reunion' });
  await set(null);
  expect(watch.current.values).toMatchObject({ offlineLimit: 100, timeZone: null });
  expect(watch.current.sources.offlineLimit).toMatchObject({ source: 'environment' });
});

it('what waits for a restart is said once and not in force; taken back, it waits no more', async () => {
  const { watch, set } = machine();
  expect((await set({ hookPort: 0 })).changes).toEqual([{ applied: [], afterRestart: ['hookPort'] }]);
  expect(watch.current.values.hookPort).toBe(17_013);
  expect(watch.current.sources.hookPort.source).toBe('default');
  expect((await set({ hookPort: 0 })).changes).toEqual([]);
  expect((await set({ hookPort: 0, offlineLimit: 1 })).changes).toEqual([
    { applied: ['offlineLimit'], afterRestart: ['hookPort'] },
  ]);
  expect((await set({ offlineLimit: 1 })).changes).toEqual([{ applied: [], afterRestart: [] }]);
});

it.each([
  ['unreadable', 'unreadable', /EISDIR/],
  ['half written', '{"offlineLimit": 6', /JSON/],
  ['of an impossible value', { offlineLimit: 'soon' }, /offlineLimit/],
])('a policy that is %s changes nothing, and is said once', async (_, policy, words) => {
  const { watch, set } = machine({ offlineLimit: 60 });
  const { changes, faults } = await set(policy);
  expect(changes).toEqual([]);
  expect(faults).toEqual([expect.stringMatching(words)]);
  expect(watch.current.values.offlineLimit).toBe(60);
  expect((await set(policy)).faults).toEqual([]);
  expect((await set({ offlineLimit: 70 })).changes).toEqual([{ applied: ['offlineLimit'], afterRestart: [] }]);
  // Again, after it was well: said again.
  expect((await set(policy)).faults).toHaveLength(1);
});

it('a name that only a newer version knows is said, and the rest is taken up', async () => {
  const { watch, set } = machine();
  expect(await set({ offlineLimit: 60, ofTomorrow: 1 })).toMatchObject({
    changes: [{ applied: ['offlineLimit'] }],
    faults: [expect.stringContaining('ofTomorrow')],
  });
  expect(watch.current.values.offlineLimit).toBe(60);
});

it('a reader that breaks is a fault, never an end; a slow one is not asked twice', async () => {
  const time = new TestTime();
  const faults: string[] = [];
  let asked = 0;
  const answers = [Promise.reject(new Error('the registry is away')), new Promise<never>(() => {})];
  const watch = new SettingsWatch({
    settings: resolveSettings({ environment: {}, policy: null }),
    read: () => answers[asked++] ?? expect.unreachable(),
    timers: time,
    log: silent,
    onChange: () => expect.unreachable(),
    onFault: (words) => faults.push(words('en')),
  });
  await time.pass(60_000);
  expect({ faults, asked }).toEqual({ faults: ['the registry is away'], asked: 2 });
  watch.close();
  expect(watch.current.values.hookPort).toBe(17_013);
});
