/**
 * `npm run faults`: makes the programs fail on purpose, and says what did not hold. `-- --hours N` or `--cycles N` for how long,
 * `--seed S` for the same choices again, `--only PART`, `--trouble NAME` of disk or network; `--short` is what CI runs. Ends with 1 where anything was found.
 */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setup } from '../cli/bundle.testkit.ts';
import { crash } from './crash/crash.ts';
import { disk } from './disk/disk.ts';
import { network } from './network/network.ts';
import { quick, troubles } from './network/troubles.ts';
import type { PartOptions, PartResult } from './part.ts';
import { powerLoss } from './power-loss/power-loss.ts';
import { Chance } from './random.ts';
import { soak } from './soak/soak.ts';

interface Part {
  readonly run: (options: PartOptions) => Promise<PartResult>;
  /** In CI; 0: not there. */
  readonly shortCycles: number;
}

const { values } = parseArgs({
  options: {
    hours: { type: 'string' },
    cycles: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    database: { type: 'string' },
    trouble: { type: 'string' },
  },
});

const parts: Readonly<Record<string, Part>> = {
  crash: { run: (options) => crash(options, values.database ?? null), shortCycles: 24 },
  disk: { run: (options) => disk(options, values.trouble ?? null), shortCycles: 9 },
  'power-loss': { run: powerLoss, shortCycles: 24 },
  network: { run: (options) => network(options, namesOf(values.trouble)), shortCycles: 1 },
  soak: { run: soak, shortCycles: 0 },
};

function namesOf(trouble: string | undefined): readonly string[] {
  if (trouble !== undefined) return [trouble];
  return values.short ? quick : Object.keys(troubles);
}

const chosen = Object.entries(parts).filter(([name, { shortCycles }]) =>
  values.only === undefined ? !values.short || shortCycles > 0 : values.only === name,
);
if (chosen.length === 0) {
  console.error(`no such part: ${values.only}; there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

// Programs that are started again and again: on files in memory where there is room, and compiled once.
if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm';
process.env.NODE_COMPILE_CACHE ??= new URL('../node_modules/.cache/compile', import.meta.url).pathname;
await setup();

// Whoever ends us early finds nothing left behind either: what a part made goes with the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const seed = Number(values.seed ?? randomInt(2 ** 31));
// CI has minutes for all of its parts: a busy machine does less, and says how much.
const SHORT_HOURS = 120 / 3600;
const hours = Number(values.hours ?? (values.short ? SHORT_HOURS : Number.POSITIVE_INFINITY));
const began = performance.now();
console.log(`seed ${seed}`);
let found = 0;
for (const [index, [name, part]] of chosen.entries()) {
  const { done, findings } = await part.run({
    chance: new Chance(seed),
    // Each part has its share of the time.
    until: began + (hours * 3_600_000 * (index + 1)) / chosen.length,
    cycles: Number(
      values.cycles ??
        (values.short ? part.shortCycles : hours === Number.POSITIVE_INFINITY ? 200 : Number.MAX_SAFE_INTEGER),
    ),
    say: (line) => console.log(`${Math.round((performance.now() - began) / 1000)} s ${line}`),
  });
  found += findings.length;
  console.log(`${name}: ${JSON.stringify(done)}, ${findings.length} findings`);
  for (const finding of findings) console.log(`  FOUND ${finding}`);
}
process.exitCode = found === 0 ? 0 : 1;
