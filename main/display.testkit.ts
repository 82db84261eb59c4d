/** For tests and the bench: a display that nobody looks at. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A display without a screen; `more` is for Xvfb. Its number is for `DISPLAY`; `xvfb` is the process, to be ended. */
export async function openDisplay(more: readonly string[] = []): Promise<{ display: string; xvfb: ChildProcess }> {
  const xvfb = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x900x24', '-nolisten', 'tcp', ...more], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const failed = once(xvfb, 'error').then(([error]) => Promise.reject(error));
  const line = once(createInterface({ input: xvfb.stdout }), 'line') as Promise<[string]>;
  const [number] = await Promise.race([line, failed]);
  return { display: `:${number}`, xvfb };
}
