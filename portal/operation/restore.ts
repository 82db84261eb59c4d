/**
 * Puts a backup into an empty database. The portal that starts on it is `recovering`: what was published after the backup is in
 * the workstations alone, and is taken back from them before anything is signed (feed.md 3).
 */
import { sql } from 'kysely';
import { FeedError, genesisHead, verifyEntry } from '../../protocol/envelope.ts';
import { type Database, json, migrate, type Trx } from '../store/database.ts';
import { PortalKeys } from '../store/keys.ts';
import { migrations } from '../store/migrations/index.ts';
import { BackupError } from './backup-error.ts';
import { type BackupHeader, type BackupRow, type BackupTable, readBackup } from './backup-format.ts';
import { foreignKeys, migrationsOf, numberedColumns, type TableShape, tablesOf } from './catalogue.ts';

export interface BackupChecked {
  readonly header: BackupHeader;
  readonly rows: number;
}

/**
 * Reads a whole backup and proves it: format, digest, and every entry of the feed from its root to where the header says it
 * stood. Throws `BackupError`.
 */
export async function checkBackup(file: string): Promise<BackupChecked> {
  let header: BackupHeader | null = null;
  let feed: { position: number; hash: string } | null = null;
  let rows = 0;
  let chain = genesisHead('', '');
  for await (const part of readBackup(file)) {
    if ('header' in part) {
      header = part.header;
      chain = genesisHead(header.feed, header.root);
    } else if ('row' in part) {
      rows += 1;
      const at = (column: string) => part.row[part.of.columns.indexOf(column)] ?? '';
      if (part.of.table === 'feed_entry') chain = await follow(at('jws'), chain, file);
      if (part.of.table === 'feed_head') feed = { position: Number(at('position')), hash: at('hash') };
    }
  }
  if (header === null) throw new BackupError('not-backup', { file });
  const ends = [header, feed].every((end) => end?.position === chain.position && end.hash === chain.hash);
  if (!ends) throw new BackupError('feed-broken', { file, position: chain.position + 1 });
  return { header, rows };
}

type ChainHead = ReturnType<typeof genesisHead>;

async function follow(jws: string, chain: ChainHead, file: string): Promise<ChainHead> {
  try {
    return (await verifyEntry(jws, chain)).head;
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new BackupError('feed-broken', { file, position: chain.position + 1 }, error);
  }
}

/** Throws `BackupError` keys-other where the keys of `dataDir` are not those of this backup; returns whether keys are there. */
export async function requireOwnKeys(header: BackupHeader, dataDir: string): Promise<boolean> {
  const keys = await PortalKeys.load(dataDir);
  if (keys !== null && keys.rootThumbprint !== header.root) {
    throw new BackupError('keys-other', { feed: header.feed, path: dataDir });
  }
  return keys !== null;
}

/**
 * Proves the backup, then fills the database with it, in one transaction, and leaves it `recovering`. `database` is opened as it
 * is: the tables are made here, of the level of the backup and then of ours. `at`: milliseconds since the epoch.
 * Throws `BackupError`; before the database is known to be empty and the file to be whole, nothing is changed.
 */
export async function restoreBackup(
  database: Pick<Database, 'db'>,
  o: { readonly file: string; readonly at: number },
): Promise<BackupChecked> {
  const { db } = database;
  const checked = await checkBackup(o.file);
  const { migrations: levels } = checked.header;
  const unknown = levels.find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw new BackupError('newer', { program: checked.header.program, migration: unknown });
  await requireEmpty(database, levels);
  await migrate(db, levels.at(-1));
  await db.transaction().execute(async (trx) => {
    // Rows come table by table by name; PostgreSQL checks the ties anew when they are made again.
    const ties = await foreignKeys(trx);
    for (const { table, name } of ties) {
      await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(trx);
    }
    await load(trx, o.file);
    for (const { table, name, definition } of ties) {
      await sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(trx);
    }
    // Were the next step never reached, the portal would still publish nothing.
    await trx.updateTable('feed_head').set({ recovering: true, recover_to: null }).execute();
  });
  await migrate(db);
  const { seen } = await db
    .selectFrom('workstation')
    .select(({ fn }) => fn.max('last_seen_at').as('seen'))
    .executeTakeFirstOrThrow();
  // A workstation is heard when it comes after this, whatever the clocks of the lost hosts said.
  const restoredAt = new Date(Math.max(o.at, (seen?.getTime() ?? 0) + 1));
  await db.updateTable('feed_head').set({ restored_at: restoredAt }).execute();
  return checked;
}

async function requireEmpty({ db }: Pick<Database, 'db'>, levels: readonly string[]): Promise<void> {
  const tables = await tablesOf(db);
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) throw new BackupError('not-empty', { table: name });
  }
  // Tables that stand there empty are taken as they are, if they can be brought to the level of the backup.
  const beyond = (await migrationsOf(db)).some((name) => !levels.includes(name));
  const [foreign] = tables;
  if (foreign !== undefined && beyond) throw new BackupError('not-empty', { table: foreign.name });
}

/** Text of rows sent to the database at a time, about. */
const BATCH_CHARACTERS = 1 << 20;

async function load(trx: Trx, file: string): Promise<void> {
  const shapes = new Map((await tablesOf(trx)).map((shape) => [shape.name, shape]));
  const numbered = await numberedColumns(trx);
  let batch: BackupRow[] = [];
  let size = 0;
  let table: BackupTable | null = null;
  const flush = async () => {
    if (table !== null && batch.length > 0) await insert(trx, table, shapes.get(table.table), batch);
    batch = [];
    size = 0;
  };
  for await (const part of readBackup(file)) {
    if ('table' in part) {
      await flush();
      table = part.table;
    } else if ('row' in part) {
      batch.push(part.row);
      size += part.row.reduce((sum, value) => sum + (value?.length ?? 0) + 4, 0);
      if (size > BATCH_CHARACTERS) await flush();
    } else if ('sequence' in part) {
      await flush();
      const { table: name, column, last } = part.sequence;
      const found = numbered.find((each) => each.table === name && each.column === column);
      if (found === undefined) throw new Error(`the backup numbers ${name}.${column}, which this version does not`);
      if (last > 0) await sql`select setval(${found.sequence}::regclass, ${last})`.execute(trx);
    }
  }
  await flush();
}

async function insert(
  trx: Trx,
  table: BackupTable,
  shape: TableShape | undefined,
  rows: readonly BackupRow[],
): Promise<void> {
  const types = new Map(shape?.columns.map(({ name, type }) => [name, type]));
  const values = table.columns.map((name, index) => {
    const type = types.get(name);
    if (type === undefined) throw new Error(`the backup holds ${table.table}.${name}, which this version has not`);
    return sql`(row ->> ${sql.lit(index)})::${sql.raw(type)}`;
  });
  await sql`insert into ${sql.table(table.table)} (${sql.join(table.columns.map((name) => sql.ref(name)))})
    overriding system value
    select ${sql.join(values)} from jsonb_array_elements(${json(rows)}::jsonb) with ordinality as t(row, n) order by n`.execute(
    trx,
  );
}
