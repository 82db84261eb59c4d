/** A Node process of its own that does what it is told: what is measured shares no thread with what measures it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Duties, end } from './duties.ts';

type Answer<D extends Duties, K extends keyof D> = Awaited<ReturnType<D[K]>>;

export interface Worker<D extends Duties> {
  readonly pid: number;
  /** Throws what went wrong there. */
  ask<K extends keyof D & string>(duty: K, ...args: Parameters<D[K]>): Promise<Answer<D, K>>;
  stop(): Promise<void>;
  /** At once, by SIGKILL. */
  kill(): Promise<void>;
}

/** Starts `file`, which calls `serve`; `args` are its command line. */
export function startWorker<D extends Duties>(file: URL, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}) {
  const child = fork(file, args, { execArgv: ['--expose-gc'], env: { ...process.env, ...more } });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', ({ id, error, answer }: { id: number; error?: string; answer?: unknown }) => {
    const told = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) told?.resolve(answer);
    else told?.reject(new Error(error));
  });
  child.on('exit', (code, signal) => {
    for (const told of waiting.values()) told.reject(new Error(`${file.pathname} ended with ${code ?? signal}`));
    waiting.clear();
  });
  const worker: Worker<D> = {
    pid: child.pid ?? 0,
    ask: (duty, ...params) => {
      asked += 1;
      const told = Promise.withResolvers<unknown>();
      waiting.set(asked, told);
      child.send({ id: asked, duty, args: params });
      return told.promise as Promise<never>;
    },
    stop: () => stop(child),
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
  return worker;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.send({ id: 0, duty: end, args: [] });
  const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(kill);
}
