import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '../diagnosis.ts';
import { type HookDiagnosis, hookSteps } from './diagnosis.ts';
import { TILL_FILE } from './discovery.ts';
import { Tokens } from './tokens.ts';

const url = 'http://127.0.0.1:17113';
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-diagnosis-'));
  write({});
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const path = () => join(dataDir, TILL_FILE);
function write(change: object) {
  const { till } = new Tokens();
  writeFileSync(path(), JSON.stringify({ url, token: till, pid: process.pid, version: '1', ...change }));
  // Whatever umask an agent of another test has left in this process.
  chmodSync(path(), 0o640);
}
const look = async (id: 'hook-port' | 'till-file', change: Partial<HookDiagnosis> = {}) => {
  const sources = { url, port: 17_113, wishedPort: 17_113, refusals: [], dataDir, tillGroup: null, ...change };
  const step = (await diagnose(hookSteps(sources), 'fr')).find((one) => one.id === id);
  expect(`${step?.finding}${step?.advice}`).not.toMatch(/\{\w+\}|undefined/);
  return step;
};

describe('the port', () => {
  it.each([
    ['as wished', 17_113],
    ['any', 0],
  ])('%s', async (_, wishedPort) => {
    expect(await look('hook-port', { wishedPort })).toMatchObject({ state: 'ok', finding: `L’agent répond à ${url}.` });
  });

  it('another than wished, and why', async () => {
    const refusals = [
      { port: 17_013, code: 'EADDRINUSE', text: '' },
      { port: 17_014, code: 'EACCES', text: '' },
    ] as const;
    expect(await look('hook-port', { wishedPort: 17_013, refusals })).toMatchObject({
      state: 'warning',
      finding: `L’agent répond à ${url}, et non sur le port 17013 : le port 17013 est tenu par un autre programme, le port 17014 est réservé par le système.`,
      advice: expect.stringContaining('till.json'),
    });
  });
});

describe('till.json', () => {
  it('is its owner’s where no group was named', async () => {
    expect(await look('till-file')).toMatchObject({
      state: 'ok',
      finding: expect.stringContaining('compte de l’agent'),
    });
  });

  it.each<[string, () => void, RegExp]>([
    ['is gone', () => rmSync(path()), /ENOENT/],
    ['is another agent’s', () => write({ pid: 1 }), /n’est pas celui de cet agent/],
    ['names another port', () => write({ url: 'http://127.0.0.1:1' }), /n’est pas celui de cet agent/],
    ['is no file of ours', () => writeFileSync(path(), 'hello'), /n’est pas celui de cet agent/],
  ])('%s', async (_, change, finding) => {
    change();
    expect(await look('till-file')).toMatchObject({ state: 'failed', finding: expect.stringMatching(finding) });
  });

  it.skipIf(process.platform === 'win32')('is read by the group that may, file and folder', async () => {
    const { gid } = statSync(path());
    const shared = (change: Partial<HookDiagnosis> = {}) =>
      look('till-file', { tillGroup: 'lgo', groupId: async () => gid, ...change });
    expect(await shared()).toMatchObject({ state: 'failed', finding: expect.stringContaining('groupe lgo') });
    chmodSync(dataDir, 0o710);
    expect(await shared()).toMatchObject({ state: 'ok', finding: expect.stringContaining('groupe lgo') });
    chmodSync(path(), 0o600);
    expect(await shared()).toMatchObject({ state: 'failed' });
    chmodSync(path(), 0o640);
    expect(await shared({ groupId: async () => null })).toMatchObject({ state: 'failed' });
    expect(await shared({ groupId: async () => gid + 1 })).toMatchObject({ state: 'failed' });
    expect(await shared({ groupId: async () => null, platform: 'win32' })).toMatchObject({ state: 'ok' });
  });
});
