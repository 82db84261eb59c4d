/**
 * The Windows service, installed and run by Wine: node.exe and the bundled core under the host in C, asked over HTTP from this
 * machine. Wine writes no event log and has no virtual accounts: what needs them is a checklist in docs/deployment.md.
 */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentConnection, readDiscovery } from '../../agent/hook/client.ts';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { until } from '../../cli/processes.testkit.ts';
import { releaseFolder } from '../../installers/service/build.ts';
import { holdersOf, Windows, wineMissing } from '../../installers/wine.testkit.ts';

const missing = wineMissing();
const SERVICE = 'VigilotAgent';
const PORT = 21_113;
const PROGRAMS = 'C:\\Program Files\\Vigilot';
const DATA = 'C:\\ProgramData\\Vigilot';

describe.skipIf(missing !== null)(`the Windows service${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let windows: Windows;
  beforeAll(async () => {
    windows = await Windows.open();
    await cp(releaseFolder('win32'), windows.path(PROGRAMS), { recursive: true });
    await windows.setRegistry('HKLM\\Software\\Vigilot', 'HookPort', PORT);
  });
  afterAll(() => windows?.close());

  const host = `${PROGRAMS}\\service\\vigilot-service.exe`;
  const ask = async (): Promise<CheckAnswer> => {
    const connection = await AgentConnection.open(await readDiscovery(windows.path(DATA), 'admin'));
    try {
      const answer = await connection.call('POST', '/v1/checks', { body: { gtin: '03400930000014', lot: 'A123' } });
      expect(answer.status).toBe(200);
      return answer.json<CheckAnswer>();
    } finally {
      connection.close();
    }
  };

  it('is installed, starts, and answers checks', async () => {
    await windows.do(host, ['--install']);
    await windows.do('sc', ['start', SERVICE]);
    await windows.serviceIs(SERVICE, 'RUNNING');
    expect((await ask()).verdict).toBe('verify');
  });

  it('starts its core again after a crash', async () => {
    const [core] = windows.processes('node.exe');
    process.kill(core ?? 0, 'SIGKILL');
    const again = await until(() => windows.processes('node.exe').find((pid) => pid !== core), { what: 'a new core' });
    expect(again).not.toBe(core);
    await until(async () => (await ask()).verdict, { seconds: 60, what: 'an answer' });
    expect(await windows.service(SERVICE)).toBe('RUNNING');
  });

  it('stops, and lets go of its files', async () => {
    await windows.do('sc', ['stop', SERVICE]);
    await windows.serviceIs(SERVICE, 'STOPPED');
    expect(windows.processes('node.exe')).toEqual([]);
    expect(holdersOf(join(windows.path(DATA), 'register.db'))).toEqual([]);
    await expect(readFile(join(windows.path(DATA), 'hook.json'))).rejects.toThrow(/ENOENT/);
  });

  it('starts with Windows', async () => {
    await windows.restart();
    await windows.serviceIs(SERVICE, 'RUNNING');
    expect((await ask()).feed.state).toBe('unsynced');
  });
});
