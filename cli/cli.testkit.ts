/** For tests: the command line with its streams in memory. */
import type { Surroundings } from './command.ts';
import { run } from './run.ts';

export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line; `input` is what standard input holds. Settings come from `environment` alone. */
export async function vigilot(
  argv: readonly string[],
  {
    environment = {},
    input = '',
    stopped,
  }: Partial<Pick<Surroundings, 'environment'>> & { input?: string; stopped?: Promise<void> } = {},
): Promise<Said> {
  let out = '';
  let err = '';
  const status = await run(argv, {
    environment,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    input: async () => input,
    stopped: () => stopped ?? new Promise(() => undefined),
  });
  return { status, out, err };
}
