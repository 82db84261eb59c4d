/** What checks are measured beside: servers that answer the same question with less, each a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { npmPeers } from './install.ts';
import { postgres } from './postgres.ts';
import type { RecalledWorld } from './recalled.ts';
import { removedAtExit } from './shared.ts';

export interface Server {
  /** `127.0.0.1:<port>` */
  readonly target: string;
  close(): Promise<void>;
}

async function start(script: string, ...args: readonly string[]): Promise<Server> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'peers', script), args, { stdio: 'inherit' });
  const [said] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${script} did not start`))),
  ])) as [{ port: number }];
  return {
    target: `127.0.0.1:${said.port}`,
    close: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Bare node:http with this fixed answer. */
export function httpFloor(answer: string): Promise<Server> {
  return start('floor.mjs', answer);
}

/** A Unix socket that answers each line with this one. */
export function socketFloor(answer: string, path: string): Promise<Server> {
  return start('floor.mjs', answer, path);
}

const referenceOf = (lot: number) => `R-${Math.floor(lot / 10_000)}`;

/** Express with the recalled lots in SQLite. Throws NotHere. */
export async function expressLookup(world: RecalledWorld): Promise<Server> {
  await npmPeers();
  const path = join(removedAtExit(await mkdtemp(join(tmpdir(), 'vigilot-bench-'))), 'recalled.db');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('create table recalled (gtin text, lot text, reference text, primary key (gtin, lot)) without rowid');
  const insert = db.prepare('insert into recalled values (?, ?, ?)');
  db.transaction(() => {
    let lot = 0;
    for (const pair of world.pairs()) insert.run(...pair, referenceOf(lot++));
  })();
  db.close();
  return start('express.mjs', path);
}

/** A server that looks every pack up in PostgreSQL. Throws NotHere. */
export async function postgresLookup(world: RecalledWorld): Promise<Server> {
  const { url, load } = await postgres();
  const table = function* () {
    let lot = 0;
    for (const [gtin, name] of world.pairs()) yield `${gtin}\t${name}\t${referenceOf(lot++)}\n`;
  };
  await load(
    'drop table if exists recalled; create table recalled (gtin text, lot text, reference text)',
    'copy recalled from stdin',
    table(),
    'alter table recalled add primary key (gtin, lot); vacuum analyze recalled',
  );
  return start('postgres.mjs', url);
}
