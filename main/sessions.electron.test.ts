/** Who serves this machine, and for whom: the packaged application in the sessions of two accounts of their own. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { AgentConnection, readDiscovery } from '../agent/hook/client.ts';
import type { StatusAnswer } from '../agent/hook/schemas.ts';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { bundledMain } from '../cli/bundle.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { freePort } from '../fixtures/demo/places.ts';
import { say } from '../protocol/messages/index.ts';
import { Desktop, electronDist, openDisplay } from './electron.testkit.ts';
import { programIn } from './package/place.ts';

const dist = electronDist();
const lacks =
  dist === null
    ? 'no Electron here (npx install-electron)'
    : process.geteuid?.() !== 0 ||
        spawnSync('useradd', ['--help']).status !== 0 ||
        spawnSync('setpriv', ['-V']).status !== 0
      ? 'needs root, useradd and setpriv, since no account can play another'
      : null;

/** An account of this machine, and a home for it. */
interface Account {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

describe.skipIf(lacks !== null)(lacks === null ? 'sessions' : `sessions: not run, ${lacks}`, () => {
  const tag = `vs${process.pid}`;
  const group = `${tag}g`;
  const accounts: Account[] = [];
  let shop: Shop;
  let xvfb: ChildProcess;
  let display: string;
  let place: string;

  beforeAll(async () => {
    ({ display, xvfb } = await openDisplay(['-ac']));
    shop = await Shop.open();
    place = mkdtempSync(join(tmpdir(), 'vigilot-sessions-'));
    chmodSync(place, 0o755);
    execFileSync('groupadd', [group]);
    for (const name of [`${tag}a`, `${tag}b`]) {
      execFileSync('useradd', ['--no-create-home', '--shell', '/usr/sbin/nologin', '--groups', group, name]);
      const uid = Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }));
      const home = join(place, name);
      mkdirSync(home, { mode: 0o700 });
      chownSync(home, uid, uid);
      accounts.push({ name, uid, home });
      expect(as(name, 'test', '-r', bundledMain)).toBe(0);
    }
  });
  afterAll(async () => {
    await shop?.close();
    xvfb?.kill();
    for (const { name } of accounts) spawnSync('userdel', [name]);
    spawnSync('groupdel', [group]);
    rmSync(place, { recursive: true, force: true });
  });

  const credentials = (name: string) => [`--reuid=${name}`, `--regid=${name}`, '--init-groups', '--'];
  /** The status of a command as that account. */
  const as = (name: string, ...command: string[]) => spawnSync('setpriv', [...credentials(name), ...command]).status;
  const account = (index: 0 | 1): Account => {
    const found = accounts[index];
    if (found === undefined) throw new Error('no account was made');
    return found;
  };
  const environmentOf = ({ home, name }: Account, settings: Readonly<Record<string, string>>) => ({
    HOME: home,
    USER: name,
    LOGNAME: name,
    XDG_CONFIG_HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: home,
    DISPLAY: display,
    ...settings,
  });
  /** A folder whose program is the application as that account. */
  const programOf = ({ name }: Account) => {
    const dir = join(place, `app-${name}`);
    mkdirSync(dir, { recursive: true });
    const words = [...credentials(name), programIn(inject('packaged')?.driven ?? '', 'linux')].map(
      (word) => `'${word}'`,
    );
    writeFileSync(programIn(dir, 'linux'), `#!/bin/sh\nexec setpriv ${words.join(' ')} "$@"\n`, { mode: 0o755 });
    return dir;
  };
  const start = async (session: Account, settings: Readonly<Record<string, string>>) => {
    const desktop = await Desktop.start('', programOf(session), session.home, environmentOf(session, settings));
    onTestFinished(() => desktop.quit());
    return desktop;
  };
  /** Settings of a workstation that is to enrol. */
  const newPlace = async () => {
    const path = `/v1/officines/${shop.officine}/enrolment-tokens`;
    const { token } = (await shop.portal.call('operator', 'POST', path, {})) as { token: string };
    return { VIGILOT_PORTAL_URL: shop.portal.url, VIGILOT_ENROLMENT_TOKEN: token };
  };
  const fresh = ({ home }: Account) => rmSync(join(home, 'state'), { recursive: true, force: true });
  const publish = (reference: string, n: number) =>
    shop.portal.publish(recallDraft(reference, testGtin(n), ['A1'], { reportQuantities: false }));

  test('while a session serves the machine, another says whose it is, claims nothing, and takes over when it ends', async () => {
    const [anne, bruno] = [account(0), account(1)];
    const port = { VIGILOT_HOOK_PORT: String(await freePort(randomInt(20_000, 32_768))) };
    const first = await start(anne, { ...port, ...(await newPlace()) });
    await first.tray('ready');
    expect(first.last('own')).toBe(true);
    const entry = join(anne.home, 'autostart/vigilot.desktop');
    await until(() => (existsSync(entry) ? true : undefined), { what: 'the entry that starts it with the session' });
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".*\/vigilot" --hidden$/m);
    const second = await start(bruno, { ...port, ...(await newPlace()) });
    const cause = say('fr', 'tray.holder.account', { account: anne.name });
    expect(await second.tray('stopped')).toBe(say('fr', 'tray.elsewhere', { cause }));
    // Its own would have been started by now: it looks every second.
    await until(() => (second.lines.length > 0 ? true : undefined));
    expect(second.lines.filter((line) => 'core' in line)).toEqual([]);
    expect(as(bruno.name, 'cat', join(anne.home, 'state/vigilot/hook.json'))).not.toBe(0);
    await first.quit();
    await second.tray('ready');
    expect(second.last('own')).toBe(true);
    expect(second.last('url')).toBe(`http://127.0.0.1:${port.VIGILOT_HOOK_PORT}`);
    for (const one of [anne, bruno]) fresh(one);
  });

  test('a session joins the service of another account through desk.json, and reads nothing else of it', async () => {
    const [service, person] = [account(0), account(1)];
    const dataDir = join(service.home, 'service');
    chmodSync(service.home, 0o711);
    const program = spawn('setpriv', [...credentials(service.name), process.execPath, bundledMain, 'agent'], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        ...environmentOf(service, {
          VIGILOT_DATA_DIR: dataDir,
          VIGILOT_HOOK_PORT: '0',
          VIGILOT_HEADLESS: 'false',
          VIGILOT_DESK_GROUP: group,
          ...(await newPlace()),
        }),
      },
    });
    onTestFinished(async () => {
      if (program.exitCode === null && program.kill('SIGTERM')) await once(program, 'exit');
    });
    const desktop = await start(person, { VIGILOT_DATA_DIR: dataDir });
    await until(() => (desktop.lines.some(({ msg }) => msg === 'joined') ? true : undefined), { seconds: 30 });
    expect(desktop.last('own')).toBe(false);
    const { id } = await publish('R-401', 401);
    const [page] = await desktop.windows(1);
    if (page === undefined) throw new Error('no window');
    await page.getByRole('alertdialog').waitFor();
    await page.getByLabel(say('fr', 'desk.popup.operator')).focus();
    await page.keyboard.type('Bruno Carré', { delay: 120 });
    await page.keyboard.press('Enter').catch((error: Error) => {
      if (!/has been closed/.test(error.message)) throw error;
    });
    await until(
      async () => {
        const seen = (await shop.portal.call('authority', 'GET', `/v1/bulletins/${id}/tracking`)) as {
          acknowledged: number;
        };
        return seen.acknowledged === 1 ? true : undefined;
      },
      { what: 'the acknowledgement' },
    );
    await desktop.tray('ready');
    const readable = readdirSync(dataDir).filter((name) => as(person.name, 'test', '-r', join(dataDir, name)) === 0);
    expect(readable).toEqual(['desk.json']);
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['hook.json', 'till.json', 'desk.db', 'register.db']));
    expect(as(person.name, 'ls', dataDir)).not.toBe(0);
    fresh(person);
  });

  test('an agent that hangs is said to, left alone, and ready again when it answers; waking makes the link anew', async () => {
    const person = account(0);
    const desktop = await start(person, { VIGILOT_HOOK_PORT: '0', ...(await newPlace()) });
    // What the tests before published comes to this workstation too.
    await desktop.tray('recall');
    const pid = desktop.last('agent') ?? expect.unreachable();
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => {
      spawnSync('kill', ['-CONT', String(pid)]);
    });
    await desktop.tray('stopped');
    await until(() => (desktop.last('tooltip') === say('fr', 'tray.silent') ? true : undefined), { seconds: 20 });
    process.kill(pid, 'SIGCONT');
    await desktop.tray('recall');
    expect(desktop.last('agent')).toBe(pid);

    const agent = await AgentConnection.open(await readDiscovery(join(person.home, 'state/vigilot'), 'admin'));
    onTestFinished(() => agent.close());
    const since = async () => (await agent.call('GET', '/v1/status')).json<StatusAnswer>().link;
    const before = await until(async () => {
      const link = await since();
      return link.state === 'connected' ? link : undefined;
    });
    await desktop.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await until(async () => {
      const link = await since();
      return link.state === 'connected' && link.since !== before.since ? true : undefined;
    });

    // One tray a session: the second start ends, and shows the desk of the first.
    await desktop.windows(1);
    const again = spawn(programIn(programOf(person), 'linux'), ['--no-sandbox', '--disable-gpu'], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, ...environmentOf(person, {}) },
    });
    expect(await once(again, 'exit')).toEqual([0, null]);
    await desktop.windows(2);
    fresh(person);
  });
});
