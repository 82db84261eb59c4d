/** A PostgreSQL of the bench's own: a cluster in a folder that goes with the run, on a port of the loopback. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { freePort } from '../fixtures/demo/places.ts';
import { NotHere, programOf } from './install.ts';
import { endedWithRun, removedAtExit } from './shared.ts';

const run = promisify(execFile);

export interface Postgres {
  readonly url: string;
  /** Runs SQL, then `copy` with these lines, then SQL again. */
  load(before: string, copy: string, lines: Iterable<string>, after: string): Promise<void>;
}

let server: Promise<Postgres> | null = null;

/** The run's server, started when it is first asked for. Throws NotHere. */
export async function postgres(): Promise<Postgres> {
  server ??= begin();
  return server;
}

async function begin(): Promise<Postgres> {
  const bin = dirname(await programOf('initdb', 'postgresql'));
  const psql = await programOf('psql', 'postgresql-client');
  const folder = removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-pg-')));
  const data = join(folder, 'data');
  // PostgreSQL refuses root; the account comes with its package.
  const root = process.getuid?.() === 0;
  if (root) {
    await run('chown', ['postgres', folder]);
    await chmod(folder, 0o755);
  }
  const asOwner = (program: string, ...args: readonly string[]) =>
    root
      ? run('runuser', ['-u', 'postgres', '--', join(bin, program), ...args], { cwd: '/' })
      : run(join(bin, program), [...args]);
  const port = await freePort(25_432);
  try {
    await asOwner('initdb', '-D', data, '-U', 'bench', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync');
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`;
    await asOwner('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  } catch (error) {
    throw new NotHere(`PostgreSQL does not start: ${(error as Error).message.slice(0, 300)}`);
  }
  endedWithRun(async () => {
    await asOwner('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
  });
  const url = `postgres://bench@127.0.0.1:${port}/postgres`;
  return {
    url,
    load: async (before, copy, lines, after) => {
      const sql = (text: string) => run(psql, ['-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text]);
      for (const statement of before.split(';')) await sql(statement);
      const child = spawn(psql, ['-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', copy], {
        stdio: ['pipe', 'inherit', 'inherit'],
      });
      const ended = once(child, 'exit');
      await pipeline(Readable.from(batched(lines)), child.stdin);
      const [code] = await ended;
      if (code !== 0) throw new Error(`${copy}: psql ended with ${code}`);
      for (const statement of after.split(';')) await sql(statement);
    },
  };
}

/** A stream of a million lines would spend its time on streaming. */
function* batched(lines: Iterable<string>): Generator<string> {
  let batch = '';
  for (const line of lines) {
    batch += line;
    if (batch.length < 65_536) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}
