/**
 * Days of a shop in minutes: checks, recalls now and then, acknowledgements, packs isolated, portals that are started
 * anew, nights in which the machines sleep and after which what is older than its retention goes. Clocks run eight times
 * as fast as ours. What the programs hold stays what it was, their files stay small, and nothing that was promised is broken.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop } from '../../cli/processes.testkit.ts';
import { buildClock, ProgramClock } from '../clock/clock.ts';
import { compilerLack } from '../compiler.ts';
import { audit } from '../crash/audit.ts';
import { Model } from '../crash/model.ts';
import { Traffic } from '../crash/traffic.ts';
import type { PartOptions, PartResult } from '../part.ts';
import type { Chance } from '../random.ts';
import { growth, type Sample, sample, sizeOf } from './sample.ts';

const RATE = 8;
/** One runs through all days, the other is started anew each morning. */
const [STAYS, LEAVES] = ['post-1', 'post-2'] as const;
const NIGHT_MS = 16 * 3_600_000;
/** Rows of a journal are kept one day or two; a night lies between two looks at them. */
const GONE_AFTER_MS = 3 * 24 * 3_600_000;
/** Of ours, unless somebody says how long. */
const USUAL_MS = 20 * 60_000;
const DAYS = 8;
/** Between two recalls, checks of a till, samples; milliseconds of ours. */
const pauses = { recall: 12_000, check: 300, sample: 5_000 };
const MIB = 1024 * 1024;

/** How much more of it the last quarter may have than the one before. */
const tolerated: Readonly<Record<keyof Sample, number>> = {
  heap: 4 * MIB,
  resident: 24 * MIB,
  timers: 3,
  descriptors: 4,
  threads: 1,
};
/** SQLite folds its log back at 1,000 pages of 4 KiB; a reader that is in the way lets it grow a few times as long. */
const WAL_LIMIT = 16 * MIB;

interface Shift {
  readonly shop: Shop;
  readonly model: Model;
  readonly chance: Chance;
  readonly clock: ProgramClock;
  readonly until: number;
  readonly finding: (what: string) => void;
  readonly done: Record<string, number>;
}

/** One run, of as many milliseconds as there are, twenty minutes at most unless told. */
export async function soak({ chance, until, say }: PartOptions): Promise<PartResult> {
  const lack = compilerLack();
  if (lack !== null) {
    say(`soak: not run, ${lack}`);
    return { done: {}, findings: [] };
  }
  const shop = await Shop.open();
  const samples = join(shop.dir, 'samples');
  mkdirSync(samples);
  const clock = new ProgramClock(buildClock(), join(shop.dir, 'clock'), RATE);
  const environment = {
    ...clock.environment,
    FAULTS_SOAK: samples,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'inside.testkit.cjs')}`,
  };
  const model = new Model();
  const end = Number.isFinite(until) ? until : performance.now() + USUAL_MS;
  const finding = (what: string) => void model.findings.push(`${what} [${shop.dir}]`);
  const shift: Shift = { shop, model, chance, clock, until: end, finding, done: {} };
  try {
    shop.setPortal(environment);
    await shop.restartPortal();
    for (const name of [STAYS, LEAVES]) {
      retain(shop, name, 1);
      await shop.addAgent(name, {
        ...environment,
        VIGILOT_WORKSTATION_NAME: name,
        VIGILOT_OFFLINE_LIMIT: String(30 * 86_400),
        VIGILOT_CONFIG: configOf(shop, name),
      });
    }
    await work(shift, samples, say);
    return { done: shift.done, findings: model.findings };
  } finally {
    clock.close();
    if (model.findings.length > 0) await shop.killAll();
    else await shop.close();
  }
}

async function work(shift: Shift, samples: string, say: PartOptions['say']): Promise<void> {
  const { shop, model, chance, done, finding } = shift;
  const traffic = new Traffic(shop, model, [STAYS, LEAVES]);
  const began = performance.now();
  const kept: Record<string, Sample[]> = { [STAYS]: [], portal: [] };
  const journal: number[] = [];
  let wal = 0;
  const going = () => performance.now() < shift.until && model.findings.length === 0;
  const every = async (ms: number, act: () => Promise<void>) => {
    for (; going(); await pause(ms)) await act().catch((error: Error) => refused(done, error));
  };
  const part = (share: number) => began + (shift.until - began) * share;
  const halves = part(0.5);
  let day = 0;
  await recall(shift);
  await Promise.all([
    every(pauses.recall, () => recall(shift)),
    ...[STAYS, LEAVES].map((agent) => every(pauses.check, () => traffic.check(agent, chance))),
    // Once for all the rest: nobody restarts what another measures.
    every(pauses.sample, async () => {
      if (performance.now() > part((day + 1) / DAYS)) {
        day++;
        await night(shift, day);
        if (performance.now() < halves && day % 2 === 0) await shop.restartPortal();
      }
      for (const [name, pid] of [
        [STAYS, shop.agentPid(STAYS)],
        ['portal', shop.portalPid],
      ] as const) {
        kept[name]?.push(await sample(pid, samples));
      }
      journal.push(sizeOf(shop.dataDir(STAYS), 'journal.db'));
      wal = Math.max(wal, ...[STAYS, LEAVES].map((name) => sizeOf(shop.dataDir(name), '-wal')));
    }),
  ]);
  for (const [name, all] of Object.entries(kept)) judge(name, all, say, finding);
  if (wal > WAL_LIMIT) finding(`write-ahead logs of an agent came to ${wal} bytes`);
  const grown = growth(journal);
  if (grown > MIB) finding(`the journal grows by ${grown} bytes a quarter though what is older than a day goes`);
  say(
    `soak: ${day} nights, ${files(shop)}, longest logs ${kib(wal)}, journal ${journal
      .filter((_, index) => index % Math.ceil(journal.length / 8) === 0)
      .map(kib)
      .join(' ')}`,
  );
  if (journal.length < 8) finding(`only ${journal.length} samples: this proves nothing`);
  Object.assign(done, { nights: day, checks: traffic.done.checks, samples: journal.length });
  if (model.findings.length > 0) return;
  await retained(shift, day);
  for (const name of [STAYS, LEAVES]) await shop.restartAgent(name);
  await audit(shop, model, [STAYS, LEAVES], null);
}

/** Recalled, read, acknowledged and isolated. */
async function recall({ shop, model, done, chance }: Shift): Promise<void> {
  const number = (done.recalls ?? 0) + 1;
  done.recalls = number;
  const gtin = testGtin(1 + (number % 60));
  const lots = [`L${number}A`, `L${number}B`];
  const { id } = await shop.portal.submit(recallDraft(`R-${number}`, gtin, lots));
  model.trying(id, gtin, 1, lots);
  const { revision } = await shop.portal.validate(id);
  model.published(id, revision);
  await pause(2_000);
  for (const agent of [STAYS, LEAVES]) {
    await shop.hook(agent, 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision });
    model.acknowledges(agent, id, revision);
    const lines = chance.odds(0.5) ? [] : [{ gtin, lot: lots[0], quantity: 1 + chance.below(5) }];
    await shop.hook(agent, 'POST', `/v1/bulletins/${id}/quarantine`, { operator: 'AB', lines });
    done.quarantines = (done.quarantines ?? 0) + 1;
  }
}

/** The machine sleeps; in the morning what is too old goes, by a start or by a setting that is read again. */
async function night({ shop, clock, model, done, finding }: Shift, day: number): Promise<void> {
  clock.sleep(NIGHT_MS);
  // May be gone from tonight on, once its retention is over.
  model.answered.clear();
  retain(shop, STAYS, 1 + (day % 2));
  await shop.stopAgent(LEAVES).catch(async ({ message }: Error) => {
    done.killed = (done.killed ?? 0) + 1;
    await shop.killAgent(LEAVES);
    // Once a machine that others keep busy may be too slow for it.
    if (done.killed > 1) finding(`again it does not end when it is told to: ${message}`);
  });
  await shop.startAgent(LEAVES);
  await shop.synced(LEAVES);
}

/** What is older than its retention is in no journal any more. */
async function retained({ shop, clock, finding, done }: Shift, nights: number): Promise<void> {
  if (nights * NIGHT_MS < GONE_AFTER_MS) {
    finding(`only ${nights} nights: nothing is older than its retention, which proves nothing`);
    return;
  }
  const to = encodeURIComponent(new Date(clock.wall() - GONE_AFTER_MS).toISOString());
  for (const name of [STAYS, LEAVES]) {
    const { rows } = await shop.hook<{ rows: readonly unknown[] }>(name, 'GET', `/v1/journal?limit=10000&to=${to}`);
    if (rows.length > 0) finding(`${rows.length} rows of ${name} are older than any retention`);
  }
  const { rows } = await shop.hook<{ rows: readonly unknown[] }>(STAYS, 'GET', '/v1/journal?limit=10000');
  done.rows = rows.length;
}

const configOf = (shop: Shop, name: string) => join(shop.dir, `${name}.json`);

function retain(shop: Shop, name: string, days: number): void {
  writeFileSync(configOf(shop, name), JSON.stringify({ journalRetentionDays: days }));
}

function judge(name: string, all: readonly Sample[], say: PartOptions['say'], finding: Shift['finding']): void {
  const figures: string[] = [];
  for (const key of Object.keys(tolerated) as Array<keyof Sample>) {
    const values = all.map((each) => each[key]);
    const more = growth(values);
    const shown = key === 'heap' || key === 'resident' ? kib : String;
    figures.push(`${key} ${shown(values[0] ?? 0)} to ${shown(values.at(-1) ?? 0)} (last quarter ${shown(more)} more)`);
    if (more > tolerated[key]) finding(`${key} of ${name} grows: ${values.map(shown).join(' ')}`);
  }
  say(`soak: ${name}: ${figures.join(', ')}`);
}

function files(shop: Shop): string {
  const all = [STAYS, LEAVES].map((name) => `${name} ${kib(sizeOf(shop.dataDir(name), '.db'))}`);
  return [...all, `portal ${kib(sizeOf(shop.portalDir, ''))}`].join(', ');
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}

/** Asked while a portal or an agent is down, or before a recall has come. */
function refused(done: Record<string, number>, error: Error): void {
  const status = /: ([45]\d\d) /.exec(error.message)?.[1] ?? 'gone';
  done[`refused ${status}`] = (done[`refused ${status}`] ?? 0) + 1;
}
