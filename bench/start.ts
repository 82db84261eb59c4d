/** From the start of the process to the first 200 of the hook, as a release installs the agent; beside Node alone and a bare server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../fixtures/demo/places.ts';
import { serviceNode, startBenchAgent } from './agent.ts';
import { firstAnswer } from './process.ts';
import { recalledWorld } from './recalled.ts';
import { type Measure, measureOf, type PartResult } from './results.ts';

/** One lot is the emptiest world in which a feed is live. */
const SIZES = [1, 10_000, 100_000];
const ROUNDS = 4;

const BARE = `require('node:http').createServer((request, response) => response.end('{}')).listen(Number(process.argv[1]), '127.0.0.1')`;

export async function measureStart(): Promise<PartResult> {
  const measures: Measure[] = [];
  for (const lots of SIZES) {
    const world = await recalledWorld(lots);
    const agent = await startBenchAgent(world, { port: await freePort(22_013) });
    try {
      const [ours, bare, nothing]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < ROUNDS; round++) {
        await agent.stop();
        ours.push(await timed(() => agent.spawn(), agent.port, '/v1/health'));
        const port = await freePort(22_113);
        bare.push(await timed(() => node('-e', BARE, String(port)), port, '/'));
        nothing.push(await ended());
      }
      measures.push(
        measureOf({
          what: 'start to the first answer',
          unit: 'ms',
          size: { of: 'lots', n: lots },
          ours,
          beside: { 'bare node:http': bare, 'node -e 0': nothing },
          targets: [{ of: 'bare node:http', atMost: 3 }],
        }),
      );
    } finally {
      await agent.close();
    }
  }
  return {
    beside: `A start like every day’s: enrolled, register and journal on disk, compile cache filled by the start before. All with the Node that the release brings.`,
    rounds: ROUNDS,
    measures,
    why: {
      'start to the first answer':
        'the profile gives the most to loading and evaluating the bundle, with V8’s cache of its code, and then, on the second processor, to proving the register: every entry, every row and every page of the file before the first answer.',
    },
  };
}

const node = (...args: readonly string[]) => spawn(serviceNode, args, { stdio: 'ignore' });

/** Milliseconds from the start of a process to its first answer; it is ended then. */
async function timed(start: () => ChildProcess, port: number, path: string): Promise<number> {
  const began = performance.now();
  const child = start();
  const gone = once(child, 'exit');
  const answered = await Promise.race([
    firstAnswer(port, path),
    gone.then(([code]) => Promise.reject(new Error(`it ended with ${code} before it answered`))),
  ]);
  // What it does once it answers is not to be cut short: the next start finds things as a quiet end leaves them.
  await pause(300);
  child.kill('SIGTERM');
  await gone;
  return answered - began;
}

async function ended(): Promise<number> {
  const began = performance.now();
  await once(node('-e', '0'), 'exit');
  return performance.now() - began;
}
