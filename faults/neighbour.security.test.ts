/** Another account of the same machine and the folder of an agent that runs: root ignores permissions, so a real account asks. */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Running, start } from '../cli/cli.testkit.ts';
import { type Account, accountsPossible, makeAccount, withAccounts } from './account.testkit.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe.skipIf(!accountsPossible)(withAccounts('another account'), () => {
  let neighbour: Account;
  let folder: string;
  let data: string;
  let agent: Running;
  beforeAll(async () => {
    neighbour = makeAccount('n');
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
    neighbour.remove();
  });

  it('is a real one, and can go as far as the folder', () => {
    expect(neighbour.as('id', '-un').stdout.trim()).toBe(neighbour.name);
    expect(neighbour.as('ls', folder).stdout.trim()).toBe('data');
  });

  it('reads no token, key or database of it, and lists none', () => {
    const files = readdirSync(data);
    expect(files).toEqual(expect.arrayContaining(['hook.json', 'journal.db', 'register.db', 'desk.db']));
    expect(neighbour.as('ls', data).status).not.toBe(0);
    for (const file of files) {
      expect(neighbour.as('head', '-c', '1', join(data, file)), file).toMatchObject({ stdout: '' });
      expect(neighbour.as('test', '-w', join(data, file)).status, file).not.toBe(0);
    }
  });

  it('puts nothing there and takes nothing away', () => {
    expect(neighbour.as('touch', join(data, 'hook.json.new')).status).not.toBe(0);
    expect(neighbour.as('rm', '-f', join(data, 'hook.json')).status).not.toBe(0);
    expect(neighbour.as('mv', data, join(folder, 'elsewhere')).status).not.toBe(0);
    expect(readdirSync(data)).toContain('hook.json');
  });
});
