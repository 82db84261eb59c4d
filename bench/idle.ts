/** The agent at rest, as a release installs it, beside a Node that has loaded what it cannot do without. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceNode, startBenchAgent } from './agent.ts';
import { residentMb } from './process.ts';
import { recalledWorld } from './recalled.ts';
import { type Measure, measureOf, type PartResult } from './results.ts';

const SIZES = [1, 10_000, 100_000];
const ROUNDS = 2;
/** After it, what the start left behind was collected and nothing more comes. */
const SETTLED_MS = 6_000;

/** A server, a WebSocket and a database open, and nothing done with any of them. */
const BARE = `
const { createServer } = require('node:http');
const { WebSocketServer } = require('ws');
const Database = require('better-sqlite3');
const server = createServer((request, response) => response.end('{}')).listen(0, '127.0.0.1');
new WebSocketServer({ server });
globalThis.db = new Database(':memory:');
`;

export async function measureIdle(): Promise<PartResult> {
  const measures: Measure[] = [];
  const worlds = await Promise.all(SIZES.map((lots) => recalledWorld(lots)));
  const ours = SIZES.map((): number[] => []);
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const beside = spawn(serviceNode, ['-e', BARE], { stdio: 'ignore', cwd: import.meta.dirname });
    const gone = once(beside, 'exit');
    const agents = [];
    try {
      for (const world of worlds) agents.push(await startBenchAgent(world));
      await pause(SETTLED_MS);
      if (beside.exitCode !== null || beside.pid === undefined) throw new Error('the bare Node ended');
      bare.push(residentMb(beside.pid));
      for (const [index, agent] of agents.entries()) ours[index]?.push(residentMb(agent.pid));
    } finally {
      beside.kill();
      await gone;
      for (const agent of agents) await agent.close();
    }
  }
  for (const [index, lots] of SIZES.entries()) {
    measures.push(
      measureOf({
        what: 'memory of the idle core',
        unit: 'MB',
        size: { of: 'lots', n: lots },
        ours: ours[index] ?? [],
        beside: { 'bare Node with ws and better-sqlite3': bare },
        targets: [{ of: 'bare Node with ws and better-sqlite3', atMost: 1.25 }],
      }),
    );
  }
  return {
    beside: `Resident memory ${SETTLED_MS / 1000} s after the feed was live, all at once so that what they share counts alike for each; the bare Node holds a server, a WebSocket server and an empty database.`,
    rounds: ROUNDS,
    measures,
    why: {
      'memory of the idle core':
        'beyond bare Node stand the heap of the application (22 MB after a collection), a nursery of 8 MB and more that V8 does not give back, the thread that writes the register with a heap and a nursery of its own (16 MB), 13 MB outside of both heaps, SQLite’s pages of three files, and machine code.',
    },
  };
}
