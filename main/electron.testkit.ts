/** For tests: the built desktop application in a real Electron, on a display of its own, as Playwright drives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from 'playwright-core';
import { until } from '../cli/processes.testkit.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Folder of an Electron: named by Electron's own variable, brought for tests, or fetched by its installer. Null: none here. */
export function electronDist(): string | null {
  const places = [
    process.env.ELECTRON_OVERRIDE_DIST_PATH,
    join(homedir(), '.cache/vigilot-electron/dist'),
    join(root, 'node_modules/electron/dist'),
  ];
  return places.find((path) => path !== undefined && existsSync(join(path, 'electron'))) ?? null;
}

/** A display without a screen. Its number is for `DISPLAY`; `xvfb` is the process, to be ended. */
export async function openDisplay(): Promise<{ display: string; xvfb: ChildProcess }> {
  const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const failed = once(xvfb, 'error').then(([error]) => Promise.reject(error));
  const line = once(createInterface({ input: xvfb.stdout }), 'line') as Promise<[string]>;
  const [number] = await Promise.race([line, failed]);
  return { display: `:${number}`, xvfb };
}

/** Lays the built application out in `dir`, as a package would. An older Electron brings its own build of better-sqlite3. */
export async function layOut(dir: string, dist: string): Promise<void> {
  await mkdir(join(dir, 'main'), { recursive: true });
  await mkdir(join(dir, 'renderer'));
  await mkdir(join(dir, 'node_modules'));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const manifest = { name: 'vigilot', version, type: 'module', main: 'main/boot.cjs' };
  await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
  await cp(join(root, 'main/boot.cjs'), join(dir, 'main/boot.cjs'));
  await cp(join(root, 'main/dist'), join(dir, 'main/dist'), { recursive: true });
  await cp(join(root, 'renderer/dist'), join(dir, 'renderer/dist'), { recursive: true });
  const own = join(dist, '..', 'better_sqlite3.node');
  const [from, to] = [join(root, 'node_modules/better-sqlite3'), join(dir, 'node_modules/better-sqlite3')];
  if (!existsSync(own)) return symlink(from, to);
  await mkdir(join(to, 'build/Release'), { recursive: true });
  await cp(join(from, 'package.json'), join(to, 'package.json'));
  await cp(join(from, 'lib'), join(to, 'lib'), { recursive: true });
  await cp(own, join(to, 'build/Release/better_sqlite3.node'));
}

/** One line of the shell's log. */
interface Line {
  readonly tray?: string;
  readonly tooltip?: string;
  readonly popups?: number;
  readonly own?: boolean;
  readonly agent?: number;
  readonly url?: string;
  readonly msg?: string;
}

/** The application as it runs. */
export class Desktop {
  readonly app: ElectronApplication;
  readonly #log: string;
  /** Lines of an earlier run with the same home. */
  readonly #before: number;

  private constructor(app: ElectronApplication, log: string, before: number) {
    this.app = app;
    this.#log = log;
    this.#before = before;
  }

  /** What it logged since it started. */
  get lines(): Line[] {
    return linesOf(this.#log).slice(this.#before);
  }

  /** Starts what `layOut` made. Settings are in `environment`, with `DISPLAY`; `home` is where Electron keeps its own files. */
  static async start(dist: string, dir: string, home: string, environment: NodeJS.ProcessEnv): Promise<Desktop> {
    const log = join(home, 'vigilot/logs/agent.log');
    const before = linesOf(log).length;
    const env = { ...plain(), ...environment, XDG_CONFIG_HOME: home } as Record<string, string>;
    const app = await _electron.launch({
      executablePath: join(dist, 'electron'),
      // Only in tests, which may run as root.
      args: ['--no-sandbox', '--disable-gpu', '--lang=fr-FR', dir],
      env,
    });
    return new Desktop(app, log, before);
  }

  /** The newest line with that field. */
  last<Name extends keyof Line>(name: Name): Line[Name] {
    return this.lines.findLast((line) => line[name] !== undefined)?.[name];
  }

  /** Waits until the icon was told that state, and nothing after it. */
  async tray(state: string): Promise<string> {
    await this.#until(() => this.last('tray') === state, `the state ${state}`);
    return this.last('tooltip') ?? '';
  }

  /** With what the application said so far in the message of a test that fails. */
  async #until(done: () => boolean, what: string): Promise<void> {
    try {
      await until(() => done() || undefined, { seconds: 20, what });
    } catch (error) {
      const said = this.lines.slice(-20).map((line) => JSON.stringify(line));
      throw new Error(`${(error as Error).message}\n${said.join('\n')}`, { cause: error });
    }
  }

  /** Waits for so many windows of it. */
  async windows(count: number) {
    await this.#until(() => this.app.windows().length === count, `${count} windows`);
    return this.app.windows();
  }

  /** As the menu would. */
  async quit(): Promise<void> {
    await this.app.close();
  }
}

function linesOf(log: string): Line[] {
  if (!existsSync(log)) return [];
  const whole = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Line);
}

/** The environment without settings that the machine of the test may have. */
function plain(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VIGILOT_')));
}
