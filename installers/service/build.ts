/**
 * What a release installs of the agent, but for the desktop application: `npm run build:service [win32|linux]…` (both unless
 * told). Laid out as it stands on the machine, for MSI, deb and tests to take:
 *
 *   installers/dist/<platform>/service/   node, boot.cjs, core.js, vigilot.js, workers, renderer/, node_modules/better-sqlite3/
 *   installers/dist/<platform>/bin/       vigilot.cmd or vigilot
 *   installers/dist/<platform>/           licences.md, vigilot.cdx.json (installers/supply)
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { buildServiceHost } from '../../native-bridge/service-host/build.ts';
import { bundleOf } from '../../vite.bundle.ts';
import { merged } from '../supply/bom.ts';
import { BUNDLED_FILE, bundledComponents, nodeComponent, sqliteComponents } from '../supply/components.ts';
import { describeTree } from '../supply/tree.ts';
import { nodeRuntime, type Platform } from './node-runtime.ts';

const root = join(import.meta.dirname, '../..');

/** Where the build of `platform` stands. */
export const releaseFolder = (platform: Platform): string => join(root, 'installers/dist', platform);

/** Builds it anew; returns its folder. Rejects where the screens are not built, or a tool or package cannot be had. */
export async function buildService(platform: Platform): Promise<string> {
  const folder = releaseFolder(platform);
  const service = join(folder, 'service');
  const screens = join(root, 'renderer/dist');
  if (!existsSync(join(screens, 'index.html'))) throw new Error('the screens are not built: npm run build');
  await rm(folder, { recursive: true, force: true });
  await build({
    root,
    logLevel: 'warn',
    ...bundleOf({
      programs: { core: './cli/service/core.ts', vigilot: './cli/workstation.ts' },
      outDir: service,
      external: ['better-sqlite3'],
      target: 'node24',
      screens: './renderer',
    }),
  });
  const node = await nodeRuntime(root, platform);
  await copyFile(node.path, join(service, node.name));
  await copyFile(node.licence, join(service, 'LICENSE.node'));
  await copyFile(join(import.meta.dirname, 'boot.cjs'), join(service, 'boot.cjs'));
  await writeFile(join(service, 'package.json'), '{ "type": "module" }\n');
  await cp(screens, join(service, 'renderer'), { recursive: true });
  await copySqlite(join(service, 'node_modules/better-sqlite3'), platform);
  await copyFile(join(root, 'LICENSE'), join(service, 'LICENSE'));
  await mkdir(join(folder, 'bin'));
  if (platform === 'win32') {
    await copyFile(join(import.meta.dirname, 'vigilot.cmd'), join(folder, 'bin/vigilot.cmd'));
    await buildServiceHost(join(service, 'vigilot-service.exe'));
  } else {
    await copyFile(join(import.meta.dirname, 'vigilot.sh'), join(folder, 'bin/vigilot'));
    await chmod(join(folder, 'bin/vigilot'), 0o755);
  }
  const bundled = await Promise.all(
    [service, join(service, 'renderer')].map(async (part) => {
      const list = join(part, BUNDLED_FILE);
      const components = await bundledComponents(root, list, part.slice(folder.length + 1));
      await rm(list);
      return components;
    }),
  );
  const sqlite = await sqliteComponents(root, [`service/node_modules/better-sqlite3/prebuilds/${platform}-x64.node`]);
  await describeTree({
    root,
    tree: folder,
    product: `vigilot-service-${platform}`,
    components: merged([...bundled, sqlite, [await nodeComponent(root, platform)]]),
  });
  return folder;
}

/** The package without its sources and the machine code of other systems. */
async function copySqlite(to: string, platform: Platform): Promise<void> {
  const from = join(root, 'node_modules/better-sqlite3');
  for (const part of ['package.json', 'LICENSE', 'lib', `prebuilds/${platform}-x64.node`]) {
    await cp(join(from, part), join(to, part), { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const asked = process.argv.slice(2);
  for (const platform of asked.length === 0 ? (['win32', 'linux'] as const) : asked) {
    if (platform !== 'win32' && platform !== 'linux') throw new Error(`${platform}: win32 or linux expected`);
    console.log(await buildService(platform));
  }
}
