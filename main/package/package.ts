/** The unpacked application, as electron-builder makes it from electron-builder.yml, for `npm run package` and for tests. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Configuration, Platform } from 'electron-builder';
import { ICON_SIZES, iconIco, iconPng } from './icons.ts';
import type { PackagePlatform } from './place.ts';

const root = join(import.meta.dirname, '../..');

export interface PackageRequest {
  readonly platform: PackagePlatform;
  /** Folder of an Electron for that platform. Null: electron-builder downloads the one of package.json. */
  readonly electronDist: string | null;
  /** What differs from electron-builder.yml. */
  readonly changes?: Configuration;
}

const unpacked: Readonly<Record<PackagePlatform, string>> = { linux: 'linux-unpacked', win32: 'win-unpacked' };

/**
 * Packages what `npm run build` and `npm run build:main` made. The folder of the application. Throws what electron-builder
 * throws: a configuration it refuses, an Electron that cannot be had.
 */
export async function packageApplication({ platform, electronDist, changes }: PackageRequest): Promise<string> {
  const output = changes?.directories?.output ?? join(root, 'dist');
  const resources = join(output, 'resources');
  await drawIcons(resources);
  const config: Configuration = {
    ...changes,
    directories: { ...changes?.directories, output, buildResources: resources },
    ...(electronDist !== null && { electronDist, electronVersion: versionOf(electronDist) }),
  };
  const target = platform === 'linux' ? Platform.LINUX : Platform.WINDOWS;
  await build({ projectDir: root, publish: 'never', targets: target.createTarget('dir'), config });
  return join(output, unpacked[platform]);
}

function versionOf(dist: string): string {
  return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
}

async function drawIcons(resources: string): Promise<void> {
  await mkdir(join(resources, 'icons'), { recursive: true });
  await writeFile(join(resources, 'icon.ico'), iconIco());
  for (const size of ICON_SIZES) await writeFile(join(resources, 'icons', `${size}x${size}.png`), iconPng(size));
}
