/** docs/security.md names tests: each of them is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const [, table = ''] = readFileSync(join(root, 'docs/security.md'), 'utf8').split('## Threat model');
const named = [...table.matchAll(/`([\w./-]+\.test\.tsx?)`/g)].map(([, file = '']) => file);

it('names tests, and each is there', () => {
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

it('says of each threat of the model which test holds it', () => {
  const [model = ''] = table.split('\n## ');
  const rows = model.split('\n').filter((line) => line.startsWith('| ') && !/^\| (who \| what|---)/.test(line));
  expect(rows.length).toBeGreaterThan(12);
  expect(rows.filter((row) => !/\.test\.ts`/.test(row))).toEqual([]);
});
