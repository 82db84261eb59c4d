/** For tests: backups written, read as lines, changed and written again, and databases that are still empty. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../store/database.ts';
import { newTestPlace, seedEmbedded, type TestPlace } from '../store/store.testkit.ts';
import { writeBackup } from './backup.ts';

const log = pino({ level: 'silent' });

/** A backup of `database` in a folder of its own; returns its path. */
export async function backUp(database: Pick<Database, 'db'>, dir: string, name = 'backup.gz'): Promise<string> {
  const file = join(dir, name);
  await writeBackup(database, { file, at: Date.now(), program: '0.0.0-test' });
  return file;
}

/** A place without tables, and its database opened as it is. */
export async function emptyPlace(o: { embedded?: boolean } = {}): Promise<TestPlace & { database: Database }> {
  const place = await newTestPlace({ onDisk: false });
  const { dataDir } = place;
  const databaseUrl = o.embedded === true ? undefined : place.databaseUrl;
  if (databaseUrl === undefined) await seedEmbedded(dataDir);
  const database = await openAsItIs({ dataDir, databaseUrl });
  if (databaseUrl === undefined) {
    await sql`drop schema public cascade`.execute(database.db);
    await sql`create schema public`.execute(database.db);
  }
  onTestFinished(async () => {
    await database.close();
    await place.dispose();
  });
  return { ...place, databaseUrl, database };
}

/** Opens a database without touching its tables; close it. */
export function openAsItIs(o: Pick<DatabaseOptions, 'dataDir' | 'databaseUrl'>): Promise<Database> {
  return openDatabase({ ...o, log, asItIs: true });
}

/** The lines of a backup without its digest. */
export function linesOf(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n').slice(0, -1);
}

/** Writes lines as a backup whose digest fits them: what somebody would do who wants it believed. */
export function writeLines(file: string, lines: readonly string[]): void {
  const text = lines.map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(file, gzipSync(`${text}${JSON.stringify({ sha256 })}\n`));
}
