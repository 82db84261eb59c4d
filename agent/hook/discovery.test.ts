import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DESK_FILE,
  DiscoveryFiles,
  type DiscoveryOptions,
  HOOK_FILE,
  parseDiscovery,
  systemGroup,
  TILL_FILE,
} from './discovery.ts';
import { Tokens } from './tokens.ts';

/** Accounts and groups that every Linux has. */
const NOBODY = 65_534;
const DAEMON = 1;
const isRoot = process.getuid?.() === 0;

let dataDir: string;
let faults: string[];
const tokens = new Tokens();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vigilot-discovery-'));
  faults = [];
});
afterEach(() => rm(dataDir, { recursive: true }));

const write = (options: Partial<DiscoveryOptions> = {}) =>
  DiscoveryFiles.write({
    dataDir,
    url: 'http://127.0.0.1:17013',
    version: '0.1.0',
    tokens,
    groups: { desk: null, till: null },
    log: pino({ level: 'silent' }),
    onGroupFault: (role, text) => faults.push(`${role}: ${text}`),
    ...options,
  });
const path = (name: string) => join(dataDir, name);
const modeOf = async (name: string) => ((await stat(path(name))).mode & 0o777).toString(8);

/** Whether an account of that user and group can read a file, as the system decides. */
async function canRead(name: string, uid: number, gid: number): Promise<boolean> {
  try {
    await promisify(execFile)('cat', [path(name)], { uid, gid });
    return true;
  } catch {
    return false;
  }
}

describe('the discovery files', () => {
  it('say where the agent is, who it is, and hold a token each', async () => {
    await write({ pid: 4321 });
    const common = { url: 'http://127.0.0.1:17013', pid: 4321, version: '0.1.0' };
    expect(JSON.parse(await readFile(path(HOOK_FILE), 'utf8'))).toEqual({ ...common, token: tokens.admin });
    expect(JSON.parse(await readFile(path(DESK_FILE), 'utf8'))).toEqual({ ...common, token: tokens.desk });
    expect(JSON.parse(await readFile(path(TILL_FILE), 'utf8'))).toEqual({ ...common, token: tokens.till });
    expect((await readdir(dataDir)).sort()).toEqual([DESK_FILE, HOOK_FILE, TILL_FILE]);
  });

  it('are their owner’s alone without a group, whatever was there before and whatever the umask', async () => {
    await writeFile(path(HOOK_FILE), 'old', { mode: 0o666 });
    await chmod(path(HOOK_FILE), 0o666);
    if (isRoot) await chown(path(HOOK_FILE), NOBODY, NOBODY);
    const before = process.umask(0);
    try {
      await write();
    } finally {
      process.umask(before);
    }
    expect([await modeOf(HOOK_FILE), await modeOf(DESK_FILE), await modeOf(TILL_FILE)]).toEqual(['600', '600', '600']);
    if (isRoot) {
      await chmod(dataDir, 0o755);
      expect(await canRead(DESK_FILE, NOBODY, NOBODY)).toBe(false);
      expect(await canRead(HOOK_FILE, NOBODY, NOBODY)).toBe(false);
      expect(await canRead(TILL_FILE, NOBODY, DAEMON)).toBe(false);
    }
  });

  it('give till.json, and nothing else, to the group that is named', async () => {
    // Without root a file can only be given to a group of one's own.
    const gid = isRoot ? DAEMON : (process.getgid?.() ?? 0);
    await write({ groups: { desk: null, till: String(gid) } });
    expect(faults).toEqual([]);
    expect([await modeOf(HOOK_FILE), await modeOf(DESK_FILE), await modeOf(TILL_FILE)]).toEqual(['600', '600', '640']);
    expect((await stat(path(TILL_FILE))).gid).toBe(gid);
    expect(((await stat(dataDir)).mode & 0o777).toString(8)).toBe('710');
    if (isRoot) {
      expect(await canRead(TILL_FILE, NOBODY, DAEMON)).toBe(true);
      expect(await canRead(TILL_FILE, NOBODY, NOBODY)).toBe(false);
      expect(await canRead(HOOK_FILE, NOBODY, DAEMON)).toBe(false);
    }
  });

  it.skipIf(!isRoot)('let two groups pass, each to its own file', async () => {
    const [tills, desks] = [DAEMON, 2];
    await write({ groups: { desk: String(desks), till: String(tills) } });
    expect(faults).toEqual([]);
    expect(((await stat(dataDir)).mode & 0o777).toString(8)).toBe('711');
    expect([await canRead(DESK_FILE, NOBODY, desks), await canRead(DESK_FILE, NOBODY, tills)]).toEqual([true, false]);
    expect([await canRead(TILL_FILE, NOBODY, desks), await canRead(TILL_FILE, NOBODY, tills)]).toEqual([false, true]);
    for (const gid of [desks, tills]) expect(await canRead(HOOK_FILE, NOBODY, gid)).toBe(false);
  });

  it('give both files to one group, through a folder that others cannot pass', async () => {
    const gid = isRoot ? DAEMON : (process.getgid?.() ?? 0);
    await write({ groups: { desk: String(gid), till: String(gid) } });
    expect([await modeOf(HOOK_FILE), await modeOf(DESK_FILE), await modeOf(TILL_FILE)]).toEqual(['600', '640', '640']);
    expect(((await stat(dataDir)).mode & 0o777).toString(8)).toBe('710');
  });

  it('report a group that does not exist, and keep the file to themselves', async () => {
    await write({ groups: { desk: 'no-such-group-here', till: null } });
    expect(faults).toEqual([expect.stringMatching(/^desk: desk.json .*no-such-group-here/)]);
    expect(await modeOf(DESK_FILE)).toBe('600');
  });

  it('report a group that the system refuses', async () => {
    await write({
      groups: { desk: null, till: 'tills' },
      groupId: async () => {
        throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
      },
    });
    expect(faults).toEqual([expect.stringContaining('operation not permitted')]);
    expect(await modeOf(TILL_FILE)).toBe('600');
  });

  it('are removed at the end', async () => {
    const files = await write();
    await files.remove();
    expect(await readdir(dataDir)).toEqual([]);
    await files.remove();
  });

  it('are left where another agent has written its own', async () => {
    const files = await write();
    const successor = new Tokens();
    await write({ tokens: successor });
    await files.remove();
    expect(parseDiscovery(await readFile(path(HOOK_FILE), 'utf8'))?.token).toBe(successor.admin);
    expect(parseDiscovery(await readFile(path(TILL_FILE), 'utf8'))?.token).toBe(successor.till);
  });

  it('are left where another process has the same token, or where they are not ours to read', async () => {
    const files = await write({ pid: 1 });
    await write({ pid: 2 });
    await writeFile(path(TILL_FILE), 'garbage');
    await files.remove();
    expect((await readdir(dataDir)).sort()).toEqual([DESK_FILE, HOOK_FILE, TILL_FILE]);
  });

  it('are never half written: a reader sees one whole file or another', async () => {
    await write();
    const seen = new Set<string>();
    let writing = true;
    const reading = (async () => {
      while (writing) {
        const found = parseDiscovery(await readFile(path(HOOK_FILE), 'utf8'));
        seen.add(found === null ? 'torn' : 'whole');
      }
    })();
    for (let i = 0; i < 20; i++) await write({ tokens: new Tokens() });
    writing = false;
    await reading;
    expect([...seen]).toEqual(['whole']);
  });

  it('fail aloud where the folder is not there', async () => {
    await expect(write({ dataDir: join(dataDir, 'nowhere') })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('parseDiscovery', () => {
  const valid = { url: 'http://127.0.0.1:17013', token: 'A'.repeat(43), pid: 1, version: '1' };
  it.each<[string, unknown, boolean]>([
    ['a file of ours', valid, true],
    ['a later version’s, which says more', { ...valid, more: 1 }, true],
    ['another host', { ...valid, url: 'http://evil.example:17013' }, false],
    ['a name', { ...valid, url: 'http://localhost:17013' }, false],
    ['a path', { ...valid, url: 'http://127.0.0.1:17013/x' }, false],
    ['a user', { ...valid, url: 'http://127.0.0.1:17013@evil.example' }, false],
    ['https', { ...valid, url: 'https://127.0.0.1:17013' }, false],
    ['a short token', { ...valid, token: 'A' }, false],
    ['a token that would add a header', { ...valid, token: `${'A'.repeat(40)}\r\nX` }, false],
    ['no pid', { ...valid, pid: undefined }, false],
    ['null', null, false],
  ])('%s: %#', (_name, value, accepted) => {
    expect(parseDiscovery(JSON.stringify(value)) !== null).toBe(accepted);
  });

  it('takes no text that is no JSON', () => {
    for (const text of ['', '{', '\0']) expect(parseDiscovery(text)).toBeNull();
  });
});

describe('systemGroup', () => {
  it('knows the system’s groups, numbers, and what is none', async () => {
    expect(await systemGroup('daemon')).toBe(DAEMON);
    expect(await systemGroup('4242')).toBe(4242);
    expect(await systemGroup('no-such-group-here')).toBeNull();
    expect(await systemGroup('--help')).toBeNull();
  });
});

it('the folder is not followed out of: a link in place of the file is replaced, or its target is as private', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'vigilot-elsewhere-'));
  try {
    const target = join(elsewhere, 'seen-by-all');
    await writeFile(target, '', { mode: 0o644 });
    await symlink(target, path(HOOK_FILE));
    await write();
    const { mode } = await stat(path(HOOK_FILE));
    expect((mode & 0o777).toString(8)).toBe('600');
  } finally {
    await rm(elsewhere, { recursive: true });
  }
});
