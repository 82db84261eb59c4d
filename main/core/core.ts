/**
 * The agent inside the desktop application: the same core as `vigilot agent`, as a utility process of Electron, so that nothing
 * that happens to windows or tray lifts the block. Ends when told to, and with the shell.
 */

import { AgentElsewhere } from '../../agent/hook/listen.ts';
import { systemTimers } from '../../agent/link/timers.ts';
import { DataDirectoryBusy } from '../../agent/lock.ts';
import { sessionDataDir } from '../../agent/policy/session-place.ts';
import { thisMachine } from '../../agent/policy/settings.ts';
import { runAgent } from '../../agent/run.ts';
import { systemOf } from '../../native-bridge/system.ts';
import { shellSettings } from '../settings.ts';
import type { FromCore, ToCore } from './messages.ts';
import { ShellSecrets } from './secrets.ts';

const shell = process.parentPort;
const tell = (message: FromCore) => shell.postMessage(message);

let onWake = () => {};
const secrets = new ShellSecrets({ tell, timers: systemTimers });
// From the beginning: what comes while it starts up is not lost.
const stopped = new Promise<void>((stop) => {
  shell.on('message', ({ data }) => {
    const message = data as ToCore;
    if (message.kind === 'stop') stop();
    else if (message.kind === 'wake') onWake();
    else secrets.answered(message);
  });
  // A session that ends tells every process of it, and the shell's word may come too late.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop());
});

async function run(): Promise<void> {
  const system = systemOf();
  // Once: that a service comes up later, with a folder of its own, moves nothing of a core that runs.
  const defaults = { dataDir: sessionDataDir(thisMachine()) };
  const agent = await runAgent({
    readSettings: () => shellSettings({ defaults }, system),
    system,
    // Two agents of one machine would each see half of its checks: the one that is there serves it.
    own: { giveWay: true, keyProtection: () => secrets.find() },
  });
  onWake = () => agent.wake();
  tell({ kind: 'ready', url: agent.url });
  await stopped;
  await agent.close();
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(
      error instanceof DataDirectoryBusy || error instanceof AgentElsewhere
        ? { kind: 'held' }
        : { kind: 'failed', text: error instanceof Error ? error.message : String(error) },
    );
    // The message leaves with the turn of the event loop; an exit in the same turn would overtake it.
    setImmediate(() => process.exit(1));
  },
);
