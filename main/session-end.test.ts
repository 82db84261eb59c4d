import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { type HiddenWindow, watchSessionEnd } from './session-end.ts';

it('under Windows a hidden window hears the end of the session, and whoever asks the program to close', () => {
  let ends = 0;
  const window = new EventEmitter();
  const made: unknown[] = [];
  const make = (options: unknown) => {
    made.push(options);
    return window as unknown as HiddenWindow;
  };
  expect(watchSessionEnd(make, () => ends++, 'win32')).toBe(window);
  expect(made).toEqual([expect.objectContaining({ show: false })]);
  window.emit('query-session-end', {});
  expect(ends).toBe(0);
  window.emit('session-end', {});
  window.emit('close', {});
  expect(ends).toBe(2);
  expect(watchSessionEnd(make, () => ends++, 'linux')).toBeNull();
});
