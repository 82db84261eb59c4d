/** Which checks already made does a recall of 500 lots cover, over years of a shop; and what the checks of that moment notice. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { AgentConnection, readDiscovery } from '../agent/hook/client.ts';
import type { LookbackAnswer } from '../agent/hook/schemas.ts';
import { newId } from '../agent/ids.ts';
import { hashOfRow } from '../agent/journal/chain.ts';
import { checkContent } from '../agent/journal/entry.ts';
import { JournalFile } from '../agent/journal/file.ts';
import { liveFeed, testGtin } from '../agent/verdict/verdict.testkit.ts';
import { type BenchAgent, startBenchAgent } from './agent.ts';
import { type LoadResult, load, post } from './load.ts';
import { processorMs } from './process.ts';
import { lotOf, RecalledWorld, recallOfLots } from './recalled.ts';
import { type Measure, measureOf, type PartResult } from './results.ts';

/** Five years of a busy shop, and of smaller or younger ones. */
const SIZES = [30_000, 300_000, 3_000_000];
const ROUNDS = 2;
/** Presentations that a shop sells; each is checked as often as any other. */
const PRODUCTS = 3_000;
/** They are numbered from here; what is checked while it is measured is not of them. */
const FIRST = 10_000;
/** A product has so many lots over the years, of which a recall names the last 100. */
const LOTS = 500;
const RECALLED_PRODUCTS = 5;
const RATE = 200;
const LASTS_MS = 1_000;
/** Between two that are asked for while checks are measured: pharmacists look at one recall at a time. */
const BETWEEN_MS = 100;
const BEGAN = Date.UTC(2021, 10, 22);
const YEARS_MS = 5 * 365 * 86_400_000;

const IDEAL = 'ideal index';
/** What stands for a product and a lot in the row that all are made of. */
const [CODE, LOT] = ['<code>', '<lot>'];

export async function measureLookBack(): Promise<PartResult> {
  const measures: Measure[] = [];
  for (const checks of SIZES) measures.push(...(await measureAt(checks)));
  return {
    beside: `The hook’s own answer for a recall of 500 lots of ${RECALLED_PRODUCTS} products, in a journal of so many checks of ${PRODUCTS.toLocaleString('en')} products, beside SQLite asked for exactly the covered rows by an index on product and lot, which holds nothing else. Checks come ${RATE} a second, with a look-back every ${BETWEEN_MS} ms and without.`,
    rounds: ROUNDS,
    measures,
    why: {
      'p99 of checks while it runs':
        'two of 200 checks are slower than it: look-back leaves the event loop after every 20 rows, less than a check takes.',
    },
  };
}

async function measureAt(checks: number): Promise<Measure[]> {
  const world = await RecalledWorld.of(100);
  const bulletin = recallOfLots('LB', 500, FIRST);
  let covered = 0;
  const agent = await startBenchAgent(world, {
    prepare: async (dataDir) => {
      covered = writeJournal(join(dataDir, 'journal.db'), checks);
    },
  });
  const admin = await AgentConnection.open(await readDiscovery(agent.dataDir, 'admin'));
  const path = `${agent.dataDir}/ideal.db`;
  const ideal = new Database(path);
  try {
    await world.portal.publish({ bulletin });
    const lookBack = async (): Promise<number> => {
      const answer = await admin.call('GET', '/v1/bulletins/LB/lookback');
      if (answer.status === 404) return -1;
      // Others resemble a recalled lot, and are told as possible.
      return answer.json<LookbackAnswer>().checks.filter(({ match }) => match === 'covered').length;
    };
    while ((await lookBack()) < 0) await pause(20);
    await atRest(agent);
    const ask = idealQuery(ideal, join(agent.dataDir, 'journal.db'));
    const [ours, beside]: [number[], number[]] = [[], []];
    const [quiet, busy]: [LoadResult[], LoadResult[]] = [[], []];
    for (let round = -1; round < ROUNDS; round++) {
      const began = performance.now();
      const found = await lookBack();
      const answered = performance.now();
      const expected = ask();
      const asked = performance.now();
      if (found !== expected || found !== covered)
        throw new Error(`${found} checks found, ${expected} by the ideal index, ${covered} made`);
      const without = await load(questions(agent, world));
      let going = true;
      const looking = (async () => {
        while (going) {
          await lookBack();
          await pause(BETWEEN_MS);
        }
      })();
      const during = await load(questions(agent, world));
      going = false;
      await looking;
      if (round < 0) continue;
      ours.push(answered - began);
      beside.push(asked - answered);
      quiet.push(without);
      busy.push(during);
    }
    const size = { of: 'checks', n: checks };
    return [
      measureOf({
        what: 'look-back for a recall of 500 lots',
        unit: 'ms',
        size,
        ours,
        beside: { [IDEAL]: beside },
        targets: [{ atMost: 200 }],
      }),
      measureOf({
        what: 'p99 of checks while it runs',
        unit: 'µs',
        size,
        ours: busy.map(({ p99 }) => p99),
        beside: { quiet: quiet.map(({ p99 }) => p99) },
        targets: [{ of: 'quiet', atMost: 2 }],
      }),
    ];
  } finally {
    ideal.close();
    admin.close();
    await agent.close();
    await world.close();
    await rm(path, { force: true });
  }
}

function questions({ target, token }: BenchAgent, world: RecalledWorld) {
  const requests = world.scans(1_000).map((scan) => post(target, '/v1/checks', { scan }, token));
  return { target, framing: 'http' as const, requests, connections: 16, rate: RATE, lastsMs: LASTS_MS };
}

/** Writes a journal of that many checks, chained as the agent would; returns how many of them the recall covers. */
function writeJournal(path: string, checks: number): number {
  const file = new JournalFile(path);
  const { db } = file;
  // Nobody else reads it yet, and nobody misses it if it is cut short.
  db.pragma('journal_mode = off');
  db.pragma('synchronous = off');
  db.pragma('cache_size = -262144');
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      `select name, sql from sqlite_schema where type = 'index' and sql is not null`,
    )
    .all();
  for (const { name } of indexes) db.exec(`drop index ${name}`);
  const insert = db.prepare(
    `insert into row (seq, at, id, pack, verdict, reasons, feed, terminal, operator, sale_reference, outcome, reason, override,
       kind, previous_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // As the agent writes them: of a check made once only code and lot change, since three million take a minute as it is.
  const pack = { codes: [CODE], lots: [LOT], expiry: '2030-03-31', manufactured: null, readings: 1 };
  const asked = { terminal: null, operator: null, saleReference: null };
  const first = checkContent({ id: '', at: '', pack, verdict: 'allow', reasons: [], feed: liveFeed, ...asked });
  const text = first.pack ?? '';
  const codes = Array.from({ length: PRODUCTS }, (_, product) => testGtin(FIRST + product));
  let covered = 0;
  let previousHash = file.head.hash;
  db.transaction(() => {
    for (let seq = 1; seq <= checks; seq++) {
      const product = (seq * 7919) % PRODUCTS;
      const lot = Math.floor(((seq * 31) % checks) / (checks / LOTS));
      if (product < RECALLED_PRODUCTS && lot < 100) covered++;
      const at = BEGAN + Math.floor((seq / checks) * YEARS_MS);
      const lotName = lotOf(lot < 100 ? (FIRST + product) * 100 + lot : 30_000_000 + lot);
      const content = {
        ...first,
        id: newId(at),
        at: new Date(at).toISOString(),
        pack: text.replace(CODE, codes[product] ?? '').replace(LOT, lotName),
      };
      const hash = hashOfRow({ ...content, seq, previousHash });
      const { id, pack, verdict, reasons, feed, terminal, operator, saleReference, outcome, reason, override, kind } =
        content;
      insert.run(
        seq,
        content.at,
        id,
        pack,
        verdict,
        reasons,
        feed,
        terminal,
        operator,
        saleReference,
        outcome,
        reason,
        override,
        kind,
        previousHash,
        hash,
      );
      previousHash = hash;
    }
    db.exec(`insert into row_code select json_extract(pack, '$.codes[0]') as code, seq from row order by code, seq`);
    for (const { sql } of indexes) db.exec(sql);
  })();
  db.pragma('journal_mode = wal');
  file.close();
  return covered;
}

/** The covered rows by an index that was made for this question alone. */
function idealQuery(db: Database.Database, journal: string): () => number {
  db.exec('create table seen (code text, lot text, seq integer, primary key (code, lot, seq)) without rowid');
  db.prepare('attach ? as journal').run(journal);
  db.exec(`
    insert into seen select json_extract(pack, '$.codes[0]') as code, json_extract(pack, '$.lots[0]') as lot, seq
    from journal.row where kind = 'check' and json_extract(pack, '$.codes[0]') in (${Array.from({ length: RECALLED_PRODUCTS }, (_, n) => `'${testGtin(FIRST + n)}'`).join()})
    order by code, lot, seq`);
  const find = db.prepare<[string, string]>(
    'select r.* from seen s join journal.row r on r.seq = s.seq where s.code = ? and s.lot = ?',
  );
  return () => {
    let found = 0;
    for (let product = 0; product < RECALLED_PRODUCTS; product++) {
      for (let lot = 0; lot < 100; lot++)
        found += find.all(testGtin(FIRST + product), lotOf((FIRST + product) * 100 + lot)).length;
    }
    return found;
  };
}

/** A large journal is proved row by row after a start; what follows is measured when that is over. */
async function atRest({ pid }: BenchAgent): Promise<void> {
  for (let before = processorMs(pid); ; ) {
    await pause(1_000);
    const now = processorMs(pid);
    if (now - before < 100) return;
    before = now;
  }
}
