/** A process that is a command line: its arguments, standard streams and signals. */
import { text } from 'node:stream/consumers';
import type { Command } from './command.ts';
import { keyboardOf } from './keyboard.ts';
import { run } from './run.ts';
import { untilStopped } from './stop.ts';

/** Runs the process's own command line among `commands`, and leaves its status with the process. */
export async function runProcess(commands: readonly Command[]): Promise<void> {
  // A reader that has seen enough (`vigilot help | head`) is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
  process.exitCode = await run(
    process.argv.slice(2),
    {
      environment: process.env,
      out: (line) => process.stdout.write(line),
      err: (line) => process.stderr.write(line),
      input: () => text(process.stdin),
      keyboard: () => keyboardOf(process.stdin, (shown) => process.stdout.write(shown)),
      stopped: () => untilStopped(process),
    },
    commands,
  );
  if (process.connected) process.disconnect();
}
