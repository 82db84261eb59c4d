/** An agent, whose three databases lie on the disk that loses power. */
import { cpSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ask } from '../../agent/hook/ask.testkit.ts';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { bundledMain } from '../../cli/bundle.testkit.ts';
import { plain, recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { type Program, startProgram } from '../../fixtures/demo/program.ts';
import { agentBooks } from '../crash/books.ts';
import { type DiskRecord, readDiskLog } from '../disk/log.ts';
import { shimmed } from '../disk/shim.ts';
import type { Chance } from '../random.ts';
import type { Fact, Recording, Subject } from './recording.ts';

export const agent: Subject = { name: 'an agent', lack: () => null, record };

/** An agent that receives, answers, and is told what people did. */
async function record(library: string, chance: Chance): Promise<Recording> {
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
  const { url } = shop.portal;
  // One disk of a recording, the first that lacks an entry, is given its portal again.
  let asked = false;
  return {
    base,
    dir,
    records: readDiskLog(log),
    facts,
    startOn: async (target, told, records) => {
      const wrong = await startOn(target, told, records);
      const held = heldIn(target).length;
      const recalls = facts.filter((fact) => fact.kind === 'recall');
      if (asked || wrong.length > 0 || held >= (recalls.at(-1)?.position ?? 0)) return wrong;
      asked = true;
      return await askAgain(target, url, recalls, held);
    },
    close: () => shop.close(),
  };
}

type Recall = Extract<Fact, { kind: 'recall' }>;

interface Status {
  readonly feed: { readonly position: number };
  readonly alarms: ReadonlyArray<{ readonly code: string }>;
}

/** Entries in the register of a stopped agent, by position: where each stands, and when it came (UTC, ISO 8601). */
function heldIn(dir: string): ReadonlyArray<{ position: number; at: string }> {
  const db = new Database(join(dir, 'register.db'), { readonly: true });
  try {
    return db
      .prepare<[], { position: number; at: string }>('select position, received_at as at from entry order by position')
      .all();
  } finally {
    db.close();
  }
}

/** What does not hold once it has its portal again: it takes the entries that the cut took, each once, and no other. */
async function askAgain(dir: string, url: string, recalls: readonly Recall[], held: number): Promise<string[]> {
  const wrong: string[] = [];
  const began = new Date().toISOString();
  const program = await start(dir, url);
  try {
    for (const { gtin, lot } of recalls) {
      const blocks = async () =>
        (await ask<CheckAnswer>(dir, 'POST', '/v1/checks', { gtin, lot })).verdict === 'block' || undefined;
      await until(blocks, { seconds: 30, what: `a block of lot ${lot}, asked for again` }).catch((error: Error) =>
        wrong.push(error.message),
      );
    }
    const { alarms } = await ask<Status>(dir, 'GET', '/v1/status');
    for (const { code } of alarms) if (code.startsWith('register')) wrong.push(`alarm ${code}`);
  } finally {
    await program.stop();
  }
  for (const [index, { position, at }] of heldIn(dir).entries()) {
    if (position !== index + 1) wrong.push(`position ${position} in the place of ${index + 1}`);
    if (at >= began !== position > held) wrong.push(`entry ${position} came at ${at}, with ${held} held at ${began}`);
  }
  return wrong;
}

/** What does not hold of an agent that starts on this disk, without a portal. */
async function startOn(dir: string, told: readonly Fact[], records: readonly DiskRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  const program = await start(dir, 'http://127.0.0.1:1');
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

function start(dir: string, portalUrl: string): Promise<Program> {
  return startProgram({
    main: bundledMain,
    command: 'agent',
    execArgv: ['--liftoff-only'],
    environment: { ...plain(), VIGILOT_DATA_DIR: dir, VIGILOT_HOOK_PORT: '0', VIGILOT_PORTAL_URL: portalUrl },
    log: `${dir}.log`,
  });
}

/** The log was at least this long when the last sync of that file began. */
function syncedSize(records: readonly DiskRecord[], path: RegExp): number {
  const last = records.findLast((record) => record.operation === 'sync' && path.test(record.path));
  return last === undefined ? 0 : (records[last.offset - 1]?.end ?? 0);
}
