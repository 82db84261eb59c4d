/** Whom the library believes, tried from real accounts; needs root and useradd, since no account can play another. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { nativeBuild, nativeLack, startDriver } from './native.testkit.ts';

const root = process.geteuid?.() === 0 && spawnSync('useradd', ['--help']).status === 0;
const lack = nativeLack() ?? (root ? null : 'needs root and useradd');

describe.skipIf(lack !== null)(`the accounts of a machine${lack === null ? '' : ` (not tried: ${lack})`}`, () => {
  const [till, other] = [`vg${process.pid}t`, `vg${process.pid}o`];
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigilot-whom-'));
    chmodSync(folder, 0o1777);
    for (const user of [till, other]) execFileSync('useradd', ['--no-create-home', '--user-group', user]);
    execFileSync('chmod', ['-R', 'a+rX', await nativeBuild()]);
  });
  afterAll(() => {
    for (const user of [till, other]) spawnSync('userdel', [user]);
    rmSync(folder, { recursive: true });
  });

  /** A program of `user` that says allow to everything and keeps what it heard in a file. */
  async function serverOf(user: string) {
    const address = join(folder, `${user}.sock`);
    const heard = join(folder, `${user}.heard`);
    const script = `const [address, heard] = process.argv.slice(1);
      require('fs').writeFileSync(heard, '');
      require('net').createServer((s) => s.on('error', () => {}).on('data', (d) => {
        require('fs').appendFileSync(heard, d);
        s.end('{"id":"01J","verdict":"allow","message":"m"}\\n');
      })).listen(address, () => { require('fs').chmodSync(address, 0o777); console.log('ready'); });`;
    const child = spawn(
      'setpriv',
      ['--reuid', user, '--regid', user, '--clear-groups', process.execPath, '-e', script, address, heard],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child.stdout, 'data');
    return { address, heard: () => readFileSync(heard, 'utf8') };
  }

  async function askAs(user: string, address: string) {
    const { call, end } = await startDriver(user);
    onTestFinished(end);
    await call('configure', { address, timeout: 20_000 });
    return call('check', { scan: '3400930000014' });
  }

  it('another account’s program in the agent’s place is told nothing and believed nothing', async () => {
    const impostor = await serverOf(other);
    expect(await askAs(till, impostor.address)).toMatchObject({ verdict: 10, id: '', last: 4 });
    expect(impostor.heard()).toBe('');
  });

  it('an agent of the same account is believed, and so is root’s; a door that is shut to the account is told', async () => {
    const own = await serverOf(till);
    expect(await askAs(till, own.address)).toMatchObject({ verdict: 1, last: 0 });
    const roots = await serverOf('root');
    expect(await askAs(till, roots.address)).toMatchObject({ verdict: 1, last: 0 });
    expect(roots.heard()).toContain('3400930000014');
    chmodSync(roots.address, 0o600);
    expect(await askAs(till, roots.address)).toMatchObject({ verdict: 10, last: 3 });
  });
});
