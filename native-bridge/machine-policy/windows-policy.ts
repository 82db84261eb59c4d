/**
 * What the registry of Windows says of this machine: the policy, HKLM\Software\Policies\Vigilot, and what the installer was
 * told, HKLM\Software\Vigilot; administrators and group policy alone can write either. Read by reg.exe, which every Windows has; without a native module, and with nothing of the user's hive.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { promisify } from 'node:util';
import { type RegistryValues, readExport } from './registry-export.ts';

export const POLICY_KEY = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Vigilot';
export const INSTALLED_KEY = 'HKEY_LOCAL_MACHINE\\Software\\Vigilot';

/** Runs reg.exe; rejects where it exits with another code than 0. */
export type Reg = (...args: string[]) => Promise<{ readonly stdout: string }>;

export interface WindowsPolicyOptions {
  /** Of the settings, as the program writes them: names in the registry are taken whatever their case. */
  readonly names: readonly string[];
  /** The policy's unless told. */
  readonly key?: string;
  readonly reg?: Reg;
  /** Where the export stands for the moment of reading it. */
  readonly temporary?: string;
}

/** What was read, or why not, ready to be asked again and again. */
export interface PolicyReading {
  readonly where: string;
  /** By setting name; null where there is no such key. Throws where it is there and could not be read. */
  read(): Readonly<Record<string, unknown>> | null;
}

/** Reads one key once. Never rejects: what went wrong is thrown where the reading is read. */
export async function readWindowsPolicy(options: WindowsPolicyOptions): Promise<PolicyReading> {
  const where = options.key ?? POLICY_KEY;
  try {
    const values = await fetchValues(where, options);
    return { where, read: () => values && settingsOf(values, options.names) };
  } catch (error) {
    return {
      where,
      read: () => {
        throw error;
      },
    };
  }
}

/**
 * reg.exe says "not there" and "access denied" by the same exit code and in the words of the system's language. So the parent,
 * which is always there, is asked for its keys first: one that is listed and cannot be exported is unreadable, not absent.
 */
async function fetchValues(key: string, { reg = regExe(), temporary = tmpdir() }: WindowsPolicyOptions) {
  const { stdout } = await reg('query', win32.dirname(key), '/reg:64');
  const keys = stdout.split(/\r?\n/).map((line) => line.trim().toLowerCase());
  if (!keys.includes(key.toLowerCase())) return null;
  const folder = await mkdtemp(join(temporary, 'vigilot-policy-'));
  try {
    const file = join(folder, 'policy.reg');
    await reg('export', key, file, '/y', '/reg:64');
    return readExport(await readFile(file), key);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An empty text takes a value away, since the registry has no null. */
function settingsOf(values: RegistryValues, names: readonly string[]): Record<string, unknown> {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [known.get(name.toLowerCase()) ?? name, value === '' ? null : value]),
  );
}

/** By its full path: nothing that stands earlier in PATH is run in its place. */
function regExe(): Reg {
  const path = win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'reg.exe');
  const run = promisify(execFile);
  return (...args) => run(path, args, { timeout: 10_000, windowsHide: true });
}
