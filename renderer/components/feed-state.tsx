import type { JSX } from 'preact';
import type { StatusAnswer } from '../../agent/hook/schemas.ts';
import { feed } from '../core/events.ts';
import { useResource } from '../core/resource.ts';
import { say } from '../core/say.ts';
import { when } from '../core/when.ts';

/** How current the list of recalls is, in one line that never goes away. */
export function FeedState(): JSX.Element {
  const { data } = useResource<StatusAnswer>('/v1/status');
  const stamp = feed.value ?? data?.feed ?? null;
  const words =
    stamp === null
      ? say('desk.feed.unknown')
      : stamp.state === 'stale'
        ? stamp.asOf === null
          ? say('desk.feed.stale-never')
          : say('desk.feed.stale', { when: when(stamp.asOf) })
        : say(`desk.feed.${stamp.state}`);
  return (
    <p class={`feed is-${stamp?.state ?? 'unknown'}`} role="status">
      <span class="dot" aria-hidden="true" />
      {words}
    </p>
  );
}
