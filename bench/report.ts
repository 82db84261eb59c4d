/** The results as people read them: tables in Markdown, with what was missed and why. */
import { figureOf, growthOf, isMet, type Measure, type PartResult, type Results, type Target } from './results.ts';

const COUNT = new Intl.NumberFormat('en');

/** Measures of one part that differ by their size alone, the smallest first; those of no size stand alone. */
export function seriesOf({ measures }: PartResult): Measure[][] {
  const series = Map.groupBy(measures, ({ what, size }) => `${what} ${size?.of ?? ''}`);
  return [...series.values()].map((rows) => rows.toSorted((a, b) => (a.size?.n ?? 0) - (b.size?.n ?? 0)));
}

/** The file of the plot of a series. */
export function plotFile(part: string, what: string): string {
  return `plots/${`${part} ${what}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.svg`;
}

/** The results of all parts as Markdown; plots stand where a cost was measured at three sizes or more. */
export function report(results: Results): string {
  return Object.entries(results)
    .map(([name, part]) => partReport(name, part))
    .join('\n');
}

function partReport(name: string, part: PartResult): string {
  const series = seriesOf(part);
  const peers = [...new Set(part.measures.flatMap(({ beside }) => Object.keys(beside)))];
  const lines = [
    `### ${name}`,
    '',
    `${part.beside} Medians of ${part.rounds} interleaved rounds; ${part.machine ?? ''}, ${part.day ?? ''}.`,
    '',
    `| what | size | ours | ${peers.map((peer) => `${peer} |`).join(' ')} target | |`,
    `| --- | ---: | ---: | ${peers.map(() => '---: |').join(' ')} --- | --- |`,
  ];
  for (const measure of series.flat()) lines.push(row(measure, peers));
  lines.push('', 'In a peer’s column: its own figure, and ours over it, ± the noise of that ratio.');
  for (const [first, ...others] of series) {
    if (first?.size === undefined || others.length < 2) continue;
    const growth = growthOf([first, ...others].map(({ size, ours }) => ({ n: size?.n ?? 0, value: ours })));
    lines.push(
      '',
      `${first.what}: grows by the power ${growth.toFixed(2)} of the ${first.size.of}.`,
      '',
      `![${first.what}](${plotFile(name, first.what)})`,
    );
  }
  for (const what of missedBy(part))
    lines.push('', `**${what}**: ${part.why?.[what] ?? 'missed, and nobody knows why yet.'}`);
  return `${lines.join('\n')}\n`;
}

/** What missed a target at any size. */
function missedBy({ measures }: PartResult): Set<string> {
  const missed = measures.filter((measure) => measure.targets.some((target) => !isMet(measure, target)));
  return new Set(missed.map(({ what }) => what));
}

function row(measure: Measure, peers: readonly string[]): string {
  const cells = peers.map((name) => {
    const peer = measure.beside[name];
    return peer === undefined ? '' : `${COUNT.format(peer.value)} (${peer.ratio} ± ${peer.noise})`;
  });
  const size = measure.size === undefined ? '' : `${COUNT.format(measure.size.n)} ${measure.size.of}`;
  const met = measure.targets.map((target) =>
    isMet(measure, target) ? 'met' : `**missed** (${figureOf(measure, target)})`,
  );
  return `| ${[
    measure.what,
    size,
    `${COUNT.format(measure.ours)} ± ${COUNT.format(measure.noise)} ${measure.unit}`,
    ...cells,
    measure.targets.map((target) => targetText(target, measure.unit)).join(', '),
    met.join(', '),
  ].join(' | ')} |`;
}

function targetText({ of, atMost, atLeast }: Target, unit: string): string {
  const bound = atMost === undefined ? `≥ ${COUNT.format(atLeast ?? 0)}` : `≤ ${COUNT.format(atMost)}`;
  return of === undefined ? `${bound} ${unit}` : `${bound} × ${of}`;
}
