import type { JSX } from 'preact';
import type { StatusAnswer } from '../../../agent/hook/schemas.ts';
import { VerdictIcon } from '../../components/icons.tsx';
import { useNow } from '../../core/clock.ts';
import { feed } from '../../core/events.ts';
import { say, sayCount } from '../../core/say.ts';
import { feedWords, offlineLimitOf } from './feed-words.ts';

/** How current the list of recalls is, and what that means for sales. Its height is kept for the longest state but one. */
export function FeedPanel({ status }: { status: StatusAnswer | null }): JSX.Element {
  const now = useNow();
  const stamp = feed.value ?? status?.feed ?? null;
  const words = stamp === null ? null : feedWords(stamp, offlineLimitOf(status?.settings ?? []), now);
  const waiting = status?.outbox.waiting ?? 0;
  return (
    <section class={`panel feed-panel${words === null ? '' : ` tone-${words.tone}`}`} aria-labelledby="today-feed">
      <div>
        <h2 id="today-feed" class="feed-name">
          {say('desk.today.feed')}
        </h2>
        <p class={`feed-title${words === null ? '' : ` is-${words.tone}`}`}>
          {words !== null && <VerdictIcon verdict={words.tone} />}
          {words?.title ?? say('desk.today.feed.wait')}
        </p>
      </div>
      <div>
        <p>{words?.text}</p>
        {stamp !== null && stamp.state !== 'live' && status?.link.detail != null && (
          <p class="soft">{status.link.detail}</p>
        )}
        {waiting > 0 && <p class="soft">{sayCount('desk.today.feed.outbox', waiting)}</p>}
      </div>
    </section>
  );
}
