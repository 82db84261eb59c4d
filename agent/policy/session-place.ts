/** Which data folder the programs of a person's session mean where nobody set one. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, personalFolder, serviceFolder } from '../../protocol/machine.ts';
import { HOOK_FILE } from '../hook/discovery.ts';

/** Whether a path is there: what may not be looked at is not absent. */
export function isThere(path: string, look: (path: string) => unknown = statSync): boolean {
  try {
    look(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/**
 * The service's folder while a service runs there, or where this account may not even look; else the person's own. Under Windows
 * the person's own: an installer writes its folder down, and one below ProgramData could be any user's, made before us with a
 * false hook.json in it.
 */
export function sessionDataDir(machine: Machine, there: (path: string) => boolean = isThere): string {
  if (machine.platform === 'win32') return personalFolder(machine);
  const service = serviceFolder(machine);
  return there(join(service, HOOK_FILE)) ? service : personalFolder(machine);
}
