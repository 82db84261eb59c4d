/** The process around the command line: arguments, standard streams, signals. */
import { commands } from './commands.ts';
import { runProcess } from './process.ts';

await runProcess(commands);
