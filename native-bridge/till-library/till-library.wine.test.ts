/**
 * vigilot.dll as Windows programs call it: one in C, and Node by koffi, against a pipe of the same user whose answers are those
 * of a counter on this machine; the service's own pipe is in service-door.wine.test.ts. Wine has no accounts: that another user's
 * pipe is refused is a step of docs/deployment.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../cli/processes.testkit.ts';
import { session, soldBefore } from '../../fixtures/demo/packs.ts';
import { Windows, wineMissing } from '../../installers/wine.testkit.ts';
import { type Counter, openCounter } from './counter.testkit.ts';
import { type WindowsCaller, windowsCaller } from './windows-caller.testkit.ts';

const missing = wineMissing();
const PORT = 21_401;
const PIPE = '\\\\.\\pipe\\vigilot-till-test';
const allowed = '3400930000014';

/** Under Windows: the door's pipe, led to this machine's door; and one that never answers. Keeps what it heard. */
const pipes = `const net = require('net'), fs = require('fs');
const [pipe, port, heard, ready] = process.argv.slice(2);
net.createServer((caller) => {
  const door = net.connect(Number(port), '127.0.0.1');
  caller.on('error', () => door.destroy()).on('data', (data) => fs.appendFileSync(heard, data)).pipe(door);
  door.on('error', () => caller.destroy()).pipe(caller);
}).listen(pipe, () => net.createServer((caller) => caller.on('error', () => {}).resume()).listen(pipe + '-mute', () =>
  fs.writeFileSync(ready, '')));`;

describe.skipIf(missing !== null)(`vigilot.dll${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let windows: Windows;
  let counter: Counter;
  let relay: Server;
  let caller: WindowsCaller;
  let work: string;

  beforeAll(async () => {
    [windows, counter] = await Promise.all([Windows.open(), openCounter()]);
    // A pipe of Wine cannot be led to a Unix socket; a port can.
    relay = createServer((socket) => {
      const door = connect(counter.address);
      socket.on('error', () => door.destroy()).pipe(door);
      door.on('error', () => socket.destroy()).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(PORT, '127.0.0.1', resolve));
    caller = await windowsCaller(windows);
    ({ work } = caller);
    const paths = ['heard', 'ready'].map((name) => windows.seen(join(work, name)));
    const server = windows.run(caller.node, [caller.script('pipes.cjs', pipes), PIPE, String(PORT), ...paths], {
      seconds: 300,
    });
    await Promise.race([
      until(() => existsSync(join(work, 'ready')) || undefined, { seconds: 60, what: 'the pipe' }),
      server.then(({ output }) => Promise.reject(new Error(output))),
    ]);
  });
  afterAll(async () => {
    await windows?.close();
    await counter?.close();
    relay?.close();
  });

  const heard = () => (existsSync(join(work, 'heard')) ? readFileSync(join(work, 'heard'), 'utf8') : '');

  it('a program in C has its verdicts and tells the outcomes', async () => {
    // Its arguments are in the code page of the machine: what has accents goes by UTF-16, below.
    const packs = session.filter(({ scan }) => /^[\x20-\x7e]+$/.test(scan));
    const { output: said } = await caller.till([PIPE, ...packs.map(({ scan }) => scan)]);
    const lines = said
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    expect(lines).toEqual(packs.map(({ verdict }) => verdict));
    expect(said).toContain('rappelé');
    const { body } = await counter.hook.ask<{ rows: Array<{ kind: string }> }>('/v1/journal');
    expect(body.rows.filter(({ kind }) => kind === 'outcome')).toHaveLength(packs.length);
  });

  it('Node by koffi has them in UTF-16, and whatever is no answer is verify', async () => {
    const address = PIPE;
    const answers = await caller.call([
      ...session.map(({ scan }) => ({ address, scan })),
      { address, status: true },
      { address, request: JSON.stringify({ scan: soldBefore.scan, language: 'en' }), size: 8192 },
      { address, request: JSON.stringify({ scan: soldBefore.scan }), size: 50 },
      { address: `${PIPE}-mute`, timeout: 300, scan: allowed },
      { address: `${PIPE}-nobody`, scan: allowed },
      { address, scan: allowed },
    ]);
    const verdict = { allow: 1, verify: 10, block: 20 } as const;
    for (const [index, pack] of session.entries())
      expect(answers[index]).toMatchObject({
        verdict: verdict[pack.verdict],
        last: 0,
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      });
    expect(answers.slice(session.length)).toMatchObject([
      { error: 0, feed: 'live' },
      { verdict: 20, last: 0, answer: expect.stringContaining('"verdict":"block"') },
      { verdict: 20, last: 10, answer: '', needed: expect.any(Number) },
      { verdict: 10, last: 5 },
      { verdict: 10, last: 2 },
      { verdict: 1, last: 0 },
    ]);
  });

  it('where the service is installed, a pipe that is not its own is told nothing', async () => {
    await windows.do('sc', ['create', 'VigilotAgent', 'binPath=', 'C:\\nowhere.exe', 'start=', 'demand']);
    const before = heard();
    expect(before).toContain(allowed);
    expect(await caller.call([{ address: PIPE, scan: allowed }])).toMatchObject([{ verdict: 10, last: 4, id: '' }]);
    expect(heard()).toBe(before);
    await windows.do('sc', ['delete', 'VigilotAgent']);
  });

  it('never asks another machine', async () => {
    const answers = await caller.call([{ address: '\\\\server\\pipe\\vigilot-till', scan: allowed, timeout: 300 }]);
    // Not taken as an address: what was set before, or nothing, is asked.
    expect(answers).toMatchObject([{ verdict: 10, last: 2 }]);
  });
});
