/** For tests: the library as Linux has it, built once a run, and a program in Python that calls it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildTillLibrary } from './build.ts';

const answers = (tool: string) => spawnSync(tool, ['--version']).status === 0;

/** What this machine lacks to build and call the library; null where it lacks nothing. */
export function nativeLack(): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  const missing = ['gcc', 'python3'].filter((tool) => !answers(tool));
  return missing.length === 0 ? null : `needs ${missing.join(' and ')}`;
}

let built: Promise<string> | null = null;

/** The folder of a fresh build: vigilot.h, vigilot.def, linux-x64/libvigilot.so. Removed when the process ends. */
export function nativeBuild(): Promise<string> {
  built ??= (async () => {
    const dist = mkdtempSync(join(tmpdir(), 'vigilot-library-'));
    process.once('exit', () => rmSync(dist, { recursive: true, force: true }));
    await buildTillLibrary(['linux-x64'], dist);
    return dist;
  })();
  return built;
}

export type Answer = Readonly<Record<string, unknown>> & { readonly last: number };
export type Driver = (call: string, args?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** The system's own where there is one: every account can run it, and no launcher of versions stands before it. */
function pythonForAll(): string {
  const own = '/usr/bin/python3';
  if (existsSync(own)) return own;
  return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
}

/** A program that calls the library; `as`: account it runs under (needs root). */
export async function startDriver(as?: string): Promise<{ readonly call: Driver; readonly end: () => void }> {
  const dist = await nativeBuild();
  const python = pythonForAll();
  const script = [join(import.meta.dirname, 'driver.testkit.py'), join(dist, 'linux-x64', 'libvigilot.so')];
  const identity = as === undefined ? [] : ['setpriv', '--reuid', as, '--regid', as, '--clear-groups'];
  const [command = '', ...args] = [...identity, python, ...script];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const call: Driver = async (name, given = {}) => {
    child.stdin.write(`${JSON.stringify({ call: name, ...given })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`the program that calls the library ended at ${name}`);
    return JSON.parse(value) as Answer;
  };
  return { call, end: () => child.kill('SIGKILL') };
}
