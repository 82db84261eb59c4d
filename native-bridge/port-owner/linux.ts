/** The owner of a listening socket as /proc/net/tcp tells everybody (proc_pid_net(5)), its name from the system's directory. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PortOwner } from './port-owner.ts';

/** 127.0.0.1 as the kernel prints it, on processors of either order. */
const LOOPBACK = ['0100007F', '7F000001'];
/** TCP_LISTEN of include/net/tcp_states.h. */
const LISTENING = '0A';

export interface LinuxPortOwnerOptions {
  /** The text of /proc/net/tcp. */
  readonly sockets?: () => Promise<string>;
  /** Name of an account by its number; null: it has none. */
  readonly nameOf?: (uid: number) => Promise<string | null>;
}

export function linuxPortOwner({ sockets = read, nameOf = systemName }: LinuxPortOwnerOptions = {}): PortOwner {
  return async (port) => {
    const uid = ownerIn(await sockets(), port);
    return uid === null ? null : ((await nameOf(uid)) ?? String(uid));
  };
}

const read = () => readFile('/proc/net/tcp', 'latin1');

/** Columns: number, local address, remote address, state, queues, timer, retransmissions, uid, … */
function ownerIn(table: string, port: number): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', , state, , , , uid] = line.trim().split(/\s+/);
    const [address = '', end] = local.split(':');
    if (end === hex && state === LISTENING && LOOPBACK.includes(address)) return Number(uid);
  }
  return null;
}

/** Asks files, LDAP, … as `id` would. */
async function systemName(uid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('getent', ['passwd', String(uid)], { timeout: 5_000 });
    return stdout.split(':')[0] || null;
  } catch {
    return null;
  }
}
