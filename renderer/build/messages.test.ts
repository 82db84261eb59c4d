import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { catalogueMessages } from './messages.ts';

/** Builds a page's source that stands in the renderer's folder, as its own sources do. */
function built(source: string): Promise<unknown> {
  const folder = mkdtempSync(join(import.meta.dirname, '../dist-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const entry = join(folder, 'page.ts');
  writeFileSync(entry, source);
  return build({
    configFile: false,
    logLevel: 'silent',
    plugins: [catalogueMessages()],
    build: { write: false, rollupOptions: { input: entry, preserveEntrySignatures: 'strict' } },
  });
}

test('a text that the catalogue holds is in the build, in both languages', async () => {
  const result = await built(
    `import { messages } from 'virtual:messages'; export const nav = messages['desk.nav.today'];`,
  );
  expect(JSON.stringify(result)).toMatch(/Aujourd’hui[\s\S]*Today/);
});

// Without their area: this file is a source of the renderer too, and would not be built with them.
test.each(['nav.yesterday', 'popup.acknowledged-by-nobody'])(
  '%s, which it does not hold, fails the build',
  async (key) => {
    await expect(built(`export const text = 'desk.${key}';`)).rejects.toThrow(key);
  },
);
