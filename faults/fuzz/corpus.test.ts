/** What fuzzing has found stays found: every input of the corpus once more. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chanceOf, mutated } from './mutate.ts';
import { targets } from './targets.ts';

describe.each(targets)('$name', ({ name, fuzz, seeds, words, close }) => {
  afterAll(() => close?.());
  const folder = join(import.meta.dirname, 'corpus', name);

  it('keeps its rules on every input of its corpus', { timeout: 60_000 }, async () => {
    const inputs = [...seeds, ...globSync('*', { cwd: folder }).map((file) => readFileSync(join(folder, file)))];
    for (const input of inputs) expect(await fuzz(input)).toBeGreaterThan(0);
  });

  it('keeps them on some more, made of its words', { timeout: 60_000 }, async () => {
    const chance = chanceOf(20_261_123);
    let input = seeds[0] ?? new Uint8Array();
    for (let n = 0; n < 200; n++) {
      input = mutated(n % 5 === 0 ? (seeds[n % seeds.length] ?? input) : input, input, words, chance);
      expect(await fuzz(input)).toBeGreaterThan(0);
    }
  });
});
