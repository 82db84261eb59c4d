/**
 * The core's side of the Windows service: what it asks of the host that started it, and hears from it, over its own standard
 * input and output. One line a message: a word, a number where an answer belongs to it, and the rest as it is, so that the
 * host, which is C, reads no JSON. The host's side is core.c beside this file.
 *
 *   host → core   stop · wake · call <n> <SID> <line> · done <n> <base64> · fail <n> <text>
 *   core → host   ready <url> · event <id> <text> · answer <n> <line> · pipe <n> <group> · protect <n> <base64> ·
 *                 unprotect <n> <base64> · share <n> <till|desk> <group>
 */
import type { Readable, Writable } from 'node:stream';
import type { EventLog, Severity } from '../event-log/event-log.ts';
import { serviceEvents } from './events.ts';

/** As pharmacy software writes it; the host makes it (till-pipe.c). */
export const TILL_PIPE = '\\\\.\\pipe\\vigilot-till';

/** A till's line in, its answer out; `caller` is the Windows account's SID. */
export type OnLine = (line: Buffer, caller: string) => Promise<string>;

const LINE_FEED = 0x0a;
/** The event log takes 31,839 characters in a text; nobody reads as many. */
const LONGEST_EVENT = 4_000;

export class ServiceHost {
  /** Resolves when the host says so, or is gone. */
  readonly stopped: Promise<void>;
  readonly #output: Writable;
  readonly #asked = new Map<number, { resolve(data: Buffer): void; reject(error: Error): void }>();
  readonly #onWake: () => void;
  #onLine: OnLine | null = null;
  #number = 0;
  #stop: () => void = () => {};

  constructor({ input, output, onWake }: { input: Readable; output: Writable; onWake: () => void }) {
    this.#output = output;
    this.#onWake = onWake;
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
    // A host that is gone hears nothing; its end of our input says so.
    output.on('error', () => this.#stop());
    this.#listen(input)
      .catch(() => undefined)
      .finally(() => {
        this.#stop();
        for (const { reject } of this.#asked.values()) reject(new Error('the service host is gone'));
        this.#asked.clear();
      });
  }

  /** The hook answers: the service has started. */
  ready(url: string): void {
    this.#say('ready', url);
  }

  /** The event log of Windows, source "Vigilot". */
  get eventLog(): EventLog {
    return {
      write: async (severity: Severity, text: string) => {
        const line = onOneLine(text).slice(0, LONGEST_EVENT);
        this.#say('event', serviceEvents[severity === 'error' ? 'agent-alarm' : 'agent-said'].id, line);
      },
    };
  }

  /**
   * The named pipe of tills. `open` rejects in words where another program has it. `group` says, when it is opened, which one (a
   * SID, or a name) alone may ask; null: who is logged on, and services. One that is not known lets nobody in: the host says so in
   * the event log.
   */
  tillPipe(group: () => string | null) {
    return {
      address: TILL_PIPE,
      open: async ({ onLine }: { readonly onLine: OnLine }) => {
        await this.#ask('pipe', onOneLine(group() ?? ''));
        this.#onLine = onLine;
        return {
          // The host's pipe outlives us: while nobody answers, it turns callers away.
          close: async () => {
            this.#onLine = null;
          },
        };
      },
    };
  }

  /** Seals bytes under a key of this machine (DPAPI). Rejects in words. */
  protect(data: Uint8Array): Promise<Buffer> {
    return this.#ask('protect', Buffer.from(data).toString('base64'));
  }

  /** Opens what `protect` sealed on this machine. Rejects in words where it did not. */
  unprotect(data: Uint8Array): Promise<Buffer> {
    return this.#ask('unprotect', Buffer.from(data).toString('base64'));
  }

  /** Lets `group` (a SID, or an account's name) read a discovery file, and nothing else. Rejects in words. */
  async share(file: 'till' | 'desk', group: string): Promise<void> {
    await this.#ask('share', file, onOneLine(group));
  }

  #ask(word: string, ...rest: readonly string[]): Promise<Buffer> {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#asked.set(number, { resolve, reject });
      this.#say(word, number, ...rest);
    });
  }

  #say(word: string, ...rest: ReadonlyArray<string | number>): void {
    if (this.#output.writable) this.#output.write(`${[word, ...rest].join(' ')}\n`);
  }

  async #listen(input: AsyncIterable<Buffer>): Promise<void> {
    let held: Buffer[] = [];
    for await (let chunk of input) {
      // By bytes: readline would also end a line at U+2028, which JSON may hold.
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED)) {
        this.#hear(Buffer.concat([...held, chunk.subarray(0, end)]));
        held = [];
        chunk = chunk.subarray(end + 1);
      }
      if (chunk.length > 0) held.push(chunk);
    }
  }

  #hear(line: Buffer): void {
    const [word, afterWord] = cut(line);
    const [digits, rest] = cut(afterWord);
    const number = Number(digits);
    switch (word) {
      case 'stop':
        this.#stop();
        break;
      case 'wake':
        this.#onWake();
        break;
      case 'call': {
        const [caller, request] = cut(rest);
        void this.#answer(number, request, caller);
        break;
      }
      case 'done':
        this.#take(number)?.resolve(Buffer.from(rest.toString('latin1'), 'base64'));
        break;
      case 'fail':
        this.#take(number)?.reject(new Error(rest.toString('utf8')));
        break;
    }
  }

  #take(number: number) {
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    return asked;
  }

  /** A call without an answer ends at the host's time limit, and for the till that is `verify`. */
  async #answer(number: number, request: Buffer, caller: string): Promise<void> {
    const answer = await this.#onLine?.(request, caller);
    if (answer !== undefined) this.#say('answer', number, answer);
  }
}

const onOneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** The first word, and what follows the blank after it. */
function cut(line: Buffer): [string, Buffer] {
  const end = line.indexOf(0x20);
  return end < 0
    ? [line.toString('latin1'), Buffer.alloc(0)]
    : [line.toString('latin1', 0, end), line.subarray(end + 1)];
}
