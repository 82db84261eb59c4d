/**
 * A check as a till asks it over HTTP: raw scan in, verdict out, the journal's row committed; beside node:http with a fixed
 * answer, and beside what would otherwise answer such a question.
 */
import { ask } from '../agent/hook/ask.testkit.ts';
import { type BenchAgent, startBenchAgent } from './agent.ts';
import { NotHere } from './install.ts';
import { type Load, type LoadResult, load, post } from './load.ts';
import { type RecalledWorld, recalledWorld } from './recalled.ts';
import { type Measure, measureOf, type PartResult, type Size, type Target } from './results.ts';
import { expressLookup, httpFloor, postgresLookup, type Server } from './servers.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 3;
const SCANS = 1_000;
const LASTS_MS = 300;
const CLIENTS = [1, 16];

const FLOOR = 'node:http';
const POSTGRES = 'PostgreSQL lookup';
const EXPRESS = 'Express + SQLite';

/** From `node --cpu-prof` and `perf` under one client. */
const WHY =
  'the row is committed before the answer leaves, which neither floor nor peers do. Of about 20 system calls of a check 16 are that commit: five pages of the journal (its row, two indices by identity and moment, one by product, every fifth time a new page), each a header and 4 kB, and the locks around them; with one client, who shares a transaction with nobody, it is 31 % of the processor time, alone more than the whole floor. 16 % are Node’s HTTP parser and 13 % its write, as in the floor; 10 % reading and deciding, 5 % the event for the desk, 5 % how fresh the feed is. It is flat beyond that.';

/** What one kind of server answered, by number of clients, round by round. */
type Runs = Record<string, LoadResult[]>;

export async function measureCheck(): Promise<PartResult> {
  const measures: Measure[] = [];
  const lacking = new Set<string>();
  for (const lots of SIZES) {
    const world = await recalledWorld(lots);
    const agent = await startBenchAgent(world);
    const servers = new Map<string, Server>();
    try {
      servers.set(FLOOR, await httpFloor(await typicalAnswer(agent, world)));
      for (const [name, begin] of [
        [POSTGRES, postgresLookup],
        [EXPRESS, expressLookup],
      ] as const) {
        try {
          servers.set(name, await begin(world));
        } catch (error) {
          if (!(error instanceof NotHere)) throw error;
          lacking.add(`${name}: ${error.message}`);
        }
      }
      measures.push(...(await rounds(world, agent, servers)));
    } finally {
      for (const server of servers.values()) await server.close();
      await agent.close();
    }
  }
  const without = lacking.size === 0 ? '' : ` Not measured: ${[...lacking].join('; ')}.`;
  return {
    beside: `The agent as installed, linked and live, asked by a client in C over kept connections, ${SCANS} different packs of which one in a hundred is recalled; beside node:http with a fixed answer of the same length, a server that asks PostgreSQL over the loopback, and Express with SQLite. Neither of those two checks a digit or a date, or keeps a journal.${without}`,
    rounds: ROUNDS,
    measures,
    why: {
      'p50, 1 client': WHY,
      'p99, 1 client': 'as p50; what lies beyond it is the machine: the floor’s own p99 is ten times its p50.',
      'p50, 16 clients': 'as with one client.',
      'p99, 16 clients':
        'as with one client, and the collector of garbage twice as often as Node would (`nodeOptions`).',
      'checks a second, 16 clients':
        'as with one client, whose commit up to 16 share here; the small young generation that spares an idle agent 35 MB costs a tenth (`nodeOptions`).',
    },
  };
}

/** An answer of the usual length: all of the mix have it on average. */
export async function typicalAnswer(agent: BenchAgent, world: RecalledWorld): Promise<string> {
  const answers: string[] = [];
  for (const scan of world.scans(10)) {
    answers.push(JSON.stringify(await ask(agent.dataDir, 'POST', '/v1/checks', { scan })));
  }
  const mean = Math.round(answers.reduce((sum, { length }) => sum + length, 0) / answers.length);
  return (answers[0] ?? '').padEnd(mean);
}

async function rounds(world: RecalledWorld, agent: BenchAgent, servers: Map<string, Server>): Promise<Measure[]> {
  const scans = world.scans(SCANS);
  const asks = (target: string, token?: string): Omit<Load, 'connections' | 'lastsMs'> => ({
    target,
    framing: 'http',
    requests: scans.map((scan) => post(target, '/v1/checks', { scan }, token)),
  });
  const all = new Map([['ours', asks(agent.target, agent.token)]]);
  for (const [name, { target }] of servers) all.set(name, asks(target));
  const runs = new Map([...all.keys()].map((name): [string, Runs] => [name, {}]));
  // What is new to V8 is slow: one round that does not count.
  for (let round = -1; round < ROUNDS; round++) {
    for (const connections of CLIENTS) {
      for (const [name, questions] of all) {
        const result = await load({ ...questions, connections, lastsMs: LASTS_MS });
        if (name !== FLOOR) expectBlocked(name, result);
        const kept = runs.get(name);
        if (round >= 0 && kept !== undefined) kept[connections] = [...(kept[connections] ?? []), result];
      }
    }
  }
  const of = (name: string, clients: number, what: 'p50' | 'p99' | 'perSecond') =>
    (runs.get(name)?.[clients] ?? []).map((result) => result[what]);
  const size: Size = { of: 'lots', n: world.lots };
  const peers = [...servers.keys()];
  const row = (clients: number, what: 'p50' | 'p99' | 'perSecond', floor: Omit<Target, 'of'> | null): Measure =>
    measureOf({
      what: `${what === 'perSecond' ? 'checks a second' : what}, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
      unit: what === 'perSecond' ? '/s' : 'µs',
      size,
      ours: of('ours', clients, what),
      beside: Object.fromEntries(peers.map((name) => [name, of(name, clients, what)])),
      targets: [
        ...(floor === null ? [] : [{ of: FLOOR, ...floor }]),
        ...peers
          .filter((name) => name !== FLOOR)
          .map((name) => ({ of: name, ...(what === 'perSecond' ? { atLeast: 1 } : { atMost: 1 }) })),
      ],
    });
  return [
    row(1, 'p50', { atMost: 1.3 }),
    row(1, 'p99', { atMost: 3 }),
    row(16, 'p50', null),
    row(16, 'p99', null),
    row(16, 'perSecond', { atLeast: 0.5 }),
  ];
}

/** One pack in a hundred is recalled, and whoever is measured has to have said so. */
function expectBlocked(name: string, { blocked, requests }: LoadResult): void {
  const share = blocked / requests;
  if (requests > SCANS && (share < 0.005 || share > 0.02))
    throw new Error(`${name}: ${blocked} of ${requests} blocked`);
}
