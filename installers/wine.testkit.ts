/**
 * For tests: a Windows, as far as Wine is one. Each has a prefix of its own, copied from a prepared one in which Node 24 runs.
 * What Wine cannot prove (virtual accounts, effective access lists, sleep) stands in docs/deployment.md.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../cli/processes.testkit.ts';

/** The prepared prefix: that of the environment, or the one that tests are usually given. */
const prepared = () => process.env.WINEPREFIX ?? join(homedir(), '.cache/vigilot-wine');

const programs = {
  wine: 'wine',
  wineserver: 'wine',
  'x86_64-w64-mingw32-gcc': 'gcc-mingw-w64-x86-64',
  'x86_64-w64-mingw32-windres': 'binutils-mingw-w64-x86-64',
} as const;

/** Why nothing can be run as under Windows on this machine; null where it can. */
export function wineMissing(): string | null {
  for (const [program, from] of Object.entries(programs)) {
    const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
    if (error) return `${program} is not here (Debian: ${from})`;
  }
  if (existsSync(join(prepared(), 'drive_c'))) return null;
  return `there is no Wine prefix at ${prepared()} (WINEPREFIX names another)`;
}

/** Why programs of 32 bits are not run; null where they are. */
export function wine32Missing(): string | null {
  return existsSync(join(prepared(), 'drive_c/windows/syswow64/kernel32.dll'))
    ? null
    : 'this Wine runs no 32-bit programs';
}

export interface Ended {
  /** Wine passes on the lowest eight bits. */
  readonly status: number | null;
  /** Standard output and error. */
  readonly output: string;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly seconds?: number;
}

/** One Windows. Ports that its programs listen on must be below 32768: Wine does not reuse a closed one above at once. */
export class Windows {
  /** The folder of this test, removed at the end; `Z:` shows it to Windows. */
  readonly dir: string;
  readonly prefix: string;
  readonly #environment: NodeJS.ProcessEnv;
  #runs = 0;

  private constructor(dir: string) {
    this.dir = dir;
    this.prefix = join(dir, 'prefix');
    // Settings of this machine, and what its Node is told, are not that Windows'.
    const plain = Object.entries(process.env).filter(([name]) => !/^(VIGILOT_|NODE_|DISPLAY$)/.test(name));
    this.#environment = {
      ...Object.fromEntries(plain),
      WINEPREFIX: this.prefix,
      WINEDEBUG: '-all',
      // No Mono, no Gecko; a crash ends instead of opening a debugger's window.
      WINEDLLOVERRIDES: 'mscoree=;mshtml=;winedbg=',
    };
  }

  /** A Windows that has just started. */
  static async open(): Promise<Windows> {
    const windows = new Windows(await mkdtemp(join(tmpdir(), 'vigilot-wine-')));
    await promisify(execFile)('cp', ['-a', '--reflink=auto', prepared(), windows.prefix]);
    return windows;
  }

  /** `C:\…` of that Windows as a path of this machine. */
  path(windowsPath: string): string {
    const [, rest] = /^[Cc]:\\(.*)$/.exec(windowsPath) ?? [];
    if (rest === undefined) throw new Error(`${windowsPath} is not on C:`);
    return join(this.prefix, 'drive_c', ...rest.split('\\'));
  }

  /** A path of this machine as that Windows sees it. */
  seen(path: string): string {
    return `Z:${path.replaceAll('/', '\\')}`;
  }

  /** Runs a program to its end: its name, or its path on either side. */
  async run(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Ended> {
    const { environment = {}, seconds = 60 } = options;
    // A pipe of Linux is no standard output for Node under Wine: a file is.
    const log = join(this.dir, `run-${++this.#runs}.log`);
    const file = await open(log, 'w');
    try {
      const child = spawn('wine', [program, ...args], {
        env: { ...this.#environment, ...environment },
        stdio: ['ignore', file.fd, file.fd],
        timeout: seconds * 1000,
        killSignal: 'SIGKILL',
      });
      const status = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => resolve(code));
      });
      return { status, output: (await readFile(log, 'utf8')).replaceAll('\r\n', '\n') };
    } finally {
      await file.close();
    }
  }

  /** As `run`; throws with what it said where it did not end with 0. */
  async do(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<string> {
    const { status, output } = await this.run(program, args, options);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${status}\n${output}`);
    return output;
  }

  /** What a service does now: `RUNNING`, `STOPPED`, `START_PENDING` …; null where there is none of that name. */
  async service(name: string): Promise<string | null> {
    const { output } = await this.run('sc', ['query', name]);
    return /STATE\s*:\s*\d+\s+([A-Z_]+)/.exec(output)?.[1] ?? null;
  }

  /** Resolves when the service does `state`. */
  async serviceIs(name: string, state: string, seconds = 60): Promise<void> {
    let last: string | null = null;
    await until(
      async () => {
        last = await this.service(name);
        return last === state ? true : undefined;
      },
      { seconds, what: `${name} ${state} (it was ${last})` },
    );
  }

  /** Sets one value of the registry, in its 64-bit half: text as REG_SZ, a number as REG_DWORD. */
  async setRegistry(key: string, name: string, value: string | number): Promise<void> {
    const type = typeof value === 'number' ? 'REG_DWORD' : 'REG_SZ';
    await this.do('reg', ['add', key, '/v', name, '/t', type, '/d', String(value), '/f', '/reg:64']);
  }

  /** Process ids, on this machine, of programs of that name that run in this Windows. */
  processes(program: string): number[] {
    const wanted = program.toLowerCase();
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          const [command = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
          if (command.split(/[\\/]/).at(-1)?.toLowerCase() !== wanted) return false;
          return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`WINEPREFIX=${this.prefix}`);
        } catch {
          // It has ended since, or is somebody else's.
          return false;
        }
      });
  }

  /** As the power button would, had it asked first: everything ends, and what starts by itself is started again. */
  async restart(): Promise<void> {
    await this.shutDown();
    await this.do('cmd', ['/c', 'exit']);
  }

  /** Ends every program of this Windows, its services told first. */
  async shutDown(): Promise<void> {
    await this.run('wineboot', ['-e', '-f'], { seconds: 30 });
    await this.#server('-k');
    await this.#server('-w');
  }

  /** Resolves when nothing runs in this Windows any more. */
  async idle(): Promise<void> {
    await this.#server('-w');
  }

  /** Ends it and removes its disk. */
  async close(): Promise<void> {
    await this.#server('-k');
    await this.#server('-w');
    await rm(this.dir, { recursive: true, force: true });
  }

  async #server(argument: '-k' | '-w'): Promise<void> {
    // -k exits with 1 where nothing runs.
    await promisify(execFile)('wineserver', [argument], { env: this.#environment, timeout: 60_000 }).catch(
      (error: { code?: unknown }) => {
        if (error.code !== 1) throw error;
      },
    );
  }
}

/** What holds a file open on this machine, by process id: data files must be closed when a service has stopped. */
export function holdersOf(path: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === path);
    } catch {
      return false;
    }
  });
}
