import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Names = Readonly<Record<string, string>>;
interface LockEntry {
  readonly optionalDependencies?: Names;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly resolved?: string;
}
interface Manifest {
  readonly dependencies?: Names;
  readonly devDependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  readonly scripts?: Names;
}
const root = new URL('../', import.meta.url);
const read = <T>(path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as T;
const { packages } = read<{ packages: Readonly<Record<string, LockEntry>> }>('package-lock.json');
const manifest = read<Manifest>('package.json');
const locked = Object.entries(packages).filter(([place]) => place !== '');

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

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

test('every package is locked by the bytes of its archive: no folder, no repository, no address, no weaker hash', () => {
  const loose = locked.filter(
    ([, { integrity = '', link, resolved }]) =>
      link || !/^sha512-[\w+/]{86}==$/.test(integrity) || (resolved !== undefined && !resolved.startsWith('https://')),
  );
  expect(locked.length).toBeGreaterThan(100);
  expect(loose.map(([place]) => place)).toEqual([]);
});

test('every package that is asked for has one version, not a range, a tag or an address', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(asked.filter(([, version]) => !/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('every package that would run something when it is installed is named, and none of them may', () => {
  const runs = (place: string) => {
    if (!existsSync(new URL(`${place}/package.json`, root))) return false;
    const { scripts = {} } = read<Manifest>(`${place}/package.json`);
    // npm builds what has a binding.gyp even where no script says so.
    const built = existsSync(new URL(`${place}/binding.gyp`, root));
    return built || ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
  };
  const found = locked.filter(([place, { hasInstallScript = false }]) => hasInstallScript || runs(place));
  const names = found.map(([place]) => nameOf(place));
  expect([...new Set(names)].sort()).toEqual(Object.keys(manifest.allowScripts ?? {}).sort());
  expect(Object.values(manifest.allowScripts ?? {})).not.toContain(true);
});

/** Licences under which what we build on may be passed on as we pass it on; another is a decision for people. */
const licences = new Set([
  ...['0BSD', 'Apache-2.0', 'Bitstream-Vera', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT'],
  ...['MIT-0', 'MPL-2.0', 'Python-2.0', 'WTFPL'],
]);
/** Those whose package.json names none, and what their files say. */
const readByHand: Names = { 'dejavu-fonts-ttf': 'Bitstream-Vera', 'png-js': 'MIT' };

test('every package is under a licence that was decided about', () => {
  const odd = locked.flatMap(([place, { license }]) => {
    const said = readByHand[nameOf(place)] ?? license ?? 'none';
    return said.split(/[()]| OR /).some((one) => licences.has(one)) ? [] : [`${place}: ${said}`];
  });
  expect(odd).toEqual([]);
});
