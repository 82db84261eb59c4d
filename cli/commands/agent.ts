import { agentSettings, resolveSettings } from '../../agent/policy/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import { describeFault } from '../../protocol/settings.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';

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
    // Loaded here alone, so that the other commands start without SQLite and an HTTP server.
    const { runAgent } = await import('../../agent/run.ts');
    const { DataDirectoryBusy } = await import('../../agent/lock.ts');
    const { DataFolderRefused, storageText } = await import('../../agent/storage-faults.ts');
    const { HookPortError } = await import('../../agent/hook/listen.ts');
    const { systemOf } = await import('../../native-bridge/system.ts');
    const { notifierOf } = await import('../../native-bridge/notifier/notifier.ts');
    const system = systemOf();
    const readSettings = async () =>
      resolveSettings({ flags, environment, ...(await system.settingPlaces(Object.keys(agentSettings))) });
    const running = await runAgent({
      readSettings,
      system,
      own: { notifier: await notifierOf({ environment }) },
      onWarning: (warning) => err(`${describeFault(language, warning)}\n`),
      onLogFault: ({ message }, path) => err(`${say(language, 'cli.agent.log-file', { path, cause: message })}\n`),
    }).catch((error: unknown) => {
      if (error instanceof DataDirectoryBusy) {
        throw new CommandError(exit.failure, 'cli.agent.held', { dataDir: error.dataDir });
      }
      if (error instanceof DataFolderRefused) {
        throw new CommandError(exit.failure, 'cli.agent.folder', { text: storageText(language, error.fault) });
      }
      if (!(error instanceof HookPortError)) throw error;
      const ports = error.refusals.map(({ port, code }) =>
        say(language, `agent.diagnostic.hook-port.${code}`, { port }),
      );
      throw new CommandError(exit.failure, 'cli.agent.no-port', { ports: ports.join(', ') });
    });
    const { dataDir } = running;
    out(
      json
        ? `${JSON.stringify({ url: running.url, port: running.port, dataDir, pid: process.pid })}\n`
        : `${say(language, 'cli.agent.ready', { url: running.url, dataDir })}\n`,
    );
    await stop;
    await running.close();
    if (!json) out(`${say(language, 'cli.agent.stopped')}\n`);
    return exit.ok;
  },
};
