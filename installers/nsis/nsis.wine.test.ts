/**
 * The installer of self-managed shops, made by electron-builder and makensis as electron-builder.yml says, warnings being errors. It is
 * not run: what it carries and what was compiled is looked at.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBelow } from '../msi/files.ts';
import { packageForWindows } from '../msi/windows-application.testkit.ts';
import { expectAccounted, expectDescribed } from '../supply/bom.testkit.ts';
import { nsisInstaller, nsisMissing } from './nsis.testkit.ts';

const missing = nsisMissing();

describe.skipIf(missing !== null)(`the NSIS installer${missing === null ? '' : ` (not tried: ${missing})`}`, () => {
  let dir: string;
  let application: string;
  let installer: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'vigilot-nsis-'));
    application = packageForWindows(join(dir, 'package'));
    installer = nsisInstaller(dirname(application));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const unpack = (archive: string, into: string) => {
    execFileSync('7zz', ['x', '-y', `-o${into}`, archive]);
    return into;
  };

  it('is one file, for 64 bits, with the application as it was packaged and its uninstaller', async () => {
    expect(installer).toMatch(/vigilot-\d+\.\d+\.\d+-win-x64\.exe$/);
    const inside = unpack(installer, join(dir, 'inside'));
    const held = await filesBelow(inside);
    expect(held.filter((path) => !path.startsWith('$PLUGINSDIR/'))).toEqual(['$R0/Uninstall Vigilot.exe']);
    const unpacked = unpack(join(inside, '$PLUGINSDIR/app-64.7z'), join(dir, 'unpacked'));
    expect(await filesBelow(unpacked)).toEqual(await filesBelow(application));
    await expectDescribed(unpacked);
    await expectAccounted(`${installer}.intoto.json`, unpacked);
  });

  it('comes with its bill of materials, provenance and hashes', () => {
    const said = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: dirname(installer),
      encoding: 'utf8',
    });
    expect(said.trim().split('\n')).toHaveLength(3);
    expect(said).toContain('win-x64.exe: OK\n');
  });

  it('was compiled of our refusal beside an MSI, for one user, in French and English, and opens no file for others', () => {
    const debug = parse(readFileSync(join(dirname(installer), 'builder-debug.yml'), 'utf8')) as {
      nsis: { script: string };
    };
    const { script } = debug.nsis;
    expect(script).toMatch(/^!include ".*installers\/nsis\/beside-msi\.nsh"$/m);
    expect(script).toMatch(/!insertmacro initMultiUser\s+!ifmacrodef customInit\s+!insertmacro customInit/);
    expect([...script.matchAll(/MUI_LANGUAGE "(\w+)"/g)].map(([, language]) => language)).toEqual([
      'French',
      'English',
    ]);
    expect(script).not.toContain('registerFileAssociations');
    // The manifest of the program itself: no elevation.
    expect(readFileSync(installer, 'latin1')).toContain('requestedExecutionLevel level="asInvoker"');
  });
});
