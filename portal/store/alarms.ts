/** What the operator must see: forks, clones, a store that does not hold. Kept, never overwritten. */
import { ulid } from 'ulid';
import { type Executor, json } from './database.ts';

export interface AlarmInput {
  readonly code: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly workstation?: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Records several with one statement. */
export async function raiseAlarms(db: Executor, alarms: readonly AlarmInput[]): Promise<void> {
  for (let from = 0; from < alarms.length; from += 1_000) {
    await db
      .insertInto('alarm')
      .values(alarms.slice(from, from + 1_000).map(rowOf))
      .execute();
  }
}

/** Records an alarm; returns its id. */
export async function raiseAlarm(db: Executor, alarm: AlarmInput): Promise<string> {
  const row = rowOf(alarm);
  await db.insertInto('alarm').values(row).execute();
  return row.id;
}

function rowOf({ code, at, workstation = null, detail = {} }: AlarmInput) {
  return { id: ulid(at), at: new Date(at), workstation, code, detail: json(detail) };
}
