/** What the state of the feed means for sales (docs/verdict.md, step 3), in plain words. */
import type { FeedStamp } from '../../../agent/verdict/model.ts';
import { say } from '../../core/say.ts';
import { span, when } from '../../core/when.ts';

export interface FeedWords {
  readonly tone: 'allow' | 'verify' | 'block';
  readonly title: string;
  readonly text: string;
}

/** `offlineLimit`: seconds without the portal that sales may go on for; `now`: milliseconds since the epoch. */
export function feedWords(stamp: FeedStamp, offlineLimit: number, now: number): FeedWords {
  const { state, asOf } = stamp;
  if (state === 'live') return words('live', 'allow');
  if (state === 'unsynced') return words('unsynced', 'block');
  if (asOf === null) return words('never', 'verify');
  const end = Date.parse(asOf) + offlineLimit * 1000;
  const values = { when: when(asOf, now), limit: span(offlineLimit) };
  if (now > end) return words('beyond', 'block', values);
  return words('within', 'verify', { ...values, until: when(new Date(end).toISOString(), now) });
}

function words(
  name: 'live' | 'within' | 'beyond' | 'never' | 'unsynced',
  tone: FeedWords['tone'],
  values: Readonly<Record<string, string>> = {},
): FeedWords {
  return { tone, title: say(`desk.today.feed.${name}`), text: say(`desk.today.feed.${name}.text`, values) };
}

/** The setting `offlineLimit` as the status tells it; a day, its default, where it tells none. */
export function offlineLimitOf(settings: ReadonlyArray<{ readonly name: string; readonly value: string }>): number {
  const value = Number(settings.find(({ name }) => name === 'offlineLimit')?.value);
  return Number.isFinite(value) ? value : 86_400;
}
