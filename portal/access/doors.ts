/** Whether those who came in may still be here, for what stays open after the question: streams. */
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { livingKeys } from './api-keys.ts';
import { livingSessions } from './sessions.ts';

/** By what somebody came in. A key of portal.json holds as long as the portal runs. */
export type Door = { readonly kind: 'session' | 'key'; readonly id: string } | { readonly kind: 'portal-key' };

/** Ids of those sessions and keys that would open now. Nobody counts as having been here by it. */
export async function openDoors(
  { db, clock }: { readonly db: Executor; readonly clock: Clock },
  doors: readonly Door[],
): Promise<ReadonlySet<string>> {
  const of = (kind: Door['kind']) => doors.flatMap((door) => (door.kind === kind && 'id' in door ? door.id : []));
  const sessions = of('session');
  const keys = of('key');
  const at = new Date(clock.wall());
  const open = [
    ...(sessions.length === 0
      ? []
      : await livingSessions(db, at).select('s.id').where('s.id', 'in', sessions).execute()),
    ...(keys.length === 0 ? [] : await livingKeys(db).select('k.id').where('k.id', 'in', keys).execute()),
  ];
  return new Set(open.map(({ id }) => id));
}
