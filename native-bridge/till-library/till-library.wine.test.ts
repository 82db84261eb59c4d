/**
 * vigilot.dll as Windows programs call it: one in C, and Node by koffi, against a pipe of the same user whose answers are those
 * of a counter on this machine. Wine has no accounts: that another user's pipe is refused is a step of docs/deployment.md.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../cli/processes.testkit.ts';
import { session, soldBefore } from '../../fixtures/demo/packs.ts';
import { lockedPackage } from '../../installers/service/locked-package.ts';
import { nodeRuntime } from '../../installers/service/node-runtime.ts';
import { Windows, wineMissing } from '../../installers/wine.testkit.ts';
import { buildTillLibrary } from './build.ts';
import { type Counter, openCounter } from './counter.testkit.ts';

const missing = wineMissing();
const root = join(import.meta.dirname, '../..');
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

/** Under Windows: every call of the library that the lines of a file ask for. */
const caller = `const koffi = require('koffi'), fs = require('fs');
const [dll, questions, answers] = process.argv.slice(2);
const lib = koffi.load(dll);
const configure = lib.func('int __stdcall vigilot_configure_w(str16 address, int timeout, str16 language)');
const check = lib.func('int __stdcall vigilot_check_w(str16 scan, str16 terminal, str16 sale, _Out_ uint16_t *id, int idSize, _Out_ uint16_t *message, int messageSize)');
const ask = lib.func('int __stdcall vigilot_ask(str request, _Out_ char *answer, _Inout_ int *size)');
const status = lib.func('int __stdcall vigilot_status(_Out_ char *feed, int size)');
const last = lib.func('int __stdcall vigilot_last_error()');
const wide = (buffer) => buffer.toString('utf16le').split('\\0')[0];
const narrow = (buffer) => buffer.toString('utf8').split('\\0')[0];
fs.writeFileSync(answers, JSON.stringify(JSON.parse(fs.readFileSync(questions, 'utf8')).map((one) => {
  configure(one.address, one.timeout ?? 20000, 'fr');
  if (one.status) {
    const feed = Buffer.alloc(16);
    return { error: status(feed, 16), feed: narrow(feed) };
  }
  if (one.request) {
    const size = [one.size], answer = Buffer.alloc(one.size);
    return { verdict: ask(one.request, answer, size), last: last(), answer: narrow(answer), needed: size[0] };
  }
  const id = Buffer.alloc(56), message = Buffer.alloc(1024);
  const verdict = check(one.scan, 'comptoir-1', 'VENTE-7', id, 28, message, 512);
  return { verdict, last: last(), id: wide(id), message: wide(message) };
})));`;

describe.skipIf(missing !== null)(`vigilot.dll${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let windows: Windows;
  let counter: Counter;
  let relay: Server;
  let work: string;
  let node: string;

  beforeAll(async () => {
    [windows, counter] = await Promise.all([Windows.open(), openCounter()]);
    // A pipe of Wine cannot be led to a Unix socket; a port can.
    relay = createServer((socket) => {
      const door = connect(counter.address);
      socket.on('error', () => door.destroy()).pipe(door);
      door.on('error', () => socket.destroy()).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(PORT, '127.0.0.1', resolve));
    work = join(windows.dir, 'work');
    mkdirSync(work);
    await buildTillLibrary(['x64'], work);
    for (const [name, script] of Object.entries({ 'pipes.cjs': pipes, 'caller.cjs': caller }))
      writeFileSync(join(work, name), script);
    const skip = /koffi\/(vendor|doc)(\/|$)/;
    const modules = join(work, 'node_modules');
    cpSync(join(root, 'node_modules/koffi'), join(modules, 'koffi'), {
      recursive: true,
      filter: (path) => !skip.test(path),
    });
    const { folder } = await lockedPackage(root, '@koromix/koffi-win32-x64');
    cpSync(folder, join(modules, '@koromix/koffi-win32-x64'), { recursive: true });
    cpSync(join(work, 'x64/vigilot.dll'), join(work, 'vigilot.dll'));
    const example = join(import.meta.dirname, 'examples/till.c');
    const flags = ['-Wall', '-Wextra', '-Werror', `-I${work}`, '-o', join(work, 'till.exe')];
    execFileSync('x86_64-w64-mingw32-gcc', [example, join(work, 'x64/vigilot.lib'), ...flags]);
    node = (await nodeRuntime(root, 'win32')).path;
    const paths = ['heard', 'ready'].map((name) => windows.seen(join(work, name)));
    const server = windows.run(node, [windows.seen(join(work, 'pipes.cjs')), PIPE, String(PORT), ...paths], {
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

  async function call(questions: readonly object[]): Promise<Array<Record<string, unknown>>> {
    writeFileSync(join(work, 'questions.json'), JSON.stringify(questions));
    const files = ['caller.cjs', 'vigilot.dll', 'questions.json', 'answers.json'].map((name) =>
      windows.seen(join(work, name)),
    );
    await windows.do(node, files);
    return JSON.parse(readFileSync(join(work, 'answers.json'), 'utf8'));
  }
  const heard = () => (existsSync(join(work, 'heard')) ? readFileSync(join(work, 'heard'), 'utf8') : '');

  it('a program in C has its verdicts and tells the outcomes', async () => {
    // Its arguments are in the code page of the machine: what has accents goes by UTF-16, below.
    const packs = session.filter(({ scan }) => /^[\x20-\x7e]+$/.test(scan));
    const said = await windows.do(windows.seen(join(work, 'till.exe')), [PIPE, ...packs.map(({ scan }) => scan)]);
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
    const answers = await call([
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
    expect(await call([{ address: PIPE, scan: allowed }])).toMatchObject([{ verdict: 10, last: 4, id: '' }]);
    expect(heard()).toBe(before);
    await windows.do('sc', ['delete', 'VigilotAgent']);
  });

  it('never asks another machine', async () => {
    const answers = await call([{ address: '\\\\server\\pipe\\vigilot-till', scan: allowed, timeout: 300 }]);
    // Not taken as an address: what was set before, or nothing, is asked.
    expect(answers).toMatchObject([{ verdict: 10, last: 2 }]);
  });
});
