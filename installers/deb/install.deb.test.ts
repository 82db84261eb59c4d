/**
 * The package as an administrator meets it: installed by dpkg on this machine, the agent run under its account, upgraded, removed,
 * purged. Needs root and a Debian without a Vigilot; says why where it is not run.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../cli/processes.testkit.ts';
import { buildService } from '../service/build.ts';
import { expectAccounted, expectDescribed } from '../supply/bom.testkit.ts';
import { accompany } from '../supply/release.ts';
import { sourceOf } from '../supply/source.ts';
import { buildDeb } from './build.ts';

const ACCOUNTS = ['vigilot', 'vigilot-till', 'vigilot-desk'];
const DATA = '/var/lib/vigilot';
const root = join(import.meta.dirname, '../..');

/** Why it cannot be tried here; null where it can. */
function missing(): string | null {
  if (process.getuid?.() !== 0) return 'not root';
  if (spawnSync('dpkg-deb', ['--version']).error) return 'no dpkg-deb here';
  const there = [DATA, '/etc/vigilot', '/opt/vigilot'].find((path) => existsSync(path));
  if (there !== undefined) return `${there} is here: a Vigilot of somebody’s is not touched`;
  if (spawnSync('getent', ['passwd', 'vigilot']).status === 0) return 'there is an account vigilot already';
  return null;
}
const why = missing();

const run = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
};
/** What dpkg knows of the package; empty where it knows none. */
const record = () => spawnSync('dpkg-query', ['--status', 'vigilot'], { encoding: 'utf8' }).stdout;
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const ownerOf = (path: string) => run('stat', '-c', '%U:%G', path).trim();

/** The agent as the unit starts it, by hand: no systemd runs where tests do. */
async function withAgent<T>(work: (url: string) => Promise<T>): Promise<T> {
  const program = spawn(
    'runuser',
    ['-u', 'vigilot', '--', '/usr/bin/vigilot', 'agent', '--data-dir', DATA, '--hook-port', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH } },
  );
  const ended = new Promise((resolve) => program.once('exit', resolve));
  let said = '';
  program.stdout.on('data', (text) => {
    said += text;
  });
  try {
    const { url, pid } = await until(() => (said.includes('\n') ? JSON.parse(said) : undefined), { seconds: 40 });
    try {
      return await work(url);
    } finally {
      process.kill(pid, 'SIGTERM');
    }
  } finally {
    await ended;
  }
}
const tokenIn = (file: string): string => JSON.parse(readFileSync(join(DATA, file), 'utf8')).token;
const check = async (url: string) => {
  const response = await fetch(`${url}/v1/checks`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tokenIn('till.json')}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ gtin: '03400930000014', lot: 'A123', expiry: '2027-03-31' }),
  });
  return { status: response.status, answer: (await response.json()) as { verdict?: string; id?: string } };
};

describe.skipIf(why !== null)(`the package${why === null ? '' : ` (not tried: ${why})`}`, () => {
  let dir: string;
  let deb: string;
  let newer: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vigilot-deb-'));
    const release = await buildService('linux');
    const options = { release, folder: dir, epoch: 1_790_000_000 };
    deb = buildDeb({ ...options, version: '0.1.0' });
    newer = buildDeb({ ...options, version: '0.1.1' });
  });
  afterAll(() => {
    spawnSync('dpkg', ['--purge', 'vigilot']);
    // What a purge leaves for good reason goes from a machine that is only borrowed.
    rmSync('/etc/vigilot', { recursive: true, force: true });
    spawnSync('userdel', ['vigilot']);
    for (const group of ACCOUNTS) spawnSync('groupdel', [group]);
    rmSync(dir, { recursive: true, force: true });
  });

  it('is the same, byte by byte, when it is built again', () => {
    const before = hashOf(deb);
    expect(
      hashOf(
        buildDeb({
          release: join(import.meta.dirname, '../dist/linux'),
          version: '0.1.0',
          folder: dir,
          epoch: 1_790_000_000,
        }),
      ),
    ).toBe(before);
  });

  it('says what it is, and holds root’s files alone, none of them writable by others', () => {
    const control = run('dpkg-deb', '--info', deb);
    for (const line of ['Package: vigilot', 'Version: 0.1.0', 'Architecture: amd64', 'Depends: libc6'])
      expect(control).toContain(line);
    const lines = run('dpkg-deb', '--contents', deb).trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^([-d]rw[-x]r-[-x]r-[-x]|lrwxrwxrwx) root\/root /);
    const names = lines.map((line) => line.split(/\s+/)[5] ?? '');
    expect(names).toEqual(
      expect.arrayContaining([
        './usr/bin/vigilot',
        './opt/vigilot/service/node',
        './lib/systemd/system/vigilot-agent.service',
        './etc/vigilot/agent-config.json',
        './usr/share/doc/vigilot/copyright',
      ]),
    );
    expect(names.filter((name) => /\.(ts|map)$|\.testkit|win32.*\.node$|\/var\//.test(name))).toEqual([]);
  });

  it('says of all it installs what it is, under which licence, and of each program where it is from', async () => {
    const unpacked = join(dir, 'unpacked');
    run('dpkg-deb', '--extract', deb, unpacked);
    const tree = join(unpacked, 'opt/vigilot');
    await expectDescribed(tree);
    await accompany({ root, source: sourceOf(root), tree, signed: false, artefact: deb });
    expect(run('sh', '-c', `cd ${dir} && sha256sum --check --strict SHA256SUMS`)).toBe(
      ['', '.cdx.json', '.intoto.json'].map((end) => `vigilot_0.1.0_amd64.deb${end}: OK\n`).join(''),
    );
    await expectAccounted(`${deb}.intoto.json`, tree);
  });

  it('installs silently; its account has no shell, and its data are its own', () => {
    run('dpkg', '--install', deb);
    expect(record()).toContain('Status: install ok installed');
    expect(run('getent', 'passwd', 'vigilot').trim()).toMatch(/:\/var\/lib\/vigilot:\/usr\/sbin\/nologin$/);
    expect(run('id', '-nG', 'vigilot').trim().split(' ').sort()).toEqual([...ACCOUNTS].sort());
    expect([ownerOf(DATA), modeOf(DATA)]).toEqual(['vigilot:vigilot', '700']);
    expect(run('/usr/bin/vigilot', '--version')).toContain('0.1.0');
  });

  it('the agent answers a till under its account, and opens to each group its own file', async () => {
    await withAgent(async (url) => {
      // Nothing was received yet: no pack is cleared.
      expect(await check(url)).toMatchObject({ status: 200, answer: { verdict: 'verify' } });
      expect([ownerOf(`${DATA}/till.json`), modeOf(`${DATA}/till.json`)]).toEqual(['vigilot:vigilot-till', '640']);
      expect([ownerOf(`${DATA}/desk.json`), modeOf(`${DATA}/desk.json`)]).toEqual(['vigilot:vigilot-desk', '640']);
      expect([ownerOf(`${DATA}/hook.json`), modeOf(`${DATA}/hook.json`)]).toEqual(['vigilot:vigilot', '600']);
      const as = (group: string, file: string) =>
        spawnSync('setpriv', ['--reuid=nobody', `--regid=${group}`, '--clear-groups', 'cat', join(DATA, file)]).status;
      expect([as('vigilot-till', 'till.json'), as('vigilot-till', 'hook.json'), as('nogroup', 'till.json')]).toEqual([
        0, 1, 1,
      ]);
      expect(as('vigilot-desk', 'desk.json')).toBe(0);
    });
  });

  it('an upgrade keeps data and the administrator’s settings', async () => {
    const config = JSON.stringify({
      tillGroup: 'vigilot-till',
      deskGroup: 'vigilot-desk',
      workstationName: 'Comptoir 9',
    });
    writeFileSync('/etc/vigilot/agent-config.json', config);
    const before = await withAgent(async (url) => (await check(url)).answer.id ?? '');
    run('dpkg', '--install', '--force-confold', newer);
    expect(record()).toContain('Version: 0.1.1');
    expect(readFileSync('/etc/vigilot/agent-config.json', 'utf8')).toBe(config);
    await withAgent(async (url) => {
      const journal = await fetch(`${url}/v1/journal`, {
        headers: { Authorization: `Bearer ${tokenIn('hook.json')}` },
      });
      expect(before).not.toBe('');
      expect(await journal.text()).toContain(before);
    });
  });

  it('removed, it leaves data and settings; installed again, they are there', async () => {
    const held = () => hashOf(`${DATA}/journal.db`);
    const before = held();
    run('dpkg', '--remove', 'vigilot');
    expect(record()).toContain('Status: deinstall ok config-files');
    expect([existsSync('/opt/vigilot'), existsSync('/usr/bin/vigilot')]).toEqual([false, false]);
    expect(held()).toBe(before);
    expect(existsSync('/etc/vigilot/agent-config.json')).toBe(true);
    run('dpkg', '--install', '--force-confold', newer);
    expect(held()).toBe(before);
  });

  it('purged, nothing is left but what the administrator wrote, and the account', () => {
    writeFileSync('/etc/vigilot/policy.json', '{}');
    run('dpkg', '--purge', 'vigilot');
    for (const path of [
      DATA,
      '/opt/vigilot',
      '/usr/bin/vigilot',
      '/usr/share/doc/vigilot',
      '/lib/systemd/system/vigilot-agent.service',
      '/etc/vigilot/agent-config.json',
    ]) {
      expect(existsSync(path), path).toBe(false);
    }
    expect(readFileSync('/etc/vigilot/policy.json', 'utf8')).toBe('{}');
    expect(run('getent', 'passwd', 'vigilot')).toContain('nologin');
  });
});
