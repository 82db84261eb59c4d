/** Another account of the same machine and the folder of an agent that runs: root ignores permissions, so a real account asks. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Running, start } from '../cli/cli.testkit.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const possible = process.geteuid?.() === 0 && spawnSync('useradd', ['--help']).status === 0;
const title = possible ? 'another account' : 'another account (not tried: needs root and useradd)';

describe.skipIf(!possible)(title, () => {
  const user = `vgn${process.pid}`;
  let folder: string;
  let data: string;
  let agent: Running;
  beforeAll(async () => {
    execFileSync('useradd', ['--no-create-home', '--shell', '/usr/sbin/nologin', user]);
    folder = mkdtempSync(join(tmpdir(), 'vigilot-neighbour-'));
    // The way to the data folder is open: what it keeps, it keeps by itself.
    chmodSync(folder, 0o755);
    data = join(folder, 'data');
    agent = start(['agent', '--hook-port', '0', '--log-level', 'silent', '--data-dir', data, '--json']);
    await agent.ready;
  });
  afterAll(async () => {
    await agent.stop();
    rmSync(folder, { recursive: true, force: true });
    spawnSync('userdel', [user]);
  });

  const as = (...command: string[]) =>
    spawnSync('setpriv', ['--reuid', user, '--regid', user, '--clear-groups', ...command], { encoding: 'utf8' });

  it('is a real one, and can go as far as the folder', () => {
    expect(as('id', '-un').stdout.trim()).toBe(user);
    expect(as('ls', folder).stdout.trim()).toBe('data');
  });

  it('reads no token, key or database of it, and lists none', () => {
    const files = readdirSync(data);
    expect(files).toEqual(expect.arrayContaining(['hook.json', 'journal.db', 'register.db', 'desk.db']));
    expect(as('ls', data).status).not.toBe(0);
    for (const file of files) {
      expect(as('head', '-c', '1', join(data, file)), file).toMatchObject({ stdout: '' });
      expect(as('test', '-w', join(data, file)).status, file).not.toBe(0);
    }
  });

  it('puts nothing there and takes nothing away', () => {
    expect(as('touch', join(data, 'hook.json.new')).status).not.toBe(0);
    expect(as('rm', '-f', join(data, 'hook.json')).status).not.toBe(0);
    expect(as('mv', data, join(folder, 'elsewhere')).status).not.toBe(0);
    expect(readdirSync(data)).toContain('hook.json');
  });
});
