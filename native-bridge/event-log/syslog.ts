/**
 * syslog, and journald which listens at the same socket. Written by `logger` (POSIX; util-linux on Linux), since Node opens no
 * datagram socket of the file system; what an administrator must see comes seldom enough for a process of its own.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EventLog, EventLogOptions, Severity } from './event-log.ts';

/** Runs `logger`; rejects where it exits with another code than 0. */
export type Logger = (args: readonly string[]) => Promise<unknown>;

const priorities = { info: 'daemon.notice', error: 'daemon.err' } as const satisfies Record<Severity, string>;
/** A line of RFC 3164 holds 1024 bytes with its head; characters of ours take up to three. */
const LONGEST = 300;
/** Lines that wait; more is a storm, and the technical log has them all. */
const MOST_WAITING = 50;

export class Syslog implements EventLog {
  readonly #onFault: (error: Error) => void;
  readonly #logger: Logger;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #told = false;

  constructor({ onFault, logger = run }: EventLogOptions & { readonly logger?: Logger }) {
    this.#onFault = onFault;
    this.#logger = logger;
  }

  /** In the order of the calls, one at a time. */
  write(severity: Severity, text: string): Promise<void> {
    if (this.#waiting >= MOST_WAITING) {
      this.#fault(new Error(`more than ${MOST_WAITING} lines wait for the system's log; some are left out`));
      return this.#last;
    }
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      try {
        await this.#logger(['-t', 'vigilot', '-p', priorities[severity], '--', oneLine(text)]);
      } catch (error) {
        this.#fault(error as Error);
      } finally {
        this.#waiting--;
      }
    });
    return this.#last;
  }

  #fault(error: Error): void {
    if (this.#told) return;
    this.#told = true;
    this.#onFault(error);
  }
}

/** Control characters could end a line and begin a forged one. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

const run: Logger = (args) => promisify(execFile)('logger', args, { timeout: 5_000 });
