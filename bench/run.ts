/**
 * `npm run bench`: every part but those on demand, or those that are named; `-- --compare bench/results.json` says what moved since by more than the
 * noise. results.json, README.md and plots/ keep the last of each part, but a comparison changes none of them.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { moved } from './compare.ts';
import { onDemand, parts } from './parts.ts';
import { plot } from './plot.ts';
import { plotFile, report, seriesOf } from './report.ts';
import type { Measure, PartResult, Results } from './results.ts';
import { costsOf, scaleTables, withTables } from './scale.ts';
import { endShared } from './shared.ts';

const { values, positionals: wanted } = parseArgs({ options: { compare: { type: 'string' } }, allowPositionals: true });
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const file = join(import.meta.dirname, 'results.json');
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Results;
const before = values.compare === undefined ? null : read(values.compare);
const kept = existsSync(file) ? read(file) : {};
const measured: Results = {};
const missing: string[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 ? !wanted.includes(name) : onDemand.has(name)) continue;
  const began = performance.now();
  try {
    measured[name] = {
      ...(await measure()),
      machine: `${process.platform} ${process.arch}, ${availableParallelism()} cores`,
      day: new Date().toISOString().slice(0, 10),
    };
  } catch (error) {
    // The others still count: one part may need what is not here.
    missing.push(name);
    console.error(`${name}: not measured:`, error);
    continue;
  }
  console.log(`${name}: ${Math.round((performance.now() - began) / 1000)} s`);
  if (before === null) keep(name, measured[name]);
}
await endShared();
console.log(report(measured));
if (before !== null) {
  const lines = moved(before, measured);
  console.log(lines.length === 0 ? 'nothing moved by more than the noise' : lines.join('\n'));
}
process.exitCode = missing.length === 0 ? 0 : 1;

function keep(name: string, part: PartResult): void {
  kept[name] = part;
  const sorted = Object.fromEntries(Object.keys(parts).flatMap((key) => (kept[key] ? [[key, kept[key]]] : [])));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
  const readme = join(import.meta.dirname, 'README.md');
  const mark = '<!-- results -->';
  const text = readFileSync(readme, 'utf8');
  writeFileSync(readme, `${text.slice(0, text.indexOf(mark) + mark.length)}\n\n${report(sorted)}`);
  const document = join(import.meta.dirname, '../docs/scale.md');
  writeFileSync(document, withTables(readFileSync(document, 'utf8'), scaleTables(costsOf(sorted))));
  for (const series of seriesOf(part)) if (series.length > 2 && series[0]?.size !== undefined) draw(name, series);
}

function draw(name: string, series: readonly Measure[]): void {
  const [first] = series;
  if (first === undefined) return;
  const peers = Object.keys(first.beside);
  const line = (title: string, pick: (measure: Measure) => number | undefined) => ({
    name: title,
    points: series.flatMap((measure) => {
      const value = pick(measure);
      return value === undefined ? [] : [{ n: measure.size?.n ?? 0, value }];
    }),
  });
  const path = join(import.meta.dirname, plotFile(name, first.what));
  mkdirSync(dirname(path), { recursive: true });
  const lines = [
    line('ours', ({ ours }) => ours),
    ...peers.map((peer) => line(peer, ({ beside }) => beside[peer]?.value)),
  ];
  writeFileSync(path, plot(first.what, first.size?.of ?? '', first.unit, lines));
}
