/** What changed at the portal, told by its event stream; where there is none, pages ask again by themselves every so often. */
import { batch, type Signal, signal } from '@preact/signals';
import type { Topic } from '../../live/news.ts';

export const topics = ['bulletin', 'tracking', 'shortage'] as const satisfies readonly Topic[];

/** Count up whenever what pages show of a topic may have changed. */
export const changed: Readonly<Record<Topic, Signal<number>>> = {
  bulletin: signal(0),
  tracking: signal(0),
  shortage: signal(0),
};
/** `stream`: told at once; `polling`: asked for every `POLL_MS`. */
export const liveness = signal<'connecting' | 'stream' | 'polling'>('connecting');

export const POLL_MS = 10_000;
const RETRY = { first: 1_000, longest: 60_000 } as const;

const tell = (which: readonly Topic[]) =>
  batch(() => {
    for (const topic of which) changed[topic].value++;
  });

/** Opens the stream and keeps it open; `refused`: the portal did not want it, as when the session is over. Returns what ends it. */
export function listen(
  refused: () => void,
  source: (address: string) => EventSource = (address) => new EventSource(address),
): () => void {
  let stream: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let wait: number = RETRY.first;

  const open = () => {
    const current = source('/v1/live');
    stream = current;
    current.onopen = () => {
      wait = RETRY.first;
      clearInterval(poll);
      poll = undefined;
      liveness.value = 'stream';
      // What was missed while there was no stream is asked for, not guessed.
      tell(topics);
    };
    current.onerror = () => {
      poll ??= setInterval(() => tell(topics), POLL_MS);
      liveness.value = 'polling';
      // A browser comes back by itself after a cut, and never after a refusal.
      if (current.readyState !== EventSource.CLOSED) return;
      current.close();
      refused();
      clearTimeout(retry);
      retry = setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY.longest);
    };
    for (const topic of topics) current.addEventListener(topic, () => tell([topic]));
  };

  open();
  return () => {
    clearTimeout(retry);
    clearInterval(poll);
    stream?.close();
    liveness.value = 'connecting';
  };
}
