/** For tests: vigilot.dll in a Windows, and the programs that call it there: the example in C, and Node by koffi. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockedPackage } from '../../installers/service/locked-package.ts';
import { nodeRuntime } from '../../installers/service/node-runtime.ts';
import type { Ended, Windows } from '../../installers/wine.testkit.ts';
import { buildTillLibrary } from './build.ts';

const root = join(import.meta.dirname, '../..');

/** Under Windows: every call of the library that the lines of a file ask for. */
const caller = `const koffi = require('koffi'), fs = require('fs');
const [dll, questions, answers] = process.argv.slice(2);
const lib = koffi.load(dll);
const configure = lib.func('int __stdcall vigilot_configure_w(str16 address, int timeout, str16 language)');
const check = lib.func('int __stdcall vigilot_check_w(str16 scan, str16 terminal, str16 sale, _Out_ uint16_t *id, int idSize, _Out_ uint16_t *message, int messageSize)');
const batch = lib.func('int __stdcall vigilot_check_batch_w(str16 scans, str16 terminal, str16 sale, _Out_ int *verdicts, int count, _Out_ uint16_t *ids, int idsSize, _Out_ uint16_t *messages, int messagesSize)');
const ask = lib.func('int __stdcall vigilot_ask(str request, _Out_ char *answer, _Inout_ int *size)');
const status = lib.func('int __stdcall vigilot_status(_Out_ char *feed, int size)');
const last = lib.func('int __stdcall vigilot_last_error()');
const wide = (buffer) => buffer.toString('utf16le').split('\\0')[0];
const narrow = (buffer) => buffer.toString('utf8').split('\\0')[0];
fs.writeFileSync(answers, JSON.stringify(JSON.parse(fs.readFileSync(questions, 'utf8')).map((one) => {
  configure(one.address ?? null, one.timeout ?? 20000, one.language ?? 'fr');
  if (one.status) {
    const feed = Buffer.alloc(16);
    return { error: status(feed, 16), feed: narrow(feed) };
  }
  if (one.request) {
    const size = [one.size], answer = Buffer.alloc(one.size);
    return { verdict: ask(one.request, answer, size), last: last(), answer: narrow(answer), needed: size[0] };
  }
  if (one.scans) {
    const verdicts = new Int32Array(one.scans.length), ids = Buffer.alloc(8192), messages = Buffer.alloc(32768);
    const verdict = batch(one.scans.join('\\n'), 'comptoir-1', 'VENTE-7', verdicts, verdicts.length, ids, 4096, messages, 16384);
    return { verdict, last: last(), verdicts: [...verdicts], messages: wide(messages).split('\\n') };
  }
  const id = Buffer.alloc(56), message = Buffer.alloc(1024);
  const verdict = check(one.scan, 'comptoir-1', 'VENTE-7', id, 28, message, 512);
  return { verdict, last: last(), id: wide(id), message: wide(message) };
})));`;

export interface WindowsCaller {
  /** Folder that both sides see. */
  readonly work: string;
  /** node.exe, as a path of this machine. */
  readonly node: string;
  /** Writes a script there; its path as Windows sees it. */
  script(name: string, text: string): string;
  /** Each question by a call of its own, in one process. `address`: the usual one where it is left out. */
  call(questions: readonly object[]): Promise<Array<Record<string, unknown>>>;
  /** The example in C with these arguments. */
  till(args: readonly string[], bits?: 'x64' | 'x86'): Promise<Ended>;
}

/** Builds what `bits` names and lays out the rest. */
export async function windowsCaller(
  windows: Windows,
  bits: ReadonlyArray<'x64' | 'x86'> = ['x64'],
): Promise<WindowsCaller> {
  const work = join(windows.dir, 'caller');
  mkdirSync(work);
  await buildTillLibrary(bits, work);
  for (const kind of bits) {
    const gcc = kind === 'x64' ? 'x86_64-w64-mingw32-gcc' : 'i686-w64-mingw32-gcc';
    const folder = join(work, kind);
    const flags = ['-Wall', '-Wextra', '-Werror', `-I${work}`, '-o', join(folder, 'till.exe')];
    execFileSync(gcc, [join(import.meta.dirname, 'examples/till.c'), join(folder, 'vigilot.lib'), ...flags]);
  }
  const skip = /koffi\/(vendor|doc)(\/|$)/;
  cpSync(join(root, 'node_modules/koffi'), join(work, 'node_modules/koffi'), {
    recursive: true,
    filter: (path) => !skip.test(path),
  });
  const { folder } = await lockedPackage(root, '@koromix/koffi-win32-x64');
  cpSync(folder, join(work, 'node_modules/@koromix/koffi-win32-x64'), { recursive: true });
  const { path: node } = await nodeRuntime(root, 'win32');
  const script = (name: string, text: string) => {
    writeFileSync(join(work, name), text);
    return windows.seen(join(work, name));
  };
  const program = script('caller.cjs', caller);
  return {
    work,
    node,
    script,
    call: async (questions) => {
      const files = [
        windows.seen(join(work, 'x64/vigilot.dll')),
        script('questions.json', JSON.stringify(questions)),
        windows.seen(join(work, 'answers.json')),
      ];
      await windows.do(node, [program, ...files]);
      return JSON.parse(readFileSync(join(work, 'answers.json'), 'utf8'));
    },
    till: (args, kind = 'x64') => windows.run(windows.seen(join(work, kind, 'till.exe')), args),
  };
}
