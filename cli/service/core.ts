/**
 * The core as the Windows service runs it: the same agent as `vigilot agent`, with what the host in C gives of the system (event
 * log, named pipe, DPAPI, access lists). Ends when the host says so or is gone.
 */
import { type RunningAgent, startAgent } from '../../agent/agent.ts';
import { agentLog } from '../../agent/agent-log.ts';
import { LogFile } from '../../agent/log-file.ts';
import { enrolmentTokenOf } from '../../agent/policy/settings.ts';
import { Redactor } from '../../agent/redact.ts';
import { ServiceHost } from '../../native-bridge/service-host/service-host.ts';
import { describeFault } from '../../protocol/settings.ts';
import { machineSettings } from '../machine-settings.ts';

let running: RunningAgent | null = null;
// From the beginning: what comes while it starts up is not lost.
const host = new ServiceHost({ input: process.stdin, output: process.stdout, onWake: () => running?.wake() });

async function run(): Promise<void> {
  const settings = await machineSettings();
  const { values, warnings } = settings;
  const token = enrolmentTokenOf(values);
  const logFile = new LogFile({
    dataDir: values.dataDir,
    onFault: (error) => log.error({ err: error }, 'the log file is not written'),
  });
  const log = agentLog(values.logLevel, new Redactor({ secrets: token === null ? [] : [token] }), logFile);
  for (const warning of warnings) {
    log.warn({ setting: warning.setting, where: warning.where }, describeFault('en', warning));
  }
  try {
    running = await startAgent({
      settings,
      log,
      logFile,
      readSettings: () => machineSettings(),
      eventLog: host.eventLog,
      tillSocket: host.tillPipe,
    });
    host.ready(running.url);
    await host.stopped;
    await running.close();
  } catch (error) {
    log.fatal({ err: error }, 'the agent failed');
    process.exitCode = 1;
  } finally {
    await logFile.close();
  }
}

run()
  .catch((error: unknown) => {
    // Before there is a log: the host puts the last words on standard error into the event log.
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  })
  // An open standard input would keep the process alive.
  .finally(() => process.stdin.destroy());
