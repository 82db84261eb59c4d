import { beforeAll, expect, test } from 'vitest';
import { language } from '../../../renderer/core/say.ts';
import { spanWords } from './span.ts';

beforeAll(() => {
  language.value = 'fr';
});

test.each([
  [0, '0s'],
  [0.4, '0s'],
  [42, '42s'],
  [60, '1min'],
  [200, '3min 20s'],
  [7_500, '2h 5min'],
  [3_600, '1h'],
  [273_700, '3j 4h'],
])('%d seconds: %s', (seconds, words) => {
  expect(spanWords(seconds)).toBe(words);
});
