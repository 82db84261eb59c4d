import { expect, test } from 'vitest';
import { Together } from './together.ts';

test('each hears the answer to its own question, and those that come meanwhile are asked at once', async () => {
  const batches: number[][] = [];
  const together = new Together<number, number>(async (items) => {
    batches.push([...items]);
    await new Promise(setImmediate);
    return items.map((item) => item * 2);
  }, 3);
  const first = together.ask(1);
  await Promise.resolve();
  await Promise.resolve();
  const others = [2, 3, 4, 5].map((item) => together.ask(item));
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  expect(await together.ask(6)).toBe(12);
});

test('a batch that fails fails for all in it and for nobody after it', async () => {
  let fails = true;
  const together = new Together<number, number>(async (items) => {
    if (fails) throw new Error('no database');
    return items;
  });
  const both = [together.ask(1), together.ask(2)];
  for (const asked of both) await expect(asked).rejects.toThrow('no database');
  fails = false;
  expect(await together.ask(3)).toBe(3);
});

test('an answer missing is an error, not somebody else’s answer', async () => {
  const together = new Together<number, number>(async (items) => items.slice(1));
  await expect(together.ask(1)).rejects.toThrow('0 answers to 1 questions');
});
