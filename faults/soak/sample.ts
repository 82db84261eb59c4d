/** What a program holds at one moment, and whether that grows. */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../cli/processes.testkit.ts';

export interface Sample {
  /** Bytes. */
  readonly heap: number;
  readonly resident: number;
  readonly timers: number;
  readonly descriptors: number;
  readonly threads: number;
}

/** Has the program collect its garbage, and asks it and the system (Linux). */
export async function sample(pid: number, folder: string): Promise<Sample> {
  const said = join(folder, String(pid));
  rmSync(said, { force: true });
  process.kill(pid, 'SIGUSR2');
  const inside = await until(() => JSON.parse(readFileSync(said, 'utf8')) as { heap: number; timers: number }, {
    seconds: 60,
    what: `a sample of ${pid}`,
  });
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return {
    ...inside,
    resident: number('VmRSS') * 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: number('Threads'),
  };
}

/** Bytes of the files below a folder whose name ends so. */
export function sizeOf(folder: string, end: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    // A file may go while we look.
    if (name.endsWith(end)) bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

/** What the last quarter has more of than the quarter before, by their medians: start and warming up do not count. */
export function growth(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  if (quarter === 0) return 0;
  return median(values.slice(-quarter)) - median(values.slice(-2 * quarter, -quarter));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
