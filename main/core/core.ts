/**
 * The agent inside the desktop application: the same core as `vigilot agent`, as a utility process of Electron, so that nothing
 * that happens to windows or tray lifts the block. Ends when told to, and with the shell.
 */

import { startAgent } from '../../agent/agent.ts';
import { agentLog } from '../../agent/agent-log.ts';
import { systemTimers } from '../../agent/link/timers.ts';
import { DataDirectoryBusy } from '../../agent/lock.ts';
import { LogFile } from '../../agent/log-file.ts';
import { enrolmentTokenOf } from '../../agent/policy/settings.ts';
import { Redactor } from '../../agent/redact.ts';
import { describeFault } from '../../protocol/settings.ts';
import { shellSettings } from '../settings.ts';
import type { FromCore, ToCore } from './messages.ts';
import { ShellSecrets } from './secrets.ts';

const shell = process.parentPort;
const tell = (message: FromCore) => shell.postMessage(message);

const secrets = new ShellSecrets({ tell, timers: systemTimers });
// From the beginning: what comes while it starts up is not lost.
const stopped = new Promise<void>((stop) => {
  shell.on('message', ({ data }) => {
    const message = data as ToCore;
    if (message.kind === 'stop') stop();
    else secrets.answered(message);
  });
});

async function run(): Promise<void> {
  const settings = shellSettings();
  // Databases, keys, tokens and the log are the owner's alone; till.json is opened to its group by name.
  process.umask(0o077);
  const token = enrolmentTokenOf(settings.values);
  const logFile = new LogFile({
    dataDir: settings.values.dataDir,
    onFault: (error) => log.error({ err: error }, 'the log file is not written'),
  });
  const log = agentLog(settings.values.logLevel, new Redactor({ secrets: token === null ? [] : [token] }), logFile);
  for (const warning of settings.warnings) {
    log.warn({ setting: warning.setting, where: warning.where }, describeFault('en', warning));
  }
  try {
    const agent = await startAgent({ settings, log, logFile, keyProtection: () => secrets.find() });
    tell({ kind: 'ready', url: agent.url });
    await stopped;
    await agent.close();
  } catch (error) {
    if (!(error instanceof DataDirectoryBusy)) log.fatal({ err: error }, 'the agent failed');
    throw error;
  } finally {
    await logFile.close();
  }
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(
      error instanceof DataDirectoryBusy
        ? { kind: 'held' }
        : { kind: 'failed', text: error instanceof Error ? error.message : String(error) },
    );
    // The message leaves with the turn of the event loop; an exit in the same turn would overtake it.
    setImmediate(() => process.exit(1));
  },
);
