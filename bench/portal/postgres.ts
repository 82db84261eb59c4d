/** A PostgreSQL server for the run, as durable as it comes from the package: what is committed is on the disk. */
import { execFileSync } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../fixtures/demo/places.ts';

export interface Postgres {
  /** Of a new and empty database. */
  database(): string;
  stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';
const FIRST_PORT = 25_432;

/** Starts one. Throws where none is installed. */
export async function startPostgres(): Promise<Postgres> {
  const [newest] = readdirSync(DEBIAN).sort().reverse();
  const bin = join(DEBIAN, newest ?? '', 'bin');
  const dir = await mkdtemp(join(tmpdir(), 'vigilot-bench-pg-'));
  const root = userInfo().uid === 0;
  if (root) {
    const [uid = 0, gid = 0] = ['-u', '-g'].map((which) =>
      Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' })),
    );
    chownSync(dir, uid, gid);
  }
  // It refuses to run as root.
  const run = (program: string, ...args: string[]) => {
    const [command, ...rest] = [...(root ? ['runuser', '-u', 'postgres', '--'] : []), join(bin, program), ...args];
    execFileSync(command ?? '', rest, { cwd: '/', stdio: 'ignore' });
  };
  const data = join(dir, 'data');
  const port = await freePort(FIRST_PORT);
  run('initdb', '-D', data, '-U', 'vigilot', '--auth=trust', '--encoding=UTF8', '--locale=C');
  const options = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${dir} -c max_connections=200`;
  run('pg_ctl', '-D', data, '-w', '-l', join(dir, 'log'), '-o', options, 'start');
  const url = `postgres://vigilot@127.0.0.1:${port}`;
  let made = 0;
  return {
    database: () => {
      made += 1;
      run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'vigilot', `bench${made}`);
      return `${url}/bench${made}`;
    },
    stop: async () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
