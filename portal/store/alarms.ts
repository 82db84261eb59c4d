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

/** Records an alarm; returns its id. */
export async function raiseAlarm(db: Executor, alarm: AlarmInput): Promise<string> {
  const id = ulid(alarm.at);
  await db
    .insertInto('alarm')
    .values({
      id,
      at: new Date(alarm.at),
      workstation: alarm.workstation ?? null,
      code: alarm.code,
      detail: json(alarm.detail ?? {}),
    })
    .execute();
  return id;
}
