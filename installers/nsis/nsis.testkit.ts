/**
 * For tests: what electron-builder makes an NSIS installer with, from Debian's makensis and 7-Zip. Its own tools come from
 * github.com. The plug-ins are there by name alone, since makensis looks no further than what they export; so is the
 * uninstaller, which electron-builder has Wine write and a 64-bit Wine cannot: it runs NSIS's 32-bit programs nowhere.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const templates = join(root, 'node_modules/app-builder-lib/templates/nsis');
const GCC = 'i686-w64-mingw32-gcc';
/** Where Debian's makensis has its includes, stubs and own plug-ins. */
const NSIS = '/usr/share/nsis';

/** Why no installer can be made here; null where it can. */
export function nsisMissing(): string | null {
  const tools = { makensis: '-VERSION', '7zz': 'i', [GCC]: '--version', 'x86_64-w64-mingw32-gcc': '--version' };
  const missing = Object.entries(tools).filter(([tool, flag]) => spawnSync(tool, [flag]).error !== undefined);
  return missing.length === 0 ? null : `no ${missing.map(([tool]) => tool).join(', ')} here`;
}

/** The installer of the unpacked application in `folder`, beside it. Throws what electron-builder or makensis says. */
export function nsisInstaller(folder: string): string {
  const tools = join(folder, 'nsis-tools');
  const [nsis, plugins, bin] = [join(tools, 'nsis'), join(tools, 'resources/plugins/x86-unicode'), join(tools, 'bin')];
  for (const path of [join(nsis, 'linux'), plugins, bin]) mkdirSync(path, { recursive: true });
  for (const name of readdirSync(NSIS)) symlinkSync(join(NSIS, name), join(nsis, name));
  const makensis = execFileSync('sh', ['-c', 'command -v makensis'], { encoding: 'utf8' }).trim();
  symlinkSync(makensis, join(nsis, 'linux/makensis'));
  for (const [plugin, functions] of pluginsOf(templates)) {
    const source = join(tools, `${plugin}.c`);
    writeFileSync(source, [...functions].map((name) => `__declspec(dllexport) void ${name}(void) {}\n`).join(''));
    execFileSync(GCC, ['-shared', '-s', '-o', join(plugins, `${plugin}.dll`), source]);
  }
  // Called with the installer that would write it.
  writeFileSync(
    join(bin, 'wine'),
    '#!/bin/sh\nprintf stand-in >"$(dirname "$1")/$(basename "$1" exe)__uninstaller.exe"\n',
    { mode: 0o755 },
  );
  const builder = join(root, 'node_modules/electron-builder/cli.js');
  const unpacked = join(folder, 'win-unpacked');
  const places = [`-c.directories.output=${folder}`, `-c.directories.buildResources=${join(folder, 'resources')}`];
  const args = [builder, '--win', 'nsis', '--prepackaged', unpacked, ...places, '--publish', 'never'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      ELECTRON_BUILDER_7ZIP_PATH: execFileSync('sh', ['-c', 'command -v 7zz'], { encoding: 'utf8' }).trim(),
      ELECTRON_BUILDER_NSIS_DIR: nsis,
      ELECTRON_BUILDER_NSIS_RESOURCES_DIR: join(tools, 'resources'),
    },
  });
  const made = readdirSync(folder).filter((name) => name.endsWith('.exe'));
  if (status !== 0 || made.length !== 1) throw new Error(`no installer was made:\n${stdout}\n${stderr}`);
  return join(folder, made.join());
}

/** What electron-builder's scripts call of plug-ins that NSIS does not bring. */
function pluginsOf(folder: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.ns[hi]$/.test(file)) continue;
    const calls = readFileSync(join(folder, file), 'utf8').matchAll(
      /\b(nsProcess|WinShell|StdUtils|SpiderBanner|Nsis7z|UAC|nsisunz|inetc)::(\w+)/g,
    );
    for (const [, plugin = '', name = ''] of calls) found.set(plugin, (found.get(plugin) ?? new Set()).add(name));
  }
  return found;
}
