/** The core as a utility process of Electron. */
import { utilityProcess } from 'electron';
import { isFromCore, type SecretAnswer, type SecretQuestion, type ToCore } from './messages.ts';
import type { Core, CoreListener } from './supervisor.ts';

/** Forks the built core at `path`; what it writes goes where ours goes. `answer` never rejects. */
export function forkCore(
  path: string,
  answer: (question: SecretQuestion) => Promise<SecretAnswer>,
  { onMessage, onExit }: CoreListener,
): Core {
  const child = utilityProcess.fork(path, [], { serviceName: 'Vigilot agent', stdio: 'inherit' });
  child.on('message', (message: unknown) => {
    if (!isFromCore(message)) return;
    if (message.kind !== 'secret') onMessage(message);
    // To a core that ended meanwhile nothing is sent, and nothing is thrown.
    else void answer(message).then((said) => child.postMessage(said satisfies ToCore));
  });
  child.once('exit', onExit);
  return {
    stop: () => child.postMessage({ kind: 'stop' } satisfies ToCore),
    wake: () => child.postMessage({ kind: 'wake' } satisfies ToCore),
    kill: () => void child.kill(),
  };
}
