/** The recipes for deployment tools: of the MSI's own facts, by the rules of winget's schema 1.10.0 and of Microsoft Graph. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { productFacts } from '../msi/product.ts';
import { publicProperties } from '../msi/rows.ts';
import { intuneApp } from './intune.ts';
import { writeRecipes } from './recipes.ts';
import { wingetManifest } from './winget.ts';

const editions = ['full', 'headless'] as const;
const sha256 = 'ab'.repeat(32);
const published = (edition: (typeof editions)[number]) => {
  const product = productFacts(edition, '1.2.3', 'c0ffee');
  return { product, url: `https://depot.exemple.fr/${product.msi}`, sha256 };
};
/** Properties that a command line sets. */
const properties = (line: string) => [...line.matchAll(/\b([A-Z]{2,})=/g)].map(([, name]) => name);

describe.each(editions)('winget, %s', (edition) => {
  const { product, url } = published(edition);
  const files = wingetManifest(published(edition));
  const manifests = Object.entries(files).map(
    ([name, text]) => [name, parse(text) as Record<string, unknown>, text] as const,
  );
  const of = (type: string) =>
    manifests.find(([, { ManifestType }]) => ManifestType === type)?.[1] ?? expect.unreachable(type);

  it('is four files of one package and version, named as winget wants them, each with what its schema requires', () => {
    const id = String(of('version').PackageIdentifier);
    expect(id).toMatch(/^[^.\s]{1,32}(\.[^.\s]{1,32}){1,7}$/);
    expect(manifests.map(([name]) => name)).toEqual([
      `${id}.yaml`,
      `${id}.installer.yaml`,
      `${id}.locale.fr-FR.yaml`,
      `${id}.locale.en-US.yaml`,
    ]);
    for (const [name, manifest, text] of manifests) {
      const type = String(manifest.ManifestType);
      const schema = `# yaml-language-server: $schema=https://aka.ms/winget-manifest.${type}.1.10.0.schema.json\n`;
      expect(text.startsWith(schema), name).toBe(true);
      expect(manifest).toMatchObject({ PackageIdentifier: id, PackageVersion: '1.2.3', ManifestVersion: '1.10.0' });
    }
    expect(of('version').DefaultLocale).toBe('fr-FR');
    for (const [type, language] of [
      ['defaultLocale', 'fr-FR'],
      ['locale', 'en-US'],
    ] as const) {
      const { ShortDescription, ...rest } = of(type);
      expect(rest).toMatchObject({
        PackageLocale: language,
        Publisher: product.publisher,
        PackageName: product.name,
        License: 'Apache-2.0',
      });
      expect(String(ShortDescription)).toMatch(/^.{3,256}$/);
    }
  });

  it('knows the product by the codes of its MSI, and how it is installed', () => {
    const { Installers, ExpectedReturnCodes, AppsAndFeaturesEntries, InstallerSwitches, ...rest } = of('installer');
    expect(rest).toMatchObject({
      InstallerType: 'wix',
      Scope: 'machine',
      ProductCode: product.productCode,
      UpgradeBehavior: 'install',
      ElevationRequirement: 'elevationRequired',
      MinimumOSVersion: expect.stringMatching(/^\d+(\.\d+){1,3}$/),
    });
    expect(Installers).toEqual([{ Architecture: 'x64', InstallerUrl: url, InstallerSha256: sha256.toUpperCase() }]);
    expect(AppsAndFeaturesEntries).toEqual([
      {
        DisplayName: product.name,
        Publisher: product.publisher,
        DisplayVersion: '1.2.3',
        ProductCode: product.productCode,
        UpgradeCode: product.upgradeCode,
        InstallerType: 'wix',
      },
    ]);
    const { Custom = '', ...switches } = InstallerSwitches as Record<string, string>;
    for (const name of properties(Custom)) expect(publicProperties).toContain(name);
    expect(properties(Custom)).not.toContain('ENROLMENTTOKEN');
    expect(switches).toEqual({
      Silent: '/qn /norestart',
      SilentWithProgress: '/qb /norestart',
      Log: '/l*v "<LOGPATH>"',
    });
    expect(ExpectedReturnCodes).toEqual([
      { InstallerReturnCode: 1618, ReturnResponse: 'installInProgress' },
      { InstallerReturnCode: 1641, ReturnResponse: 'rebootInitiated' },
      { InstallerReturnCode: 3010, ReturnResponse: 'rebootRequiredToFinish' },
    ]);
  });
});

describe.each(editions)('Intune, %s', (edition) => {
  const { product } = published(edition);
  const app = JSON.parse(intuneApp(product)) as Record<string, unknown>;

  it('detects by product code, removes by it, and reads each exit code', () => {
    expect(app).toMatchObject({
      '@odata.type': '#microsoft.graph.win32LobApp',
      setupFilePath: product.msi,
      uninstallCommandLine: `msiexec /x ${product.productCode} /qn /norestart`,
      installExperience: { runAsAccount: 'system', deviceRestartBehavior: 'basedOnReturnCode' },
      rules: [{ ruleType: 'detection', productCode: product.productCode }],
      returnCodes: expect.arrayContaining([
        { returnCode: 0, type: 'success' },
        { returnCode: 1641, type: 'hardReboot' },
        { returnCode: 3010, type: 'softReboot' },
        { returnCode: 1618, type: 'retry' },
      ]),
      msiInformation: {
        productCode: product.productCode,
        productVersion: '1.2.3',
        upgradeCode: product.upgradeCode,
        packageType: 'perMachine',
        productName: product.name,
        publisher: product.publisher,
      },
    });
  });

  it('installs without a question, by properties that the MSI has, and with no token on the command line', () => {
    const line = String(app.installCommandLine);
    expect(line).toContain(`msiexec /i ${product.msi} /qn /norestart`);
    for (const name of properties(line)) expect(publicProperties).toContain(name);
    expect(properties(line)).toContain('ENROLMENTTOKENFILE');
    expect(properties(line)).not.toContain('ENROLMENTTOKEN');
  });
});

it('both are written beside the MSI, the manifests in a folder of their own', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vigilot-recipes-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const { product, ...rest } = published('full');
  const msi = join(dir, product.msi);
  await writeRecipes(msi, { product, ...rest });
  // Again, as the next build does: nothing of the one before stays.
  const [folder = '', intune = ''] = await writeRecipes(msi, { product, ...rest });
  expect((await readdir(dir)).sort()).toEqual(['vigilot-1.2.3-x64.intune.json', 'vigilot-1.2.3-x64.winget']);
  expect((await readdir(folder)).sort()).toEqual(Object.keys(wingetManifest({ product, ...rest })).sort());
  expect(await readFile(intune, 'utf8')).toBe(intuneApp(product));
});
