/** The writer's side of the conversation: answers requests one after the other, and keeps the file that they are about. */
import { FeedError } from '../../protocol/envelope.ts';
import { isCorruption, isDiskFailure, setAside } from '../database.ts';
import { ForkError } from './fork-error.ts';
import type { WriterAnswer, WriterFailure, WriterRequest, WriterResults } from './register.protocol.ts';
import { RegisterStore } from './store.ts';

export class RequestHandler {
  readonly #path: string;
  #store: RegisterStore | null = null;
  /** The file is to be set aside before one is opened: still so where that failed. */
  #damaged = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Answers once every request before it is answered. Never rejects. */
  handle(request: WriterRequest): Promise<WriterAnswer> {
    const answer = this.#queue.then(async (): Promise<WriterAnswer> => {
      try {
        return { id: request.id, result: await this.#run(request) };
      } catch (error) {
        return { id: request.id, failure: failureOf(error) };
      }
    });
    this.#queue = answer;
    return answer;
  }

  async #run(request: WriterRequest): Promise<WriterResults[keyof WriterResults]> {
    switch (request.op) {
      case 'open':
        return await this.#open(request.now);
      case 'reset':
        this.#damaged = true;
        return await this.#open(request.now);
      case 'begin':
        await this.#opened().begin(request.feed, request.root);
        return { state: this.#opened().state() };
      case 'append': {
        const { accepted, rows, fault } = await this.#opened().append(request.entries, request.receivedAt);
        const told = fault === null ? null : { fault: fault.fault, message: fault.message };
        return { accepted, rows, fault: told, state: this.#opened().state() };
      }
      case 'tip':
        return await this.#tip(request.jws, request.nonce);
      case 'contest': {
        const outcome = await this.#opened().contest(request.jws, request.receivedAt);
        const rows = outcome === 'epoch' ? this.#opened().rows() : null;
        return { outcome, rows, state: this.#opened().state() };
      }
      case 'entries':
        return { entries: this.#opened().entriesAfter(request.position, request.limit) };
      case 'statement':
        return { payload: await this.#opened().verifyStatement(request.jws, request.kind, request.use) };
      case 'probe':
        this.#opened().probe();
        return {};
      case 'close':
        this.#close();
        return {};
    }
  }

  async #tip(jws: string, nonce: string | undefined): Promise<WriterResults['tip']> {
    try {
      const tip = await this.#opened().acceptTip(jws, nonce);
      return { tip, fork: null, state: this.#opened().state() };
    } catch (error) {
      if (!(error instanceof ForkError)) throw error;
      return { tip: null, fork: error.position, state: this.#opened().state() };
    }
  }

  /** Opens the file; a damaged one is set aside first, and the feed begins again at position 0. */
  async #open(now: number): Promise<WriterResults['open']> {
    this.#close();
    let aside: string | null = null;
    for (;;) {
      if (this.#damaged) {
        aside = setAside(this.#path, { wall: () => now, monotonic: () => 0, boot: () => 0 });
        this.#damaged = false;
      }
      try {
        const store = await RegisterStore.open(this.#path);
        this.#store = store;
        return { setAside: aside, state: store.state(), rows: store.rows() };
      } catch (error) {
        this.#close();
        // One that was only just made is not the one to blame.
        if (aside !== null || (!isCorruption(error) && !(error instanceof FeedError))) throw error;
        this.#damaged = true;
      }
    }
  }

  #opened(): RegisterStore {
    if (this.#store === null) throw new Error('the register is not open');
    return this.#store;
  }

  #close(): void {
    const store = this.#store;
    this.#store = null;
    store?.close();
  }
}

function failureOf(error: unknown): WriterFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FeedError) return { kind: 'feed', fault: error.fault, message };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isCorruption(error)) return { kind: 'corrupt', message, code };
  if (isDiskFailure(error)) return { kind: 'disk', message, code };
  return { kind: 'other', message, code };
}
