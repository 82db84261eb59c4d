/**
 * Builds the tills' library: vigilot.dll for x64 and x86 with import libraries (mingw-w64), libvigilot.so for Linux (gcc).
 * `node native-bridge/till-library/build.ts` builds all three into dist/, laid out as it is installed; two builds are equal.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { say } from '../../protocol/messages/index.ts';
import { tillLibraryMessages } from '../../protocol/messages/till-library.ts';

const here = import.meta.dirname;
export const tillLibraryDist = join(here, 'dist');

/** Each with the prefix of its compiler and binutils. */
const targets = { x64: 'x86_64-w64-mingw32-', x86: 'i686-w64-mingw32-', 'linux-x64': '' } as const;
export type TillLibraryTarget = keyof typeof targets;

const warnings = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Wvla', '-Werror'];
const common = ['vigilot.c', 'answer.c', 'json.c', 'text.c'];
/** No C runtime: nothing but the system's own libraries is there on every Windows. */
const windows = ['-O2', '-ffreestanding', '-fno-asynchronous-unwind-tables', '-fno-ident'];
const linux = ['-O2', '-fPIC', '-fvisibility=hidden', '-fstack-protector-strong', '-D_FORTIFY_SOURCE=2', '-pthread'];

const run = async (tool: string, args: readonly string[]) => (await promisify(execFile)(tool, args)).stdout;

/** Whether the compiler of a target is on this machine. */
export async function canBuild(target: TillLibraryTarget): Promise<boolean> {
  return run(`${targets[target]}gcc`, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Builds into `dist`: vigilot.h, vigilot.def, and a folder for each target. Rejects with what a tool said; warnings are errors. */
export async function buildTillLibrary(wanted: readonly TillLibraryTarget[], dist = tillLibraryDist): Promise<void> {
  await mkdir(dist, { recursive: true });
  for (const name of ['vigilot.h', 'vigilot.def']) await copyFile(join(here, name), join(dist, name));
  for (const target of wanted) {
    const folder = join(dist, target);
    const work = join(folder, 'work');
    await mkdir(work, { recursive: true });
    await writeFile(join(work, 'generated.h'), generatedHeader());
    await (target === 'linux-x64' ? linuxLibrary(folder, work) : windowsLibrary(target, folder, work));
    await rm(work, { recursive: true });
  }
}

/** The header that the sources include: version and sentences. For tests that compile the sources their own way, too. */
export function generatedHeader(): string {
  const [major = 0, minor = 0, patch = 0] = manifest.version.split('.').map(Number);
  const sentences = Object.keys(tillLibraryMessages).map((name) => {
    const key = name as keyof typeof tillLibraryMessages;
    return `  {${JSON.stringify(say('fr', key))}, ${JSON.stringify(say('en', key))}},`;
  });
  return `#define VERSION ${major * 1_000_000 + minor * 1_000 + patch}
#define VERSION_TEXT "${manifest.version}"
#define VERSION_NUMBERS ${major},${minor},${patch},0
#ifndef RC_INVOKED
static const char *const sentences[][2] = {
${sentences.join('\n')}
};
#endif
`;
}

async function compile(compiler: string, source: string, work: string, flags: readonly string[]): Promise<string> {
  const object = join(work, source.replace(/c$/, 'o'));
  await run(compiler, [...warnings, ...flags, '-I', work, '-c', join(here, 'src', source), '-o', object]);
  return object;
}

async function linuxLibrary(folder: string, work: string): Promise<void> {
  const objects = await Promise.all([...common, 'unix.c'].map((source) => compile('gcc', source, work, linux)));
  const hardened = ['-Wl,-z,relro,-z,now,-z,noexecstack,-z,defs', '-Wl,-soname,libvigilot.so', '-Wl,--build-id=none'];
  await run('gcc', ['-shared', '-s', '-pthread', ...hardened, ...objects, '-o', join(folder, 'libvigilot.so')]);
}

async function windowsLibrary(target: 'x64' | 'x86', folder: string, work: string): Promise<void> {
  const prefix = targets[target];
  const gcc = `${prefix}gcc`;
  const objects = await Promise.all([...common, 'windows.c'].map((source) => compile(gcc, source, work, windows)));
  const resource = join(work, 'resource.o');
  await run(`${prefix}windres`, [`-I${work}`, '-c', '65001', join(here, 'src', 'vigilot.rc'), resource]);
  const definition = join(work, 'exports.def');
  await writeFile(definition, await exportsOf(target, await run(`${prefix}nm`, ['-g', ...objects])));
  await run(gcc, [
    ...['-shared', '-s', '-nostdlib', '-nostartfiles', '-Wl,--kill-at', '-Wl,--fatal-warnings'],
    ...['-Wl,--no-insert-timestamp', '-Wl,--dynamicbase', '-Wl,--nxcompat'],
    ...(target === 'x64' ? ['-Wl,--high-entropy-va', '-Wl,-e,DllMain'] : ['-Wl,-e,_DllMain@12']),
    ...[...objects, resource, definition, '-lkernel32', '-ladvapi32', '-lgcc', '-o', join(folder, 'vigilot.dll')],
  ]);
  await run(`${prefix}dlltool`, [
    '--kill-at',
    '-d',
    definition,
    '-D',
    'vigilot.dll',
    '-l',
    join(folder, 'vigilot.lib'),
  ]);
}

/** What vigilot.def lists; for x86 as __stdcall names them, which callers link against though the library exports them plain. */
async function exportsOf(target: 'x64' | 'x86', symbols: string): Promise<string> {
  const plain = await readFile(join(here, 'vigilot.def'), 'utf8');
  if (target === 'x64') return plain;
  const decorated = new Map([...symbols.matchAll(/ T _(vigilot_\w+)(@\d+)$/gm)].map(([, name, size]) => [name, size]));
  return plain.replace(/vigilot_\w+/g, (name) => {
    const size = decorated.get(name);
    if (size === undefined) throw new Error(`vigilot.def lists ${name}, which no source defines`);
    return name + size;
  });
}

if (process.argv[1] === import.meta.filename) {
  await buildTillLibrary(Object.keys(targets) as TillLibraryTarget[]);
  process.stdout.write(`${tillLibraryDist}\n`);
}
