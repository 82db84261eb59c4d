/** The shim between a program and its files, compiled where there is a C compiler. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why it cannot be had here; null where it can. */
export function shimLack(): string | null {
  if (process.platform !== 'linux') return 'LD_PRELOAD is of Linux';
  try {
    execFileSync('gcc', ['--version'], { stdio: 'pipe' });
    return null;
  } catch {
    return 'no gcc here';
  }
}

/** Compiles it; the path of the library, in a folder of its own that is gone with this process. Throws what gcc says. */
export function buildShim(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-shim-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  // A server under an account of its own loads it too.
  chmodSync(folder, 0o755);
  const library = join(folder, 'disk.so');
  const source = join(import.meta.dirname, 'disk.testkit.c');
  execFileSync('gcc', [
    '-O2',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-shared',
    '-fPIC',
    '-o',
    library,
    source,
    '-ldl',
    '-lpthread',
  ]);
  return library;
}

/** Environment of a program whose changes below `dir` are written down in `log`, or that `control` troubles. */
export function shimmed(library: string, dir: string, { log, control }: { log?: string; control?: string }) {
  return {
    LD_PRELOAD: library,
    // Past io_uring, of which the shim sees nothing.
    UV_USE_IO_URING: '0',
    FAULTS_DIR: dir,
    ...(log === undefined ? {} : { FAULTS_LOG: log }),
    ...(control === undefined ? {} : { FAULTS_CONTROL: control }),
  };
}
