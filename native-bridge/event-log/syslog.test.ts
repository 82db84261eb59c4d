import { execFile, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventLog } from './event-log.ts';
import { type Logger, Syslog } from './syslog.ts';

function syslog(logger: Logger) {
  const faults: string[] = [];
  return { log: new Syslog({ onFault: ({ message }) => faults.push(message), logger }), faults };
}

describe('the system’s log', () => {
  it('is written line by line, in order, each with its weight', async () => {
    const lines: string[][] = [];
    const { log, faults } = syslog(async (args) => {
      await new Promise((resolve) => setImmediate(resolve));
      lines.push([...args]);
    });
    void log.write('info', 'prêt');
    await log.write('error', 'alarme');
    expect(lines).toEqual([
      ['-t', 'vigilot', '-p', 'daemon.notice', '--', 'prêt'],
      ['-t', 'vigilot', '-p', 'daemon.err', '--', 'alarme'],
    ]);
    expect(faults).toEqual([]);
  });

  it.each([
    ['a line end', 'a\r\nNov 23 root: forged', 'a Nov 23 root: forged'],
    ['control characters', 'a\u0000\u001b[2J\u2028b', 'a [2J b'],
    ['an option', '--file=/etc/shadow', '--file=/etc/shadow'],
  ])('a text with %s is one line', async (_, text, line) => {
    const lines: string[] = [];
    await syslog(async (args) => lines.push(args.slice(-2).join(' '))).log.write('info', text);
    expect(lines).toEqual([`-- ${line}`]);
  });

  it('a log that takes nothing is said once, and nothing is thrown', async () => {
    const { log, faults } = syslog(() => Promise.reject(new Error('no /dev/log')));
    await log.write('info', 'one');
    await log.write('error', 'two');
    expect(faults).toEqual(['no /dev/log']);
  });

  it('a storm is bounded', async () => {
    let written = 0;
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { log, faults } = syslog(async () => {
      await held;
      written++;
    });
    const all = Array.from({ length: 200 }, () => log.write('error', 'x'.repeat(5_000)));
    go();
    await Promise.all(all);
    expect(written).toBe(50);
    expect(faults).toEqual([expect.stringContaining('left out')]);
  });

  const here = spawnSync('logger', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
  it.skipIf(!here)('the real logger takes the line as it is (where util-linux is)', async () => {
    const server = createSocket('udp4').bind(0, '127.0.0.1');
    await once(server, 'listening');
    const remote = ['--server', '127.0.0.1', '--udp', '--port', String(server.address().port), '--rfc3164'];
    const { log, faults } = syslog((args) => promisify(execFile)('logger', [...remote, ...args]));
    const heard = once(server, 'message');
    await log.write('error', '-n Alarme : port 17013 « tenu »\nsuite');
    expect(faults).toEqual([]);
    // 27: daemon (3), error (3).
    const [said] = (await heard) as [Buffer];
    server.close();
    expect(said.toString()).toMatch(/^<27>.* vigilot: -n Alarme : port 17013 « tenu » suite$/);
  });

  it('that of Windows is the service host’s', () => {
    expect(eventLog({ onFault: () => {} }, 'win32')).toBeNull();
    expect(eventLog({ onFault: () => {} }, 'linux')).toBeInstanceOf(Syslog);
  });
});
