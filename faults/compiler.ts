/** C beside the harness, compiled where there is a compiler. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Why nothing can be compiled for here; null where it can. */
export function compilerLack(): string | null {
  if (process.platform !== 'linux') return 'this is made for Linux';
  try {
    execFileSync('gcc', ['--version'], { stdio: 'pipe' });
    return null;
  } catch {
    return 'no gcc here';
  }
}

/**
 * Compiles one source; the path of the program, or of the library that LD_PRELOAD takes, in a folder that is gone with this
 * process. Throws what gcc says.
 */
export function compile(source: string, kind: 'program' | 'library'): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-c-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  // A server under an account of its own loads it too.
  chmodSync(folder, 0o755);
  const made = join(folder, basename(source, '.testkit.c'));
  const shared = kind === 'library' ? ['-shared', '-fPIC'] : [];
  execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-Werror', ...shared, '-o', made, source, '-ldl', '-lpthread']);
  return made;
}
