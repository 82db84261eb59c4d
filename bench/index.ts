/** What the recalls take in memory, and how long it takes to make their index; beside a plain Map of strings. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { IndexFigures } from './index-memory.ts';
import { recalledWorld } from './recalled.ts';
import { type Measure, measureOf, type PartResult } from './results.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 2;

export async function measureIndex(): Promise<PartResult> {
  const measures: Measure[] = [];
  for (const lots of SIZES) {
    const { register } = await recalledWorld(lots);
    const [ours, map]: [IndexFigures[], IndexFigures[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await figures('index', register));
      map.push(await figures('map', register));
    }
    const size = { of: 'lots', n: lots };
    const of = (what: keyof IndexFigures) => ({
      unit: what === 'bytesPerLot' ? 'B' : what === 'processMb' ? 'MB' : 'ms',
      size,
      ours: ours.map((one) => one[what]),
      beside: { 'Map of strings': map.map((one) => one[what]) },
    });
    measures.push(
      measureOf({ what: 'memory a lot, beyond the database', ...of('bytesPerLot'), targets: [{ atMost: 40 }] }),
      measureOf({ what: 'memory of the process', ...of('processMb') }),
      measureOf({
        what: 'index built from the register, every row proved',
        ...of('builtMs'),
        targets: lots === 1_000_000 ? [{ atMost: 1000 }] : [],
      }),
      measureOf({ what: 'a new recall of 10,000 lots taken in', ...of('addedMs') }),
    );
  }
  return {
    beside:
      'A process of its own for each, collected before and after. Ours reads every row of register.db and proves its checksum; the Map has product and lot as one string for a key, and proves nothing. A new recall is taken into the index that stands; a hit of the index is confirmed in SQLite (`agent/register/recall-index.test.ts`).',
    rounds: ROUNDS,
    measures,
    why: {
      'index built from the register, every row proved':
        'a row costs a microsecond: SQLite joins the rows of a target into one text, and each lot of it is read, its checksum added and its fingerprint put in. It happens at a start, on a thread that no check waits for, while what is not yet proved is to be verified.',
    },
  };
}

async function figures(kind: 'index' | 'map', register: string): Promise<IndexFigures> {
  const child = fork(join(import.meta.dirname, 'index-memory.ts'), [kind, register], { execArgv: ['--expose-gc'] });
  const [said] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`index-memory ended with ${code}`))),
  ])) as [IndexFigures];
  child.disconnect();
  return said;
}
