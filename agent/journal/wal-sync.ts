/**
 * Puts commits on the platter within a second, off the check's turn. Under synchronous=NORMAL a commit is in the -wal file
 * as the operating system holds it: safe from the death of this process, not from a power cut. An fdatasync of that file
 * alone makes it safe from that too, since the log is only appended to and every frame carries a running checksum:
 * whatever the disk kept of it is valid up to the last whole commit. The handle is on the -wal file and never on the
 * database itself, for closing any descriptor of that one would drop SQLite's POSIX locks on it (sqlite.org/howtocorrupt,
 * 2.2); the log carries no locks.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** Half of the second that a power cut may take, so that a slow disk has the other half. */
const DELAY_MS = 500;

export interface WalSyncOptions {
  readonly path: string;
  readonly delayMs?: number;
  readonly openFile?: (path: string) => Promise<Pick<FileHandle, 'datasync' | 'close'>>;
  /** Told after each sync: null, or why it failed. */
  readonly onSync: (error: unknown) => void;
}

export class WalSync {
  readonly #options: WalSyncOptions;
  #handle: Promise<Pick<FileHandle, 'datasync' | 'close'>> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #dirty = false;
  #running: Promise<void> | null = null;

  constructor(options: WalSyncOptions) {
    this.#options = options;
  }

  /** Something was committed: it will be synced within the delay. */
  touch(): void {
    this.#dirty = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // The failure went to `onSync`; `sync` is for those who wait.
      this.sync().catch(() => {});
    }, this.#options.delayMs ?? DELAY_MS).unref();
  }

  /** Resolves once everything committed before the call is on the disk; rejects with the file system's error. */
  async sync(): Promise<void> {
    // The one under way may have begun before the last commit.
    while (this.#running !== null) await this.#running.catch(() => {});
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#running = this.#datasync();
    try {
      await this.#running;
    } catch (error) {
      this.#dirty = true;
      throw error;
    } finally {
      this.#running = null;
    }
  }

  async #datasync(): Promise<void> {
    const { path, openFile = (file: string) => open(file, 'r+'), onSync } = this.#options;
    try {
      this.#handle ??= openFile(`${path}-wal`);
      await (await this.#handle).datasync();
    } catch (error) {
      await this.#release();
      onSync(error);
      throw error;
    }
    onSync(null);
  }

  async #release(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    // One that never opened has nothing to close, and its error was told.
    await handle?.then((file) => file.close()).catch(() => {});
  }

  /** Stops the timer and closes the handle, without a last sync. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running?.catch(() => {});
    await this.#release();
  }
}
