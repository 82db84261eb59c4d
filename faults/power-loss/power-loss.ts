/**
 * Power cuts: what an agent, an embedded portal and a PostgreSQL server write while they work is written down call by call, then
 * disks are made that a cut at any of these moments could have left, and the programs are started on them. What was told before
 * the cut must be there.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilerLack } from '../compiler.ts';
import { materialise, mercies } from '../disk/log.ts';
import { buildShim } from '../disk/shim.ts';
import { type PartOptions, type PartResult, sum } from '../part.ts';
import { agent } from './agent.ts';
import { embeddedPortal } from './embedded-portal.ts';
import { postgresServer } from './postgres-server.ts';
import type { Subject } from './recording.ts';

/** Disks made of one recording. */
const CUTS = 8;

/** How often each comes: an agent is what there are most of. */
const subjects: readonly Subject[] = [agent, agent, embeddedPortal, postgresServer];

/** Rounds until time or cycles are used up; the first round with a finding is the last. */
export async function powerLoss(options: PartOptions): Promise<PartResult> {
  const lack = compilerLack();
  if (lack !== null) {
    options.say(`power-loss: not run, ${lack}`);
    return { done: {}, findings: [] };
  }
  for (const { name, lack } of new Set(subjects)) {
    if (lack() !== null) options.say(`power-loss of ${name}: not run, ${lack()}`);
  }
  const here = subjects.filter(({ lack }) => lack() === null);
  const library = buildShim();
  const results: PartResult[] = [];
  // Turn by turn rather than by chance: a run of minutes meets each of them.
  let turn = options.chance.below(here.length);
  for (let left = options.cycles; left > 0 && performance.now() < options.until; turn++) {
    const subject = here[turn % here.length] ?? agent;
    const result = await round(subject, library, { ...options, cycles: Math.min(left, CUTS) });
    results.push(result);
    left -= result.done.cuts ?? 0;
    options.say(`power-loss: ${JSON.stringify(sum(results).done)}`);
    if (result.findings.length > 0) break;
  }
  return sum(results);
}

async function round(subject: Subject, library: string, { chance, cycles, until }: PartOptions): Promise<PartResult> {
  const recording = await subject.record(library, chance);
  const { records, facts, base, dir, journaled = false } = recording;
  const done = { cuts: 0, [`of ${subject.name}`]: 0, records: records.length, facts: facts.length };
  const findings: string[] = [];
  try {
    while (done.cuts < cycles && performance.now() < until && findings.length === 0) {
      const count = chance.below(records.length + 1);
      const mercy = chance.pick(mercies);
      const target = mkdtempSync(join(tmpdir(), 'vigilot-cut-'));
      materialise({ base, dir, target, journaled }, records, count, mercy, chance);
      const image = `${target}.image`;
      cpSync(target, image, { recursive: true });
      const size = records[count - 1]?.end ?? 0;
      const told = facts.filter((fact) => fact.size <= size);
      const wrong = await recording
        .startOn(target, told, records.slice(0, count))
        .catch((error: Error) => [`does not start: ${error.message.slice(0, 600)}`]);
      done.cuts++;
      done[`of ${subject.name}`] = done.cuts;
      findings.push(
        ...wrong.map(
          (what) =>
            `${subject.name}: cut behind record ${count} of ${records.length}, ${mercy} kept: ${what} [${image}]`,
        ),
      );
      rmSync(target, { recursive: true });
      rmSync(`${target}.log`, { force: true });
      if (wrong.length === 0) rmSync(image, { recursive: true });
    }
  } finally {
    await recording.close();
    rmSync(base, { recursive: true, force: true });
  }
  return { done, findings };
}
