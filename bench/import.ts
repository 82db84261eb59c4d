/** A recall from the frame received to committed and blocking; beside the same bytes appended to a file and synced. */
import { mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../agent/clock.ts';
import { HostilePortal } from '../agent/link/hostile-portal.testkit.ts';
import { Register } from '../agent/register/register.ts';
import { exactly } from '../agent/verdict/verdict.testkit.ts';
import { readDownward } from '../protocol/frames.ts';
import { recallOfLots } from './recalled.ts';
import { measureOf, type PartResult } from './results.ts';
import { removedAtExit } from './shared.ts';

const SIZES = [
  { lots: 1, atMost: 1.5 },
  { lots: 100, atMost: 2.5 },
  { lots: 10_000, atMost: 15 },
];
const ROUNDS = 25;
/** The first ones are slow by what V8 has not seen yet. */
const WARM_UP = 5;

export async function measureImport(): Promise<PartResult> {
  const folder = removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-')));
  const portal = await HostilePortal.open({ wall: () => Date.now() });
  const { register } = await Register.open({
    path: join(folder, 'register.db'),
    clock: systemClock,
    now: () => exactly(Date.now()),
    log: pino({ level: 'silent' }),
  });
  const file = await open(join(folder, 'appended'), 'a');
  try {
    await register.begin(portal.feed, portal.keys.root.kid);
    await register.append(portal.entries, new Date().toISOString());
    const measures = [];
    let product = 0;
    for (const { lots, atMost } of SIZES) {
      const [ours, floor]: [number[], number[]] = [[], []];
      for (let round = -WARM_UP; round < ROUNDS; round++) {
        const bulletin = recallOfLots(`B${product}`, lots, product);
        product += Math.ceil(lots / 100);
        const code = bulletin.recall?.targets[0]?.gtin ?? '';
        const frame = JSON.stringify({ type: 'entry', entry: await portal.append({ bulletin }) });

        const appended = performance.now();
        await file.write(frame);
        await file.datasync();
        const written = performance.now() - appended;

        const received = performance.now();
        const read = readDownward(frame);
        if (read?.type !== 'entry') throw new Error('the frame is no entry');
        const { fault } = await register.append([read.entry], new Date().toISOString());
        if (fault !== null || register.recalls.targetsOf(code).length === 0) throw new Error(`${code} does not block`);
        const blocking = performance.now() - received;
        if (round < 0) continue;
        floor.push(written);
        ours.push(blocking);
      }
      measures.push(
        measureOf({
          what: 'frame received to committed and blocking',
          unit: 'ms',
          size: { of: 'lots', n: lots },
          ours,
          beside: { 'append + fdatasync': floor },
          targets: [{ of: 'append + fdatasync', atMost }],
        }),
      );
    }
    return {
      beside:
        'The agent’s own register with its writer’s thread: frame read, signature and chain proved, rows committed with fsync, index taken in. The floor appends the same bytes to a file and calls fdatasync.',
      rounds: ROUNDS,
      measures,
      why: {
        'frame received to committed and blocking':
          'of the writer’s time 28 % are the inserts, 5 µs a lot, 12 % the collector of garbage, 9 % the checkpoint, 7 % the commit, 3 % checksums; SQLite writes table and index, each page into the log and again at the checkpoint. The floor writes the bytes once and understands nothing of them. No check waits for it (`import-beside`).',
      },
    };
  } finally {
    await file.close();
    await register.close();
    await portal.close();
  }
}
