import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policiesFolder, policyFiles } from './build.ts';

it.each(Object.entries(policyFiles()))('%s is what `npm run docs:settings` makes of the table', (name, text) => {
  expect(readFileSync(join(policiesFolder, name), 'utf8')).toBe(text);
});
