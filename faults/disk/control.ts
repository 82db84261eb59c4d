/** What the shim lets fail, and when: a page that it looks at before each call. */
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** Errors of Linux by name. */
export const errno = { EIO: 5, EACCES: 13, ENOSPC: 28, EROFS: 30 } as const;

interface Failure {
  readonly errno: number;
  /** Of a thousand calls, that many. */
  readonly perMille: number;
}
export interface Trouble {
  readonly write?: Failure;
  readonly read?: Failure;
  readonly sync?: Failure;
  /** Each sync waits that long. */
  readonly delayMs?: number;
  /** Only files with this in their path. */
  readonly part?: string;
}

/** The page that the shim looks at before each call. */
export class DiskControl {
  readonly path: string;
  readonly #file: number;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'w+', 0o600);
    ftruncateSync(this.#file, 4096);
  }

  /** From now on; without an argument the disk is well again. */
  set({ write, read, sync, delayMs = 0, part = '' }: Trouble = {}): void {
    const page = Buffer.alloc(32 + 96);
    for (const [index, each] of [write, read, sync].entries()) {
      page.writeUInt32LE(each?.errno ?? 0, index * 8);
      page.writeUInt32LE(each?.perMille ?? 0, index * 8 + 4);
    }
    page.writeUInt32LE(delayMs, 24);
    page.write(part, 32);
    writeSync(this.#file, page, 0, page.length, 0);
  }

  /** How many calls failed since it was last set. */
  get hits(): number {
    const page = Buffer.alloc(4);
    readSync(this.#file, page, 0, 4, 28);
    return page.readUInt32LE();
  }

  close(): void {
    closeSync(this.#file);
  }
}
