/** The system's own log, where an administrator looks: what the agent has to say to them, one implementation for each system. */
import { Syslog } from './syslog.ts';

export type Severity = 'info' | 'error';

export interface EventLog {
  /** Writes one line. Never rejects: a log that takes nothing is told to `onFault`, once. */
  write(severity: Severity, text: string): Promise<void>;
}

export interface EventLogOptions {
  readonly onFault: (error: Error) => void;
}

/** The event log of this system; null where there is none here: that of Windows is written by the service host. */
export function eventLog(options: EventLogOptions, platform: NodeJS.Platform = process.platform): EventLog | null {
  return platform === 'win32' ? null : new Syslog(options);
}
