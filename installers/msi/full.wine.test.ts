/**
 * The MSI with the application, under Wine: a real package of electron-builder around a program that stands in for electron.exe.
 * Wine sets no property of shortcuts (the AppUserModelID is asserted in tables.wine.test.ts) and shows no toast.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { iconPng } from '../../main/package/icons.ts';
import { releaseFolder } from '../service/build.ts';
import { nodeRuntime } from '../service/node-runtime.ts';
import { expectDescribed } from '../supply/bom.testkit.ts';
import { type Windows, wineMissing } from '../wine.testkit.ts';
import { dataNames } from './data-names.ts';
import { filesBelow } from './files.ts';
import { makeImage } from './image.ts';
import { DATA, Installer, PROGRAMS, SERVICE } from './installer.testkit.ts';
import { products } from './product.ts';
import { packageForWindows } from './windows-application.testkit.ts';

const missing = wineMissing();
const PORT = 21_413;
const RUN = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
const EXE = `${PROGRAMS}\\app\\Vigilot.exe`;

describe.skipIf(missing !== null)(
  `the MSI with the application${missing === null ? '' : ` (not tried: ${missing})`}`,
  () => {
    let installer: Installer;
    let windows: Windows;
    let shop: Shop;
    let application: string;
    const image = { old: '', new: '' };
    const msi = { old: '', new: '' };

    beforeAll(async () => {
      [installer, shop] = await Promise.all([Installer.open(), Shop.open()]);
      ({ windows } = installer);
      application = packageForWindows(join(windows.dir, 'package'));
      for (const which of ['old', 'new'] as const) {
        // A later Electron brings other files.
        const tree = join(windows.dir, `application-${which}`);
        await cp(application, tree, { recursive: true });
        rmSync(join(tree, which === 'old' ? 'vulkan-1.dll' : 'ffmpeg.dll'));
        image[which] = join(windows.dir, which);
        await makeImage({ edition: 'full', into: image[which], service: releaseFolder('win32'), application: tree });
      }
      msi.old = await installer.build('full', '0.1.0', image.old);
      msi.new = await installer.build('full', '0.2.0', image.new);
    });
    afterAll(async () => {
      await windows?.close();
      await shop?.close();
    });

    /** Shortcuts of ours, wherever Wine puts a machine's Start menu. Not by Node: it would follow Wine's links out of the prefix. */
    const shortcuts = () => {
      const found = execFileSync('find', [windows.path('C:\\'), '-name', 'Vigilot.lnk'], { encoding: 'utf8' });
      return found.split('\n').filter((path) => path !== '');
    };
    const atLogon = async () => (await installer.values(RUN)).Vigilot;

    it('is packaged with its name, version and icon, its fuses set, two languages, and code for Windows', async () => {
      const program = readFileSync(join(application, 'Vigilot.exe'));
      for (const text of ['Vigilot', 'Copyright Vigilot contributors'])
        expect(program.includes(Buffer.from(text, 'utf16le')), text).toBe(true);
      expect(program.includes(iconPng(256))).toBe(true);
      // What Electron compares the archive with before it runs it.
      expect(program.includes('resources\\\\app.asar')).toBe(true);
      const wire = await getCurrentFuseWire(join(application, 'Vigilot.exe'));
      expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
      expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
      expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
      const files = await filesBelow(application);
      expect(files.filter((path) => path.startsWith('locales/'))).toEqual(['locales/en-US.pak', 'locales/fr.pak']);
      const [binary = '', ...more] = files.filter((path) => path.endsWith('.node'));
      expect(more).toEqual([]);
      const load = `process.dlopen({ exports: {} }, process.argv[1])`;
      const node = (await nodeRuntime(join(import.meta.dirname, '../..'), 'win32')).path;
      await windows.do(node, ['-e', load, windows.seen(join(application, binary))]);
    });

    const gtin = testGtin(601);
    it('is installed with all its files, a shortcut and its start at logon', async () => {
      const path = `/v1/officines/${shop.officine}/enrolment-tokens`;
      const { token } = (await shop.portal.call('operator', 'POST', path, {})) as { token: string };
      writeFileSync(windows.path('C:\\jeton.txt'), token);
      await installer.do('/i', msi.old, {
        PORTALURL: shop.portal.url,
        HOOKPORT: String(PORT),
        ENROLMENTTOKENFILE: 'C:\\jeton.txt',
      });
      expect(await filesBelow(windows.path(PROGRAMS))).toEqual(await filesBelow(image.old));
      const { components } = await expectDescribed(windows.path(PROGRAMS));
      expect(components.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'node',
          'electron',
          'sqlite',
          'preact',
          'vigilot-service-host',
          'vigilot-till-library',
        ]),
      );
      const [shortcut = '', ...more] = shortcuts();
      expect(more).toEqual([]);
      expect(shortcut).toContain('Start Menu');
      expect(readFileSync(shortcut).includes(EXE)).toBe(true);
      expect(await atLogon()).toBe(`"${EXE}" --hidden`);
      await installer.live();
      expect((await installer.check(gtin, 'A1')).verdict).toBe('allow');
    });

    it('is upgraded under a running application: other files, its start at logon as AUTOSTART says, recalls as before', async () => {
      await shop.portal.publish(recallDraft('R-601', gtin, ['A1']));
      await installer.verdict(gtin, 'A1', 'block');
      const running = windows.run(EXE, ['--hidden'], { seconds: 120 });
      await until(() => windows.processes('Vigilot.exe')[0], { what: 'the application' });
      await installer.do('/i', msi.new, { AUTOSTART: '0' });
      expect((await running).status).toBe(0);
      expect(windows.processes('Vigilot.exe')).toEqual([]);
      const files = await filesBelow(windows.path(PROGRAMS));
      expect(files).toEqual(await filesBelow(image.new));
      expect(files).toContain('app/vulkan-1.dll');
      expect(files).not.toContain('app/ffmpeg.dll');
      expect(await atLogon()).toBeUndefined();
      expect(shortcuts()).toHaveLength(1);
      expect(await installer.versions(products.full.name)).toEqual(['0.2.0']);
      await windows.serviceIs(SERVICE, 'RUNNING');
      await installer.verdict(gtin, 'A1', 'block');
    });

    it('the same version again brings its start at logon back', async () => {
      await installer.do('/i', msi.new, { AUTOSTART: '1', REINSTALL: 'ALL' });
      expect(await atLogon()).toBe(`"${EXE}" --hidden`);
      await installer.verdict(gtin, 'A1', 'block');
    });

    it('is removed with PURGE=1, and nothing is left: each name that an agent at work makes is known', async () => {
      const { files, folders } = dataNames;
      const known = (name: string) => folders.includes(name) || files.some((made) => name.startsWith(made));
      const left = readdirSync(windows.path(DATA));
      expect(left).toEqual(expect.arrayContaining(['compile-cache', 'journal.db', 'register.db', 'till.json']));
      expect(left.filter((name) => !known(name))).toEqual([]);
      await installer.do('/x', msi.new, { PURGE: '1' });
      await installer.expectNothing();
      expect(existsSync(windows.path(DATA))).toBe(false);
      expect(shortcuts()).toEqual([]);
      expect(await atLogon()).toBeUndefined();
    });
  },
);
