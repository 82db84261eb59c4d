/**
 * A named pipe for programs of the same Windows user. Node cannot set a pipe's access list: Windows' default one lets its
 * creator, administrators and LocalSystem in fully, and everyone only read, so that another user's till can ask nothing. A
 * pipe for the till group is made by the service host. (Not tried on Windows here.)
 */
import { createServer } from 'node:net';
import type { TillSocket, TillSocketOptions, TillSocketUse } from './till-socket.ts';
import { closed, listening } from './unix-socket.ts';

const PREFIX = '\\\\.\\pipe\\';

export class WindowsTillPipe implements TillSocket {
  readonly address: string;
  readonly #options: TillSocketOptions;

  constructor(options: TillSocketOptions) {
    const { address } = options;
    this.address = address.toLowerCase().startsWith(PREFIX) ? address : `${PREFIX}${address}`;
    this.#options = options;
  }

  /** Listens. Rejects where the name holds a backslash or slash, or another program has the pipe. */
  async open({ onCaller, onFault }: TillSocketUse): Promise<{ close(): Promise<void> }> {
    const name = this.address.slice(PREFIX.length);
    if (!/^[^\\/]{1,200}$/.test(name)) throw new Error(`"${name}" is no name for a pipe`);
    const { group } = this.#options;
    // libuv makes the first instance with FILE_FLAG_FIRST_PIPE_INSTANCE: a pipe that somebody holds is EADDRINUSE.
    const server = createServer({ allowHalfOpen: true }, onCaller);
    await listening(server, this.address);
    if (group !== null) onFault('its owner alone can connect: the pipe of a group is made by the service');
    return { close: () => closed(server) };
  }
}
