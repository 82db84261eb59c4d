/**
 * The hook's twin for pharmacy software that cannot speak HTTP: one line of JSON in, one line of JSON out, the connection
 * kept. Who may come in is the place's affair (a Unix socket's permissions, a pipe's owner); what may be asked is what a
 * till's token opens: checks, baskets, outcomes, and whether the list is fresh.
 */
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import Type from 'typebox';
import { compiled } from '../../protocol/compiled.ts';
import type { Language } from '../../protocol/messages/index.ts';
import { problemDocument } from '../../protocol/problem-document.ts';
import { Problem } from '../../protocol/problems.ts';
import { schemaProblem } from '../../protocol/schema-problem.ts';
import { type Clock, systemClock } from '../clock.ts';
import { systemTimers, type Timers } from '../link/timers.ts';
import type { HookDependencies } from './dependencies.ts';
import { problemOf } from './problems.ts';
import { readBasket, TillCalls } from './till-calls.ts';

/** A local address where callers of this machine connect; what only the operating system can give. */
export interface LinePlace {
  /** As callers write it: a path, a pipe's name. */
  readonly address: string;
  /**
   * Opens the place, and hands over each caller half-open (its end does not end ours), or each line of one where the place
   * itself keeps the limits. `onFault` hears in words why it is not open as asked. Rejects where the place cannot be had,
   * saying why in words.
   */
  open(use: {
    readonly onCaller: (socket: Socket) => void;
    /** The answer without its end of line; never rejects. `caller` is an account, as the system names it. */
    readonly onLine: (line: Buffer, caller: string) => Promise<string>;
    readonly onFault: (text: string) => void;
  }): Promise<{ close(): Promise<void> }>;
}

/** Sizes and times that no honest caller on the same machine comes near. Milliseconds and bytes. */
const defaultLimits = {
  /** Of one line, its end not counted. */
  line: 64 * 1024,
  /** From the first byte of a line to its end. */
  lineTimeout: 10_000,
  /** For the caller to take an answer. */
  answerTimeout: 10_000,
  connections: 64,
  /** A caller that asked nothing for this long makes room when all places are taken. */
  idle: 60_000,
  /** For answers under way when the agent stops. */
  closing: 2_000,
};
export type LineLimits = typeof defaultLimits;

export interface LineDoorOptions extends Pick<HookDependencies, 'checker' | 'journal' | 'feed'> {
  readonly log: Logger;
  /** The door is open, but not as asked: in words. */
  readonly onFault: (text: string) => void;
  readonly clock?: Pick<Clock, 'monotonic'>;
  readonly timers?: Timers;
  readonly limits?: Partial<LineLimits>;
}

/** What every line may hold beside its call. */
const Head = Type.Object({
  op: Type.Optional(Type.Enum(['check', 'batch', 'outcome', 'status'])),
  language: Type.Optional(Type.Enum(['fr', 'en'])),
});
const head = compiled(Head);
const object = compiled(Type.Object({}));
const utf8 = new TextDecoder('utf-8', { fatal: true });
const LINE_FEED = 0x0a;

interface Caller {
  /** When its last line was answered, or it came; null while one is being read or answered. Monotonic. */
  idleSince: number | null;
  readonly end: () => void;
}

/** All callers of one place. */
export class LineDoor {
  readonly #calls: TillCalls;
  readonly #feed: HookDependencies['feed'];
  readonly #log: Logger;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #timers: Timers;
  readonly #limits: LineLimits;
  readonly #callers = new Map<Socket, Caller>();
  #place: { close(): Promise<void> } | null = null;
  #closing = false;

  private constructor({ log, clock = systemClock, timers = systemTimers, limits, ...deps }: LineDoorOptions) {
    this.#calls = new TillCalls(deps);
    this.#feed = deps.feed;
    this.#log = log.child({ room: 'line-door' });
    this.#clock = clock;
    this.#timers = timers;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Opens `place` to callers. Rejects with what the place says where it cannot be had. */
  static async open(place: LinePlace, options: LineDoorOptions): Promise<LineDoor> {
    const door = new LineDoor(options);
    door.#place = await place.open({
      onCaller: (socket) => door.#admit(socket),
      onLine: (line, caller) => door.#reply(line, caller),
      onFault: options.onFault,
    });
    door.#log.info({ address: place.address }, 'line door ready');
    return door;
  }

  /** Takes no new callers, lets answers under way end, and closes every connection. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = this.#place?.close();
    for (const { idleSince, end } of this.#callers.values()) if (idleSince !== null) end();
    const stop = this.#timers.after(this.#limits.closing, () => {
      for (const socket of this.#callers.keys()) socket.destroy();
    });
    await closed;
    stop();
  }

  #admit(socket: Socket): void {
    // A caller that goes away in the middle is no fault of ours; its connection ends by itself.
    socket.on('error', (error) => this.#log.debug({ err: error }, 'a caller is gone'));
    if (this.#callers.size >= this.#limits.connections && !this.#makeRoom()) {
      this.#log.warn({ connections: this.#callers.size }, 'all places at the line door are taken');
      this.#refuse(socket, new Problem('rate-limited'));
      return;
    }
    const caller: Caller = { idleSince: this.#clock.monotonic(), end: () => socket.destroy() };
    this.#callers.set(socket, caller);
    socket.once('close', () => this.#callers.delete(socket));
    this.#serve(socket, caller).catch((error: unknown) => {
      this.#log.debug({ err: error }, 'a caller is gone');
      socket.destroy();
    });
  }

  /** Ends the connection that has been idle longest, if any has been long enough. */
  #makeRoom(): boolean {
    const before = this.#clock.monotonic() - this.#limits.idle;
    let longest: { readonly since: number; readonly socket: Socket } | null = null;
    for (const [socket, { idleSince }] of this.#callers) {
      if (idleSince === null || idleSince > before || idleSince >= (longest?.since ?? Number.POSITIVE_INFINITY))
        continue;
      longest = { since: idleSince, socket };
    }
    if (longest === null) return false;
    longest.socket.destroy();
    return this.#callers.delete(longest.socket);
  }

  /** Reads lines one after the other: while one is answered, the kernel holds what the caller sends. */
  async #serve(socket: Socket, caller: Caller): Promise<void> {
    const { line: most, lineTimeout } = this.#limits;
    let held: Buffer[] = [];
    let size = 0;
    let stopWaiting: (() => void) | null = null;
    const whole = (last: Buffer) => {
      stopWaiting?.();
      stopWaiting = null;
      const line = Buffer.concat([...held, last]);
      held = [];
      size = 0;
      return line;
    };
    socket.once('close', () => stopWaiting?.());
    const chunks: AsyncIterable<Buffer> = socket.iterator({ destroyOnReturn: false });
    for await (let chunk of chunks) {
      for (let end = chunk.indexOf(LINE_FEED); end >= 0 && size + end <= most; end = chunk.indexOf(LINE_FEED)) {
        caller.idleSince = null;
        const line = whole(chunk.subarray(0, end));
        chunk = chunk.subarray(end + 1);
        if (!(await this.#answer(socket, line))) return;
      }
      held.push(chunk);
      size += chunk.length;
      if (size > most) break;
      if (size === 0) {
        held = [];
        caller.idleSince = this.#clock.monotonic();
        if (this.#closing) return socket.destroySoon();
      } else {
        caller.idleSince = null;
        stopWaiting ??= this.#timers.after(lineTimeout, () => socket.destroy());
      }
    }
    if (size > most) {
      whole(Buffer.alloc(0));
      const tooLong = { field: 'line', expected: 'body-size', values: { limit: most } };
      return this.#refuse(socket, new Problem('too-large', tooLong));
    }
    // The last line may lack its end: half an object is no JSON, so nothing is answered that was not wholly asked.
    if (size > 0 && !(await this.#answer(socket, whole(Buffer.alloc(0))))) return;
    socket.end();
  }

  /** Answers one line; false where the caller does not take the answer. */
  async #answer(socket: Socket, line: Buffer): Promise<boolean> {
    return await this.#write(socket, `${await this.#reply(line)}\n`);
  }

  /** What one line is answered. */
  async #reply(line: Buffer, caller?: string): Promise<string> {
    let language: Language = 'fr';
    let answer: unknown;
    try {
      const request = read(line);
      if (!head.Check(request)) throw schemaProblem(head.Errors(request));
      const { op = 'check', language: asked = 'fr', ...call } = request;
      language = asked;
      answer = await this.#call(op, call, language);
    } catch (error) {
      answer = this.#problem(error, language, caller);
    }
    return JSON.stringify(answer);
  }

  async #call(op: 'check' | 'batch' | 'outcome' | 'status', call: unknown, language: Language): Promise<unknown> {
    switch (op) {
      case 'check':
        return this.#calls.check(call, language);
      case 'batch':
        return this.#calls.batch(readBasket(call).items, language);
      case 'outcome':
        return this.#calls.outcome(call);
      case 'status':
        return { feed: this.#feed() };
    }
  }

  /** Only faults of our own are logged with their cause: a line may hold a serial. */
  #problem(error: unknown, language: Language, caller?: string): object {
    const problem = problemOf(error);
    const { type, details } = problem;
    if (problem.status >= 500) this.#log.error({ err: details.cause ?? problem, type, caller }, 'failed');
    else this.#log.debug({ type, field: details.field, caller }, 'refused');
    return problemDocument(problem, language);
  }

  /** Says in French why, since no language was asked for, and ends the connection. */
  #refuse(socket: Socket, problem: Problem): void {
    socket.end(`${JSON.stringify(this.#problem(problem, 'fr'))}\n`);
    // What the caller is still sending is read by nobody; the connection must not wait for it.
    const stop = this.#timers.after(this.#limits.answerTimeout, () => socket.destroy());
    socket.once('close', stop);
    socket.resume();
  }

  #write(socket: Socket, text: string): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (taken: boolean) => {
        stop();
        socket.off('close', gone);
        resolve(taken);
      };
      const gone = () => settle(false);
      const stop = this.#timers.after(this.#limits.answerTimeout, () => {
        this.#log.debug('a caller does not take its answer');
        socket.destroy();
      });
      if (socket.destroyed) return settle(false);
      socket.once('close', gone);
      socket.write(text, (error) => settle(!error));
    });
  }
}

/** The object that a line holds. Throws the Problem request-invalid. */
function read(line: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(line));
  } catch (cause) {
    throw new Problem('request-invalid', { field: 'line', expected: 'json-line', cause });
  }
  if (!object.Check(value)) throw schemaProblem(object.Errors(value));
  return value as object;
}
