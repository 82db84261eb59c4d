/** The technical log of agent and tray, whoever starts them: JSON lines on standard error and in a file. */
import pino, { type Logger } from 'pino';
import type { LogLevel } from '../protocol/settings.ts';
import type { LogFile } from './log-file.ts';
import type { Redactor } from './redact.ts';

/** Each line passes `redactor` before anything is written of it. `name` is the program's. */
export function agentLog(level: LogLevel, redactor: Redactor, file: LogFile, name = 'agent'): Logger {
  const terminal = pino.destination({ dest: 2, sync: true });
  return pino(
    { level, name, base: { pid: process.pid } },
    {
      write: (line: string) => {
        const clean = redactor.line(line);
        terminal.write(clean);
        file.write(clean);
      },
    },
  );
}
