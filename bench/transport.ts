/** The same check by the door of tills that have no HTTP, and a basket; beside the same transport with a fixed answer. */
import { ask } from '../agent/hook/ask.testkit.ts';
import { startBenchAgent } from './agent.ts';
import { typicalAnswer } from './check.ts';
import { type LoadResult, load, post } from './load.ts';
import { recalledWorld } from './recalled.ts';
import { measureOf, type PartResult } from './results.ts';
import { httpFloor, socketFloor } from './servers.ts';

const LOTS = 100_000;
const ROUNDS = 3;
const SCANS = 1_000;
const LASTS_MS = 300;
const BASKETS = [1, 5, 20];

const SOCKET_FLOOR = 'bare Unix socket';
const HTTP_FLOOR = 'node:http';
const SINGLE = 'a single check';

export async function measureTransport(): Promise<PartResult> {
  const world = await recalledWorld(LOTS);
  const agent = await startBenchAgent(world);
  const answer = await typicalAnswer(agent, world);
  const floors = { http: await httpFloor(answer), socket: await socketFloor(answer, `${agent.dataDir}/floor`) };
  const basketFloors = new Map<number, Awaited<ReturnType<typeof httpFloor>>>();
  try {
    const scans = world.scans(SCANS);
    const lines = (asked: object) => `${JSON.stringify(asked)}\n`;
    const basket = (of: number, n: number) => ({
      items: Array.from({ length: of }, (_, item) => ({ scan: scans[(n * of + item) % SCANS] })),
    });
    const baskets = (of: number) => Array.from({ length: 100 }, (_, n) => basket(of, n));
    for (const of of BASKETS) {
      const body = JSON.stringify(await ask(agent.dataDir, 'POST', '/v1/checks/batch', basket(of, 0)));
      basketFloors.set(of, await httpFloor(body));
    }
    const sides = new Map<string, { target: string; framing: 'http' | 'line'; requests: string[] }>([
      ['line', { target: agent.socket, framing: 'line', requests: scans.map((scan) => lines({ scan })) }],
      ['line floor', { target: `${agent.dataDir}/floor`, framing: 'line', requests: [lines({ scan: scans[0] })] }],
      [
        'http',
        {
          target: agent.target,
          framing: 'http',
          requests: scans.map((scan) => post(agent.target, '/v1/checks', { scan }, agent.token)),
        },
      ],
      ['http floor', { target: floors.http.target, framing: 'http', requests: [post(floors.http.target, '/', {})] }],
      ...BASKETS.flatMap((of) => {
        const floor = basketFloors.get(of)?.target ?? '';
        const asked = (target: string, token?: string) => ({
          target,
          framing: 'http' as const,
          requests: baskets(of).map((items) => post(target, '/v1/checks/batch', items, token)),
        });
        return [
          [`basket ${of}`, asked(agent.target, agent.token)],
          [`basket ${of} floor`, asked(floor)],
        ] as const;
      }),
      [
        'line basket',
        {
          target: agent.socket,
          framing: 'line',
          requests: baskets(20).map((items) => lines({ op: 'batch', ...items })),
        },
      ],
    ]);
    const runs = new Map<string, LoadResult[]>();
    // What is new to V8 is slow: one round that does not count.
    for (let round = -1; round < ROUNDS; round++) {
      for (const [name, side] of sides) {
        const result = await load({ ...side, connections: 1, lastsMs: LASTS_MS });
        if (round >= 0) runs.set(name, [...(runs.get(name) ?? []), result]);
      }
    }
    const p50 = (name: string) => (runs.get(name) ?? []).map((one) => one.p50);
    const p99 = (name: string) => (runs.get(name) ?? []).map((one) => one.p99);
    return {
      beside: `One client in C, ${LOTS.toLocaleString('en')} recalled lots: JSON lines by the Unix socket beside a Unix socket that answers each line with a fixed one; baskets over HTTP beside node:http with a fixed answer of the same length, and beside a single check. The named pipe is Windows’s, and was not measured here.`,
      rounds: ROUNDS,
      why: {
        'a basket over HTTP, p50':
          'a basket is one transaction, so that what a single check pays for its commit is spread; 19 more packs are read, decided and written, their answers of 6 kB made and read.',
        'a basket of 20 by the Unix socket, p50':
          'the single check beside it is the cheaper one of the two ways to ask, so that the same basket is more times it.',
        'a check by the Unix socket, p50':
          'the floor here answers without HTTP, so that reading, deciding and the journal’s transaction, the same as over HTTP, are most of what there is.',
      },
      measures: [
        measureOf({
          what: 'a check by the Unix socket, p50',
          unit: 'µs',
          ours: p50('line'),
          beside: { [SOCKET_FLOOR]: p50('line floor') },
          targets: [{ of: SOCKET_FLOOR, atMost: 1.3 }],
        }),
        measureOf({
          what: 'a check by the Unix socket, p99',
          unit: 'µs',
          ours: p99('line'),
          beside: { [SOCKET_FLOOR]: p99('line floor') },
        }),
        measureOf({
          what: 'a check over HTTP, p50',
          unit: 'µs',
          ours: p50('http'),
          beside: { [HTTP_FLOOR]: p50('http floor') },
        }),
        ...BASKETS.map((of) =>
          measureOf({
            what: 'a basket over HTTP, p50',
            unit: 'µs',
            size: { of: 'packs', n: of },
            ours: p50(`basket ${of}`),
            beside: { [SINGLE]: p50('http'), [HTTP_FLOOR]: p50(`basket ${of} floor`) },
            targets: of === 20 ? [{ of: SINGLE, atMost: 3 }] : [],
          }),
        ),
        measureOf({
          what: 'a basket of 20 by the Unix socket, p50',
          unit: 'µs',
          ours: p50('line basket'),
          beside: { [SINGLE]: p50('line') },
          targets: [{ of: SINGLE, atMost: 3 }],
        }),
      ],
    };
  } finally {
    for (const floor of [floors.http, floors.socket, ...basketFloors.values()]) await floor.close();
    await agent.close();
  }
}
