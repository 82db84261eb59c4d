import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsDocument, settingsMarkdown } from './settings-doc.ts';

test('docs/settings.md is what `npm run docs:settings` makes of the tables', () => {
  expect(readFileSync(settingsDocument, 'utf8')).toBe(settingsMarkdown());
});
