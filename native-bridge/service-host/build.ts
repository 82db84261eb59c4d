/** Builds vigilot-service.exe with mingw-w64, its message table from the table of events. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageSource } from './message-source.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const cross = 'x86_64-w64-mingw32';
const sources = [
  'account.c',
  'main.c',
  'service.c',
  'core.c',
  'data_folder.c',
  'event_log.c',
  'event_text.c',
  'frame.c',
  'restart.c',
  'secret.c',
  'till_pipe.c',
];
const flags = ['-std=c11', '-O2', '-s', '-municode', '-Wall', '-Wextra', '-Werror', '-Wconversion', '-static'];
// Unless told, the linker takes the time from the clock.
const reproducible = ['-Wl,--no-insert-timestamp', `-ffile-prefix-map=${here}=.`];
const libraries = ['-ladvapi32', '-lcrypt32', '-lole32', '-lshell32', '-luuid'];

/** Compiles into `exe`. Rejects with what the tools said where they did not like something. */
export async function buildServiceHost(exe: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'vigilot-host-'));
  try {
    await writeFile(join(work, 'events.mc'), messageSource());
    await run(`${cross}-windmc`, ['-u', '-U', '-h', work, '-r', work, join(work, 'events.mc')]);
    await run(`${cross}-windres`, ['-I', work, join(work, 'events.rc'), join(work, 'events.o')]);
    const from = sources.map((name) => join(here, name));
    await run(`${cross}-gcc`, [
      ...flags,
      ...reproducible,
      '-I',
      work,
      '-o',
      exe,
      ...from,
      join(work, 'events.o'),
      ...libraries,
    ]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
