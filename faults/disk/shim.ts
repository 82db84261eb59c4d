/** The shim between a program and its files. */
import { join } from 'node:path';
import { compile } from '../compiler.ts';

/** Compiles it; the path of the library. Throws what gcc says. */
export function buildShim(): string {
  return compile(join(import.meta.dirname, 'disk.testkit.c'), 'library');
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
