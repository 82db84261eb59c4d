/**
 * A backup of the portal's database: one file, one moment of it, the same from PGlite and from PostgreSQL. What lies in files
 * beside the database (`keys/`, `portal.json`, the settings) is not in it: whoever finds a backup signs nothing with it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Database, Trx } from '../store/database.ts';
import { payloadOf } from '../store/head.ts';
import { BackupError } from './backup-error.ts';
import { type BackupHeader, type BackupRow, FORMAT, FORMAT_VERSION } from './backup-format.ts';
import { migrationsOf, numberedColumns, type TableShape, tablesOf } from './catalogue.ts';

/** Rows fetched at a time. */
const ROWS = 500;

/**
 * Tables whose rows are left out: who is signed in or about to be. A session that was ended after the backup must not come back
 * with it.
 */
const passing = new Set(['session', 'sign_in_code', 'passkey_challenge']);

export interface BackupDone {
  readonly header: BackupHeader;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes a backup of `database` to `file`, which must not stand there yet, readable by its owner alone; it is whole and on disk
 * when this resolves, and absent when it throws. `at`: milliseconds since the epoch. Throws `BackupError` nothing, exists, file.
 */
export async function writeBackup(
  database: Pick<Database, 'db'>,
  o: { readonly file: string; readonly at: number; readonly program: string },
): Promise<BackupDone> {
  const { file } = o;
  if (existsSync(file)) throw new BackupError('exists', { file });
  const half = `${file}.${process.pid}.half`;
  let handle: FileHandle | null = null;
  try {
    handle = await open(half, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
      throw new BackupError('file', { file: half, cause: cause.message }, cause);
    });
    const target = handle;
    const summary = { header: null as BackupHeader | null, rows: 0 };
    // One snapshot of everything, whatever is written meanwhile; the embedded database has one connection, which is as good.
    await database.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (trx) => {
        await pipeline(linesOf(trx, o, summary), createGzip(), async (compressed: AsyncIterable<Buffer>) => {
          for await (const chunk of compressed) await target.appendFile(chunk);
        });
      });
    await target.sync();
    const { size } = await target.stat();
    await target.close();
    await rename(half, file);
    if (summary.header === null) throw new Error('a backup without a header');
    return { header: summary.header, rows: summary.rows, bytes: size };
  } catch (error) {
    if (handle !== null) {
      await handle.close().catch(() => undefined); // the first error says why
      await rm(half, { force: true });
    }
    throw error;
  }
}

async function* linesOf(
  trx: Trx,
  o: { readonly at: number; readonly program: string },
  summary: { header: BackupHeader | null; rows: number },
): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    digest.update(text);
    return text;
  };
  summary.header = await headerOf(trx, o);
  yield line(summary.header);
  for (const table of await tablesOf(trx)) {
    yield line({ table: table.name, columns: table.columns.map(({ name }) => name) });
    let rows = 0;
    for await (const batch of rowsOf(trx, table)) {
      rows += batch.length;
      yield batch.map(line).join('');
    }
    summary.rows += rows;
    yield line({ end: table.name, rows });
  }
  for (const { table, column, sequence } of await numberedColumns(trx)) {
    const { rows } = await sql<{ last: number }>`
      select case when is_called then last_value else last_value - 1 end::int8 as last from ${sql.raw(sequence)}`.execute(
      trx,
    );
    yield line({ sequence: { table, column, last: Number(rows[0]?.last ?? 0) } });
  }
  yield `${JSON.stringify({ sha256: digest.digest('hex') })}\n`;
}

async function headerOf(trx: Trx, o: { readonly at: number; readonly program: string }): Promise<BackupHeader> {
  const migrations = await migrationsOf(trx);
  if (migrations.length === 0) throw new BackupError('nothing', {});
  const head = await trx.selectFrom('feed_head').select(['feed', 'portal', 'position', 'hash']).executeTakeFirst();
  if (head === undefined) throw new BackupError('nothing', {});
  const genesis = await trx.selectFrom('feed_entry').select('jws').where('position', '=', 1).executeTakeFirstOrThrow();
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    program: o.program,
    at: new Date(o.at).toISOString(),
    ...head,
    root: payloadOf(genesis.jws).previous,
    migrations,
  };
}

/** Rows in the order of the key, so that a feed reads as it was written. */
async function* rowsOf(trx: Trx, table: TableShape): AsyncGenerator<BackupRow[]> {
  if (passing.has(table.name)) return;
  const columns = sql.join(table.columns.map(({ name }) => sql`${sql.ref(name)}::text`));
  const order = table.key.length === 0 ? sql`` : sql`order by ${sql.join(table.key.map((name) => sql.ref(name)))}`;
  await sql`declare backup no scroll cursor for
    select json_build_array(${columns})::text as row from ${sql.table(table.name)} ${order}`.execute(trx);
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch forward ${sql.lit(ROWS)} from backup`.execute(trx);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => JSON.parse(row) as BackupRow);
  }
  await sql`close backup`.execute(trx);
}
