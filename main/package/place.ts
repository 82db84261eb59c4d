/** Where a package and what it is made of lie. Apart from what makes it: electron-builder changes how a process ends. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export type PackagePlatform = 'linux' | 'win32';

/** Where the program is in a folder that `packageApplication` made. */
export function programIn(folder: string, platform: PackagePlatform): string {
  return join(folder, platform === 'linux' ? 'vigilot' : 'Vigilot.exe');
}

/** Folder of an Electron for this machine: what Electron's own variable names, or what its installer fetched. Null: none. */
export function electronHere(): string | null {
  const places = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(root, 'node_modules/electron/dist')];
  return places.find((path) => path !== undefined && existsSync(join(path, 'version'))) ?? null;
}
