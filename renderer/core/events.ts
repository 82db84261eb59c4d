/** The agent's event stream, kept open for as long as the page lives, and what it tells. */
import { batch, effect, signal } from '@preact/signals';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import type { FeedStamp } from '../../agent/verdict/model.ts';
import { call, connection, renewSession } from './api.ts';

/** Where the feed stands, as the stream last told; null before it did. */
export const feed = signal<FeedStamp | null>(null);
/** Counts up whenever what the screens show of bulletins may have changed: they ask again. */
export const bulletinsChanged = signal(0);
/** Counts up when a shortage of this post may not be what it was. */
export const shortagesChanged = signal(0);
/** Counts up when the pop-up has to ask what it shows. */
export const attentionChanged = signal(0);
/** The last checks told by the stream since the page began, newest first. */
export const checks = signal<readonly Check[]>([]);
/** A check as the stream tells it: without the serial. */
export type Check = Omit<CheckAnswer, 'pack'> & { readonly pack: Omit<CheckAnswer['pack'], 'serial'> };

const CHECKS_KEPT = 50;
const RETRY = { first: 500, longest: 5_000 } as const;
/** How often an agent that did not answer one question is asked whether it is there. */
const PROBE_MS = 1_000;

/** What the answer means, `connection` says. */
const ignore = () => undefined;

/** Opens the stream and keeps it open; returns what ends it. */
export function listen(source: (address: string) => EventSource = (address) => new EventSource(address)): () => void {
  let stream: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait: number = RETRY.first;
  let ended = false;

  // What was missed while there was no stream is asked for, not guessed.
  const askAgain = () =>
    batch(() => {
      bulletinsChanged.value++;
      attentionChanged.value++;
      shortagesChanged.value++;
    });

  const open = () => {
    const current = source('/v1/events');
    stream = current;
    const on = (name: string, act: (data: unknown) => void) =>
      current.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data)));
    current.onopen = () => {
      wait = RETRY.first;
      connection.value = 'open';
      askAgain();
    };
    current.onerror = () => {
      if (connection.value !== 'ended') connection.value = 'unreachable';
      // A browser comes back by itself after a cut, and never after a refusal.
      if (current.readyState === EventSource.CLOSED) again();
    };
    on('feed', (data) => {
      feed.value = data as FeedStamp;
    });
    on('bulletin', askAgain);
    // What waits changes when somebody acknowledged, and then what the screens show does too.
    on('attention', askAgain);
    on('shortage', () => {
      shortagesChanged.value++;
    });
    on('check', (data) => {
      checks.value = [data as Check, ...checks.value].slice(0, CHECKS_KEPT);
    });
    on('reset', askAgain);
  };

  const again = () => {
    stream?.close();
    if (ended) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      renewSession().then(open, again);
    }, wait);
    wait = Math.min(wait * 2, RETRY.longest);
  };

  // A question that got no answer need not have cut the stream: somebody has to notice that the agent is back.
  let probe: ReturnType<typeof setInterval> | undefined;
  const stopProbing = effect(() => {
    clearInterval(probe);
    if (connection.value !== 'unreachable') return;
    probe = setInterval(() => {
      call('/v1/desk/session').catch(ignore);
    }, PROBE_MS);
  });

  open();
  return () => {
    ended = true;
    stopProbing();
    clearInterval(probe);
    clearTimeout(timer);
    stream?.close();
  };
}
