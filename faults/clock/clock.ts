/** The clocks of programs in the harness’s hand: how fast they run, how wrong they are, how long the machine has slept. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../compiler.ts';

/** Compiles the library; its path. Throws what gcc says. */
export function buildClock(): string {
  return compile(join(import.meta.dirname, 'clock.testkit.c'), 'library');
}

/** Nanoseconds since which rates count; the same for all clocks of a run, so that those of two programs agree. */
const anchor = process.hrtime.bigint();

export class ProgramClock {
  /** For the program that lives by it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly rate: number;
  readonly #file: number;
  #wallMs = 0;
  #sleptMs = 0;

  /** `rate`: a whole number of times as fast as ours. */
  constructor(library: string, path: string, rate: number) {
    this.environment = { LD_PRELOAD: library, FAULTS_CLOCK: path };
    this.rate = rate;
    this.#file = openSync(path, 'w', 0o600);
    this.#write();
  }

  /** Milliseconds since the Unix epoch as the program sees them. */
  wall(): number {
    return this.honest() + this.#wallMs;
  }

  /** The same, had nobody set its wall clock wrong. */
  honest(): number {
    return Date.now() + (Number(process.hrtime.bigint() - anchor) / 1e6) * (this.rate - 1) + this.#sleptMs;
  }

  /** Wrong by so many milliseconds; 0: right again. */
  wrongBy(ms: number): void {
    this.#wallMs = ms;
    this.#write();
  }

  /** Nobody has set it wrong. */
  right(): void {
    this.wrongBy(0);
  }

  /** The machine sleeps so long, as its clocks see it: nothing of the program runs meanwhile. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
    this.#write();
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(): void {
    const page = Buffer.alloc(32);
    page.writeBigInt64LE(anchor, 0);
    page.writeBigInt64LE(BigInt(this.rate), 8);
    page.writeBigInt64LE(BigInt(Math.round(this.#wallMs + this.#sleptMs)) * 1_000_000n, 16);
    page.writeBigInt64LE(BigInt(Math.round(this.#sleptMs)) * 1_000_000n, 24);
    writeSync(this.#file, page, 0, page.length, 0);
  }
}
