/** The technical log of agent and tray, whoever starts them: JSON lines on standard error and in a file. */
import pino, { type Logger } from 'pino';
import type { LogLevel } from '../protocol/settings.ts';
import type { LogFile } from './log-file.ts';
import type { Redactor } from './redact.ts';

/** Each line passes `redactor` before anything is written of it; `level` is asked at each. `name` is the program's. */
export function agentLog(level: () => LogLevel, redactor: Redactor, file: LogFile, name = 'agent'): Logger {
  const least = () => pino.levels.values[level()] ?? Number.POSITIVE_INFINITY;
  const terminal = pino.destination({ dest: 2, sync: true });
  return pino(
    {
      // pino gives each child a level of its own when it is made, and would not let it follow a change.
      level: 'trace',
      hooks: {
        logMethod(line, write, severity) {
          if (severity >= least()) write.apply(this, line);
        },
      },
      name,
      base: { pid: process.pid },
    },
    {
      write: (line: string) => {
        const clean = redactor.line(line);
        terminal.write(clean);
        file.write(clean);
      },
    },
  );
}
