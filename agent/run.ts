/**
 * The agent as a program: its settings, its log and what the system gives it, from its start until it is closed. The same for
 * the command line, the desktop and the service, so that none of them lacks what another has.
 */
import { describeFault, type SettingFault } from '../protocol/settings.ts';
import { type AgentOptions, type RunningAgent, type SystemLog, startAgent } from './agent.ts';
import { agentLog } from './agent-log.ts';
import { isDiskFailure } from './database.ts';
import { keptToken } from './enrolment-token.ts';
import { type GroupLookup, systemGroup } from './hook/discovery.ts';
import type { LinePlace } from './hook/line-door.ts';
import { AgentElsewhere } from './hook/listen.ts';
import { DataDirectoryBusy } from './lock.ts';
import { LogFile } from './log-file.ts';
import type { ResolvedSettings } from './policy/settings.ts';
import { Redactor } from './redact.ts';
import { DataFolderRefused } from './storage-faults.ts';

/** What the operating system has for an agent (native-bridge/system.ts). */
export interface AgentSystem {
  /** Null where its log is another's to write. */
  eventLog(options: { readonly onFault: (error: Error) => void }): SystemLog | null;
  tillSocket(options: {
    readonly address: string;
    readonly group: string | null;
    readonly groupId: GroupLookup;
  }): LinePlace;
}

export interface ProgramOptions {
  /** Reads every source of settings; called again while the agent runs. */
  readonly readSettings: () => Promise<ResolvedSettings>;
  readonly system: AgentSystem;
  /** A setting that was not taken up; in the log too. */
  readonly onWarning?: (warning: SettingFault) => void;
  /** The log file is not written. */
  readonly onLogFault?: (error: Error, path: string) => void;
  /** What only this program has. */
  readonly own?: Partial<Omit<AgentOptions, 'settings' | 'log' | 'logFile' | 'readSettings' | 'onSettings'>>;
}

export interface RunningProgram extends RunningAgent {
  readonly dataDir: string;
}

/** Starts it. Throws what reading the settings throws, `DataFolderRefused`, and as `startAgent`; its log file is closed then. */
export async function runAgent(options: ProgramOptions): Promise<RunningProgram> {
  const { readSettings, system, onWarning, onLogFault, own } = options;
  const settings = await readSettings();
  const { dataDir, tillSocket: address, tillGroup: group } = settings.values;
  let inForce = settings.values;
  // Databases, keys, tokens and the log are the owner's alone; files for a group are opened to it by name.
  process.umask(0o077);
  const { value: token } = (own?.enrolmentToken ?? keptToken)(settings.values);
  const logFile = new LogFile({
    dataDir,
    onFault: (error) => {
      log.error({ err: error }, 'the log file is not written');
      onLogFault?.(error, logFile.path);
    },
  });
  const log = agentLog(() => inForce.logLevel, new Redactor({ secrets: token === null ? [] : [token] }), logFile);
  for (const warning of settings.warnings) {
    onWarning?.(warning);
    log.warn({ setting: warning.setting, where: warning.where }, describeFault('en', warning));
  }
  const onFault = (error: Error) => log.error({ err: error }, 'the system’s log takes nothing');
  const systemLog = system.eventLog({ onFault });
  try {
    const agent = await startAgent({
      eventLog: {
        write: async (severity, text) => {
          if (inForce.eventLog) await systemLog?.write(severity, text);
        },
      },
      tillSocket: address === null ? null : system.tillSocket({ address, group, groupId: systemGroup }),
      ...own,
      settings,
      log,
      logFile,
      readSettings,
      onSettings: (values) => {
        inForce = values;
      },
    });
    return {
      ...agent,
      dataDir,
      close: async () => {
        await agent.close();
        await logFile.close();
      },
    };
  } catch (error) {
    // Another agent is there: no failure.
    const another = error instanceof DataDirectoryBusy || error instanceof AgentElsewhere;
    if (!another) log.fatal({ err: error }, 'the agent cannot start');
    await logFile.close();
    if (isDiskFailure(error)) throw new DataFolderRefused(dataDir, error);
    throw error;
  }
}
