import { join } from 'node:path';
import { installOfflineRoot, OfflineRootError } from '../../portal/offline-root.ts';
import { portalSettings, resolvePortalSettings } from '../../portal/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';
import { processLog } from '../log.ts';
import { unlessHeld } from '../portal-held.ts';

export const portal: Command = {
  words: ['portal'],
  summary: 'cli.portal.summary',
  details: 'cli.portal.details',
  operands: [],
  examples: [
    { line: 'portal --data-dir ./portail --port 17014', doc: 'cli.portal.example.embedded' },
    { line: 'portal --offline-root root.pub.json', doc: 'cli.portal.example.offline-root' },
  ],
  settings: portalSettings,
  flags: {},
  async run({ flags, environment, language, json, out, stopped }) {
    // From the beginning: what comes while it starts up is not lost.
    const stop = stopped();
    const { values } = resolvePortalSettings({ flags, environment });
    const { dataDir, port, offlineRoot, logLevel } = values;
    const log = processLog('portal', logLevel);
    // Keys and sessions would travel in the clear; `localhost` is what the machine's own resolver says it is.
    if (!isLoopback(values.listen) && values.trustedProxies === null) {
      throw new CommandError(exit.badInput, 'cli.portal.listen-wide', { listen: values.listen });
    }
    if (offlineRoot !== null) takeRoot(dataDir, offlineRoot);
    const { startPortal } = await import('../../portal/portal.ts');
    const running = await unlessHeld(dataDir, () =>
      startPortal({
        dataDir,
        port,
        host: values.listen,
        drainMs: values.drainSeconds * 1000,
        metricsKey: values.metricsKey ?? undefined,
        log,
        databaseUrl: values.databaseUrl ?? undefined,
        publicUrl: values.publicUrl ?? undefined,
        trustedProxies: values.trustedProxies ?? undefined,
        channels: {
          smtpUrl: values.smtpUrl ?? undefined,
          mailFrom: values.mailFrom ?? undefined,
          faxGateway: values.faxGateway ?? undefined,
          faxProgram: values.faxProgram ?? undefined,
        },
      }),
    );
    const file = join(dataDir, 'portal.json');
    out(
      json
        ? `${JSON.stringify({ url: running.url, file, pid: process.pid })}\n`
        : `${say(language, 'cli.portal.ready', { url: running.url, file })}\n`,
    );
    await stop;
    await running.close();
    if (!json) out(`${say(language, 'cli.portal.stopped')}\n`);
    return exit.ok;
  },
};

function isLoopback(address: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(address) || address === '::1' || address === 'localhost';
}

function takeRoot(dataDir: string, publicRoot: string): void {
  try {
    installOfflineRoot(dataDir, publicRoot);
  } catch (error) {
    if (!(error instanceof OfflineRootError)) throw error;
    throw new CommandError(exit.badInput, `cli.portal.root.${error.fault}`, { path: error.path });
  }
}
