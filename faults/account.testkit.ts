/** For tests: another account of this machine, made for one file of tests and removed after. Root ignores permissions; it does not. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';

/** Whether accounts can be made here. */
export const accountsPossible = process.geteuid?.() === 0 && spawnSync('useradd', ['--help']).status === 0;

/** What a suite of such tests is called: that it was not tried is said. */
export const withAccounts = (title: string) =>
  accountsPossible ? title : `${title} (not tried: needs root and useradd)`;

export interface Account {
  readonly name: string;
  /** Runs a program as that account, to its end. */
  as(...command: readonly string[]): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  /** Starts one as that account; kill it. */
  start(command: readonly string[], environment?: NodeJS.ProcessEnv): ChildProcess;
  remove(): void;
}

/** `suffix`: letters that tell the accounts of one process apart. */
export function makeAccount(suffix: string): Account {
  const name = `vg${suffix}${process.pid}`;
  execFileSync('useradd', ['--no-create-home', '--shell', '/usr/sbin/nologin', name]);
  const become = ['--reuid', name, '--regid', name, '--clear-groups'];
  return {
    name,
    as: (...command) => spawnSync('setpriv', [...become, ...command], { encoding: 'utf8' }),
    start: (command, env = process.env) =>
      spawn('setpriv', [...become, ...command], { env, stdio: ['ignore', 'pipe', 'inherit'] }),
    remove: () => void spawnSync('userdel', [name]),
  };
}
