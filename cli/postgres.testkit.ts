/** For tests and the bench: a PostgreSQL server of one's own, on loopback, in a folder of its own. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../fixtures/demo/places.ts';

const DEBIAN = '/usr/lib/postgresql';
const PATIENCE_MS = 60_000;

export interface ClusterOptions {
  /** Of `initdb`. */
  readonly initdb?: readonly string[];
  /** As in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface StartOptions {
  /** Beside what the server needs itself. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Another data folder than the cluster's own, a copy of it. */
  readonly data?: string;
}

/** Where initdb and postgres are: in PATH, or the newest that Debian has; null where there are none. */
export function postgresPrograms(): string | null {
  const newest = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [...(process.env.PATH ?? '').split(':'), ...newest.map((version) => join(DEBIAN, version, 'bin'))];
  const found = places.find((place) => existsSync(join(place, 'initdb')));
  // A link may stand in PATH alone, without the programs beside it.
  return found === undefined ? null : dirname(realpathSync(join(found, 'initdb')));
}

export class Cluster {
  /** Below it lie the data, and whatever else the server's account may read. */
  readonly dir: string;
  readonly data: string;
  readonly url: string;
  readonly #programs: string;
  readonly #port: number;
  readonly #settings: Readonly<Record<string, string>>;
  #server: ChildProcess | null = null;

  private constructor(programs: string, dir: string, port: number, settings: Readonly<Record<string, string>>) {
    this.#programs = programs;
    this.dir = dir;
    this.data = join(dir, 'data');
    this.#port = port;
    this.#settings = settings;
    this.url = `postgres://vigilot@127.0.0.1:${port}/postgres`;
  }

  /** Makes the files of a cluster; nothing runs yet. Throws where PostgreSQL is not here, or what initdb says. */
  static async create({ initdb = [], settings = {} }: ClusterOptions = {}): Promise<Cluster> {
    const programs = postgresPrograms();
    if (programs === null) throw new Error('no PostgreSQL here');
    const dir = mkdtempSync(join(tmpdir(), 'vigilot-postgres-'));
    const cluster = new Cluster(programs, dir, await freePort(randomInt(20_000, 32_768)), settings);
    cluster.give(dir);
    const program = join(programs, 'initdb');
    const flags = ['-U', 'vigilot', '--auth=trust', '--encoding=UTF8', '--locale=C', ...initdb];
    execFileSync(program, ['-D', cluster.data, ...flags], { ...account(), cwd: dir, stdio: 'pipe' });
    return cluster;
  }

  /** Starts the server and waits until it answers. Throws with its log where it does not within a minute. */
  async start({ environment = {}, data = this.data }: StartOptions = {}): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(this.#port),
      unix_socket_directories: this.dir,
      ...this.#settings,
    };
    const log = join(this.dir, 'log');
    const output = openSync(log, 'a');
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(join(this.#programs, 'postgres'), ['-D', data, ...flags], {
      ...account(),
      cwd: this.dir,
      env: { ...process.env, ...environment },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#server = server;
    const deadline = performance.now() + PATIENCE_MS;
    while (!this.#answers()) {
      if (server.exitCode !== null || server.signalCode !== null || performance.now() > deadline)
        throw new Error(`PostgreSQL does not answer:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** `fast` writes everything and ends; `immediate` ends every process where it stands. Resolves once it has ended. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }

  /** Stops it and removes its files. */
  async dispose(): Promise<void> {
    await this.stop('immediate');
    await rm(this.dir, { recursive: true, force: true });
  }

  /** A folder below the cluster's that the server's account owns. */
  folder(name: string): string {
    const path = join(this.dir, name);
    mkdirSync(path);
    this.give(path);
    return path;
  }

  /** Gives a file or folder, with all that is in it, to the account that the server runs as; PostgreSQL wants its folders private. */
  give(path: string): void {
    const { uid, gid } = account();
    const inside = readdirSync(path, { recursive: true, withFileTypes: true });
    for (const each of [path, ...inside.map((entry) => join(entry.parentPath, entry.name))]) {
      if (uid !== undefined && gid !== undefined) chownSync(each, uid, gid);
    }
    chmodSync(path, 0o700);
  }

  #answers(): boolean {
    const { status, error } = spawnSync(join(this.#programs, 'pg_isready'), [
      '-q',
      '-h',
      '127.0.0.1',
      '-p',
      String(this.#port),
    ]);
    if (error !== undefined) throw error;
    return status === 0;
  }
}

/** PostgreSQL refuses to run as root: the account that its package made. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
