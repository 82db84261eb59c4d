/** For tests: the command line with its streams in memory. */
import type { Surroundings } from './command.ts';
import { commands } from './commands.ts';
import type { ExitStatus } from './exit.ts';
import { Lines } from './keyboard.ts';
import { run } from './run.ts';

export interface Said {
  readonly status: ExitStatus;
  readonly out: string;
  readonly err: string;
}

export interface Typed {
  /** Settings come from here alone. */
  readonly environment?: Surroundings['environment'];
  /** What standard input holds. */
  readonly input?: string;
}

/** Runs one command line to its end. */
export function vigilot(argv: readonly string[], typed: Typed = {}): Promise<Said> {
  return start(argv, typed).ended;
}

/** A command that goes on until it is stopped. */
export interface Running {
  /** Its first line; rejects with what it said where it ended before one. */
  readonly ready: Promise<string>;
  readonly ended: Promise<Said>;
  /** Ctrl-C. */
  stop(): Promise<Said>;
}

/** Starts one command line. */
export function start(argv: readonly string[], { environment = {}, input = '' }: Typed = {}): Running {
  let out = '';
  let err = '';
  const line = Promise.withResolvers<string>();
  const stopping = Promise.withResolvers<void>();
  const ended = run(
    argv,
    {
      environment,
      out: (text) => {
        out += text;
        line.resolve(out);
      },
      err: (text) => {
        err += text;
      },
      input: async () => input,
      keyboard: () => ({
        close: () => undefined,
        async *[Symbol.asyncIterator]() {
          const lines = new Lines();
          for (const line of lines.take(input)) if (line !== null) yield line;
        },
      }),
      stopped: () => stopping.promise,
    },
    commands,
  ).then((status) => {
    line.reject(new Error(`vigilot ${argv.join(' ')} ended with ${status}: ${out}${err}`));
    return { status, out, err };
  });
  // Only who waits for the first line hears that there was none.
  line.promise.catch(() => undefined);
  return {
    ready: line.promise,
    ended,
    stop: () => {
      stopping.resolve();
      return ended;
    },
  };
}
