/** The main thread's end of the register's writer: a call for each request, answered in order. */
import { Worker } from 'node:worker_threads';
import { FeedError } from '../../protocol/envelope.ts';
import { ForkError } from './fork-error.ts';
import type { WriterAnswer, WriterArguments, WriterFailure, WriterOp, WriterResults } from './register.protocol.ts';

/**
 * The writer could not do what was asked: `corrupt` (the file is damaged), `disk` (it cannot be used now), `ended` (the thread
 * died) or `other`.
 */
export class RegisterError extends Error {
  readonly kind: 'corrupt' | 'disk' | 'ended' | 'other';

  constructor(kind: RegisterError['kind'], message: string) {
    super(message);
    this.name = 'RegisterError';
    this.kind = kind;
  }
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Talks to one writer thread. A thread that dies fails what waits and everything after. */
export class Writer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #dead: Error | null = null;

  constructor(path: string) {
    this.#worker = new Worker(new URL('./register.worker.ts', import.meta.url), { workerData: path });
    this.#worker.on('message', (answer: WriterAnswer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#died(new RegisterError('ended', `the register’s writer died: ${error}`)));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#died(new RegisterError('ended', 'the register’s writer has ended'));
        resolve();
      });
    });
  }

  /** Rejects with FeedError, ForkError or RegisterError, as the writer met it. */
  call<K extends WriterOp>(op: K, args: WriterArguments<K>): Promise<WriterResults[K]> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    const id = this.#nextId++;
    return new Promise<WriterResults[K]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      this.#worker.postMessage({ id, op, ...args });
    });
  }

  /** Closes the database and ends the thread. Rejects where what is written cannot be closed properly. */
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

  #died(error: Error): void {
    this.#dead ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#dead);
    this.#waiting.clear();
  }
}

function errorOf(failure: WriterFailure): Error {
  if (failure.kind === 'feed') return new FeedError(failure.fault, failure.message.replace(/^[a-z-]+: /, ''));
  if (failure.kind === 'fork') return new ForkError(failure.position);
  return new RegisterError(failure.kind, failure.message);
}
