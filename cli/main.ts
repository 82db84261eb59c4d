/** The process around the command line: arguments, standard streams, signals. */
import { text } from 'node:stream/consumers';
import { run } from './run.ts';
import { untilStopped } from './stop.ts';

// A reader that has seen enough (`vigilot help | head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  out: (line) => process.stdout.write(line),
  err: (line) => process.stderr.write(line),
  input: () => text(process.stdin),
  stopped: () => untilStopped(process),
});
if (process.connected) process.disconnect();
