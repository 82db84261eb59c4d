/** What releases are made of, component by component, each with the text of its licence. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSupportedSpdxId } from '@cyclonedx/cyclonedx-library/SPDX';
import manifest from '../../package.json' with { type: 'json' };
import { lockEntry, lockedPackage, lockedPackages } from '../service/locked-package.ts';
import { nodePackage, nodeRuntime, type Platform } from '../service/node-runtime.ts';
import { type Component, type Licence, placed } from './bom.ts';

/** Of a bundle: what vite's `build.license` writes as JSON. */
export const BUNDLED_FILE = 'licences.json';

interface Bundled {
  readonly name: string;
  readonly version: string;
  /** As its package.json names the licence. */
  readonly identifier?: string;
  readonly text?: string;
}

const texts = join(import.meta.dirname, 'texts');

/** Vigilot itself, under the name of what is installed. */
export async function productComponent(root: string, name: string): Promise<Component> {
  const text = await readFile(join(root, 'LICENSE'), 'utf8');
  return own({ name, type: 'application', version: manifest.version }, licence('Apache-2.0', text));
}

/**
 * The packages in a bundle that stands at `location`, as its list names them, and the bundler whose helpers it carries. Rejects
 * where one of them has no licence.
 */
export async function bundledComponents(root: string, list: string, location: string): Promise<Component[]> {
  const [locked, entries] = [await lockedPackages(root), JSON.parse(await readFile(list, 'utf8')) as Bundled[]];
  const all = [...entries, await bundler(root)];
  return Promise.all(
    all.map(async ({ name, version, identifier, text }) => {
      const entry = Object.entries(locked).find(
        ([place, found]) => place.endsWith(`node_modules/${name}`) && found?.version === version,
      )?.[1];
      if (entry === undefined) throw new Error(`${name} ${version} is in ${list}, but not in package-lock.json`);
      const component = npmComponent(
        name,
        version,
        entry.integrity,
        licence(identifier, text ?? (await standard(root, name))),
      );
      return placed(component, [location]);
    }),
  );
}

async function bundler(root: string): Promise<Bundled> {
  const folder = join(root, 'node_modules/rolldown');
  const { name, version, license } = await packageIn(folder);
  return { name, version, identifier: license, text: await readFile(join(folder, 'LICENSE'), 'utf8') };
}

/** The Node that runs the service. */
export async function nodeComponent(root: string, platform: Platform): Promise<Component> {
  const { version, licence: path } = await nodeRuntime(root, platform);
  const { integrity } = await lockEntry(root, nodePackage(platform));
  return {
    ...own({ name: 'node', type: 'platform', version }, licence('Node.js', await readFile(path, 'utf8'))),
    description: 'With V8, OpenSSL, libuv and all else that its licence names',
    purl: `pkg:npm/${nodePackage(platform)}@${version}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    hashes: [sha512(integrity)],
  };
}

/** better-sqlite3 and what is compiled into its machine code, found at the paths of that code. */
export async function sqliteComponents(root: string, binaries: readonly string[]): Promise<Component[]> {
  const { folder, version } = await lockedPackage(root, 'better-sqlite3');
  const { integrity } = await lockEntry(root, 'better-sqlite3');
  const header = await readFile(join(folder, 'deps/sqlite3/sqlite3.h'), 'utf8');
  const sqlite = /^#define SQLITE_VERSION +"([\d.]+)"$/m.exec(header)?.[1];
  if (sqlite === undefined) throw new Error('better-sqlite3: its sqlite3.h names no version');
  const addon = await readFile(join(root, 'node_modules/node-addon-api/LICENSE.md'), 'utf8');
  return [
    npmComponent('better-sqlite3', version, integrity, licence('MIT', await readFile(join(folder, 'LICENSE'), 'utf8'))),
    placed(
      {
        ...own({ name: 'sqlite', type: 'library', version: sqlite }, licence('blessing', await text('sqlite.txt'))),
        purl: `pkg:generic/sqlite@${sqlite}`,
        cpe: `cpe:2.3:a:sqlite:sqlite:${sqlite}:*:*:*:*:*:*:*`,
      },
      binaries,
    ),
    // Its headers; which version they were of, the binary does not say.
    placed(own({ name: 'node-addon-api', type: 'library' }, licence('MIT', addon)), binaries),
  ];
}

/** Our programs in C, by the folder of their sources. */
export async function compiledComponents(root: string, sources: ReadonlySet<string>): Promise<Component[]> {
  const apache = licence('Apache-2.0', await readFile(join(root, 'LICENSE'), 'utf8'));
  return [...sources].map((folder) =>
    own(
      { name: `vigilot-${folder.slice(folder.lastIndexOf('/') + 1)}`, type: 'application', version: manifest.version },
      apache,
    ),
  );
}

/** What mingw-w64 and its gcc link into programs for Windows. */
export async function mingwComponents(binaries: readonly string[]): Promise<Component[]> {
  const gcc = licence('GPL-3.0-or-later WITH GCC-exception-3.1', await text('libgcc.txt'));
  return [
    placed(own({ name: 'mingw-w64', type: 'library' }, licence('ZPL-2.1', await text('mingw-w64.txt'))), binaries),
    placed(own({ name: 'libgcc', type: 'library' }, gcc), binaries),
  ];
}

/** Electron and Chromium, as the unpacked application `tree` holds them. Rejects where it has not their licences. */
export async function electronComponents(tree: string, version: string): Promise<Component[]> {
  const [own_, chromium] = ['LICENSE.electron.txt', 'LICENSES.chromium.html'];
  if (!existsSync(join(tree, chromium)))
    throw new Error(`${tree}: expected ${chromium}, the licences of what is in Chromium`);
  const electron = own(
    { name: 'electron', type: 'framework', version },
    licence('MIT', await readFile(join(tree, own_), 'utf8')),
  );
  const pointer = `Chromium and all that it is made of: their licences stand in ${chromium} beside the application.`;
  return [
    {
      ...electron,
      purl: `pkg:npm/electron@${version}`,
      cpe: `cpe:2.3:a:electronjs:electron:${version}:*:*:*:*:*:*:*`,
    },
    placed(own({ name: 'chromium', type: 'framework' }, licence('Chromium', pointer)), [chromium]),
  ];
}

function own(
  { name, type, version }: { name: string; type: Component['type']; version?: string },
  licence_: Licence,
): Component {
  return {
    'bom-ref': version === undefined ? name : `${name}@${version}`,
    type,
    name,
    ...(version !== undefined && { version }),
    licenses: [licence_],
    evidence: { occurrences: [] },
  };
}

function npmComponent(name: string, version: string, integrity: string, licence_: Licence): Component {
  return {
    ...own({ name, type: 'library', version }, licence_),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    hashes: [sha512(integrity)],
  };
}

function licence(name: string | undefined, content: string): Licence {
  if (name === undefined || content.trim() === '') throw new Error(`${name}: expected a licence and its text`);
  const named = isSupportedSpdxId(name) ? { id: name } : { name };
  return { license: { ...named, text: { contentType: 'text/plain', content } } };
}

const sha512 = (integrity: string) => ({
  alg: 'SHA-512' as const,
  content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex'),
});

const text = (name: string) => readFile(join(texts, name), 'utf8');

/** Of a package without a file of its licence: what its README says of it, else MIT's words over its author's name. */
async function standard(root: string, name: string): Promise<string> {
  const folder = join(root, 'node_modules', name);
  const { author, license } = await packageIn(folder);
  const readme = (await readdir(folder)).find((file) => /^readme/i.test(file));
  const said =
    readme && /^##+ License.*\n+(Copyright[\s\S]*)/im.exec(await readFile(join(folder, readme), 'utf8'))?.[1];
  if (said) return said;
  const holder = typeof author === 'string' ? author : author?.name;
  if (license !== 'MIT' || holder === undefined)
    throw new Error(`${name}: it is shipped, and nothing says its licence’s text`);
  return (await text('mit.txt')).replace('<holder>', holder);
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name: string };
}

const packageIn = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
