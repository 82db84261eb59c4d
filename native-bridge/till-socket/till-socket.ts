/** Where tills of this machine that cannot speak HTTP reach the agent: one implementation for each system. */
import type { Socket } from 'node:net';
import { UnixTillSocket } from './unix-socket.ts';
import { WindowsTillPipe } from './windows-pipe.ts';

export interface TillSocketUse {
  /** Handed over half-open: the caller's end does not end ours. */
  readonly onCaller: (socket: Socket) => void;
  /** It is open, but not as asked: the group could not be let in. In words. */
  readonly onFault: (text: string) => void;
}

export interface TillSocket {
  /** As callers write it: a path, a pipe's name. */
  readonly address: string;
  /** Opens it. Rejects where it cannot be had, saying why in words. */
  open(use: TillSocketUse): Promise<{ close(): Promise<void> }>;
}

export interface TillSocketOptions {
  /** Absolute path of the socket; under Windows the name of the pipe, `\\.\pipe\` before it or not. */
  readonly address: string;
  /** System group that may connect; null: the owner alone. */
  readonly group: string | null;
  /** Numeric id of a group, null where there is none of that name. */
  readonly groupId: (group: string) => Promise<number | null>;
}

/** The till socket of this system. */
export function tillSocket(options: TillSocketOptions, platform: NodeJS.Platform = process.platform): TillSocket {
  return platform === 'win32' ? new WindowsTillPipe(options) : new UnixTillSocket(options);
}
