/** Which account listens on a port of this machine, as far as an ordinary account can learn it: one implementation a system. */
import { linuxPortOwner } from './linux.ts';
import { windowsPortOwner } from './windows.ts';

/** Name of the account that listens on that port of 127.0.0.1; null: nobody does, or it is not told. Never rejects. */
export type PortOwner = (port: number) => Promise<string | null>;

/** As this system tells it. */
export function portOwner(platform: NodeJS.Platform = process.platform): PortOwner {
  const ask = platform === 'win32' ? windowsPortOwner() : platform === 'linux' ? linuxPortOwner() : null;
  // A name for a sentence: whatever keeps it from being learnt leaves the sentence without.
  return async (port) => (ask === null ? null : ask(port).catch(() => null));
}
