/** Who the products are: what Windows Installer knows them by, for ever. */
import { createHash } from 'node:crypto';

export type Edition = 'full' | 'headless';

export interface Product {
  /** In “Apps and features”. */
  readonly name: string;
  /** Of the MSI, without version. */
  readonly file: string;
  /** The same in every version: by it an upgrade finds what it replaces. */
  readonly upgradeCode: string;
}

export const products: Readonly<Record<Edition, Product>> = {
  full: { name: 'Vigilot', file: 'vigilot', upgradeCode: 'C9B5E5A2-6D0B-4C0E-9C57-0E6B6A5D2F41' },
  headless: { name: 'Vigilot Serveur', file: 'vigilot-headless', upgradeCode: '5F3D1B7E-2A94-4E38-8B16-7C0D93A4E8B2' },
};

/** Of everything below that is derived (RFC 9562, version 5). */
const NAMESPACE = '1C1E6C0A-5B0C-4B0E-8E0B-3C1B0F2D7A65';

/** The same GUID for the same words, in capitals and without braces, as Windows Installer writes them. */
export function guidOf(...words: readonly string[]): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(words.join('\n'))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    .toUpperCase();
}

/** In “Apps and features”, and of whom the signature is. */
export const PUBLISHER = 'Vigilot';

/** One build of a product, as its MSI says and deployment tools ask. */
export interface ProductFacts {
  readonly edition: Edition;
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  /** In braces, as Windows lists it; another for each build. */
  readonly productCode: string;
  readonly packageCode: string;
  readonly upgradeCode: string;
  /** Name of the MSI. */
  readonly msi: string;
}

/** Those of a build. Throws where the version is none that Windows Installer compares. */
export function productFacts(edition: Edition, version: string, commit: string): ProductFacts {
  const { name, file, upgradeCode } = products[edition];
  return {
    edition,
    name,
    publisher: PUBLISHER,
    version: msiVersion(version),
    productCode: `{${guidOf('product', edition, version, commit)}}`,
    packageCode: `{${guidOf('package', edition, version, commit)}}`,
    upgradeCode: `{${upgradeCode}}`,
    msi: `${file}-${version}-x64.msi`,
  };
}

/**
 * A version as Windows Installer compares them: three numbers, of which a fourth would be ignored. Throws where it is none, so
 * that a pre-release never passes for the release.
 */
export function msiVersion(version: string): string {
  const [whole, major, minor, build] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  if (whole === undefined || Number(major) > 255 || Number(minor) > 255 || Number(build) > 65_535) {
    throw new Error(`version ${version}: expected major.minor.patch, at most 255.255.65535`);
  }
  return whole;
}
