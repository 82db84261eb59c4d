/** The main thread's end of the register's writer: a call for each request, answered in order. */
import { Worker } from 'node:worker_threads';
import { FeedError } from '../../protocol/envelope.ts';
import type { WriterAnswer, WriterArguments, WriterOp, WriterResults } from './register.protocol.ts';

/**
 * The writer could not do what was asked: `corrupt` (the file is damaged), `disk` (it cannot be used now), `ended` (the thread
 * died) or `other`.
 */
export class RegisterError extends Error {
  readonly kind: 'corrupt' | 'disk' | 'ended' | 'other';
  /** SQLite's, or the system's; empty where it said none. */
  readonly code: string;

  constructor(kind: RegisterError['kind'], message: string, code = '') {
    super(message);
    this.code = code;
    this.name = 'RegisterError';
    this.kind = kind;
  }
}

export interface Writer {
  /** Rejects with FeedError or RegisterError, as the writer met it. */
  call<K extends WriterOp>(op: K, args: WriterArguments<K>): Promise<WriterResults[K]>;
  /** Closes the database and ends. Rejects where what is written cannot be closed properly. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A batch of entries of the largest size takes about 100 MB while it is read. What wants more ends the thread, which is begun
 * again, and not the process that answers checks; a small nursery saves 5 MB of an idle agent (measured).
 */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 };

/** A writer on a thread of its own. A thread that dies fails what waits and everything after. */
export class ThreadWriter implements Writer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #dead: Error | null = null;

  constructor(path: string) {
    this.#worker = new Worker(new URL('./register.worker.ts', import.meta.url), { workerData: path, resourceLimits });
    this.#worker.on('message', (answer: WriterAnswer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#died(`the register’s writer died: ${error}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#died('the register’s writer has ended');
        resolve();
      });
    });
  }

  call<K extends WriterOp>(op: K, args: WriterArguments<K>): Promise<WriterResults[K]> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    const id = this.#nextId++;
    return new Promise<WriterResults[K]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      this.#worker.postMessage({ id, op, ...args });
    });
  }

  async close(): Promise<void> {
    try {
      if (this.#dead === null) await this.call('close', {});
    } finally {
      await this.#exited;
    }
  }

  #answered(answer: WriterAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('result' in answer) waiting?.resolve(answer.result as never);
    else waiting?.reject(errorOf(answer.failure));
  }

  #died(why: string): void {
    this.#dead ??= new RegisterError('ended', why);
    for (const { reject } of this.#waiting.values()) reject(this.#dead);
    this.#waiting.clear();
  }
}

/** The error that a failure was before it crossed over. */
export function errorOf(failure: Extract<WriterAnswer, { failure: unknown }>['failure']): Error {
  if (failure.kind === 'feed') return new FeedError(failure.fault, failure.message.replace(/^[a-z-]+: /, ''));
  return new RegisterError(failure.kind, failure.message, failure.code);
}
