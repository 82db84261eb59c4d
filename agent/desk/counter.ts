/** The desk's few persistent numbers. */
import type Database from 'better-sqlite3';

export type CounterName = 'last-seq' | 'next-event-id' | 'restored-at-seq';

/** The value of a counter, or `otherwise` where it was never set. */
export function counter(db: Database.Database, name: CounterName, otherwise = 0): number {
  return db.prepare<[string], number>('select value from counter where name = ?').pluck().get(name) ?? otherwise;
}

export function setCounter(db: Database.Database, name: CounterName, value: number): void {
  db.prepare(
    'insert into counter (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
  ).run(name, value);
}

/** Raises a counter to `value` if it is lower. */
export function advance(db: Database.Database, name: CounterName, value: number): void {
  if (counter(db, name) < value) setCounter(db, name, value);
}

export function clearCounter(db: Database.Database, name: CounterName): void {
  db.prepare('delete from counter where name = ?').run(name);
}
