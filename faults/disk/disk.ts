/**
 * Disks that fail under an agent that ships: full, read-only, slow, with errors on read, write or sync, without permission; files
 * replaced or damaged. Whatever it is: no recall that it held is allowed, it goes on or says why not, and is whole again after.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CheckAnswer, HealthAnswer } from '../../agent/hook/schemas.ts';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until as soon } from '../../cli/processes.testkit.ts';
import { compilerLack } from '../compiler.ts';
import { type PartOptions, type PartResult, sum } from '../part.ts';
import type { Chance } from '../random.ts';
import { DiskControl, errno, type Trouble } from './control.ts';
import { buildShim, shimmed } from './shim.ts';

const POST = 'post-1';
/** The product that is recalled while the disk fails. */
const AMID = testGtin(80);
/** Troubles that one agent goes through, one after the other. */
const ROUND = 8;

interface Scene {
  readonly shop: Shop;
  readonly control: DiskControl;
  readonly chance: Chance;
  /** Lots that the agent has blocked, by product code. */
  readonly held: Array<{ gtin: string; lot: string }>;
  recalls: number;
}

/** While it lasts, calls fail; healed by the control alone. */
const failing: Readonly<Record<string, (chance: Chance) => Trouble>> = {
  full: () => ({ write: { errno: errno.ENOSPC, perMille: 1_000 } }),
  'read-only': () => ({ write: { errno: errno.EROFS, perMille: 1_000 } }),
  'permission lost': () => ({
    write: { errno: errno.EACCES, perMille: 1_000 },
    read: { errno: errno.EACCES, perMille: 1_000 },
    part: '.db',
  }),
  'errors on write': (chance) => ({ write: { errno: errno.EIO, perMille: chance.pick([50, 300, 1_000]) } }),
  'errors on read': (chance) => ({ read: { errno: errno.EIO, perMille: chance.pick([50, 300, 1_000]) }, part: '.db' }),
  'errors on sync': (chance) => ({ sync: { errno: errno.EIO, perMille: chance.pick([300, 1_000]) } }),
  slow: (chance) => ({ delayMs: chance.pick([50, 400]) }),
};

/** What the agent has to call a disk on which each call fails so. */
const names: Readonly<Record<string, NonNullable<HealthAnswer['storage']>[number]['kind']>> = {
  full: 'full',
  'read-only': 'read-only',
  'permission lost': 'not-permitted',
  'errors on write': 'input-output',
  'errors on sync': 'input-output',
};

/** An older copy of the register, sound in itself, from before the last recall that every agent of a round holds. */
const OLDER = 'register.older';

const files = ['register.db', 'register.db-wal', 'journal.db', 'journal.db-wal', 'desk.db', 'desk.db-wal'];

/** What is left behind stays; the agent must come round by itself. */
const damaging: Readonly<Record<string, (dir: string, chance: Chance) => void>> = {
  'pages damaged': (dir, chance) => damage(join(dir, chance.pick(files)), chance),
  'register replaced': (dir) => {
    const copy = join(dir, 'register.copy');
    copyFileSync(join(dir, 'register.db'), copy);
    renameSync(copy, join(dir, 'register.db'));
  },
  'register set back': (dir, chance) => {
    const older = readFileSync(join(dir, OLDER));
    const register = join(dir, 'register.db');
    if (chance.odds(0.5)) writeFileSync(register, older);
    else {
      writeFileSync(`${register}.copy`, older);
      renameSync(`${register}.copy`, register);
    }
  },
};

/** `only`: this trouble and no other. */
export async function disk(options: PartOptions, only: string | null): Promise<PartResult> {
  const lack = compilerLack();
  if (lack !== null) {
    options.say(`disk: not run, ${lack}`);
    return { done: {}, findings: [] };
  }
  const library = buildShim();
  const results: PartResult[] = [];
  for (let left = options.cycles; left > 0 && performance.now() < options.until; ) {
    const result = await round(library, { ...options, cycles: Math.min(left, ROUND) }, only);
    results.push(result);
    left -= result.done.troubles ?? 0;
    options.say(`disk: ${JSON.stringify(sum(results).done)}`);
    if (result.findings.length > 0) break;
  }
  return sum(results);
}

async function round(
  library: string,
  { chance, cycles, until }: PartOptions,
  only: string | null,
): Promise<PartResult> {
  const shop = await Shop.open();
  const control = new DiskControl(join(shop.dir, 'control'));
  const scene: Scene = { shop, control, chance, held: [], recalls: 0 };
  const done: Record<string, number> = { troubles: 0 };
  const findings: string[] = [];
  let kept = false;
  try {
    await shop.addAgent(POST, shimmed(library, join(shop.dir, POST), { control: control.path }));
    await recall(scene);
    // The entry is in the file itself: the log is moved there with each commit.
    copyFileSync(join(shop.dataDir(POST), 'register.db'), join(shop.dataDir(POST), OLDER));
    await recall(scene);
    while ((done.troubles ?? 0) < cycles && performance.now() < until && findings.length === 0) {
      const name = only ?? chance.pick([...Object.keys(failing), ...Object.keys(damaging)]);
      const restarts = chance.odds(0.4);
      const { wrong, hits } = await trouble(scene, name, restarts).catch((error: Error) => ({
        wrong: [`does not come round: ${error.message}`],
        hits: 0,
      }));
      findings.push(...wrong.map((what) => `${name}${restarts ? ', started amid it' : ''}: ${what} [${shop.dir}]`));
      done['calls that failed'] = (done['calls that failed'] ?? 0) + hits;
      done.troubles = (done.troubles ?? 0) + 1;
      done[name] = (done[name] ?? 0) + 1;
    }
    kept = findings.length > 0;
    return { done, findings };
  } finally {
    control.close();
    if (!kept) await shop.close();
    else await shop.killAll();
  }
}

/** One more recall, until the agent blocks it. */
async function recall(scene: Scene): Promise<void> {
  const { shop, held } = scene;
  const gtin = testGtin(1 + scene.recalls++);
  const lot = `L${scene.recalls}`;
  await shop.portal.publish(recallDraft(`R-${scene.recalls}`, gtin, [lot]));
  await soon(async () => (await shop.check(POST, gtin, lot)).verdict === 'block' || undefined, {
    seconds: 60,
    what: `a block of ${lot}`,
  });
  held.push({ gtin, lot });
}

async function trouble(scene: Scene, name: string, restarts: boolean): Promise<{ wrong: string[]; hits: number }> {
  const { shop, control, chance, held } = scene;
  const wrong: string[] = [];
  const fail = failing[name];
  const harm = damaging[name];
  if (harm !== undefined && restarts) await shop.killAgent(POST);
  harm?.(shop.dataDir(POST), chance);
  const failure = fail?.(chance) ?? {};
  if (fail !== undefined) control.set(failure);
  if (restarts) wrong.push(...(await startAmid(shop, fail === undefined)));
  const lot = `L${++scene.recalls}`;
  const published = shop.portal.publish(recallDraft(`R-${scene.recalls}`, AMID, [lot]));
  for (let n = 0; n < 12 && shop.alive(POST); n++) {
    for (const { gtin, lot } of held.slice(-4)) {
      const verdict = await verdictOf(shop, gtin, lot);
      if (verdict === 'allow') wrong.push(`allow for lot ${lot}, which was blocked`);
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await published;
  if (shop.alive(POST)) wrong.push(...(await saysWhat(shop, name, failure)));
  const { hits } = control;
  control.set();
  if (!restarts && !shop.alive(POST)) wrong.push('the agent died of it');
  if (!shop.alive(POST)) await shop.startAgent(POST);
  // In force at the portal: the agent holds it as soon as its disk lets it.
  held.push({ gtin: AMID, lot });
  wrong.push(...(await comeRound(scene)));
  return { wrong, hits };
}

/** What a start amid the trouble may do: come up, or say why not. */
async function startAmid(shop: Shop, mustStart: boolean): Promise<string[]> {
  if (shop.alive(POST)) await shop.killAgent(POST);
  try {
    await shop.startAgent(POST);
    return [];
  } catch (error) {
    const { message } = error as Error;
    if (mustStart) return [`does not start: ${message}`];
    // Its words, and in them the system's or SQLite's.
    return /SQLITE_\w+|\bE[A-Z]{2,}\b/.test(message) ? [] : [`ends without a word: ${message.slice(0, 400)}`];
  }
}

/** Whether the agent says what the disk does, where each write or sync fails. */
async function saysWhat(shop: Shop, name: string, { write, sync }: Trouble): Promise<string[]> {
  const expected = names[name];
  if (expected === undefined || (write?.perMille !== 1_000 && sync?.perMille !== 1_000)) return [];
  return await soon(
    async () => {
      // Something has to be written, or nobody can know.
      await verdictOf(shop, AMID, 'NONE');
      const { storage = [] } = await shop.hook<HealthAnswer>(POST, 'GET', '/v1/health');
      return storage.some(({ kind, text }) => kind === expected && text !== '') || undefined;
    },
    { seconds: 30, what: `a word of health about ${expected}` },
  ).then(
    () => [],
    (error: Error) => [error.message],
  );
}

async function comeRound({ shop, held }: Scene): Promise<string[]> {
  const answers = (gtin: string, lot: string, verdict: CheckAnswer['verdict']) =>
    soon(async () => (await verdictOf(shop, gtin, lot)) === verdict || undefined, {
      seconds: 90,
      what: `${verdict} for lot ${lot} once the disk is well`,
    }).then(
      () => [],
      (error: Error) => [error.message],
    );
  const wrong: string[] = [];
  for (const { gtin, lot } of held) wrong.push(...(await answers(gtin, lot, 'block')));
  wrong.push(...(await answers(AMID, 'NONE', 'allow')));
  const well = async () => {
    const { storage } = await shop.hook<HealthAnswer>(POST, 'GET', '/v1/health');
    if (storage !== undefined) throw new Error(JSON.stringify(storage));
    return true;
  };
  await soon(well, { seconds: 60, what: 'a health without faults' }).catch((error: Error) =>
    wrong.push(`${error.message}: ${(error.cause as Error | undefined)?.message}`),
  );
  const proof = await shop.hook<{ proved: boolean }>(POST, 'GET', '/v1/journal/verify');
  if (!proof.proved) wrong.push(`the journal is not proved: ${JSON.stringify(proof)}`);
  return wrong;
}

/** null: no answer, or a problem document, which a till takes for `verify`. */
async function verdictOf(shop: Shop, gtin: string, lot: string): Promise<CheckAnswer['verdict'] | null> {
  return (await shop.check(POST, gtin, lot).catch(() => null))?.verdict ?? null;
}

/** Overwrites one to three pages at random, or a few bytes. */
function damage(path: string, chance: Chance): void {
  if (!existsSync(path) || statSync(path).size === 0) return;
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const length = chance.pick([16, 4_096, 12_288]);
    const bytes = Buffer.from(Array.from({ length: Math.min(length, size) }, () => chance.below(256)));
    writeSync(file, bytes, 0, bytes.length, chance.below(Math.max(1, size - bytes.length)));
  } finally {
    closeSync(file);
  }
}
