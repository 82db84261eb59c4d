/** electron-builder's hook on the unpacked application, before it sets the fuses of electron-builder.yml and signs. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';
import { filesBelow } from '../../installers/msi/files.ts';
import { merged } from '../../installers/supply/bom.ts';
import {
  BUNDLED_FILE,
  bundledComponents,
  electronComponents,
  sqliteComponents,
} from '../../installers/supply/components.ts';
import { describeTree } from '../../installers/supply/tree.ts';

const root = join(import.meta.dirname, '../..');
const ARCHIVE = 'resources/app.asar';

/** Fuses that electron-builder 26 cannot name in its configuration. WebAssembly (Node's HTTP parser) stays as fast as it is. */
export const FURTHER_FUSES = { [FuseV1Options.WasmTrapHandlers]: true } as const;

/**
 * Sets the further fuses this Electron has, and describes what is shipped. Throws where it has a fuse that nobody decided about, or a file is
 * there that nobody did.
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const program = join(appOutDir, electronPlatformName === 'win32' ? 'Vigilot.exe' : 'vigilot');
  const { version, resetAdHocDarwinSignature: _, ...wire } = await getCurrentFuseWire(program);
  const here = Object.keys(wire).map(Number);
  const unknown = here.filter((fuse) => FuseV1Options[fuse] === undefined);
  if (unknown.length > 0) throw new Error(`this Electron has fuses that nobody decided about: ${unknown.join(', ')}`);
  const further = Object.entries(FURTHER_FUSES).filter(([fuse]) => here.includes(Number(fuse)));
  await packager.addElectronFuses({ appOutDir, electronPlatformName, packager } as AfterPackContext, {
    version: FuseVersion.V1,
    ...Object.fromEntries(further),
  });
  // The page that a bare Electron shows; never loaded, since only app.asar is.
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  const binaries = (await filesBelow(appOutDir)).filter((path) => path.endsWith('.node'));
  const bundles = ['main', 'renderer'].map((part) => join(root, part, 'dist', BUNDLED_FILE));
  await describeTree({
    root,
    tree: appOutDir,
    prefix: 'app/',
    product: 'vigilot-desktop',
    components: merged([
      ...(await Promise.all(bundles.map((list) => bundledComponents(root, list, ARCHIVE)))),
      await sqliteComponents(root, binaries),
      await electronComponents(appOutDir, packager.info.framework.version),
    ]),
  });
}
