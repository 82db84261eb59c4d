/** The lean client: compiled for the run, one process for as many links as a process may have. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type LinkProtocol = 'tcp' | 'ws' | 'vigilot' | 'nats' | 'mqtt';

/** Of one order: moments are nanoseconds on the clock that all processes of a machine share. */
export interface Answer {
  readonly began: number;
  readonly first: number;
  readonly last: number;
  readonly refused: number;
  readonly lost: number;
  readonly live: number;
}

/** Of bench/client/links.c, where it is compiled to. */
export type LinksProgram = string;

export class Links {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #ended: Promise<never>;

  constructor(
    program: LinksProgram,
    o: { protocol: LinkProtocol; port: number; most: number; hellos?: string; tls?: boolean },
  ) {
    const args = [o.protocol, String(o.port), String(o.most), o.hellos ?? '', o.tls === true ? 'tls' : ''];
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the links of ${o.protocol} ended with ${code}`);
    });
    this.#ended.catch(() => undefined);
  }

  async #order(text: string, seconds = 60): Promise<Answer> {
    const line = once(this.#lines, 'line');
    this.#child.stdin.write(`${text}\n`);
    const late = AbortSignal.timeout(seconds * 1000);
    const tooLate = once(late, 'abort').then(() => {
      throw new Error(`links: no answer to ${text}`);
    });
    const [answer] = await Promise.race([line, this.#ended, tooLate]);
    return JSON.parse(String(answer));
  }

  /** Until there are so many links, that many at a time on their way in; those that are lost come again. */
  open(links: number, inFlight = 256): Promise<Answer> {
    return this.#order(`open ${links} ${inFlight}`, 240);
  }

  /** Does `send` and waits until each of so many links has received so much, or one whole entry. Throws where one is lost. */
  async received<T>(links: number, bytes: number, send: () => Promise<T>): Promise<[T, Answer]> {
    await this.#order(`receive ${bytes}`);
    const [line, sent] = await Promise.all([once(this.#lines, 'line'), send()]);
    const answer: Answer = JSON.parse(String(line[0]));
    if (answer.live !== links) throw new Error(`of ${links} links ${answer.live} are there`);
    return [sent, answer];
  }

  /** Sends a file on so many links, and waits for so many receipts on each. */
  send(file: string, receipts: number, links: number): Promise<Answer> {
    return this.#order(`send ${file} ${receipts} ${links}`);
  }

  /** Sends a file on all links. */
  say(file: string): Promise<Answer> {
    return this.#order(`say ${file}`);
  }

  /** Waits until all are lost and all are back, each first within `spread` milliseconds. */
  back(spread: number, inFlight: number): Promise<Answer> {
    return this.#order(`return ${spread} ${inFlight}`, 300);
  }

  close(): Promise<Answer> {
    return this.#order('close');
  }

  /** Ends the links, without a TIME_WAIT that later ones would meet. */
  stop(): void {
    this.#child.stdin.end('close\n');
  }
}

/** A text frame of a client (RFC 6455, section 5.2) masked by zeros, as bytes. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length > 65_535) throw new RangeError(`${length} bytes in a frame`);
  const head = length < 126 ? [0x81, 0x80 | length] : [0x81, 0xfe, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}
