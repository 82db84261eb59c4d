/**
 * The winget manifests of an MSI, for a private source: version, installer and two languages, of schema 1.10.0
 * (github.com/microsoft/winget-cli, schemas/JSON/manifests).
 */
import { stringify } from 'yaml';
import type { Edition, ProductFacts } from '../msi/product.ts';
import { exitCodes } from './exit-codes.ts';

const SCHEMA = '1.10.0';

const packages: Readonly<Record<Edition, { readonly id: string; readonly fr: string; readonly en: string }>> = {
  full: {
    id: 'Vigilot.Agent',
    fr: 'Empêche la délivrance d’un lot rappelé : service, icône et alerte du poste de comptoir.',
    en: 'Keeps a recalled lot from being dispensed: service, icon and alert of a pharmacy’s counter.',
  },
  headless: {
    id: 'Vigilot.Agent.Headless',
    fr: 'Empêche la délivrance d’un lot rappelé : service seul, pour serveurs.',
    en: 'Keeps a recalled lot from being dispensed: the service alone, for servers.',
  },
};

export interface PublishedMsi {
  readonly product: ProductFacts;
  /** Where it can be had. */
  readonly url: string;
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** Files of the manifest by name, for a folder of their own: `winget install --manifest <folder>`. */
export function wingetManifest({ product, url, sha256 }: PublishedMsi): Readonly<Record<string, string>> {
  const { edition, name, version, publisher, productCode, upgradeCode } = product;
  const { id, fr, en } = packages[edition];
  const identity = { PackageIdentifier: id, PackageVersion: version };
  const locale = (language: string, description: string) => ({
    PackageLocale: language,
    Publisher: publisher,
    PackageName: name,
    License: 'Apache-2.0',
    ShortDescription: description,
  });
  const installer = {
    Platform: ['Windows.Desktop'],
    MinimumOSVersion: '10.0.0.0',
    InstallerType: 'wix',
    Scope: 'machine',
    InstallModes: ['silent', 'silentWithProgress'],
    InstallerSwitches: {
      Silent: '/qn /norestart',
      SilentWithProgress: '/qb /norestart',
      Log: '/l*v "<LOGPATH>"',
      // What the first installation is told stays: an upgrade needs none of it.
      Custom: 'PORTALURL=https://portail.exemple.fr ENROLMENTTOKENFILE=C:\\Deploiement\\jeton.txt',
    },
    ExpectedReturnCodes: Object.entries(exitCodes).flatMap(([code, { winget }]) =>
      winget === null ? [] : [{ InstallerReturnCode: Number(code), ReturnResponse: winget }],
    ),
    UpgradeBehavior: 'install',
    ElevationRequirement: 'elevationRequired',
    // The folder of the data is no folder of the installation: DATADIR says where.
    UnsupportedArguments: ['location'],
    ProductCode: productCode,
    AppsAndFeaturesEntries: [
      {
        DisplayName: name,
        Publisher: publisher,
        DisplayVersion: version,
        ProductCode: productCode,
        UpgradeCode: upgradeCode,
        InstallerType: 'wix',
      },
    ],
    Installers: [{ Architecture: 'x64', InstallerUrl: url, InstallerSha256: sha256.toUpperCase() }],
  };
  return {
    [`${id}.yaml`]: text('version', { ...identity, DefaultLocale: 'fr-FR' }),
    [`${id}.installer.yaml`]: text('installer', { ...identity, ...installer }),
    [`${id}.locale.fr-FR.yaml`]: text('defaultLocale', { ...identity, ...locale('fr-FR', fr) }),
    [`${id}.locale.en-US.yaml`]: text('locale', { ...identity, ...locale('en-US', en) }),
  };
}

function text(type: string, values: object): string {
  const schema = `# yaml-language-server: $schema=https://aka.ms/winget-manifest.${type}.${SCHEMA}.schema.json\n`;
  return schema + stringify({ ...values, ManifestType: type, ManifestVersion: SCHEMA }, { lineWidth: 0 });
}
