import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Readonly<Record<string, LockEntry>>;
};

/** Where npm looks for a package from `place`: nested first, then outwards (node resolution). */
function* placesOf(place: string, name: string): Generator<string> {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    yield `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (folder === '') return;
  }
}

test('every optional dependency has a lock entry: npm ci refuses a lock without the binaries of other platforms', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => ![...placesOf(place, name)].some((candidate) => candidate in packages))
      .map((name) => `${place || 'package.json'}: ${name}`),
  );
  expect(missing).toEqual([]);
});
