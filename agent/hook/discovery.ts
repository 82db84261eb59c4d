/**
 * The files by which callers find the agent and prove themselves: `hook.json` for its owner and administrators, `desk.json`
 * and `till.json` for the groups that IT names. They exist only while the agent runs.
 */
import { execFile } from 'node:child_process';
import { chmod, chown, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import Type, { type Static } from 'typebox';
import writeFileAtomic from 'write-file-atomic';
import { compiled } from '../../protocol/compiled.ts';
import { type Role, roles } from './tokens.ts';

export const HOOK_FILE = 'hook.json';
export const DESK_FILE = 'desk.json';
export const TILL_FILE = 'till.json';

/** Which file holds the token of which role. */
export const discoveryFiles = { admin: HOOK_FILE, desk: DESK_FILE, till: TILL_FILE } as const satisfies Record<
  Role,
  string
>;
/** In the order written: who sees hook.json sees the others too. */
const written = ['till', 'desk', 'admin'] as const satisfies readonly Role[];

/** A file that a group may read. */
export type SharedRole = Exclude<Role, 'admin'>;

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
const discovery = compiled(Discovery);

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
  readonly tokens: Readonly<Record<Role, string>>;
  /** Group that may read desk.json, till.json; null: its owner alone. */
  readonly groups: Readonly<Record<SharedRole, string | null>>;
  readonly log: Logger;
  /** The group could not be given the file of that role: it stays its owner's. */
  readonly onGroupFault: (role: SharedRole, text: string) => void;
  /** How this system gives a file to a group; by the group's number unless told. */
  readonly sharing?: FileSharing;
  readonly pid?: number;
  readonly groupId?: GroupLookup;
}

/** Where a file's readers are no number but an access list. */
export interface FileSharing {
  /** Lets `group` read the file of that role, and nothing else. Rejects in words. */
  share(role: SharedRole, group: string): Promise<void>;
}

/** Of this process. Unless told, the owner of a file left by an earlier run would be given the new one. */
export function ownership(): { chown?: { uid: number; gid: number } } {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  return uid === undefined || gid === undefined ? {} : { chown: { uid, gid } };
}

/** The files of one run of the agent. */
export class DiscoveryFiles {
  readonly #options: DiscoveryOptions;

  private constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** Writes the files, each whole and on disk before it has its name. Throws what the file system throws. */
  static async write(options: DiscoveryOptions): Promise<DiscoveryFiles> {
    const files = new DiscoveryFiles(options);
    const { tokens, groups } = options;
    const ours = { mode: 0o600, fsync: true, ...ownership() };
    for (const role of written) {
      await writeFileAtomic(files.#path(discoveryFiles[role]), files.#text(tokens[role]), { ...ours });
      const group = role === 'admin' ? null : groups[role];
      if (role !== 'admin' && group !== null) await files.#share(role, group);
    }
    return files;
  }

  /** Removes the files, if they are still ours: another agent may have started since. Never throws; a fault is logged. */
  async remove(): Promise<void> {
    for (const role of roles) await this.#removeOurs(discoveryFiles[role], this.#options.tokens[role]);
  }

  #path(name: string): string {
    return join(this.#options.dataDir, name);
  }

  #text(token: string): string {
    const { url, version, pid = process.pid } = this.#options;
    return `${JSON.stringify({ url, token, pid, version } satisfies Discovery)}\n`;
  }

  /**
   * Gives a file to a group: readable, and its folder passable (not listable). Owner first, then mode: never wider on the way.
   * A folder has one group: where two share its files, everybody may pass through it, and reads what is theirs alone.
   */
  async #share(role: SharedRole, group: string): Promise<void> {
    const { dataDir, groups, log, onGroupFault, sharing, groupId = systemGroup } = this.#options;
    const file = discoveryFiles[role];
    const path = this.#path(file);
    try {
      if (sharing !== undefined) return await sharing.share(role, group);
      const gid = await groupId(group);
      if (gid === null) throw new Error('there is no such group');
      await chown(path, -1, gid);
      await chmod(path, 0o640);
      const folder = await stat(dataDir);
      const several = groups.desk !== null && groups.till !== null && groups.desk !== groups.till;
      if (several) await chmod(dataDir, (folder.mode & 0o777) | 0o011);
      else if ((folder.mode & 0o001) === 0) {
        await chown(dataDir, -1, gid);
        await chmod(dataDir, (folder.mode & 0o707) | 0o010);
      }
    } catch (error) {
      await chmod(path, 0o600);
      const text = `${file} stays readable by its owner alone: group "${group}": ${(error as Error).message}`;
      log.error({ group }, text);
      onGroupFault(role, text);
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
