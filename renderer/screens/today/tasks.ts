/** What waits for someone, from the agent's answers, in the order in which somebody should take it up. */

import type { AttentionAnswer, Waiting } from '../../../agent/hook/schemas/attention.ts';
import type { BulletinsAnswer, StatusAnswer } from '../../../agent/hook/schemas.ts';

export type Summary = BulletinsAnswer['bulletins'][number];
type Alarm = StatusAnswer['alarms'][number];

/** What a task shows of its bulletin. */
export type Subject = Pick<
  Summary,
  'id' | 'kind' | 'reference' | 'title' | 'drill' | 'state' | 'class' | 'level' | 'receivedAt'
>;

export type Task =
  | { readonly kind: 'held'; readonly n: number; readonly until: string | null }
  | { readonly kind: 'acknowledge'; readonly subject: Subject }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'report'; readonly subject: Subject }
  | { readonly kind: 'scheduled'; readonly subject: Subject; readonly at: string };

export interface Sources {
  /** Every bulletin in force. */
  readonly inForce: readonly Summary[];
  readonly scheduled: readonly Summary[];
  readonly attention: AttentionAnswer | null;
  readonly alarms: readonly Alarm[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How long an alarm stands on the first screen; all of them stand in the diagnosis. */
const ALARM_DAYS = 7;
const DAY_MS = 86_400_000;

/** The tasks, most urgent first, and how many unread bulletins do not reach this officine (shortages are for all to read). */
export function tasksOf({ inForce, scheduled, attention, alarms, now }: Sources): {
  readonly tasks: readonly Task[];
  readonly elsewhere: number;
  readonly olderAlarms: number;
} {
  const unread = new Map<string, Subject & { readonly action?: string | null }>();
  for (const one of attention?.show ?? []) unread.set(one.id, one);
  for (const one of inForce) if (!one.acknowledged && one.reaches) unread.set(one.id, one);
  const due = inForce.filter(({ acknowledged, reaches, reportDue }) => acknowledged && reaches && reportDue);
  const young = alarms.filter(({ at }) => now - Date.parse(at) < ALARM_DAYS * DAY_MS);
  const held = attention?.held ?? 0;
  return {
    tasks: [
      ...(held > 0 ? [{ kind: 'held' as const, n: held, until: attention?.heldUntil ?? null }] : []),
      ...[...unread.values()].sort(byUrgency).map((subject) => ({ kind: 'acknowledge' as const, subject })),
      ...young.toReversed().map((alarm) => ({ kind: 'alarm' as const, alarm })),
      ...[...due].sort(byUrgency).map((subject) => ({ kind: 'report' as const, subject })),
      ...scheduled
        .flatMap((subject) => (subject.effectiveAt === null ? [] : [{ subject, at: subject.effectiveAt }]))
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
        .map(({ subject, at }) => ({ kind: 'scheduled' as const, subject, at })),
    ],
    elsewhere: inForce.filter(({ acknowledged, reaches, kind }) => !acknowledged && !reaches && kind !== 'shortage')
      .length,
    olderAlarms: alarms.length - young.length,
  };
}

type Rank = Pick<Waiting, 'drill' | 'class' | 'level' | 'receivedAt'> & { readonly action?: string | null };

/** The order of the pop-up (`GET /v1/attention`): real before drill, class, patients before officine, blocking before check, oldest first. */
function byUrgency(a: Rank, b: Rank): number {
  const rank = ({ drill, class: urgency, level, action }: Rank) => [
    drill ? 1 : 0,
    urgency ?? 4,
    level === 'patient' ? 0 : 1,
    action === 'check' ? 1 : 0,
  ];
  const [left, right] = [rank(a), rank(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value - other;
  }
  return Date.parse(a.receivedAt) - Date.parse(b.receivedAt);
}
