import type { Logger } from 'pino';
import { agentLog } from '../../agent/agent-log.ts';
import { type AgentSettings, agentSettings, enrolmentTokenOf } from '../../agent/policy/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import { describeFault } from '../../protocol/settings.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';
import { machineSettings } from '../machine-settings.ts';

export const agent: Command = {
  words: ['agent'],
  summary: 'cli.agent.summary',
  details: 'cli.agent.details',
  operands: [],
  examples: [
    {
      line: 'agent --portal-url https://portail.exemple.fr --enrolment-token-file jeton.txt',
      doc: 'cli.agent.example.enrol',
    },
    { line: 'agent', doc: 'cli.agent.example.again' },
    { line: 'agent --data-dir ./essai --hook-port 0', doc: 'cli.agent.example.any-port' },
  ],
  settings: agentSettings,
  flags: {},
  async run({ flags, environment, language, json, out, err, stopped }) {
    // From the beginning: what comes while it starts up is not lost.
    const stop = stopped();
    const readSettings = () => machineSettings({ flags, environment });
    const settings = await readSettings();
    const { dataDir, logLevel } = settings.values;
    // Databases, keys, tokens and the log are the owner's alone; till.json is opened to its group by name.
    process.umask(0o077);
    const { LogFile } = await import('../../agent/log-file.ts');
    const { Redactor } = await import('../../agent/redact.ts');
    const logFile = new LogFile({
      dataDir,
      onFault: ({ message }) => err(`${say(language, 'cli.agent.log-file', { path: logFile.path, cause: message })}\n`),
    });
    const token = enrolmentTokenOf(settings.values);
    const log = agentLog(logLevel, new Redactor({ secrets: token === null ? [] : [token] }), logFile);
    for (const warning of settings.warnings) {
      err(`${describeFault(language, warning)}\n`);
      log.warn({ setting: warning.setting, where: warning.where }, describeFault('en', warning));
    }
    // Loaded here alone, so that the other commands start without SQLite and an HTTP server.
    const { startAgent } = await import('../../agent/agent.ts');
    const { DataDirectoryBusy } = await import('../../agent/lock.ts');
    const tillSocket = await tillSocketOf(settings.values);
    const eventLog = await eventLogOf(settings.values, log);
    const running = await startAgent({ settings, log, logFile, tillSocket, eventLog, readSettings }).catch(
      async (error: unknown) => {
        const held = error instanceof DataDirectoryBusy;
        if (!held) log.fatal({ err: error }, 'the agent cannot start');
        await logFile.close();
        throw held ? new CommandError(exit.failure, 'cli.agent.held', { dataDir }) : error;
      },
    );
    out(
      json
        ? `${JSON.stringify({ url: running.url, port: running.port, dataDir, pid: process.pid })}\n`
        : `${say(language, 'cli.agent.ready', { url: running.url, dataDir })}\n`,
    );
    await stop;
    await running.close();
    await logFile.close();
    if (!json) out(`${say(language, 'cli.agent.stopped')}\n`);
    return exit.ok;
  },
};

/** The system's own log; null where IT did not ask for it. */
async function eventLogOf({ eventLog: wanted }: AgentSettings, log: Logger) {
  if (!wanted) return null;
  const { eventLog } = await import('../../native-bridge/event-log/event-log.ts');
  return eventLog({ onFault: (error) => log.error({ err: error }, 'the system’s log takes nothing') });
}

/** Where tills without HTTP come in; null where IT opened no such door. */
async function tillSocketOf({ tillSocket: address, tillGroup: group }: AgentSettings) {
  if (address === null) return null;
  const { systemGroup } = await import('../../agent/hook/discovery.ts');
  const { tillSocket } = await import('../../native-bridge/till-socket/till-socket.ts');
  return tillSocket({ address, group, groupId: systemGroup });
}
