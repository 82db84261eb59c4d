/**
 * `feed.log`: every entry's exact bytes, one a line, synced to disk before it is broadcast. PGlite survives the death of the
 * process but never syncs, so after a power cut this file is what knows (docs/architecture.md).
 */
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

export class FeedLog {
  readonly #path: string;
  #file: FileHandle;
  #size: number;
  /** Number of entries in it: the position of the last. */
  #count: number;

  private constructor(path: string, file: FileHandle, size: number, count: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#count = count;
  }

  /** Opens or makes the file; a torn last line (a write that a crash cut short) is cut. Returns its lines too. */
  static async open(path: string): Promise<{ log: FeedLog; lines: string[] }> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    await syncDirectory(dirname(path));
    const bytes = await readFile(path);
    const size = bytes.lastIndexOf('\n') + 1;
    if (size < bytes.length) {
      await file.truncate(size);
      await file.datasync();
    }
    const lines = size === 0 ? [] : bytes.toString('latin1', 0, size - 1).split('\n');
    return { log: new FeedLog(path, file, size, lines.length), lines };
  }

  get count(): number {
    return this.#count;
  }

  /** Appends entries in order and returns once they are on disk. After an error nothing of them is in the file. */
  async append(entries: readonly string[]): Promise<void> {
    if (entries.length === 0) return;
    const bytes = Buffer.from(entries.map((jws) => `${jws}\n`).join(''), 'latin1');
    try {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, this.#size + written);
        written += bytesWritten;
      }
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#size);
      throw error;
    }
    this.#size += bytes.length;
    this.#count += entries.length;
  }

  /** Replaces the whole: an epoch cut entries off, or lines did not verify. What stood before is kept as `aside`. */
  async replace(entries: readonly string[], aside: string): Promise<void> {
    await copyFile(this.#path, aside);
    const text = entries.map((jws) => `${jws}\n`).join('');
    await writeFileAtomic(this.#path, text, { mode: 0o600 });
    await syncDirectory(dirname(this.#path));
    await this.#file.close();
    this.#file = await open(this.#path, constants.O_RDWR);
    this.#size = text.length;
    this.#count = entries.length;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** A new or renamed file is only there after a power cut if its directory was synced; Windows cannot and need not. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
