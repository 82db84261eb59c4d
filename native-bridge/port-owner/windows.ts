/**
 * The owner of a listening port under Windows: netstat.exe tells everybody its process, tasklist.exe the process's account. Of
 * another account's process an ordinary account is told no name, in the words of the system's language: a name has a `\`.
 */
import { execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { promisify } from 'node:util';
import type { PortOwner } from './port-owner.ts';

/** What a program of System32 writes. Rejects where it fails. */
export type Tool = (name: 'netstat.exe' | 'tasklist.exe', args: readonly string[]) => Promise<string>;

export function windowsPortOwner(tool: Tool = systemTool): PortOwner {
  return async (port) => {
    const pid = listenerIn(await tool('netstat.exe', ['-ano', '-p', 'TCP']), port);
    if (pid === null) return null;
    return accountIn(await tool('tasklist.exe', ['/v', '/fo', 'csv', '/nh', '/fi', `PID eq ${pid}`]), pid);
  };
}

/** Columns: protocol, local, foreign, state, process. The state's word is the language's; the foreign end of a listener is 0. */
function listenerIn(table: string, port: number): string | null {
  for (const line of table.split(/\r?\n/)) {
    const [protocol, local, foreign, ...rest] = line.trim().split(/\s+/);
    if (protocol !== 'TCP' || foreign !== '0.0.0.0:0') continue;
    if (local === `127.0.0.1:${port}`) return rest.at(-1) ?? null;
  }
  return null;
}

/** Columns: image, process, session name, session, memory, state, account, … */
function accountIn(csv: string, pid: string): string | null {
  for (const line of csv.split(/\r?\n/)) {
    const cells = [...line.matchAll(/"([^"]*)"/g)].map(([, cell]) => cell ?? '');
    const account = cells[6] ?? '';
    if (cells[1] === pid && account.includes('\\')) return account;
  }
  return null;
}

/** By its full path: nothing that stands earlier in PATH is run in its place. */
const systemTool: Tool = async (name, args) => {
  const path = win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', name);
  const { stdout } = await promisify(execFile)(path, [...args], { timeout: 10_000, windowsHide: true });
  return stdout;
};
