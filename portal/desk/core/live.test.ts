import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changed, listen, liveness, POLL_MS, topics } from './live.ts';

/** The browser's stream, told what to do. */
class Stream extends EventTarget {
  static readonly opened: Stream[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  constructor() {
    super();
    Stream.opened.push(this);
  }
  close(): void {
    this.closed = true;
  }
  /** As a browser does: `for good` after a refusal, else it comes back by itself. */
  fail(forGood: boolean): void {
    this.readyState = forGood ? 2 : 0;
    this.onerror?.();
  }
}
const counts = () => topics.map((topic) => changed[topic].value);
let stop = () => {};
let refusals = 0;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', { CLOSED: 2 });
  Stream.opened.length = 0;
  refusals = 0;
  stop = listen(
    () => refusals++,
    () => new Stream() as unknown as EventSource,
  );
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a topic that is told changes alone, and what was missed before is asked for', () => {
  const [stream] = Stream.opened;
  const before = counts();
  stream?.onopen?.();
  expect([liveness.value, counts()]).toEqual(['stream', before.map((n) => n + 1)]);
  stream?.dispatchEvent(new Event('tracking'));
  expect(counts()).toEqual(before.map((n, at) => n + (topics[at] === 'tracking' ? 2 : 1)));
});

test('without a stream pages ask again by themselves, until one is there', () => {
  const before = counts();
  Stream.opened[0]?.fail(true);
  expect([liveness.value, refusals]).toEqual(['polling', 1]);
  vi.advanceTimersByTime(POLL_MS * 2);
  expect(counts()).toEqual(before.map((n) => n + 2));
  expect(Stream.opened.length).toBeGreaterThan(1);
  Stream.opened.at(-1)?.onopen?.();
  const after = counts();
  vi.advanceTimersByTime(POLL_MS * 3);
  expect([liveness.value, counts()]).toEqual(['stream', after]);
});

test('a cut that the browser mends opens no second stream; an end opens none at all', () => {
  Stream.opened[0]?.fail(false);
  vi.advanceTimersByTime(POLL_MS * 10);
  expect([Stream.opened.length, refusals]).toEqual([1, 0]);
  stop();
  const before = counts();
  vi.advanceTimersByTime(POLL_MS * 10);
  expect([Stream.opened[0]?.closed, counts()]).toEqual([true, before]);
});
