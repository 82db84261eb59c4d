/**
 * For tests: the desktop application for Windows as electron-builder packages it (archive, languages, fuses, icon, version), around a
 * program that stands in for electron.exe, which no registry of packages has.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const ELECTRON = '45.4.1';

/** electron-builder writes the product's names into the block that it finds. */
const version = `1 VERSIONINFO
FILEVERSION 45,4,1,0
FILEOS 0x4
FILETYPE 0x1
{
  BLOCK "StringFileInfo" { BLOCK "040904b0" { VALUE "FileDescription", "Electron" VALUE "ProductName", "Electron" } }
  BLOCK "VarFileInfo" { VALUE "Translation", 0x409, 1200 }
}
`;

/** Files of Electron's release for Windows, by name; what is in them matters to Chromium alone. */
const release = [
  ...['chrome_100_percent.pak', 'chrome_200_percent.pak', 'resources.pak', 'icudtl.dat', 'snapshot_blob.bin'],
  ...['v8_context_snapshot.bin', 'vk_swiftshader_icd.json', 'LICENSE.electron.txt', 'LICENSES.chromium.html'],
  ...['d3dcompiler_47.dll', 'ffmpeg.dll', 'libEGL.dll', 'libGLESv2.dll', 'vk_swiftshader.dll', 'vulkan-1.dll'],
  ...['de', 'en-US', 'fr', 'zh-CN'].map((language) => `locales/${language}.pak`),
];

/** Packages into `folder` by the program of `npm run package`; the folder of the application. Throws what that program says. */
export function packageForWindows(folder: string): string {
  if (!existsSync(join(root, 'main/dist/core.js'))) throw new Error('the application is not built: npm run build:main');
  const dist = join(folder, 'electron');
  for (const path of release) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), `${path} of Electron\n`);
  }
  copyFileSync(join(root, 'node_modules/electron/LICENSE'), join(dist, 'LICENSE.electron.txt'));
  mkdirSync(join(dist, 'resources'));
  writeFileSync(join(dist, 'version'), ELECTRON);
  const [source, object] = [join(folder, 'version.rc'), join(folder, 'version.o')];
  writeFileSync(source, version);
  execFileSync('x86_64-w64-mingw32-windres', [source, object]);
  const from = [join(import.meta.dirname, 'electron.testkit.c'), object];
  execFileSync('x86_64-w64-mingw32-gcc', ['-O2', '-s', '-mwindows', '-o', join(dist, 'electron.exe'), ...from]);
  // A process of its own: electron-builder ends whatever process it was loaded into with 0.
  const program = [join(root, 'main/package/main.ts'), '--win', '--output', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the application was not packaged:\n${stdout}\n${stderr}`);
  return join(folder, 'win-unpacked');
}
