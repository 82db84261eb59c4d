/** electron-builder.yml, read as it stands: what a package would be, without an Electron. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import type { Configuration } from 'electron-builder';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { APP_ID } from '../app-id.ts';
import { FURTHER_FUSES } from './after-pack.ts';

const root = join(import.meta.dirname, '../..');
const configuration = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration;
const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
  version: string;
};

describe('electron-builder.yml', () => {
  it('names the identity that the application tells Windows', () => {
    expect(configuration.appId).toBe(APP_ID);
  });

  it('decides every fuse there is, none twice', () => {
    const { resetAdHocDarwinSignature, ...named } = configuration.electronFuses ?? {};
    expect(resetAdHocDarwinSignature).toBe(false);
    const further = Object.keys(FURTHER_FUSES).map((fuse) => FuseV1Options[Number(fuse)] ?? fuse);
    const ours = [...Object.keys(named).map((name) => name[0]?.toUpperCase() + name.slice(1)), ...further];
    const known = Object.values(FuseV1Options).filter((name) => typeof name === 'string');
    expect(ours.sort()).toEqual(known.sort());
    expect(named).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
    for (const hook of [configuration.afterPack, configuration.afterAllArtifactBuild])
      expect(existsSync(join(root, hook as string))).toBe(true);
  });

  it('takes an archive whose content is checked, and unpacks machine code alone', () => {
    expect(configuration).toMatchObject({ asar: true, asarUnpack: ['**/*.node'] });
    expect(configuration.disableAsarIntegrity).toBeUndefined();
  });

  it('names each file it ships, and no package but the one with machine code', () => {
    const files = (configuration.files ?? []) as Array<string | { from: string; filter: string[] }>;
    expect(files.filter((entry) => typeof entry === 'string')).toEqual([
      'main/boot.cjs',
      'main/dist',
      'renderer/dist',
      'LICENSE',
      '!{main,renderer}/dist/licences.json',
      '!node_modules/**',
    ]);
    expect(files.filter((entry) => typeof entry !== 'string')).toEqual([
      expect.objectContaining({ from: 'node_modules/better-sqlite3', filter: ['package.json', 'LICENSE', 'lib'] }),
    ]);
    // The machine code by the name of the system it is for, whichever system packages.
    const binaries = 'node_modules/better-sqlite3/prebuilds';
    for (const [system, options] of [
      ['win32', configuration.win],
      ['linux', configuration.linux],
    ] as const) {
      const filter = expect.stringMatching(new RegExp(`^${system}-\\$\\{arch\\}\\.node$`));
      expect(options?.files).toEqual([{ from: binaries, to: binaries, filter }]);
    }
    expect(configuration).not.toHaveProperty('extraResources');
    expect(configuration).not.toHaveProperty('extraFiles');
  });

  it('speaks French and English, opens no file and no address for others', () => {
    expect(configuration.electronLanguages).toEqual(['fr', 'en-US']);
    for (const one of [configuration, configuration.win, configuration.linux]) {
      expect(one).not.toHaveProperty('fileAssociations');
      expect(one).not.toHaveProperty('protocols');
    }
  });

  it('runs and compiles nothing of a package', () => {
    expect(configuration).toMatchObject({
      npmRebuild: false,
      nodeGypRebuild: false,
      buildDependenciesFromSource: false,
    });
  });

  it('takes the Electron that the sources are checked against', () => {
    expect(configuration.electronVersion).toBeUndefined();
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies.electron).toBe(version);
  });

  it('is signed with SHA-256 and a time stamp, and an update with another signature is refused', () => {
    expect(configuration.win).toMatchObject({
      requestedExecutionLevel: 'asInvoker',
      verifyUpdateCodeSignature: true,
      signtoolOptions: { signingHashAlgorithms: ['sha256'], rfc3161TimeStampServer: expect.stringMatching(/^http/) },
    });
    expect(configuration.win?.signExecutable).toBeUndefined();
  });

  it('announces releases at a place of our own kind', () => {
    expect(configuration.publish).toEqual([
      { provider: 'generic', url: 'https://updates.vigilot.invalid/', channel: 'latest' },
    ]);
  });

  it('installs for one user without an administrator, keeps data, and asks no language', () => {
    expect(configuration.win?.target).toEqual([{ target: 'nsis', arch: 'x64' }]);
    expect(configuration.nsis).toEqual({
      oneClick: true,
      perMachine: false,
      allowElevation: false,
      packElevateHelper: false,
      runAfterFinish: true,
      deleteAppDataOnUninstall: false,
      createDesktopShortcut: false,
      createStartMenuShortcut: true,
      shortcutName: 'Vigilot',
      unicode: true,
      multiLanguageInstaller: true,
      installerLanguages: ['fr_FR', 'en_US'],
      displayLanguageSelector: false,
      differentialPackage: false,
      warningsAsErrors: true,
      include: 'installers/nsis/beside-msi.nsh',
    });
  });

  it('does not install beside an MSI, silently neither', () => {
    const script = readFileSync(join(root, configuration.nsis?.include ?? ''), 'utf8');
    expect(script).toContain('!macro customInit');
    expect(script).toContain('SetRegView 64');
    expect(script).toContain('HKLM "SYSTEM\\CurrentControlSet\\Services\\VigilotAgent"');
    const [, refusal] = script.split(/\$\{(?:IfNot|EndIf)\}/);
    expect(refusal).toMatch(/MessageBox .* \/SD IDOK/);
    expect(refusal).toMatch(/SetErrorLevel 1638\s+Quit/);
  });

  it('makes an AppImage and a deb for Linux', () => {
    expect(configuration.linux?.target).toEqual([
      { target: 'AppImage', arch: 'x64' },
      { target: 'deb', arch: 'x64' },
    ]);
  });
});
