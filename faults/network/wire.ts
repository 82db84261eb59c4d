/** The wire between two namespaces, and what happens to packets on each way of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** What happens to the packets of one way; nothing unless said. */
export interface Weather {
  /** Of a thousand packets, that many are lost. */
  readonly loss?: number;
  readonly delayMs?: number;
  /** Up to that much more, each packet for itself: they overtake each other. */
  readonly jitterMs?: number;
  /** Of a thousand packets, that many come twice. */
  readonly doubled?: number;
}

const WAY_BYTES = 32;

/** An interface `wire` in each of two namespaces, and a program between them. */
export class Wire {
  readonly #file: number;
  readonly #program: ChildProcess;

  private constructor(file: number, program: ChildProcess) {
    this.#file = file;
    this.#program = program;
  }

  /** Throws where the interfaces cannot be made, with what was said. */
  static async lay(program: string, from: string, to: string, page: string): Promise<Wire> {
    const file = openSync(page, 'w+', 0o600);
    ftruncateSync(file, 2 * WAY_BYTES);
    const child = spawn(program, [from, to, page], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = await Promise.race([once(child.stdout as Readable, 'data'), once(child, 'close')]);
    if (String(said[0]).trim() !== 'up') throw new Error(`the wire between ${from} and ${to} cannot be laid`);
    return new Wire(file, child);
  }

  /** From now on, to and from the portal; well where nothing is said. */
  set(up: Weather = {}, down: Weather = up): void {
    for (const [index, { loss = 0, delayMs = 0, jitterMs = 0, doubled = 0 }] of [up, down].entries()) {
      const way = Buffer.alloc(16);
      for (const [at, value] of [loss, delayMs, jitterMs, doubled].entries())
        way.writeUInt32LE(Math.round(value), at * 4);
      writeSync(this.#file, way, 0, way.length, index * WAY_BYTES);
    }
  }

  /** Packets since it was laid, both ways together. */
  get counts(): Readonly<Record<'carried' | 'lost' | 'doubled' | 'overtaken', number>> {
    const page = Buffer.alloc(2 * WAY_BYTES);
    readSync(this.#file, page, 0, page.length, 0);
    const both = (at: number) => page.readUInt32LE(at) + page.readUInt32LE(WAY_BYTES + at);
    return { carried: both(16), lost: both(20), doubled: both(24), overtaken: both(28) };
  }

  async close(): Promise<void> {
    const ended = once(this.#program, 'close');
    this.#program.stdin?.end();
    await ended;
    closeSync(this.#file);
  }
}
