import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updateModes } from '../../agent/policy/settings.ts';
import { APP_ID } from '../../main/app-id.ts';
import { wineMissing } from '../wine.testkit.ts';
import { buildMsi, type MsiOptions } from './build.ts';
import { guidOf, productFacts, products } from './product.ts';
import { failure, publicProperties, rememberedProperties } from './rows.ts';
import { iconIn, type Row, standInImage, tableOf, tablesOf, wholeOf } from './tables.testkit.ts';

const SERVICE = ['service/vigilot-service.exe', 'service/node.exe', 'service/renderer/assets/style & more.css'];
const APPLICATION = ['app/Vigilot.exe', 'app/resources/app.asar', 'app/locales/fr.pak'];

describe.skipIf(wineMissing() !== null)('the tables of the MSI', () => {
  let dir = '';
  let options: MsiOptions;
  const msis = { full: '', headless: '' };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vigilot-tables-'));
    options = {
      edition: 'full',
      version: '1.2.3',
      commit: 'c0ffee',
      time: Date.UTC(2026, 10, 22, 8),
      image: standInImage(join(dir, 'image'), [...SERVICE, ...APPLICATION]),
      icon: iconIn(dir),
      out: join(dir, 'out'),
      certificate: null,
    };
    msis.full = await buildMsi(options);
    const image = standInImage(join(dir, 'headless'), SERVICE);
    msis.headless = await buildMsi({ ...options, edition: 'headless', image });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const both = ['full', 'headless'] as const;
  const property = (edition: 'full' | 'headless', name: string) =>
    tableOf(msis[edition], 'Property').find((row) => row.Property === name)?.Value;
  const sequence = (msi: string): Row[] =>
    tableOf(msi, 'InstallExecuteSequence').sort((a, b) => Number(a.Sequence) - Number(b.Sequence));
  const position = (msi: string, action: string) => sequence(msi).findIndex((row) => row.Action === action);

  it.each(both)(
    'two builds of one commit are the same, and those of another are another product (%s)',
    async (edition) => {
      const same = { ...options, edition, image: join(dir, edition === 'full' ? 'image' : 'headless') };
      const again = await buildMsi({ ...same, out: join(dir, 'again') });
      expect(wholeOf(again)).toEqual(wholeOf(msis[edition]));
      // The cabinet and the custom actions too, byte by byte.
      for (const stream of ['vigilot.cab', 'Binary.actions', 'Icon.vigilot.ico']) {
        const bytes = [again, msis[edition]].map((msi) =>
          execFileSync('msiinfo', ['extract', msi, stream], { maxBuffer: 2 ** 28 }),
        );
        expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0)), stream).toBe(true);
      }
      const next = await buildMsi({ ...same, commit: 'decaf', out: join(dir, 'next') });
      const codes = (msi: string) => tableOf(msi, 'Property').find((row) => row.Property === 'ProductCode')?.Value;
      expect(codes(next)).not.toBe(codes(again));
      expect(tableOf(next, 'Component')).toEqual(tableOf(again, 'Component'));
    },
  );

  it.each(both)('identity: French, per machine, 64 bits, codes of its own (%s)', (edition) => {
    expect(property(edition, 'UpgradeCode')).toBe(`{${products[edition].upgradeCode}}`);
    // What winget and Intune are told (installers/recipes) is what the MSI says.
    const facts = productFacts(edition, '1.2.3', 'c0ffee');
    expect(property(edition, 'UpgradeCode')).toBe(facts.upgradeCode);
    expect(property(edition, 'ProductCode')).toBe(facts.productCode);
    expect(property(edition, 'ProductName')).toBe(facts.name);
    expect(property(edition, 'ProductVersion')).toBe(facts.version);
    expect(property(edition, 'Manufacturer')).toBe(facts.publisher);
    expect(msis[edition]).toMatch(new RegExp(`/${facts.msi}$`));
    expect(property(edition, 'ProductLanguage')).toBe('1036');
    expect(property(edition, 'ALLUSERS')).toBe('1');
    const summary = Object.fromEntries(
      tableOf(msis[edition], '_SummaryInformation').map((row) => [row.PropertyId, row.Value]),
    );
    expect(summary).toMatchObject({
      7: 'x64;1036',
      9: facts.packageCode,
      12: '2026/11/22 08:00:00',
      14: '500',
      15: '2',
    });
    expect(execFileSync('msiinfo', ['export', msis[edition], '_ForceCodepage'], { encoding: 'latin1' })).toContain(
      '1252',
    );
  });

  it.each(both)(
    'an upgrade replaces, also the same version; an older one and the other edition are refused (%s)',
    (edition) => {
      const own = `{${products[edition].upgradeCode}}`;
      const other = `{${products[edition === 'full' ? 'headless' : 'full'].upgradeCode}}`;
      const found = tableOf(msis[edition], 'Upgrade').map(
        ({ UpgradeCode, VersionMin, VersionMax, Attributes, ActionProperty }) => [
          UpgradeCode,
          VersionMin,
          VersionMax,
          Number(Attributes),
          ActionProperty,
        ],
      );
      expect(found).toHaveLength(3);
      expect(found).toContainEqual([own, '', '1.2.3', 0x201, 'WIX_UPGRADE_DETECTED']);
      expect(found).toContainEqual([own, '1.2.3', '', 0x2, 'WIX_DOWNGRADE_DETECTED']);
      expect(found).toContainEqual([other, '0.0.0', '', 0x102, 'OTHEREDITION']);
      const conditions = tableOf(msis[edition], 'LaunchCondition').map((row) => [row.Condition, row.Description]);
      expect(conditions).toEqual([
        ['Installed OR NOT OTHEREDITION', expect.stringMatching(/^L’autre édition .* \/ The other edition /)],
        ['Installed OR WINDOWS10', expect.stringMatching(/Windows 10 .* \/ /)],
        ['NOT WIX_DOWNGRADE_DETECTED', expect.stringMatching(/^Une version plus récente .* \/ A newer version /)],
      ]);
      // Within the transaction: what fails puts the old version back.
      expect(position(msis[edition], 'RemoveExistingProducts')).toBe(position(msis[edition], 'InstallInitialize') + 1);
      expect(position(msis[edition], 'RemoveExistingProducts')).toBeLessThan(position(msis[edition], 'InstallFiles'));
    },
  );

  it.each(both)('public properties reach the installation; the token is hidden and stored nowhere (%s)', (edition) => {
    const msi = msis[edition];
    const secure = property(edition, 'SecureCustomProperties')?.split(';') ?? [];
    expect(secure).toEqual(expect.arrayContaining([...publicProperties]));
    expect(secure).toEqual(expect.arrayContaining(['WIX_UPGRADE_DETECTED', 'WIX_DOWNGRADE_DETECTED', 'OTHEREDITION']));
    expect(property(edition, 'MsiHiddenProperties')?.split(';')).toEqual(['ENROLMENTTOKEN', 'KeepToken']);
    // Hidden as a target too (0x2000), deferred (0x400), as the system (0x800).
    expect(kindOf(msi, 'KeepToken') & 0x2c00).toBe(0x2c00);
    for (const table of tablesOf(msi)) {
      for (const row of tableOf(msi, table)) expect(Object.values(row).join('\t')).not.toContain('[ENROLMENTTOKEN');
    }
    // Nothing is remembered of it: there is a search for each other property, in the 64-bit registry.
    const searched = tableOf(msi, 'AppSearch').map((row) => row.Property);
    expect(searched.sort()).toEqual([...rememberedProperties.map((name) => `REMEMBERED${name}`), 'WINDOWS10'].sort());
    for (const row of tableOf(msi, 'RegLocator')) expect([row.Root, Number(row.Type)]).toEqual(['2', 0x12]);
    // What is remembered is public, since the half of the installation that has rights does not search again.
    for (const name of rememberedProperties) expect(secure).toContain(`REMEMBERED${name}`);
  });

  it.each(both)('settings are written where they are given, and taken away whoever gave them (%s)', (edition) => {
    const values = tableOf(msis[edition], 'Registry').filter((row) => row.Key === 'Software\\Vigilot');
    expect(Object.fromEntries(values.map((row) => [row.Name, row.Value]))).toEqual({
      DataDir: '[DATADIR]',
      PortalUrl: '[PORTALURL]',
      HookPort: '#[HOOKPORT]',
      Autostart: '#[AUTOSTART]',
      Updates: '[UPDATES]',
      Proxy: '[PROXY]',
    });
    for (const { Root, Component_, Name } of values) {
      expect(Root).toBe('2');
      const condition =
        tableOf(msis[edition], 'Component').find((row) => row.Component === Component_)?.Condition ?? '';
      expect(condition, Name).toBe(Name === 'DataDir' ? '' : `${Name?.toUpperCase()} OR REMOVE`);
    }
  });

  it.each(both)('custom actions: what each is, when, and in which order (%s)', (edition) => {
    const msi = msis[edition];
    const order = sequence(msi).map((row) => row.Action);
    const wanted = [
      'AppSearch',
      'LaunchConditions',
      'CheckProperties',
      'FindData',
      'CostFinalize',
      'InstallInitialize',
      'SetEndPrograms',
      'StopServices',
      'EndPrograms',
      'DeleteServices',
      'RemoveFiles',
      'InstallFiles',
      'SecureData',
      'DiscardToken',
      'KeepToken',
      'DropTokenFile',
      'PurgeData',
      'WriteRegistryValues',
      'InstallServices',
      'MsiConfigureServices',
      'StartServices',
      'InstallFinalize',
    ];
    expect(order.filter((action) => wanted.includes(action ?? ''))).toEqual(wanted);
    const ofDll: Record<string, number> = Object.fromEntries(
      tableOf(msi, 'CustomAction').map((row) => [row.Action, Number(row.Type)]),
    );
    expect(ofDll).toEqual({
      CheckProperties: 0x1,
      FindData: 0x1,
      SetEndPrograms: 0x33,
      EndPrograms: 0xc01,
      SecureData: 0xc01,
      KeepToken: 0x2c01,
      DiscardToken: 0xd41,
      DropTokenFile: 0xe41,
      PurgeData: 0xe41,
    });
    const conditions = Object.fromEntries(sequence(msi).map((row) => [row.Action, row.Condition]));
    for (const action of ['FindData', 'PurgeData']) {
      expect(conditions[action]).toBe('PURGE = "1" AND REMOVE = "ALL" AND NOT UPGRADINGPRODUCTCODE');
    }
    expect(conditions).toMatchObject({ CheckProperties: 'NOT REMOVE', SecureData: 'NOT Installed OR REINSTALL' });
    // Nothing is done to the folder of an agent that is not stopped for it.
    for (const action of ['KeepToken', 'DiscardToken', 'DropTokenFile']) {
      expect(conditions[action]).toMatch(/ AND \(NOT Installed OR REINSTALL\)$/);
    }
    // A deferred action sees what the property of its own name holds: those that need it are set by CheckProperties and FindData.
    const source = readFileSync(join(import.meta.dirname, 'actions/actions.c'), 'utf8');
    for (const [action, type] of Object.entries(ofDll)) {
      if (type & 0x400 && action !== 'EndPrograms') expect(source).toContain(`MsiSetPropertyW(session, L"${action}"`);
    }
  });

  it.each(both)('the service: its own account, automatic, started again, gone with the product (%s)', (edition) => {
    const msi = msis[edition];
    expect(tableOf(msi, 'ServiceInstall')).toEqual([
      expect.objectContaining({
        Name: 'VigilotAgent',
        ServiceType: '16',
        StartType: '2',
        ErrorControl: '1',
        StartName: 'NT SERVICE\\VigilotAgent',
        Password: '',
        Component_: 'Service',
      }),
    ]);
    const component = tableOf(msi, 'Component').find((row) => row.Component === 'Service');
    expect(component?.KeyPath).toBe('ServiceHost');
    expect(tableOf(msi, 'File').find((row) => row.File === 'ServiceHost')?.FileName).toBe('vigilot-service.exe');
    const control = tableOf(msi, 'ServiceControl').map((row) => [row.Name, Number(row.Event), row.Wait]);
    // Stopped at installation and removal (0x22), deleted at removal (0x80), waited for; started at installation (0x1).
    expect(control).toEqual([
      ['VigilotAgent', 0x1, '0'],
      ['VigilotAgent', 0xa2, '1'],
    ]);
    expect(tableOf(msi, 'MsiServiceConfigFailureActions')).toEqual([
      expect.objectContaining({
        Name: 'VigilotAgent',
        Event: '1',
        ResetPeriod: '86400',
        Actions: '1[~]1[~]1',
        DelayActions: '5000[~]30000[~]60000',
        Component_: 'Service',
      }),
    ]);
    // Also when it stops by itself with an error: not a crash in Windows' eyes.
    expect(tableOf(msi, 'MsiServiceConfig')).toEqual([
      expect.objectContaining({
        Name: 'VigilotAgent',
        Event: '1',
        ConfigType: '4',
        Argument: '1',
        Component_: 'Service',
      }),
    ]);
    const source = tableOf(msi, 'Registry').filter((row) => row.Key?.endsWith('EventLog\\Application\\Vigilot'));
    const values = Object.fromEntries(source.map((row) => [row.Name, row.Value]));
    expect(values).toEqual({ EventMessageFile: '[#ServiceHost]', TypesSupported: '#7' });
  });

  it('a service that is installed by hand is started again as the MSI’s', () => {
    const source = readFileSync(join(import.meta.dirname, '../../native-bridge/service-host/service.c'), 'utf8');
    const delays = [...source.matchAll(/\{SC_ACTION_RESTART, (\d+)\}/g)].map(([, delay]) => Number(delay));
    expect(delays).toEqual([...failure.delaysMs]);
    expect(source).toContain(`.dwResetPeriod = ${failure.resetSeconds}`);
  });

  it.each(both)(
    'components are of 64 bits, with GUIDs that their place decides, in the machine’s scope (%s)',
    (edition) => {
      const msi = msis[edition];
      const components = tableOf(msi, 'Component');
      for (const { Component, Attributes, ComponentId } of components) {
        expect(Number(Attributes) & 0x100, Component).toBe(0x100);
        expect(ComponentId).toMatch(/^\{[0-9A-F-]{36}\}$/);
      }
      expect(new Set(components.map((row) => row.ComponentId)).size).toBe(components.length);
      const node = tableOf(msi, 'File').find((row) => row.FileName?.endsWith('node.exe'));
      expect(components.find((row) => row.Component === node?.Component_)?.ComponentId).toBe(
        `{${guidOf('file', 'service/node.exe')}}`,
      );
      // HKEY_LOCAL_MACHINE alone: nothing of a user's can be deployed to a machine.
      for (const row of tableOf(msi, 'Registry')) expect(row.Root).toBe('2');
      expect(
        tableOf(msi, 'FeatureComponents')
          .map((row) => row.Component_)
          .sort(),
      ).toEqual(components.map((row) => row.Component).sort());
    },
  );

  it.each(both)('no path of the machine that built it (%s)', (edition) => {
    const text = JSON.stringify(wholeOf(msis[edition]));
    expect(text).not.toMatch(/vigilot-msi-|\/tmp|\/home|\/root|[A-Z]:\\\\/);
    const dll = execFileSync('msiinfo', ['extract', msis[edition], 'Binary.actions'], { encoding: 'latin1' });
    expect(dll).not.toMatch(/\/tmp\/|\/home\/|\/root\/|installers\/msi/);
  });

  it('the application: its Run value where AUTOSTART allows, and a shortcut that toasts are shown by', () => {
    const msi = msis.full;
    const run = tableOf(msi, 'Registry').find((row) => row.Component_ === 'Run');
    expect(run).toMatchObject({
      Root: '2',
      Key: 'Software\\Microsoft\\Windows\\CurrentVersion\\Run',
      Name: 'Vigilot',
      Value: '"[#ApplicationExe]" --hidden',
    });
    expect(tableOf(msi, 'Component').find((row) => row.Component === 'Run')?.Condition).toBe(
      'NOT AUTOSTART OR AUTOSTART = "1" OR REMOVE',
    );
    expect(tableOf(msi, 'Shortcut')).toEqual([
      expect.objectContaining({ Shortcut: 'StartMenu', Target: '[#ApplicationExe]', Directory_: 'ProgramMenuFolder' }),
    ]);
    expect(tableOf(msi, 'MsiShortcutProperty')).toEqual([
      expect.objectContaining({
        Shortcut_: 'StartMenu',
        PropertyKey: 'System.AppUserModel.ID',
        PropVariantValue: APP_ID,
      }),
    ]);
    expect(tablesOf(msis.headless)).not.toContain('MsiShortcutProperty');
    for (const table of ['Shortcut', 'Directory', 'File', 'Registry']) {
      expect(JSON.stringify(tableOf(msis.headless, table))).not.toMatch(
        /Vigilot\.exe|CurrentVersion\\\\Run|ProgramMenu/,
      );
    }
  });

  it('a build without a file that its edition needs says which', async () => {
    await expect(buildMsi({ ...options, image: join(dir, 'headless') })).rejects.toThrow(/app\/Vigilot\.exe/);
    await expect(buildMsi({ ...options, version: '1.2.3-rc.1' })).rejects.toThrow(/major\.minor\.patch/);
  });

  it('takes the modes of updates that the agent knows', () => {
    const source = readFileSync(join(import.meta.dirname, 'actions/properties.c'), 'utf8');
    const [, body = ''] = /bool property_is_update_mode[^{]*\{([^}]*)\}/.exec(source) ?? [];
    expect([...body.matchAll(/L"(\w+)"/g)].map(([, mode]) => mode)).toEqual([...updateModes]);
  });

  const kindOf = (msi: string, action: string) =>
    Number(tableOf(msi, 'CustomAction').find((row) => row.Action === action)?.Type);
});
