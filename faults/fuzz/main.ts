/** `npm run fuzz -- --minutes N [--seconds N] [--only scan] [--seed N] [--keep]`: every target in turn; ends with 1 on a finding. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Coverage } from './coverage.ts';
import { chanceOf } from './mutate.ts';
import { RequestMaker, wrongWith } from './requests.ts';
import { search } from './search.ts';
import type { Server } from './servers.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    keep: { type: 'boolean', default: false },
  },
});
const coverage = new Coverage();
const { targets } = await import('./targets.ts');
const seed = Number(values.seed);
// Loaded where they are wanted: reading the coverage costs by what is loaded.
const servers = {
  hook: async () => (await import('./servers.ts')).openHook(),
  portal: async () => (await import('./servers.ts')).openPortal(),
};
const names = [...targets.map(({ name }) => name), ...Object.keys(servers)].filter(
  (name) => values.only === undefined || values.only.split(',').includes(name),
);
const share =
  (values.seconds === undefined ? Number(values.minutes) * 60_000 : Number(values.seconds) * 1000) / names.length;
const say = (line: string) => process.stdout.write(`${line}\n`);

function corpusOf(name: string): { folder: string; inputs: Uint8Array[] } {
  const folder = join(import.meta.dirname, 'corpus', name);
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    inputs: readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file))),
  };
}

function keep(folder: string, input: Uint8Array): string {
  const file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 16));
  writeFileSync(file, input);
  return file;
}

async function fuzzServer(open: () => Promise<Server>): Promise<boolean> {
  const server = await open();
  const maker = new RequestMaker(server.document, chanceOf(seed), server.without, server.rare);
  const began = performance.now();
  const wrong = new Map<string, string>();
  const statuses = new Map<number, number>();
  let n = 0;
  for (; performance.now() < began + share; n++) {
    const call = maker.make(n);
    const { status, type, text } = await server.ask(call, n);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    maker.learn(text);
    const fault = wrongWith(call, server.document, status, type, text);
    if (fault !== null)
      wrong.set(`${call.method} ${call.route} ${fault}`, `${call.path} ${call.body ?? ''}\n    ${text}`);
  }
  const perSecond = Math.round((n / (performance.now() - began)) * 1000);
  await server.close();
  say(
    `${server.name}: ${n} requests (${perSecond} a second) over ${maker.routes} routes, ${[...statuses].map(([status, times]) => `${status} × ${times}`).join(', ')}`,
  );
  for (const [fault, example] of wrong) say(`  ${fault}\n    ${example.slice(0, 1500)}`);
  return wrong.size === 0;
}

say(`seed ${seed}`);
let clean = true;
for (const name of names) {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) {
    // Counting blocks would cost these a third of their speed, and nobody reads it.
    coverage.stop();
    clean = (await fuzzServer(servers[name as keyof typeof servers])) && clean;
    continue;
  }
  const { folder, inputs } = corpusOf(name);
  const end = performance.now() + share;
  const { tried, blocks, kept, finding } = await search(target, coverage, inputs, seed, () => performance.now() > end);
  await target.close?.();
  if (values.keep) for (const input of kept) keep(folder, input);
  say(`${name}: ${tried} ${target.what}, ${blocks} blocks, ${kept.length} inputs that ran something new`);
  if (finding !== null) {
    clean = false;
    say(
      `  ${finding.error instanceof Error ? finding.error.stack : String(finding.error)}\n  kept as ${keep(folder, finding.input)}`,
    );
  }
}
process.exit(clean ? 0 : 1);
