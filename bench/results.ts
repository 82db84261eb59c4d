/** What the parts of the bench measured: medians of interleaved runs, and ratios between what ran side by side. */

export interface Measure {
  readonly what: string;
  readonly unit: 'MB' | 'ms';
  /** Medians. */
  readonly ours: number;
  readonly beside: number;
  /** `ours` over `beside`: what stays when the machine is another one. */
  readonly ratio: number;
}

export interface PartResult {
  /** What ours is measured beside. */
  readonly beside: string;
  readonly runs: number;
  readonly measures: readonly Measure[];
  readonly machine?: string;
}

export type Results = Record<string, PartResult>;

/** The value in the middle; of an even number, the mean of the two. Throws where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('the median of no value');
  return (low + high) / 2;
}

/** A measure from the values of each run. */
export function measureOf(
  what: string,
  unit: Measure['unit'],
  ours: readonly number[],
  beside: readonly number[],
): Measure {
  const [own, other] = [median(ours), median(beside)];
  return { what, unit, ours: round(own), beside: round(other), ratio: Math.round((own / other) * 100) / 100 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The results as a table in Markdown. */
export function tableOf(results: Results): string {
  const lines = ['| part | what | ours | beside it | ratio |', '| --- | --- | ---: | ---: | ---: |'];
  for (const [name, { measures, beside, runs, machine }] of Object.entries(results)) {
    for (const { what, unit, ours, beside: other, ratio } of measures) {
      lines.push(`| ${name} | ${what} | ${ours} ${unit} | ${other} ${unit} | ${ratio} |`);
    }
    lines.push(`| | beside: ${beside}; medians of ${runs} interleaved runs; ${machine ?? ''} | | | |`);
  }
  return `${lines.join('\n')}\n`;
}
