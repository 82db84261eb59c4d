/** The tables of a database as PostgreSQL describes them, so that a table added tomorrow is in tomorrow's backup. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../store/schema.ts';

type Db = Kysely<Tables>;

export interface Column {
  readonly name: string;
  /** As it is written in SQL: `timestamp with time zone`. */
  readonly type: string;
}

export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Columns of its primary key; none: it has none. */
  readonly key: readonly string[];
}

/** Kysely's own tables: the level of the migrations, which the header of a backup says. */
const ledger = ['kysely_migration', 'kysely_migration_lock'];

/** Every table of ours by name, with the columns that hold something (generated ones follow from others). */
export async function tablesOf(db: Db): Promise<TableShape[]> {
  const { rows } = await sql<TableShape>`
    select c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      coalesce((select json_agg(a.attname order by array_position(i.indkey::int2[], a.attnum))
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary), '[]') as key
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relname = any(${ledger}))
    order by c.relname`.execute(db);
  return rows;
}

/** Names of the migrations that made the tables, in order; none where there are no tables. */
export async function migrationsOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{
    there: boolean;
  }>`select to_regclass('public.kysely_migration') is not null as there`.execute(db);
  if (rows[0]?.there !== true) return [];
  const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return names.rows.map(({ name }) => name);
}

export interface NumberedColumn {
  readonly table: string;
  readonly column: string;
  /** Its sequence, quoted as SQL wants it. */
  readonly sequence: string;
}

/** The columns that PostgreSQL numbers by itself. */
export async function numberedColumns(db: Db): Promise<NumberedColumn[]> {
  const { rows } = await sql<NumberedColumn>`
    select c.relname as table, a.attname as column, d.objid::regclass::text as sequence
    from pg_depend d
    join pg_class s on s.oid = d.objid and s.relkind = 'S'
    join pg_class c on c.oid = d.refobjid
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
      and c.relnamespace = 'public'::regnamespace
    order by 1, 2`.execute(db);
  return rows;
}

export interface ForeignKey {
  readonly table: string;
  readonly name: string;
  /** `FOREIGN KEY (officine) REFERENCES officine(id)`. */
  readonly definition: string;
}

/** What ties tables to each other. */
export async function foreignKeys(db: Db): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace
    order by 1, 2`.execute(db);
  return rows;
}
