/**
 * Autostart under Windows: a value of the person's own Run key. That a person turned it off stands elsewhere (Explorer's
 * StartupApproved), counts whatever the value says, and is never touched: Electron's own setting would turn it on again.
 */
import { execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { promisify } from 'node:util';
import { INSTALLED_KEY, type Reg } from '../machine-policy/windows-policy.ts';
import type { Autostart, AutostartOptions, AutostartState } from './autostart.ts';

export const RUN_KEY = 'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
const APPROVED_KEY = 'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run';
const NAME = 'Vigilot';

export interface RunKeyOptions extends AutostartOptions {
  readonly reg?: Reg;
}

export class RunKeyAutostart implements Autostart {
  readonly #command: string;
  readonly #reg: Reg;

  constructor({ program, environment, reg = regExe(environment) }: RunKeyOptions) {
    this.#command = `"${program}" --hidden`;
    this.#reg = reg;
  }

  async apply(wanted: boolean): Promise<AutostartState> {
    // The installer for IT starts it for every account, as it was told.
    if (await this.#isThere('query', INSTALLED_KEY, '/reg:64')) return 'installer';
    if (wanted) {
      await this.#reg('add', RUN_KEY, '/v', NAME, '/t', 'REG_SZ', '/d', this.#command, '/f');
      return (await this.#isTurnedOff()) ? 'refused' : 'on';
    }
    if (await this.#isThere('query', RUN_KEY, '/v', NAME)) await this.#reg('delete', RUN_KEY, '/v', NAME, '/f');
    return 'off';
  }

  /** Twelve bytes; the first is odd where it is off (Task Manager, Settings). */
  async #isTurnedOff(): Promise<boolean> {
    try {
      const { stdout } = await this.#reg('query', APPROVED_KEY, '/v', NAME);
      const [, first] = /REG_BINARY\s+([0-9A-F]{2})/i.exec(stdout) ?? [];
      return first !== undefined && Number.parseInt(first, 16) % 2 === 1;
    } catch {
      // Never decided upon.
      return false;
    }
  }

  async #isThere(...query: string[]): Promise<boolean> {
    return this.#reg(...query).then(
      () => true,
      () => false,
    );
  }
}

/** By its full path: nothing that stands earlier in PATH is run in its place. */
function regExe({ SystemRoot = 'C:\\Windows' }: AutostartOptions['environment']): Reg {
  const run = promisify(execFile);
  return (...args) => run(win32.join(SystemRoot, 'System32', 'reg.exe'), args, { timeout: 10_000, windowsHide: true });
}
