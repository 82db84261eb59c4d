/**
 * The Windows service, installed and run by Wine: node.exe and the bundled core under the host in C, asked over HTTP from this
 * machine. Wine writes no event log, has no virtual accounts and keeps access lists loosely: what needs them is a checklist in
 * docs/deployment.md; the texts of events are seen on the host's console.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../agent/hook/ask.testkit.ts';
import type { CheckAnswer, StatusAnswer } from '../../agent/hook/schemas.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { releaseFolder } from '../../installers/service/build.ts';
import { holdersOf, Windows, wineMissing } from '../../installers/wine.testkit.ts';

const missing = wineMissing();
const SERVICE = 'VigilotAgent';
const PORT = 21_113;
const PROGRAMS = 'C:\\Program Files\\Vigilot';
const DATA = 'C:\\ProgramData\\Vigilot';
const KEY = 'HKLM\\Software\\Vigilot';

describe.skipIf(missing !== null)(`the Windows service${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let windows: Windows;
  let till: string;
  beforeAll(async () => {
    windows = await Windows.open();
    await cp(releaseFolder('win32'), windows.path(PROGRAMS), { recursive: true });
    await windows.setRegistry(KEY, 'HookPort', PORT);
    // As an administrator may have typed it.
    await windows.setRegistry(KEY, 'DataDir', `${DATA}\\`);
    till = join(windows.dir, 'till.exe');
    const source = join(import.meta.dirname, 'till-client.testkit.c');
    execFileSync('x86_64-w64-mingw32-gcc', ['-Wall', '-Wextra', '-Werror', '-o', till, source]);
  });
  afterAll(() => windows?.close());

  const host = `${PROGRAMS}\\service\\vigilot-service.exe`;
  const data = (name: string) => join(windows.path(DATA), name);
  const call = <T>(method: string, path: string, body?: object) => ask<T>(windows.path(DATA), method, path, body);
  const pack = { gtin: '03400930000014', lot: 'A123' };
  const status = () => call<StatusAnswer>('GET', '/v1/status');
  const check = () => call<CheckAnswer>('POST', '/v1/checks', pack);
  const line = JSON.stringify(pack);
  const start = async () => {
    // On a busy machine Wine gives up waiting for the service before the service does.
    await windows.run('sc', ['start', SERVICE]);
    await windows.serviceIs(SERVICE, 'RUNNING');
  };
  const stop = async () => {
    await windows.do('sc', ['stop', SERVICE]);
    await windows.serviceIs(SERVICE, 'STOPPED');
  };

  it('is installed, starts, and answers checks with what the registry says', async () => {
    await windows.do(host, ['--install']);
    await start();
    expect((await check()).verdict).toBe('verify');
    const { settings, alarms } = await status();
    // Also: till.json and desk.json were given to their groups, and the pipe is open.
    expect(alarms).toEqual([]);
    expect(settings.find(({ name }) => name === 'hookPort')?.where).toBe('HKEY_LOCAL_MACHINE\\Software\\Vigilot');
  });

  it('answers the command line of its administrators', async () => {
    const { status, output } = await windows.run(`${PROGRAMS}\\bin\\vigilot.cmd`, ['check', pack.gtin, '--json']);
    expect(status, output).toBe(10);
  });

  it('answers tills at its pipe, line after line, and turns away who says too much', async () => {
    const answers = (await windows.do(till, ['ask', line, '{"gtin":"1"}', line])).trim().split('\n');
    expect(answers.map((text) => JSON.parse(text))).toMatchObject([
      { verdict: 'verify', pack: { gtin: pack.gtin } },
      { type: 'request-invalid' },
      { verdict: 'verify' },
    ]);
    expect((await windows.do(till, ['flood'])).trim()).toBe('turned away');
    expect((await windows.do(till, ['ask', line])).trim()).toContain('"verdict":"verify"');
  });

  it('leaves no instance of its pipe to anybody else', async () => {
    const { status, output } = await windows.run(till, ['hold'], { seconds: 10 });
    expect([status, output.trim()]).toEqual([1, expect.stringMatching(/^not made: (5|231)$/)]);
  });

  it('starts its core again after a crash', async () => {
    const [core] = windows.processes('node.exe');
    process.kill(core ?? 0, 'SIGKILL');
    await until(() => windows.processes('node.exe').find((pid) => pid !== core), { what: 'a new core' });
    await until(async () => (await check()).verdict, { seconds: 60, what: 'an answer' });
    expect(await windows.service(SERVICE)).toBe('RUNNING');
    expect((await windows.do(till, ['ask', line])).trim()).toContain('"verdict":"verify"');
  });

  it('stops, and lets go of its files', async () => {
    await stop();
    expect(windows.processes('node.exe')).toEqual([]);
    expect(holdersOf(data('register.db'))).toEqual([]);
    await expect(readFile(data('hook.json'))).rejects.toThrow(/ENOENT/);
  });

  it('a pipe that somebody else has is an alarm; the hook answers all the same', async () => {
    const thief = windows.run(till, ['hold'], { seconds: 60 });
    await until(() => windows.processes('till.exe')[0], { what: 'the thief' });
    await start();
    const alarm = await until(async () => (await status()).alarms.find(({ code }) => code === 'till-socket'));
    expect(alarm.text).toContain('another program has the pipe');
    expect((await check()).verdict).toBe('verify');
    for (const pid of windows.processes('till.exe')) process.kill(pid, 'SIGKILL');
    await thief;
    await stop();
  });

  it('refuses a data folder that is not on a disk of this machine, and says so', async () => {
    await windows.setRegistry(KEY, 'DataDir', '\\\\server\\share');
    const { status, output } = await windows.run(host, ['--console']);
    await windows.setRegistry(KEY, 'DataDir', DATA);
    expect([status, output]).toEqual([
      104,
      expect.stringMatching(/^event 104 .*\\\\server\\share (is refused|est refusé)/),
    ]);
  });

  it('enrols with the token that was left for it, deletes that, and blocks what the portal recalls', async () => {
    const shop = await Shop.open();
    onTestFinished(() => shop.close());
    const path = `/v1/officines/${shop.officine}/enrolment-tokens`;
    const { token } = (await shop.portal.call('operator', 'POST', path, {})) as { token: string };
    await writeFile(data('enrolment-token'), token);
    await windows.setRegistry(KEY, 'PortalUrl', shop.portal.url);
    await start();
    await until(async () => ((await status()).feed.state === 'live' ? true : undefined), {
      seconds: 30,
      what: 'the feed',
    });
    expect(existsSync(data('enrolment-token'))).toBe(false);
    expect((await status()).keyProtection).toMatchObject({ by: 'dpapi-machine', locked: false });
    expect(await readFile(data('identity.json'), 'utf8')).not.toContain('"d":');
    await shop.portal.publish(recallDraft('R-1', pack.gtin, [pack.lot]));
    await until(async () => ((await check()).verdict === 'block' ? true : undefined), {
      seconds: 30,
      what: 'the block',
    });
    expect((await windows.do(till, ['ask', line])).trim()).toContain('"verdict":"block"');
    await stop();
  });

  it('starts with Windows', async () => {
    await windows.restart();
    await windows.serviceIs(SERVICE, 'RUNNING');
    // Its key was unsealed, and the recall is on its disk.
    expect((await check()).verdict).toBe('block');
  });
});
