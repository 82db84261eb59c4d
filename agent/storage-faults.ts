/**
 * What the disk refuses now, file by file, in the system's own word: told to whoever looks after the machine for as long as it
 * lasts. Rooms say how each of their writes went; what failed is tried again every few seconds, so that it ends by itself.
 */
import { accessSync, closeSync, constants, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Language, say } from '../protocol/messages/index.ts';
import type { Clock } from './clock.ts';
import { isCorruption } from './database.ts';

export const storageFaultKinds = ['full', 'read-only', 'not-permitted', 'input-output', 'damaged', 'unusable'] as const;
export type StorageFaultKind = (typeof storageFaultKinds)[number];

export interface StorageFault {
  /** In the data folder. */
  readonly file: string;
  readonly kind: StorageFaultKind;
  /** The system's code, or SQLite's. */
  readonly said: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

/** Told of each try of a file: what it met, or null. */
export type OnDisk = (error: unknown) => void;

const kinds: ReadonlyArray<readonly [RegExp, StorageFaultKind]> = [
  [/^(ENOSPC|EDQUOT|SQLITE_FULL)/, 'full'],
  [/^(EROFS|SQLITE_READONLY)/, 'read-only'],
  [/^(EACCES|EPERM)/, 'not-permitted'],
  [/^(EIO|SQLITE_IOERR)/, 'input-output'],
];

export interface StorageFaultsOptions {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'wall'>;
}

export class StorageFaults {
  readonly #options: StorageFaultsOptions;
  readonly #faults = new Map<string, StorageFault>();

  constructor(options: StorageFaultsOptions) {
    this.#options = options;
  }

  /** Where a room tells how its file does. */
  of(file: string): OnDisk {
    return (error) => {
      if (error === null) this.#faults.delete(file);
      else if (!this.#faults.has(file)) this.#faults.set(file, this.#fault(file, error));
    };
  }

  /** What does not work now, by file. */
  list(): StorageFault[] {
    return [...this.#faults.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  #fault(file: string, error: unknown): StorageFault {
    const { dataDir, clock } = this.#options;
    return { file, ...refused(join(dataDir, file), error), since: new Date(clock.wall()).toISOString() };
  }
}

/** A fault in words: which file, what is wrong, and what the system said. */
export function storageText(language: Language, { file, kind, said }: Omit<StorageFault, 'since'>): string {
  return say(language, `agent.storage.${kind}`, { file, said });
}

/** The agent cannot start on this folder: the disk does not let it. */
export class DataFolderRefused extends Error {
  readonly fault: Omit<StorageFault, 'since'>;
  constructor(dataDir: string, cause: unknown) {
    const fault = { file: dataDir, ...refused(join(dataDir, 'agent'), cause) };
    super(storageText('en', fault), { cause });
    this.name = 'DataFolderRefused';
    this.fault = fault;
  }
}

function refused(path: string, error: unknown): Pick<StorageFault, 'kind' | 'said'> {
  const own = codeOf(error);
  if (isCorruption(error)) return { kind: 'damaged', said: own };
  // SQLite says of most refusals that something went in or out wrong; the system says what.
  const said = /^(E|SQLITE_FULL)/.test(own) ? own : (refusal(path) ?? own);
  return { kind: kinds.find(([pattern]) => pattern.test(said))?.[1] ?? 'unusable', said };
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && code !== '' ? code : 'UNKNOWN';
}

/**
 * The system's code for what it refuses beside this file, or of the file's own rights; null where it refuses nothing now. The
 * file itself is never opened: closing it again would take SQLite's locks away (sqlite.org/howtocorrupt, 2.2).
 */
function refusal(path: string): string | null {
  const beside = `${path}.try`;
  try {
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    const handle = openSync(beside, 'w', 0o600);
    try {
      writeSync(handle, Buffer.alloc(4096));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
      rmSync(beside, { force: true });
    }
    return null;
  } catch (error) {
    return codeOf(error);
  }
}
