import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linuxPortOwner } from './linux.ts';
import { portOwner } from './port-owner.ts';
import { type Tool, windowsPortOwner } from './windows.ts';

describe.skipIf(process.platform !== 'linux')('the owner of a port (Linux)', () => {
  it('is the account whose process listens there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    expect(await portOwner('linux')(address.port)).toBe(userInfo().username);
    expect(execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()).toBe(userInfo().username);
  });

  it('is nobody where nobody listens, a number where the account has no name', async () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:4275 0100007F:A0F2 01 00000000:00000000 00:00000000 00000000  1001        0 1 1 0 20 4 30 10 -1',
      '   1: 0100007F:4275 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1002        0 2 1 0 100 0 0 10 0',
      '   2: 0A00000A:4276 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1003        0 3 1 0 100 0 0 10 0',
      '',
    ].join('\n');
    const owner = linuxPortOwner({ sockets: async () => table, nameOf: async () => null });
    expect(await Promise.all([17_013, 17_014, 1].map(owner))).toEqual(['1002', null, null]);
  });
});

describe('the owner of a port (Windows)', () => {
  const listening = [
    '',
    'Connexions actives',
    '',
    '  Proto  Adresse locale         Adresse distante       État            PID',
    '  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       900',
    '  TCP    127.0.0.1:17013        127.0.0.1:50111        ESTABLISHED     1111',
    '  TCP    127.0.0.1:17013        0.0.0.0:0              LISTENING       4321',
    '',
  ].join('\r\n');
  const owner = (account: string) => {
    const tool: Tool = async (name) =>
      name === 'netstat.exe'
        ? listening
        : `"Vigilot.exe","4321","Console","2","90 112 Ko","Running","${account}","0:00:01","N/A"\r\n`;
    return windowsPortOwner(tool);
  };

  it('is the account of the process that listens', async () => {
    expect(await owner('COMPTOIR\\anne')(17_013)).toBe('COMPTOIR\\anne');
    expect(await owner('COMPTOIR\\anne')(17_113)).toBeNull();
  });

  it('is not told where the system says that it is not available, in whatever language', async () => {
    for (const words of ['N/A', 'Non disponible', '']) expect(await owner(words)(17_013)).toBeNull();
  });

  it('is not told where the system’s tools fail', async () => {
    expect(await portOwner('win32')(17_013)).toBeNull();
  });
});
