import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectCycloneDx, expectDescribed } from './bom.testkit.ts';
import { merged, placed } from './bom.ts';
import {
  bundledComponents,
  electronComponents,
  nodeComponent,
  productComponent,
  sqliteComponents,
} from './components.ts';
import { PROGRAM, place, workshop } from './supply.testkit.ts';
import { componentsIn, describeTree } from './tree.ts';

const repository = join(import.meta.dirname, '../..');
const locked = (name: string) => {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
  return lock.packages[`node_modules/${name}`] as { version: string; integrity: string };
};
const NODE = { 'service/node.exe': `${PROGRAM} of Node` };
const own = { ...NODE, 'service/core.js': 'export {};', 'service/vigilot-service.exe': PROGRAM };

/** Components as a build has them: the lists of the bundles were written by vite. */
async function components(tree: string) {
  const list = join(tree, '../licences.json');
  const { version } = locked('ws');
  const silent = ['abstract-logging', 'growly'].map((name) => ({
    name,
    version: locked(name).version,
    identifier: 'MIT',
  }));
  writeFileSync(list, JSON.stringify([{ name: 'ws', version, identifier: 'MIT', text: 'x'.repeat(80) }, ...silent]));
  return merged([
    await bundledComponents(repository, list, 'service'),
    await sqliteComponents(repository, ['service/node_modules/better-sqlite3/prebuilds/win32-x64.node']),
    [await nodeComponent(repository, 'linux')],
  ]);
}

it('lists what is in a tree as CycloneDX does, the same each time, with every licence', async () => {
  const { root, tree } = workshop(own);
  // Without the package that is not in this tree.
  const given = (await components(tree)).filter(({ name }) => name !== 'better-sqlite3');
  const bom = await describeTree({ root, tree, product: 'vigilot-test', components: given });
  expect(await expectDescribed(tree)).toEqual(bom);
  expect(await describeTree({ root, tree, product: 'vigilot-test', components: given })).toEqual(bom);

  const of = (name: string) => bom.components.find((component) => component.name === name);
  const hash = Buffer.from(locked('ws').integrity.slice(7), 'base64').toString('hex');
  expect(of('ws')).toMatchObject({
    purl: `pkg:npm/ws@${locked('ws').version}`,
    hashes: [{ alg: 'SHA-512', content: hash }],
    evidence: { occurrences: [{ location: 'service' }] },
  });
  expect(of('node')?.evidence.occurrences).toEqual([{ location: 'service/node.exe' }]);
  expect(of('node')?.licenses[0]?.license.text.content).toContain('OpenSSL');
  expect(of('vigilot-service-host')?.evidence.occurrences).toEqual([{ location: 'service/vigilot-service.exe' }]);
  for (const name of ['mingw-w64', 'libgcc']) {
    expect(of(name)?.evidence.occurrences).toEqual([{ location: 'service/vigilot-service.exe' }]);
  }
  expect(of('sqlite')).toMatchObject({
    version: expect.stringMatching(/^3\.\d+\.\d+$/),
    licenses: [{ license: { id: 'blessing' } }],
  });
  // Neither has a file of its licence.
  expect(of('growly')?.licenses[0]?.license.text.content).toContain('Ibrahim Al-Rajhi');
  expect(of('abstract-logging')?.licenses[0]?.license.text.content).toContain('Copyright (c) James Sumners');
});

it('the SQLite it names is the one in the machine code', async () => {
  const [, sqlite] = await sqliteComponents(repository, []);
  const folder = join(repository, 'node_modules/better-sqlite3');
  const source = /SQLITE_SOURCE_ID +"([^"]+)"/.exec(readFileSync(join(folder, 'deps/sqlite3/sqlite3.h'), 'utf8'))?.[1];
  for (const binary of ['win32-x64.node', 'linux-x64.node']) {
    const code = readFileSync(join(folder, 'prebuilds', binary));
    expect([code.includes(`${sqlite?.version}\0`), code.includes(String(source))], binary).toEqual([true, true]);
  }
});

it('refuses a tree with a file of a component that is not listed', async () => {
  const { root, tree } = workshop(NODE);
  await expect(describeTree({ root, tree, product: 'vigilot-test', components: [] })).rejects.toThrow(
    'service/node.exe: of node, which no component lists',
  );
});

it('refuses what is bundled without a licence, or is not locked', async () => {
  const { tree } = workshop({});
  const list = join(tree, '../licences.json');
  const bundle = (entry: object) => {
    place(join(tree, '..'), { 'licences.json': JSON.stringify([entry]) });
    return bundledComponents(repository, list, 'service');
  };
  const { version } = locked('ws');
  await expect(bundle({ name: 'ws', version, text: 'words' })).rejects.toThrow('expected a licence and its text');
  await expect(bundle({ name: 'ws', version, identifier: 'MIT', text: ' ' })).rejects.toThrow('expected a licence');
  await expect(bundle({ name: 'ws', version: '0.0.1', identifier: 'MIT', text: 'words' })).rejects.toThrow(
    'ws 0.0.1 is in',
  );
  // Neither a file of its licence, nor MIT.
  await expect(bundle({ name: 'typebox', version: locked('typebox').version, text: '' })).rejects.toThrow();
});

it('a tree within another brings what it is made of, at its place', async () => {
  const inner = workshop({
    'LICENSES.chromium.html': '<html>',
    'LICENSE.electron.txt': 'MIT, in many words',
    vigilot: '\x7fELF',
  });
  await describeTree({
    root: inner.root,
    tree: inner.tree,
    prefix: 'app/',
    product: 'vigilot-desktop',
    components: await electronComponents(inner.tree, '99.1.0'),
  });
  const found = await componentsIn(inner.tree, 'app/');
  const electron = found.find(({ name }) => name === 'electron');
  expect(electron).toMatchObject({ version: '99.1.0', purl: 'pkg:npm/electron@99.1.0' });
  expect(electron?.evidence.occurrences).toContainEqual({ location: 'app/vigilot' });
  await expect(componentsIn(inner.root)).rejects.toThrow('was not described when it was built');
  await expect(electronComponents(inner.root, '99.1.0')).rejects.toThrow('expected LICENSES.chromium.html');
});

it('a component of two trees stands once, with the places of both', async () => {
  const one = await productComponent(repository, 'x');
  expect(merged([[placed(one, ['b'])], [placed(one, ['a', 'b'])]])).toEqual([placed(one, ['a', 'b'])]);
});

it('the proof against CycloneDX is one: a property it does not know is refused', async () => {
  const { root, tree } = workshop({});
  const bom = await describeTree({ root, tree: tree, product: 'vigilot-test', components: [] }).catch(() => null);
  expect(bom).toBeNull();
  place(tree, { LICENSE: 'words' });
  const good = await describeTree({ root, tree, product: 'vigilot-test', components: [] });
  await expectCycloneDx(good);
  await expect(expectCycloneDx({ ...good, licences: [] } as typeof good)).rejects.toThrow();
});
