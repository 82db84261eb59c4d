/** The core as a utility process of Electron. */
import { utilityProcess } from 'electron';
import { isFromCore, type ToCore } from './messages.ts';
import type { Core, CoreListener } from './supervisor.ts';

/** Forks the built core at `path`; what it writes goes where ours goes. */
export function forkCore(path: string, { onMessage, onExit }: CoreListener): Core {
  const child = utilityProcess.fork(path, [], { serviceName: 'Vigilot agent', stdio: 'inherit' });
  child.on('message', (message: unknown) => {
    if (isFromCore(message)) onMessage(message);
  });
  child.once('exit', onExit);
  return {
    stop: () => child.postMessage({ kind: 'stop' } satisfies ToCore),
    kill: () => void child.kill(),
  };
}
