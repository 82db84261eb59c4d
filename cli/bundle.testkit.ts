/**
 * For tests that start whole programs again and again: the command line as a release bundles it. It starts in half the time
 * of the sources, which the tests of the command line and of the demonstration run. A global setup of vitest.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { bundleOf } from '../vite.bundle.ts';

const root = join(import.meta.dirname, '..');
const dist = join(import.meta.dirname, 'dist');

/** The bundled `cli/main.ts`; there once `setup` has run. */
export const bundledMain = join(dist, 'main.js');

/** Makes the bundle anew where a source is newer than it. Throws what the build throws. */
export async function setup(): Promise<void> {
  if (existsSync(bundledMain) && statSync(bundledMain).mtimeMs > newest()) return;
  // Beside its place first: another run may be starting programs from the one that stands.
  const own = `dist-${process.pid}`;
  await build({
    root: import.meta.dirname,
    logLevel: 'warn',
    ...bundleOf({
      programs: { main: './cli/main.ts' },
      outDir: own,
      external: ['better-sqlite3', '@electric-sql/pglite', 'playwright-core'],
      target: 'node24',
    }),
  });
  rmSync(dist, { recursive: true, force: true });
  renameSync(join(import.meta.dirname, own), dist);
}

/** When the youngest of what goes into the bundle was changed, in milliseconds since the epoch. */
function newest(): number {
  const folders = ['protocol', 'agent', 'portal', 'native-bridge', 'cli', 'fixtures'];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('dist'))
      .map((name) => join(root, folder, name)),
  );
  return Math.max(...[...sources, join(root, 'package-lock.json')].map((path) => statSync(path).mtimeMs));
}
