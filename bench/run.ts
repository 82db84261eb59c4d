/** `npm run bench`: every part, or those that are named. Each part measures alone; results.json and README.md keep the last of each. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { measureDesktop } from './desktop.ts';
import { type PartResult, type Results, tableOf } from './results.ts';

const parts: Readonly<Record<string, () => Promise<PartResult>>> = { desktop: measureDesktop };

const results = join(import.meta.dirname, 'results.json');
const readme = join(import.meta.dirname, 'README.md');

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const kept: Results = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Results) : {};
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`${name}…`);
  const part = await measure();
  kept[name] = { ...part, machine: `${process.platform} ${process.arch}, ${availableParallelism()} cores` };
  writeFileSync(results, `${JSON.stringify(kept, null, 2)}\n`);
}

const table = tableOf(kept);
console.log(table);
const text = readFileSync(readme, 'utf8');
const mark = '<!-- results -->';
writeFileSync(readme, `${text.slice(0, text.indexOf(mark) + mark.length)}\n\n${table}`);
