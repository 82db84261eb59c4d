import pino, { type Logger } from 'pino';
import type { LogFile } from '../agent/log-file.ts';
import type { Redactor } from '../agent/redact.ts';
import type { LogLevel } from '../protocol/settings.ts';

/** The technical log of a long-running command: JSON lines on standard error; standard output is for people and programs. */
export function processLog(program: string, level: LogLevel): Logger {
  return pino({ level, name: program, base: { pid: process.pid } }, standardError());
}

/** The agent's: likewise, and to `file` as well; each line passes `redactor` before anything is written of it. */
export function agentLog(level: LogLevel, redactor: Redactor, file: LogFile): Logger {
  const terminal = standardError();
  return pino(
    { level, name: 'agent', base: { pid: process.pid } },
    {
      write: (line: string) => {
        const clean = redactor.line(line);
        terminal.write(clean);
        file.write(clean);
      },
    },
  );
}

const standardError = () => pino.destination({ dest: 2, sync: true });
