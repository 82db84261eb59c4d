import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { growth, sizeOf } from './sample.ts';

it('what rises to the end grows; what has warmed up, or jumps once, does not', () => {
  const steps = Array.from({ length: 40 }, (_, index) => index);
  expect(growth(steps.map((at) => 100 + 2 * at))).toBe(20);
  expect(growth(steps.map((at) => Math.min(100, 10 * at)))).toBe(0);
  expect(growth(steps.map((at) => (at === 35 ? 900 : 50)))).toBe(0);
  expect(growth([1, 2, 3])).toBe(0);
});

it('counts the files whose name ends so, in folders below as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vigilot-sizes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  mkdirSync(join(folder, 'below'));
  for (const name of ['a.db', 'a.db-wal', 'below/b.db-wal']) writeFileSync(join(folder, name), 'x'.repeat(10));
  expect([sizeOf(folder, '.db'), sizeOf(folder, '-wal')]).toEqual([10, 20]);
});
