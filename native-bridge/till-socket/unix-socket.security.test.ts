/** Who may connect, tried from three real accounts; needs root and useradd, since no account can play another. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tillSocket } from './till-socket.ts';

const possible = process.geteuid?.() === 0 && spawnSync('useradd', ['--help']).status === 0;
const name = possible ? 'the accounts of a machine' : 'the accounts of a machine (not tried: needs root and useradd)';

describe.skipIf(!possible)(name, () => {
  const tag = `vg${process.pid}`;
  const [group, till, other] = [`${tag}g`, `${tag}t`, `${tag}o`];
  let folder: string;
  let gid: number;

  const idOf = (what: '-u' | '-g', user: string) => Number(execFileSync('id', [what, user], { encoding: 'utf8' }));
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vigilot-accounts-'));
    chmodSync(folder, 0o755);
    execFileSync('groupadd', [group]);
    gid = Number(execFileSync('getent', ['group', group], { encoding: 'utf8' }).split(':')[2]);
    for (const user of [till, other]) {
      execFileSync('useradd', ['--no-create-home', '--shell', '/usr/sbin/nologin', user]);
    }
    execFileSync('usermod', ['-a', '-G', group, till]);
  });
  afterAll(() => {
    for (const user of [till, other]) spawnSync('userdel', [user]);
    spawnSync('groupdel', [group]);
    rmSync(folder, { recursive: true });
  });

  /** As `user` with all its groups, what connecting to `address` says. */
  async function connectAs(user: string, address: string): Promise<string> {
    const { spawn } = await import('node:child_process');
    const script = `const s = require('net').connect(process.argv[1]);
      s.on('data', (d) => { process.stdout.write(d); s.destroy(); }).on('error', (e) => process.stdout.write(e.code));`;
    const child = spawn('setpriv', [
      ...['--reuid', user, '--regid', String(idOf('-g', user)), '--init-groups'],
      ...[process.execPath, '-e', script, address],
    ]);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    return text;
  }

  const open = (address: string, groupName: string | null) =>
    tillSocket({ address, group: groupName, groupId: async () => gid }).open({
      onCaller: (caller) => caller.end('answered'),
      onFault: (text) => expect.unreachable(text),
    });

  it('the till group is answered; another user is refused; without a group both are', async () => {
    const address = join(folder, 'till', 's');
    const shared = await open(address, group);
    const [tillSays, otherSays] = await Promise.all([connectAs(till, address), connectAs(other, address)]);
    await shared.close();
    expect({ tillSays, otherSays }).toEqual({ tillSays: 'answered', otherSays: 'EACCES' });

    const ownersAlone = await open(address, null);
    const nobody = await Promise.all([connectAs(till, address), connectAs(other, address)]);
    await ownersAlone.close();
    expect(nobody).toEqual(['EACCES', 'EACCES']);
  });

  it('a folder that belongs to somebody else is not taken', async () => {
    const theirs = join(folder, 'theirs');
    execFileSync('install', ['-d', '-o', other, '-m', '0700', theirs]);
    await expect(open(join(theirs, 's'), group)).rejects.toThrow(/belongs to another user/);
  });
});
