/**
 * The core as the Windows service runs it: the same agent as `vigilot agent`, with what the host in C gives of the system (event
 * log, named pipe, DPAPI, access lists). Ends when the host says so or is gone.
 */
import type { RunningAgent } from '../../agent/agent.ts';
import { leftToken } from '../../agent/enrolment-token.ts';
import { agentSettings, resolveSettings } from '../../agent/policy/settings.ts';
import { type ProgramOptions, runAgent } from '../../agent/run.ts';
import { ServiceHost } from '../../native-bridge/service-host/service-host.ts';
import { systemOf } from '../../native-bridge/system.ts';

let running: RunningAgent | null = null;
// From the beginning: what comes while it starts up is not lost.
const host = new ServiceHost({ input: process.stdin, output: process.stdout, onWake: () => running?.wake() });

let tillGroup: string | null = null;

const own: ProgramOptions['own'] = {
  eventLog: host.eventLog,
  tillSocket: host.tillPipe(() => tillGroup),
  enrolmentToken: leftToken,
  // Well-known SIDs: Users ask from the till; INTERACTIVE, who is logged on, sits at the desk.
  fileSharing: {
    groups: { till: 'S-1-5-32-545', desk: 'S-1-5-4' },
    share: (role, group) => host.share(role, group),
  },
  keyProtection: async () => ({
    name: 'dpapi-machine',
    shortfall: null,
    protect: (bytes) => host.protect(bytes),
    unprotect: (bytes) => host.unprotect(bytes),
  }),
};

async function run(): Promise<void> {
  const system = systemOf();
  const readSettings = async () => {
    const settings = resolveSettings(await system.settingPlaces(Object.keys(agentSettings)));
    ({ tillGroup } = settings.values);
    return settings;
  };
  running = await runAgent({ readSettings, system, own });
  host.ready(running.url);
  await host.stopped;
  await running.close();
}

run()
  .catch((error: unknown) => {
    // Before there is a log: the host puts the last words on standard error into the event log.
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  })
  // An open standard input would keep the process alive.
  .finally(() => process.stdin.destroy());
