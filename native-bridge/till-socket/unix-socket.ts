/**
 * A Unix socket 0660 in a folder 0750 of the till group: the folder keeps everyone else from its name, the socket's own mode
 * is what Linux asks of those who connect (unix(7)). Mode and group are set before anyone is answered.
 */
import { chmod, chown, lstat, mkdir, readdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, isAbsolute } from 'node:path';
import type { TillSocket, TillSocketOptions, TillSocketUse } from './till-socket.ts';

/** sun_path of Linux holds 108 bytes with its end (unix(7)), that of macOS 104; a longer one is cut in silence. */
const LONGEST = 103;

export class UnixTillSocket implements TillSocket {
  readonly address: string;
  readonly #options: TillSocketOptions;

  constructor(options: TillSocketOptions) {
    this.address = options.address;
    this.#options = options;
  }

  /**
   * Listens. A socket file that a dead agent left is replaced; one on which somebody answers, or that is anything else, is
   * left alone, and so is a folder that others may write or that holds other things. Rejects in words then.
   */
  async open({ onCaller, onFault }: TillSocketUse): Promise<{ close(): Promise<void> }> {
    const path = this.address;
    if (!isAbsolute(path)) throw new Error(`"${path}" is not an absolute path`);
    if (Buffer.byteLength(path) > LONGEST) throw new Error(`"${path}" is longer than ${LONGEST} bytes`);
    await ownFolder(dirname(path), basename(path));
    await removeDead(path);
    const server = createServer({ allowHalfOpen: true }, onCaller);
    await listening(server, path);
    try {
      await this.#share(path, onFault);
    } catch (error) {
      await closed(server);
      throw error;
    }
    return { close: () => closed(server) };
  }

  /** Owner alone first, then the group: never wider on the way. */
  async #share(path: string, onFault: (text: string) => void): Promise<void> {
    const { group, groupId } = this.#options;
    const folder = dirname(path);
    await chmod(folder, 0o700);
    await chmod(path, 0o600);
    if (group === null) return;
    try {
      const gid = await groupId(group);
      if (gid === null) throw new Error('there is no such group');
      await chown(path, -1, gid);
      await chown(folder, -1, gid);
      await chmod(path, 0o660);
      await chmod(folder, 0o750);
    } catch (error) {
      await chmod(folder, 0o700);
      await chmod(path, 0o600);
      onFault(`its owner alone can connect: group "${group}": ${(error as Error).message}`);
    }
  }
}

/** The folder, made where it is absent. Its mode will be changed, so it must be ours and hold nothing but the socket. */
async function ownFolder(folder: string, socket: string): Promise<void> {
  // Not the folders above it: made with this mode they would keep the group out, and wider is not ours to decide.
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { mode, uid } = await lstat(folder).then((stats) => {
    if (!stats.isDirectory()) throw new Error(`"${folder}" is not a folder of its own (a link?)`);
    return stats;
  });
  if (uid !== process.geteuid?.()) throw new Error(`the folder "${folder}" belongs to another user`);
  if ((mode & 0o022) !== 0) throw new Error(`the folder "${folder}" can be written by others`);
  const others = (await readdir(folder)).filter((name) => name !== socket);
  if (others.length > 0) {
    throw new Error(`the folder "${folder}" holds other things: the socket needs one of its own`);
  }
}

/** Removes the socket file of an agent that is no more. */
async function removeDead(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return;
  if (!found.isSocket()) throw new Error(`"${path}" is there and is no socket`);
  const code = await answerOf(path);
  if (code !== 'ECONNREFUSED' && code !== 'ENOENT') {
    throw new Error(`another program answers at "${path}"${code === null ? '' : ` (${code})`}`);
  }
  if (code === 'ECONNREFUSED') await unlink(path);
}

/** What connecting says: null where somebody answers, else the error's code. */
function answerOf(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(null);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

export function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Stops listening (which takes the socket file away), and waits for the last caller to go. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
