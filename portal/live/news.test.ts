import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { News } from './news.ts';

const told: string[] = [];
const errors: unknown[] = [];
let news: News;
let fail: Error | null;
beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  errors.length = 0;
  fail = null;
  const notify = async (channel: string, topic: string) => {
    if (fail !== null) throw fail;
    told.push(`${channel} ${topic}`);
  };
  news = new News({ notify }, (error) => errors.push(error));
});
afterEach(() => {
  news.close();
  vi.useRealTimers();
});

it('tells the first at once and the rest together, once a second', async () => {
  for (let i = 0; i < 1_000; i++) news.tell('tracking');
  news.tell('bulletin');
  expect(told).toEqual(['live tracking', 'live bulletin']);
  vi.advanceTimersByTime(999);
  expect(told).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(told.slice(2)).toEqual(['live tracking']);
  vi.advanceTimersByTime(10_000);
  expect(told).toHaveLength(3);
  news.tell('bulletin');
  expect(told.slice(3)).toEqual(['live bulletin']);
});

it('a bus that fails is said, and the next change is told again', async () => {
  fail = new Error('gone');
  news.tell('bulletin');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(errors).toEqual([fail]);
  fail = null;
  news.tell('bulletin');
  expect(told).toEqual(['live bulletin']);
});

it('says nothing after its end', () => {
  news.tell('tracking');
  news.tell('tracking');
  news.close();
  vi.advanceTimersByTime(10_000);
  expect(told).toHaveLength(1);
});
