/** For tests: the built desktop application in a real Electron, on a display of its own, as Playwright drives it. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { inject } from 'vitest';
import { until } from '../cli/processes.testkit.ts';
import { openDisplay } from './display.testkit.ts';
import { programIn } from './package/place.ts';
import { electronDist } from './package.testkit.ts';

export { electronDist, openDisplay };

/** The packaged application in `dir`. */
export async function layOut(dir: string, _dist: string): Promise<void> {
  const packaged = inject('packaged');
  if (packaged === null) throw new Error('nothing was packaged: no Electron here');
  await symlink(packaged.driven, dir);
}

/** One line of the shell's log. */
interface Line {
  readonly tray?: string;
  readonly tooltip?: string;
  readonly menu?: readonly string[];
  readonly notified?: readonly string[];
  readonly missed?: readonly string[];
  readonly popups?: number;
  readonly own?: boolean;
  readonly agent?: number;
  readonly url?: string;
  readonly msg?: string;
}

/** The application as it runs. */
export class Desktop {
  readonly app: ElectronApplication;
  /** Playwright forgets it with the connection. */
  readonly #process: ChildProcess;
  readonly #log: string;
  /** Lines of an earlier run with the same home. */
  readonly #before: number;

  private constructor(app: ElectronApplication, log: string, before: number) {
    this.app = app;
    this.#process = app.process();
    this.#log = log;
    this.#before = before;
  }

  /** Whether its process is gone. */
  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** What it logged since it started. */
  get lines(): Line[] {
    return linesOf(this.#log).slice(this.#before);
  }

  /** Starts what `layOut` made. Settings are in `environment`, with `DISPLAY`; `home` is where Electron keeps its own files. */
  static start(_dist: string, dir: string, home: string, environment: NodeJS.ProcessEnv): Promise<Desktop> {
    return Desktop.launch(programIn(dir, 'linux'), home, environment);
  }

  /** Starts that program, as `start` does. */
  static async launch(program: string, home: string, environment: NodeJS.ProcessEnv): Promise<Desktop> {
    const log = join(home, 'vigilot/logs/agent.log');
    const before = linesOf(log).length;
    const env = { ...plain(), ...environment, XDG_CONFIG_HOME: home } as Record<string, string>;
    const app = await _electron.launch({
      executablePath: program,
      // Only in tests, which may run as root.
      args: ['--no-sandbox', '--disable-gpu', '--lang=fr-FR'],
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
