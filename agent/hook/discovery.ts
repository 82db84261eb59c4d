/**
 * The files by which callers find the agent and prove themselves: `hook.json` for its owner and administrators, `till.json`
 * for the group that IT names. They exist only while the agent runs.
 */
import { execFile } from 'node:child_process';
import { chmod, chown, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import writeFileAtomic from 'write-file-atomic';

export const HOOK_FILE = 'hook.json';
export const TILL_FILE = 'till.json';

export const Discovery = Type.Object(
  {
    url: Type.String({ pattern: '^http://127\\.0\\.0\\.1:\\d{1,5}$' }),
    token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    pid: Type.Integer({ minimum: 1 }),
    version: Type.String(),
  },
  { $id: 'Discovery' },
);
export type Discovery = Static<typeof Discovery>;
const discovery = Compile(Discovery);

/** Reads a discovery file's text; null where it is none. */
export function parseDiscovery(text: string): Discovery | null {
  try {
    const value: unknown = JSON.parse(text);
    return discovery.Check(value) ? value : null;
  } catch {
    return null;
  }
}

/** The numeric id of a group, null where there is none of that name. */
export type GroupLookup = (group: string) => Promise<number | null>;

/** Asks the system's own directory (files, LDAP, …), as `chgrp` would; a number stands for itself. */
export const systemGroup: GroupLookup = async (group) => {
  if (/^\d+$/.test(group)) return Number(group);
  try {
    const { stdout } = await promisify(execFile)('getent', ['group', '--', group]);
    const id = stdout.split(':')[2];
    return id === undefined ? null : Number(id);
  } catch (error) {
    // getent exits 2 where the key is not found; anything else is a fault of the machine.
    if ((error as { code?: unknown }).code === 2) return null;
    throw error;
  }
};

export interface DiscoveryOptions {
  readonly dataDir: string;
  readonly url: string;
  readonly version: string;
  readonly tokens: { readonly admin: string; readonly till: string };
  /** Group that may read till.json; null: its owner alone. */
  readonly tillGroup: string | null;
  readonly log: Logger;
  /** The group could not be given the file: it stays its owner's. */
  readonly onGroupFault: (text: string) => void;
  readonly pid?: number;
  readonly groupId?: GroupLookup;
}

/** Of this process. Unless told, the owner of a file left by an earlier run would be given the new one. */
export function ownership(): { chown?: { uid: number; gid: number } } {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  return uid === undefined || gid === undefined ? {} : { chown: { uid, gid } };
}

/** Both files of one run of the agent. */
export class DiscoveryFiles {
  readonly #options: DiscoveryOptions;

  private constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** Writes both files, each whole and on disk before it has its name. Throws what the file system throws. */
  static async write(options: DiscoveryOptions): Promise<DiscoveryFiles> {
    const files = new DiscoveryFiles(options);
    const { tokens, tillGroup } = options;
    const ours = { mode: 0o600, fsync: true, ...ownership() };
    await writeFileAtomic(files.#path(HOOK_FILE), files.#text(tokens.admin), { ...ours });
    await writeFileAtomic(files.#path(TILL_FILE), files.#text(tokens.till), { ...ours });
    if (tillGroup !== null) await files.#share(tillGroup);
    return files;
  }

  /** Removes both files, if they are still ours: another agent may have started since. Never throws; a fault is logged. */
  async remove(): Promise<void> {
    const { tokens } = this.#options;
    await this.#removeOurs(HOOK_FILE, tokens.admin);
    await this.#removeOurs(TILL_FILE, tokens.till);
  }

  #path(name: string): string {
    return join(this.#options.dataDir, name);
  }

  #text(token: string): string {
    const { url, version, pid = process.pid } = this.#options;
    return `${JSON.stringify({ url, token, pid, version } satisfies Discovery)}\n`;
  }

  /** Gives till.json to a group: readable, and its folder passable (not listable). Owner first, then mode: never wider on the way. */
  async #share(group: string): Promise<void> {
    const { dataDir, log, onGroupFault, groupId = systemGroup } = this.#options;
    const path = this.#path(TILL_FILE);
    try {
      const gid = await groupId(group);
      if (gid === null) throw new Error('there is no such group');
      await chown(path, -1, gid);
      await chmod(path, 0o640);
      const folder = await stat(dataDir);
      if ((folder.mode & 0o001) === 0) {
        await chown(dataDir, -1, gid);
        await chmod(dataDir, (folder.mode & 0o707) | 0o010);
      }
    } catch (error) {
      await chmod(path, 0o600);
      const text = `${TILL_FILE} stays readable by its owner alone: group "${group}": ${(error as Error).message}`;
      log.error({ group }, text);
      onGroupFault(text);
    }
  }

  async #removeOurs(name: string, token: string): Promise<void> {
    const { log, pid = process.pid } = this.#options;
    const path = this.#path(name);
    try {
      const found = parseDiscovery(await readFile(path, 'utf8'));
      if (found === null || found.pid !== pid || found.token !== token) return;
      await unlink(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log.error({ err: error, file: name }, 'not removed');
    }
  }
}
