import { CommandError } from './command.ts';
import { exit } from './exit.ts';

/** Does `work` on the portal's data directory. Throws `CommandError` where another process holds it. */
export async function unlessHeld<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  // Loaded with the portal itself: the lock is a SQLite file, which the other commands do without.
  const { DataDirectoryHeld } = await import('../portal/store/lock.ts');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DataDirectoryHeld)) throw error;
    throw new CommandError(exit.failure, 'cli.portal.held', { dataDir, pid: error.pid ?? '?' });
  }
}
