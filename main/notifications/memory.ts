/** Which revisions were notified of in this session of the system's, across restarts of the tray. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

export interface NotifiedMemory {
  /** Highest revision notified of; 0: none. */
  last(bulletin: string): number;
  /** Never rejects: what cannot be kept is notified of again. */
  keep(shown: readonly { readonly id: string; readonly revision: number }[]): Promise<void>;
}

/** More bulletins than a pharmacy gets in years. */
const MOST = 5_000;

/** A file in `folder`. One that is not readable counts as none; `onFault` is told of what the disk refuses. */
export function notifiedFile(folder: string, onFault: (error: unknown) => void): NotifiedMemory {
  const path = join(folder, 'notified.json');
  const known = new Map<string, number>(read(path, onFault));
  return {
    last: (bulletin) => known.get(bulletin) ?? 0,
    keep: async (shown) => {
      for (const { id, revision } of shown) {
        // Anew at the end: the oldest go first.
        known.delete(id);
        known.set(id, revision);
      }
      for (const id of [...known.keys()].slice(0, Math.max(0, known.size - MOST))) known.delete(id);
      await writeFileAtomic(path, JSON.stringify([...known]), { mode: 0o600 }).catch(onFault);
    },
  };
}

function read(path: string, onFault: (error: unknown) => void): Array<[string, number]> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Array.isArray(value)) throw new Error(`${path}: not a list`);
    return value.filter(
      (pair): pair is [string, number] =>
        Array.isArray(pair) && typeof pair[0] === 'string' && Number.isSafeInteger(pair[1]),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onFault(error);
    return [];
  }
}
