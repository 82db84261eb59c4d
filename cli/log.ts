import pino, { type Logger } from 'pino';
import type { LogLevel } from '../protocol/settings.ts';

/** The technical log of a long-running command: JSON lines on standard error; standard output is for people and programs. */
export function processLog(program: string, level: LogLevel): Logger {
  return pino({ level, name: program, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
}
