import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type TillSocketOptions, tillSocket } from './till-socket.ts';
import { WindowsTillPipe } from './windows-pipe.ts';

let folder: string;
let address: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigilot-till-'));
  address = join(folder, 'till', 'vigilot.sock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

async function open(options: Partial<TillSocketOptions> = {}) {
  const faults: string[] = [];
  const socket = tillSocket({ address, group: null, groupId: async () => null, ...options }, 'linux');
  const running = await socket.open({
    // A probe goes away before it is answered.
    onCaller: (caller) => caller.on('error', () => {}).end('here\n'),
    onFault: (text) => faults.push(text),
  });
  let open = true;
  const close = async () => {
    if (open) await running.close();
    open = false;
  };
  onTestFinished(close);
  return { faults, close };
}

/** What a caller hears. */
async function call(): Promise<string> {
  const caller = connect(address).setEncoding('utf8');
  let text = '';
  caller.on('data', (chunk: string) => {
    text += chunk;
  });
  await once(caller, 'close');
  return text;
}

describe.skipIf(process.platform === 'win32')('the Unix socket', () => {
  it('without a group is its owner’s alone, and goes with the agent', async () => {
    const { faults, close } = await open();
    expect([mode(address), mode(dirname(address)), faults]).toEqual(['600', '700', []]);
    expect(await call()).toBe('here\n');
    await close();
    expect(existsSync(address)).toBe(false);
    await open();
    expect(await call()).toBe('here\n');
  });

  it('with a group is 0660 in a folder 0750', async () => {
    const gid = process.getegid?.() ?? 0;
    const { faults } = await open({ group: 'tills', groupId: async (name) => (name === 'tills' ? gid : null) });
    expect([mode(address), mode(dirname(address)), faults]).toEqual(['660', '750', []]);
  });

  it('a group that is not there is told, and the owner alone can connect', async () => {
    const { faults } = await open({ group: 'nobody-has-it' });
    expect([mode(address), mode(dirname(address))]).toEqual(['600', '700']);
    expect(faults).toEqual([expect.stringContaining('there is no such group')]);
  });

  it('replaces the socket of an agent that was killed', async () => {
    mkdirSync(dirname(address), { mode: 0o750 });
    const listen = `require('net').createServer().listen(process.argv[1], () => console.log('ready'))`;
    const dead = spawn(process.execPath, ['-e', listen, address], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(dead.stdout, 'data');
    await expect(open()).rejects.toThrow(/another program answers/);
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    expect(lstatSync(address).isSocket()).toBe(true);
    await open();
    expect(await call()).toBe('here\n');
  });

  it('does not replace the socket of a living agent', async () => {
    await open();
    await expect(open()).rejects.toThrow(/another program answers/);
    expect(await call()).toBe('here\n');
  });

  it.each<[string, RegExp, () => void]>([
    [
      'another thing of that name',
      /no socket/,
      () => {
        mkdirSync(dirname(address), { mode: 0o700 });
        writeFileSync(address, 'of somebody');
      },
    ],
    [
      'a folder that others may write',
      /can be written by others/,
      () => {
        mkdirSync(dirname(address));
        chmodSync(dirname(address), 0o1777);
      },
    ],
    [
      'a folder of other things',
      /holds other things/,
      () => {
        mkdirSync(dirname(address), { mode: 0o700 });
        writeFileSync(join(dirname(address), 'journal.db'), '');
      },
    ],
    [
      'a link in the folder’s place',
      /not a folder of its own/,
      () => {
        mkdirSync(join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), dirname(address));
      },
    ],
  ])('leaves alone %s', async (_, words, prepare) => {
    prepare();
    const before = existsSync(dirname(address)) ? lstatSync(dirname(address)).mode : 0;
    await expect(open()).rejects.toThrow(words);
    expect(lstatSync(dirname(address)).mode).toBe(before);
  });

  it.each([
    ['a relative path', 'till/vigilot.sock', /absolute/],
    ['a folder whose own folder is not there', '/nowhere-of-vigilot/till/s', /ENOENT/],
    ['a path that the system would cut', `/tmp/${'x'.repeat(120)}/s`, /longer than/],
  ])('refuses %s', async (_, path, words) => {
    address = path;
    await expect(open()).rejects.toThrow(words);
  });
});

describe('the named pipe (its name alone: nothing here is Windows)', () => {
  const pipe = (name: string) => tillSocket({ address: name, group: null, groupId: async () => null }, 'win32');

  it('stands under the prefix of pipes', () => {
    expect(pipe('vigilot-till')).toBeInstanceOf(WindowsTillPipe);
    expect(pipe('vigilot-till').address).toBe('\\\\.\\pipe\\vigilot-till');
    expect(pipe('\\\\.\\PIPE\\vigilot').address).toBe('\\\\.\\PIPE\\vigilot');
  });

  it.each(['', 'a\\b', 'a/b', '\\\\.\\pipe\\'])('%j is no name', async (name) => {
    await expect(pipe(name).open({ onCaller: () => {}, onFault: () => {} })).rejects.toThrow(/no name for a pipe/);
  });
});
