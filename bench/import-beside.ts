/** Checks at 200 a second while a large recall arrives every second; beside the same checks, quiet. */
import { setTimeout as pause } from 'node:timers/promises';
import { type BenchAgent, startBenchAgent } from './agent.ts';
import { type LoadResult, load, post } from './load.ts';
import { RecalledWorld, recallOfLots } from './recalled.ts';
import { type Measure, measureOf, type PartResult } from './results.ts';

const LOTS = 100_000;
const SIZES = [100, 1_000, 10_000];
const ROUNDS = 2;
const RATE = 200;
const LASTS_MS = 3_000;
const EVERY_MS = 1_000;

export async function measureImportBeside(): Promise<PartResult> {
  // A world of its own: its feed grows.
  const world = await RecalledWorld.of(LOTS);
  const agent = await startBenchAgent(world);
  try {
    let recalls = 0;
    const arriving = async (lots: number): Promise<LoadResult> => {
      const bodies = Array.from({ length: LASTS_MS / EVERY_MS + 1 }, () => {
        const name = `N${recalls++}`;
        return recallOfLots(name, lots, 100_000 + (recalls % 1_000) * 100);
      });
      let going = true;
      const publishing = (async () => {
        for (const bulletin of bodies) {
          if (!going) return;
          await world.portal.publish({ bulletin });
          await pause(EVERY_MS);
        }
      })();
      const result = await checks(agent, world);
      going = false;
      await publishing;
      return result;
    };
    // What is new to V8 is slow: neither counts.
    await checks(agent, world);
    await arriving(10_000);
    const quiet: LoadResult[] = [];
    const beside = new Map<number, LoadResult[]>(SIZES.map((lots) => [lots, []]));
    for (let round = 0; round < ROUNDS; round++) {
      quiet.push(await checks(agent, world));
      for (const lots of SIZES) beside.get(lots)?.push(await arriving(lots));
    }
    const row = (what: 'p50' | 'p99' | 'p999', lots: number): Measure =>
      measureOf({
        what: `${what === 'p999' ? 'p99.9' : what} of checks while recalls arrive`,
        unit: 'µs',
        size: { of: 'lots a second', n: lots },
        ours: (beside.get(lots) ?? []).map((one) => one[what]),
        beside: { quiet: quiet.map((one) => one[what]) },
        targets: what === 'p999' && lots === 10_000 ? [{ of: 'quiet', atMost: 2 }] : [],
      });
    return {
      beside: `${RATE} checks a second by one client that does not wait for answers to ask again (what waits behind a slow one counts as slow), ${LOTS.toLocaleString('en')} lots held, ${LASTS_MS / 1000} s a round: quiet, and while one recall of that many lots arrives each second.`,
      rounds: ROUNDS,
      measures: (['p50', 'p99', 'p999'] as const).flatMap((what) => SIZES.map((lots) => row(what, lots))),
      why: {
        'p99.9 of checks while recalls arrive':
          'of 600 checks a round it is the slowest; what disturbs this machine of two cores counts as ours. The import itself is on a thread of its own.',
      },
    };
  } finally {
    await agent.close();
    await world.close();
  }
}

/** By the rate and not by the answers, on as many connections as never wait for each other. */
function checks({ target, token }: BenchAgent, world: RecalledWorld): Promise<LoadResult> {
  return load({
    target,
    framing: 'http',
    requests: world.scans(1_000).map((scan) => post(target, '/v1/checks', { scan }, token)),
    connections: 16,
    rate: RATE,
    lastsMs: LASTS_MS,
  });
}
