/** A PostgreSQL of the bench's own: a cluster in a folder that goes with the run, on a port of the loopback. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { Cluster, postgresPrograms } from '../cli/postgres.testkit.ts';
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
  const psql = await programOf('psql', 'postgresql-client');
  // Installs the server where it is missing and can be had.
  if (postgresPrograms() === null) await programOf('initdb', 'postgresql');
  const cluster = await Cluster.create({ initdb: ['--no-sync'] }).catch(notHere);
  removedAtExit(cluster.dir);
  endedWithRun(() => cluster.dispose());
  await cluster.start().catch(notHere);
  const { url } = cluster;
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

function notHere(error: Error): never {
  throw new NotHere(`PostgreSQL does not start: ${error.message.slice(0, 300)}`);
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
