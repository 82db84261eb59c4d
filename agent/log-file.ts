/**
 * The technical log on disk, beside standard error: a support bundle must have something to take, and a Windows service has
 * no terminal. Five files of a megabyte, the owner's alone. A disk that refuses never stops the agent.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

export const LOG_FOLDER = 'logs';
export const LOG_FILE = 'agent.log';

const SIZE = '1M';
/** Beside the one that is written: `agent.log.1` is the newest of them. */
const OLDER = 4;
/** How long a disk that refused is left alone. */
const RETRY_MS = 60_000;
/** Held in memory while the disk is slow; what comes beyond is on standard error alone. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** A disk that hangs does not keep the agent from ending. */
const CLOSE_MS = 2_000;
/** Lines of a start that are kept until the folder is known to be ours. */
const MAX_EARLY_LINES = 200;

export interface LogFileOptions {
  readonly dataDir: string;
  /** Told once when the disk begins to refuse, until it has taken a line again. */
  readonly onFault: (error: Error) => void;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  /** Bytes after which a file is put aside, as rotating-file-stream writes them. */
  readonly size?: `${number}B` | `${number}K` | `${number}M`;
}

/** Files by number: the current one, then `agent.log.1` … */
export function logFileName(number: number): string {
  return number === 0 ? LOG_FILE : `${LOG_FILE}.${number}`;
}

export class LogFile {
  readonly path: string;
  readonly #options: LogFileOptions;
  readonly #now: () => number;
  #stream: RotatingFileStream | null = null;
  /** null once begun. */
  #early: string[] | null = [];
  #retryAt = Number.NEGATIVE_INFINITY;
  #fault: Error | null = null;
  #closed = false;

  /** Nothing is written before `begin`, and nothing opened before the first line. */
  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.path = join(options.dataDir, LOG_FOLDER, LOG_FILE);
  }

  /** Why the disk does not take the log now; null while it does. */
  get fault(): Error | null {
    return this.#fault;
  }

  /** The folder is this process's alone from now on: two that rotate the same files would lose lines. Once. */
  begin(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const line of early) this.write(line);
  }

  /** Writes a line when the disk gets to it. Never throws and never waits. */
  write(line: string): void {
    if (this.#early !== null) {
      if (this.#early.length < MAX_EARLY_LINES) this.#early.push(line);
      return;
    }
    const stream = this.#opened();
    if (stream === null || stream.writableLength > MAX_WAITING_BYTES) return;
    stream.write(line, (error) => {
      // A failure is told by the stream's own event.
      if (error == null) this.#fault = null;
    });
  }

  /** Writes what waits and closes; later lines are dropped. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    const stream = this.#stream;
    this.#stream = null;
    if (stream === null) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, CLOSE_MS);
      stream.once('close', () => {
        clearTimeout(limit);
        resolve();
      });
      stream.end();
    });
  }

  #opened(): RotatingFileStream | null {
    if (this.#stream !== null || this.#closed || this.#now() < this.#retryAt) return this.#stream;
    const { dataDir, size = SIZE } = this.#options;
    const folder = join(dataDir, LOG_FOLDER);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      this.#failed(error as Error);
      return null;
    }
    const stream = createStream((index) => logFileName(Number(index ?? 0)), {
      path: folder,
      size,
      rotate: OLDER,
      mode: 0o600,
    });
    stream.on('error', (error) => {
      if (this.#stream === stream) this.#stream = null;
      this.#failed(error);
    });
    this.#stream = stream;
    return stream;
  }

  #failed(error: Error): void {
    const known = this.#fault !== null;
    this.#fault = error;
    this.#retryAt = this.#now() + RETRY_MS;
    if (!known) this.#options.onFault(error);
  }
}
