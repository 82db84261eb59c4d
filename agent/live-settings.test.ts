/** Each setting of the agent's that says so is taken up by one that runs: IT writes a policy, and what it does changes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../cli/processes.testkit.ts';
import { systemClock } from './clock.ts';
import { ask } from './hook/ask.testkit.ts';
import { HostilePortal, recallOf } from './link/hostile-portal.testkit.ts';
import { openProxy } from './link/proxy.testkit.ts';
import { TestTime } from './link/time.testkit.ts';
import { policyFile } from './policy/policy-file.ts';
import { agentSettings, resolveSettings } from './policy/settings.ts';
import { runAgent } from './run.ts';
import { testGtin } from './verdict/verdict.testkit.ts';

/** All clocks of the agent, ahead of the machine's by as much as a test says. */
const ahead = { ms: 0 };
const clock = {
  wall: () => systemClock.wall() + ahead.ms,
  monotonic: () => systemClock.monotonic() + ahead.ms,
  boot: () => systemClock.boot() + ahead.ms,
};

async function workstation(
  environment: Readonly<Record<string, string>> = {},
  prepare: (portal: HostilePortal) => void = () => {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-live-'));
  const policy = join(folder, 'policy.json');
  const dataDir = join(folder, 'data');
  const umask = process.umask();
  ahead.ms = 0;
  const time = new TestTime();
  const events: string[] = [];
  const portal = await HostilePortal.open(clock);
  prepare(portal);
  const given = {
    VIGILOT_DATA_DIR: dataDir,
    VIGILOT_CONFIG: join(folder, 'config.json'),
    VIGILOT_HOOK_PORT: '0',
    VIGILOT_PORTAL_URL: portal.url,
    VIGILOT_ENROLMENT_TOKEN: portal.token,
    VIGILOT_LOG_LEVEL: 'silent',
    ...environment,
  };
  writeFileSync(given.VIGILOT_CONFIG, '{}');
  const agent = await runAgent({
    readSettings: async () => resolveSettings({ environment: given, policy: policyFile(policy) }),
    system: {
      eventLog: () => ({ write: async (severity, text) => void events.push(`${severity}: ${text}`) }),
      tillSocket: () => expect.unreachable(),
    },
    own: { clock, timers: time },
  });
  onTestFinished(async () => {
    await agent.close();
    await portal.close();
    process.umask(umask);
    rmSync(folder, { recursive: true });
  });
  return {
    agent,
    portal,
    events,
    dataDir,
    ask: <T>(method: string, path: string, body?: unknown) => ask<T>(dataDir, method, path, body),
    /** IT writes that policy, and the quarter of a minute passes after which it is read. */
    set: async (values: object | string) => {
      writeFileSync(policy, typeof values === 'string' ? values : JSON.stringify(values));
      await time.pass(15_000);
    },
    live: async () => {
      const connection = portal.open.at(-1) ?? (await portal.connection());
      await until(async () => {
        const { feed } = await ask<{ feed: { state: string } }>(dataDir, 'GET', '/v1/status');
        return feed.state === 'live' || undefined;
      });
      return connection;
    },
  };
}

type Check = { verdict: string; reasons: Array<{ code: string }> };
const codes = ({ reasons }: Check) => reasons.map(({ code }) => code);
const dayIn = (timeZone: string) =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(clock.wall());

const taken: Partial<Record<keyof typeof agentSettings, () => Promise<void>>> = {
  language: async () => {
    const { agent, set, events } = await workstation({ VIGILOT_EVENT_LOG: 'true' });
    await set({ language: 'en' });
    await agent.close();
    expect([events.at(0), events.at(-1)]).toEqual([
      expect.stringContaining('démarré'),
      expect.stringContaining('stopped'),
    ]);
  },
  eventLog: async () => {
    const { agent, set, events } = await workstation();
    expect(events).toEqual([]);
    await set({ eventLog: true });
    await set('{"half');
    // In the language of the rest of the sentence.
    expect(events).toEqual([expect.stringMatching(/^error: .*Stratégie machine illisible.*JSON/)]);
    await set({ eventLog: false });
    await agent.close();
    expect(events).toHaveLength(1);
  },
  logLevel: async () => {
    const { set, dataDir } = await workstation();
    const log = join(dataDir, 'logs/agent.log');
    const said = async (what: string) => (await readFile(log, 'utf8')).includes(what) || undefined;
    await set({ offlineLimit: 1 });
    await set({ offlineLimit: 1, logLevel: 'info' });
    await set({ offlineLimit: 2, logLevel: 'info' });
    await until(() => said('"applied":["offlineLimit"]'));
    await set({ offlineLimit: 3, logLevel: 'silent' });
    await set({ offlineLimit: 4, logLevel: 'silent', hookPort: 1 });
    await set({ offlineLimit: 4, logLevel: 'info', hookPort: 2 });
    await set({ offlineLimit: 5, logLevel: 'info', hookPort: 2, tillGroup: 'tills' });
    await until(() => said('"afterRestart":["hookPort","tillGroup"]'));
    expect(await said('"afterRestart":["hookPort"]')).toBeUndefined();
  },
  timeZone: async () => {
    const { set, ask } = await workstation({ VIGILOT_TIME_ZONE: 'Pacific/Pago_Pago' });
    const expiry = dayIn('Pacific/Pago_Pago').slice(2).replaceAll('-', '');
    const scan = `(01)${testGtin(7)}(17)${expiry}(10)A1`;
    expect(codes(await ask<Check>('POST', '/v1/checks', { scan }))).not.toContain('pack-expired');
    // 25 hours further east: it is tomorrow there, whatever the hour.
    await set({ timeZone: 'Pacific/Kiritimati' });
    expect(codes(await ask<Check>('POST', '/v1/checks', { scan }))).toContain('pack-expired');
  },
  offlineLimit: async () => {
    const { set, ask, live, portal } = await workstation();
    await live();
    await portal.close();
    ahead.ms += 3_600_000;
    const check = { gtin: testGtin(7), lot: 'A1' };
    const stale = { reasons: [{ code: 'feed-stale' }] };
    expect(await ask('POST', '/v1/checks', check)).toMatchObject({ verdict: 'allow', ...stale });
    await set({ offlineLimit: 60 });
    expect(await ask('POST', '/v1/checks', check)).toMatchObject({ verdict: 'verify', ...stale });
  },
  proxy: async () => {
    const { set, portal } = await workstation({ VIGILOT_PORTAL_URL: 'https://portail.test' });
    const proxy = await openProxy(Number(new URL(portal.url).port));
    await set({ proxy: proxy.url });
    await until(async () => proxy.asked[0]);
    expect(proxy.asked[0]).toBe('portail.test:443');
    // A connection that stands is made anew, so that IT sees at once whether the new way leads anywhere.
    const connected = await workstation();
    const before = await connected.live();
    const next = connected.portal.connection();
    await connected.set({ proxy: proxy.url });
    expect(await next).not.toBe(before);
  },
  headless: async () => {
    const { set, ask, live, portal } = await workstation({ VIGILOT_HEADLESS: 'true' });
    const before = await live();
    const recall = recallOf('A1');
    await portal.publish({ bulletin: recall });
    const shown = () => ask('POST', `/v1/bulletins/${recall.id}/display`, { revision: 1 });
    await until(async () => shown().catch(() => undefined));
    expect(await shown()).toMatchObject({ recorded: false });
    const next = portal.connection();
    await set({ headless: false });
    expect([before.hello?.headless, (await (await next).heard('hello')).headless]).toEqual([true, false]);
    expect(await shown()).toMatchObject({ recorded: true });
  },
  workstationName: async () => {
    const names: unknown[] = [];
    const { agent, set } = await workstation({ VIGILOT_WORKSTATION_NAME: 'Comptoir 1' }, (portal) => {
      portal.enrolmentAnswer = (honest) => {
        names.push((honest as { workstation: { name: string } }).workstation.name);
        return { status: 503, body: '{}' };
      };
    });
    await until(async () => names[0]);
    await set({ workstationName: 'Comptoir 2' });
    await until(async () => {
      agent.wake();
      return names.find((name) => name !== 'Comptoir 1');
    });
    expect(names).toContain('Comptoir 2');
  },
  journalRetentionDays: async () => {
    const { set, ask } = await workstation();
    const alarms = async () => (await ask<{ alarms: unknown[] }>('GET', '/v1/status')).alarms;
    await set('{"half');
    expect(await alarms()).toHaveLength(1);
    ahead.ms += 3 * 24 * 3_600_000;
    await set({ journalRetentionDays: 1 });
    await until(async () => (await alarms()).length === 0 || undefined);
  },
};

test.each(Object.entries(taken))('%s', (_, act) => act());

test('every setting that says so is tried, here or where the desktop application takes it up', () => {
  const live = Object.entries(agentSettings).filter(([, definition]) => 'live' in definition);
  const elsewhere = ['autostart', 'allowQuit', 'updates', 'updateUrl'];
  expect(live.map(([name]) => name).sort()).toEqual([...Object.keys(taken), ...elsewhere].sort());
});
