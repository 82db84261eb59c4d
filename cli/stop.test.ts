import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { untilStopped } from './stop.ts';

const processLike = (connected: boolean, send?: () => void) => Object.assign(new EventEmitter(), { connected, send });

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s stops, and again changes nothing', async (signal) => {
  const process = processLike(false);
  const stopped = untilStopped(process);
  process.emit(signal);
  await stopped;
  // Without a listener Node would end the process in the middle of closing.
  expect(process.emit(signal)).toBe(true);
});

test('a parent that lets go, or dies, stops what it started; without a parent there is nothing to hear', async () => {
  const child = processLike(true, () => undefined);
  const stopped = untilStopped(child);
  child.emit('disconnect');
  await stopped;
  await untilStopped(processLike(false, () => undefined));
  const alone = processLike(false);
  untilStopped(alone);
  expect(alone.emit('disconnect')).toBe(false);
});
