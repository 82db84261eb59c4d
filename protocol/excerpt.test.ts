import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

it.each([
  ['short', 'as it is', 'as it is'],
  ['several lines', ' first \n\n  second\n', 'first second'],
  ['long', 'one two three four five', 'one two …'],
  ['long without a space', 'abcdefghijklmnopqrst', 'abcdef …'],
])('%s', (_name, text, expected) => {
  expect(excerpt(text, 12)).toBe(expected);
});

it('never cuts a character in two', () => {
  for (let most = 2; most < 40; most++) {
    expect(excerpt('😀'.repeat(30), most).isWellFormed()).toBe(true);
  }
});
