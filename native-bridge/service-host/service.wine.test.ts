/**
 * The Windows service, installed and run by Wine: node.exe and the bundled core under the host in C, asked over HTTP from this
 * machine. Wine writes no event log, has no virtual accounts and keeps access lists loosely: what needs them is a checklist in
 * docs/deployment.md; the texts of events are seen on the host's console.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { holdersOf, Windows, wineMissing } from '../../installers/wine.testkit.ts';
import { buildTillClient, DATA, HOST as host, InstalledService, PROGRAMS } from './installed.testkit.ts';

const missing = wineMissing();
const SERVICE = 'VigilotAgent';
const PORT = 21_113;

describe.skipIf(missing !== null)(`the Windows service${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let windows: Windows;
  let service: InstalledService;
  let till: string;
  beforeAll(async () => {
    windows = await Windows.open();
    service = await InstalledService.unpack(windows, PORT);
    // As an administrator may have typed it.
    await service.set('DataDir', `${DATA}\\`);
    till = buildTillClient(windows.dir);
  });
  afterAll(() => windows?.close());

  const pack = { gtin: '03400930000014', lot: 'A123' };
  const status = () => service.status();
  const check = () => service.call<CheckAnswer>('POST', '/v1/checks', pack);
  const line = JSON.stringify(pack);

  it('is installed, and Windows told to start it again whenever it ends', async (context) => {
    const said = await windows.do(host, ['--install']);
    const recovery = (await windows.do(till, ['recovery'])).trim();
    if (recovery.startsWith('not kept')) {
      // It is installed all the same, and says what is missing.
      expect(said).toMatch(/^installed, but not to be started again: Windows \d+\n$/);
      context.skip(`not looked at: this Wine keeps no failure actions (${recovery})`);
    }
    expect(recovery).toBe('reset 86400, 1 after 5000, 1 after 30000, 1 after 60000, without a crash 1');
  });

  it('starts, and answers checks with what the registry says', async () => {
    await service.start();
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
    await service.stop();
    expect(windows.processes('node.exe')).toEqual([]);
    expect(holdersOf(service.data('register.db'))).toEqual([]);
    await expect(readFile(service.data('hook.json'))).rejects.toThrow(/ENOENT/);
  });

  it('a pipe that somebody else has is an alarm; the hook answers all the same', async () => {
    const thief = windows.run(till, ['hold'], { seconds: 60 });
    await until(() => windows.processes('till.exe')[0], { what: 'the thief' });
    await service.start();
    const alarm = await until(async () => (await status()).alarms.find(({ code }) => code === 'till-socket'));
    expect(alarm.text).toContain('another program has the pipe');
    expect((await check()).verdict).toBe('verify');
    for (const pid of windows.processes('till.exe')) process.kill(pid, 'SIGKILL');
    await thief;
    await service.stop();
  });

  /** Whom the pipe lets in beside SYSTEM, administrators and the service; rights in Wine's letters or in hexadecimal. */
  const guests = async () => {
    const list = (await windows.do(till, ['access'])).trim();
    const entries = [...list.matchAll(/\((\w+);[^;]*;([^;]*);;;([^)]*)\)/g)].map(([, kind, , who]) => `${kind} ${who}`);
    expect(entries.slice(0, 3), list).toEqual(['D NU', 'A SY', 'A BA']);
    expect(entries[3]).toMatch(/^A S-1-5-80-/);
    return entries.slice(4);
  };

  it('lets in at its pipe who is logged on and services, or the group that IT names, and of one it does not know nobody', async () => {
    await service.start();
    expect(await guests()).toEqual(['A IU', 'A SU']);
    await service.stop();
    await service.set('TillGroup', 'BUILTIN\\Users');
    await service.start();
    expect(await guests()).toEqual(['A BU']);
    expect((await windows.do(till, ['ask', line])).trim()).toContain('"verdict":"verify"');

    // A core that is started again reads another group; the pipe is the same.
    await service.set('TillGroup', 'S-1-5-21-1-2-3-1044');
    const [core] = windows.processes('node.exe');
    process.kill(core ?? 0, 'SIGKILL');
    await until(async () => ((await guests()).includes('A BU') ? undefined : true), { what: 'another group' });
    expect(await guests()).toEqual(['A S-1-5-21-1-2-3-1044']);
    await service.stop();

    await service.set('TillGroup', 'Nobody of that name');
    const console = windows.run(host, ['--console'], { seconds: 60 });
    await until(async () => (await status().catch(() => null))?.alarms.find(({ code }) => code === 'till-group'), {
      seconds: 40,
      what: 'an alarm',
    });
    expect(await guests()).toEqual([]);
    for (const pid of windows.processes('vigilot-service.exe')) process.kill(pid, 'SIGKILL');
    expect((await console).output).toMatch(/^event 105 .*Nobody of that name/m);
    await until(() => (windows.processes('node.exe').length === 0 ? true : undefined), { what: 'the end of the core' });
    await service.unset('TillGroup');
  });

  it('leaves nothing in an event that the Event Viewer would fill in', async () => {
    await service.set('DataDir', '\\\\server\\%1%%2');
    // Wine writes no event log, but shows what it was to hold.
    const { output } = await windows.run(host, ['--console'], { environment: { WINEDEBUG: '-all,err+eventlog' } });
    await service.set('DataDir', DATA);
    expect(output).toContain('ReportEventW L"\\\\\\\\server\\\\% 1% % 2"');
    expect(output).toMatch(/^event 104 .*\\\\server\\%1%%2/m);
  });

  it('refuses a data folder that is not on a disk of this machine, and says so', async () => {
    await service.set('DataDir', '\\\\server\\share');
    const { status, output } = await windows.run(host, ['--console']);
    await service.set('DataDir', DATA);
    expect([status, output]).toEqual([
      104,
      expect.stringMatching(/^event 104 .*\\\\server\\share (is refused|est refusé)/),
    ]);
  });

  it('enrols with the token that was left for it, deletes that, and blocks what the portal recalls', async () => {
    const shop = await Shop.open();
    onTestFinished(() => shop.close());
    await service.enrol(shop);
    expect(existsSync(service.data('enrolment-token'))).toBe(false);
    expect((await status()).keyProtection).toMatchObject({ by: 'dpapi-machine', locked: false });
    expect(await readFile(service.data('identity.json'), 'utf8')).not.toContain('"d":');
    await shop.portal.publish(recallDraft('R-1', pack.gtin, [pack.lot]));
    await until(async () => ((await check()).verdict === 'block' ? true : undefined), {
      seconds: 30,
      what: 'the block',
    });
    expect((await windows.do(till, ['ask', line])).trim()).toContain('"verdict":"block"');
    await service.stop();
  });

  it('starts with Windows', async () => {
    await windows.restart();
    await windows.serviceIs(SERVICE, 'RUNNING');
    // Its key was unsealed, and the recall is on its disk.
    expect((await check()).verdict).toBe('block');
  });
});
