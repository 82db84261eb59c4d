/**
 * Power cuts: what an agent and an embedded portal write while they work is written down call by call, then disks are made that a
 * cut at any of these moments could have left, and the programs are started on them. What was told before the cut must be there.
 */
import { cpSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../agent/hook/ask.testkit.ts';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { bundledMain } from '../../cli/bundle.testkit.ts';
import { plain, portalIn, recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { startProgram } from '../../fixtures/demo/program.ts';
import { agentBooks } from '../crash/books.ts';
import { type DiskRecord, materialise, mercies, readDiskLog } from '../disk/log.ts';
import { buildShim, shimLack, shimmed } from '../disk/shim.ts';
import { type PartOptions, type PartResult, sum } from '../part.ts';
import type { Chance } from '../random.ts';

/** Something a program said, when the log was that long. */
type Fact = { readonly size: number } & (
  | { readonly kind: 'recall'; readonly gtin: string; readonly lot: string; readonly position: number }
  | { readonly kind: 'answer'; readonly id: string }
  | { readonly kind: 'acknowledgement'; readonly bulletin: string }
  | { readonly kind: 'published'; readonly bulletin: string }
);

interface Recording {
  readonly shop: Shop;
  readonly base: string;
  readonly dir: string;
  readonly records: readonly DiskRecord[];
  readonly facts: readonly Fact[];
}

/** Disks made of one recording. */
const CUTS = 25;

export async function powerLoss(options: PartOptions): Promise<PartResult> {
  const lack = shimLack();
  if (lack !== null) {
    options.say(`power-loss: not run, ${lack}`);
    return { done: {}, findings: [] };
  }
  const library = buildShim();
  const results: PartResult[] = [];
  for (let left = options.cycles; left > 0 && performance.now() < options.until; ) {
    const result = await round(library, { ...options, cycles: Math.min(left, CUTS) });
    results.push(result);
    left -= result.done.cuts ?? 0;
    options.say(`power-loss: ${JSON.stringify(sum(results).done)}`);
    if (result.findings.length > 0) break;
  }
  return sum(results);
}

async function round(library: string, { chance, cycles, until }: PartOptions): Promise<PartResult> {
  const ofPortal = chance.odds(0.3);
  const { shop, records, facts, base, dir } = await (ofPortal ? recordPortal : recordAgent)(library, chance);
  const done = { cuts: 0, 'of the portal': 0, records: records.length, facts: facts.length };
  const findings: string[] = [];
  try {
    while (done.cuts < cycles && performance.now() < until && findings.length === 0) {
      const count = chance.below(records.length + 1);
      const mercy = chance.pick(mercies);
      const target = mkdtempSync(join(tmpdir(), 'vigilot-cut-'));
      materialise({ base, dir, target }, records, count, mercy, chance);
      const image = `${target}.image`;
      cpSync(target, image, { recursive: true });
      const size = records[count - 1]?.end ?? 0;
      const told = facts.filter((fact) => fact.size <= size);
      const wrong = await (ofPortal ? portalOn : agentOn)(target, told, records.slice(0, count)).catch(
        (error: Error) => [`does not start: ${error.message.slice(0, 600)}`],
      );
      done.cuts++;
      if (ofPortal) done['of the portal']++;
      findings.push(
        ...wrong.map((what) => `cut behind record ${count} of ${records.length}, ${mercy} kept: ${what} [${image}]`),
      );
      rmSync(target, { recursive: true });
      if (wrong.length === 0) rmSync(image, { recursive: true });
    }
  } finally {
    await shop.close();
    rmSync(base, { recursive: true, force: true });
  }
  return { done, findings };
}

/** An agent that receives, answers, and is told what people did. */
async function recordAgent(library: string, chance: Chance): Promise<Recording> {
  const shop = await Shop.open();
  await shop.addAgent('post-1');
  await shop.stopAgent('post-1');
  const dir = shop.dataDir('post-1');
  const base = mkdtempSync(join(tmpdir(), 'vigilot-base-'));
  cpSync(dir, base, { recursive: true });
  const log = `${dir}.writes`;
  shop.setAgent('post-1', shimmed(library, dir, { log }));
  await shop.startAgent('post-1');
  const facts: Fact[] = [];
  const size = () => statSync(log).size;
  let going = true;
  const till = (async () => {
    for (let n = 0; going; n++) {
      // A question is refused where many come at once: nothing was told then.
      const answer = await shop.check('post-1', testGtin(90), `T${n}`).catch(() => null);
      if (answer !== null) facts.push({ size: size(), kind: 'answer', id: answer.id });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  for (let n = 1; n <= 10; n++) {
    const gtin = testGtin(n);
    const lots = Array.from({ length: chance.odds(0.3) ? 1_500 : 3 }, (_, lot) => `L${n}X${lot}`);
    const { id } = await shop.portal.publish(recallDraft(`R-${n}`, gtin, lots));
    const lot = chance.pick(lots);
    const { feed } = await until(async () => {
      const answer = await shop.check('post-1', gtin, lot);
      return answer.verdict === 'block' ? answer : undefined;
    });
    facts.push({ size: size(), kind: 'recall', gtin, lot, position: feed.position });
    await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision: 1 });
    facts.push({ size: size(), kind: 'acknowledgement', bulletin: id });
    await new Promise((resolve) => setTimeout(resolve, chance.below(250)));
  }
  going = false;
  await till;
  await (chance.odds(0.5) ? shop.stopAgent('post-1') : shop.killAgent('post-1'));
  return { shop, base, dir, records: readDiskLog(log), facts };
}

interface Status {
  readonly feed: { readonly position: number };
  readonly alarms: ReadonlyArray<{ readonly code: string }>;
}

/** What does not hold of an agent that starts on this disk, without a portal. */
async function agentOn(dir: string, told: readonly Fact[], records: readonly DiskRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  const program = await startProgram({
    main: bundledMain,
    command: 'agent',
    execArgv: ['--liftoff-only'],
    environment: {
      ...plain(),
      VIGILOT_DATA_DIR: dir,
      VIGILOT_HOOK_PORT: '0',
      VIGILOT_PORTAL_URL: 'http://127.0.0.1:1',
    },
    log: `${dir}.log`,
  });
  try {
    const status = await ask<Status>(dir, 'GET', '/v1/status');
    for (const { code } of status.alarms) if (!code.startsWith('portal')) wrong.push(`alarm ${code}`);
    for (const fact of told) {
      if (fact.kind !== 'recall') continue;
      const { verdict } = await ask<CheckAnswer>(dir, 'POST', '/v1/checks', { gtin: fact.gtin, lot: fact.lot });
      if (verdict !== 'block') wrong.push(`${verdict} for lot ${fact.lot}, which had been blocked`);
      if (status.feed.position < fact.position)
        wrong.push(`at position ${status.feed.position}, had been at ${fact.position}`);
    }
    const proof = await ask<{ proved: boolean }>(dir, 'GET', '/v1/journal/verify');
    if (!proof.proved) wrong.push(`the journal is not proved: ${JSON.stringify(proof)}`);
    const { rows } = await ask<{ rows: Array<{ id: string }> }>(dir, 'GET', '/v1/journal?limit=10000');
    const kept = new Set(rows.map(({ id }) => id));
    const platter = syncedSize(records, /journal\.db-wal$/);
    for (const fact of told) {
      if (fact.kind === 'answer' && fact.size <= platter && !kept.has(fact.id))
        wrong.push(`answer ${fact.id} was synced and is gone`);
    }
  } finally {
    await program.stop();
  }
  const { events } = agentBooks(dir);
  if (events.some(({ seq }, index) => seq !== index + 1)) wrong.push('events are not 1, 2, 3 …');
  const acknowledged = new Set(agentBooks(dir).events.map(({ what }) => what));
  for (const fact of told) {
    if (fact.kind === 'acknowledgement' && !acknowledged.has(`acknowledged ${fact.bulletin} 1`)) {
      wrong.push(`the acknowledgement of ${fact.bulletin} is gone`);
    }
  }
  return wrong;
}

/** The log was at least this long when the last sync of that file began. */
function syncedSize(records: readonly DiskRecord[], path: RegExp): number {
  const last = records.findLast((record) => record.operation === 'sync' && path.test(record.path));
  return last === undefined ? 0 : (records[last.offset - 1]?.end ?? 0);
}

/** A portal on its embedded database that publishes. */
async function recordPortal(library: string, chance: Chance): Promise<Recording> {
  const shop = await Shop.open();
  await shop.stopPortal();
  const dir = shop.portalDir;
  const base = mkdtempSync(join(tmpdir(), 'vigilot-base-'));
  cpSync(dir, base, { recursive: true });
  const log = join(shop.dir, 'portal.writes');
  shop.setPortal(shimmed(library, dir, { log }));
  await shop.startPortal();
  const facts: Fact[] = [];
  for (let n = 1; n <= 20; n++) {
    const { id } = await shop.portal.publish(recallDraft(`R-${n}`, testGtin(n), [`L${n}`]));
    facts.push({ size: statSync(log).size, kind: 'published', bulletin: id });
    await new Promise((resolve) => setTimeout(resolve, chance.below(100)));
  }
  await (chance.odds(0.5) ? shop.stopPortal() : shop.killPortal());
  return { shop, base, dir, records: readDiskLog(log), facts };
}

/** What does not hold of a portal that starts on this disk; where its database is lost, on what feed.log beside it says. */
async function portalOn(dir: string, told: readonly Fact[]): Promise<string[]> {
  const start = () =>
    startProgram({
      main: bundledMain,
      command: 'portal',
      execArgv: ['--liftoff-only'],
      environment: { ...plain(), VIGILOT_PORTAL_DATA_DIR: dir, VIGILOT_PORTAL_PORT: '0' },
      log: `${dir}.log`,
    });
  const program = await start().catch((error: Error) => {
    if (!error.message.includes('put that folder aside')) throw error;
    renameSync(join(dir, 'pg'), join(dir, 'pg.damaged'));
    return start();
  });
  const portal = portalIn(dir, 'en');
  const wrong: string[] = [];
  for (const fact of told) {
    if (fact.kind !== 'published') continue;
    const state = await portal.call('authority', 'GET', `/v1/bulletins/${fact.bulletin}`).then(
      (answer) => (answer as { state: string }).state,
      (error: Error) => error.message,
    );
    if (state !== 'in-force') wrong.push(`bulletin ${fact.bulletin} was published and is ${state}`);
  }
  await program.stop();
  return wrong;
}
