/** The Node of a release: from its npm package, the version and the bytes that package-lock.json names. */
import { join } from 'node:path';
import { lockedPackage } from './locked-package.ts';

export type Platform = 'win32' | 'linux';

export interface NodeRuntime {
  /** The program itself. */
  readonly path: string;
  /** As the release calls it. */
  readonly name: string;
  readonly version: string;
  /** Its licence, and those of all that is linked into it. */
  readonly licence: string;
}

/**
 * What every start of the agent tells Node. A young generation of twice 4 MB, not 16: the agent rests at 160 MB instead of 195, and
 * at 210 instead of 300 after a rush of checks, for a tenth of the rate that such a rush could have reached (measured).
 */
export const nodeOptions = ['--max-semi-space-size=4'] as const;

const programs = { win32: 'node.exe', linux: 'node' } as const satisfies Record<Platform, string>;

/** The package for `platform`, 64 bits. */
export const nodePackage = (platform: Platform): string => `node-${platform === 'win32' ? 'win' : platform}-x64`;

/** The Node for `platform`, 64 bits. Rejects in words. */
export async function nodeRuntime(root: string, platform: Platform): Promise<NodeRuntime> {
  const name = programs[platform];
  const { folder, version } = await lockedPackage(root, nodePackage(platform));
  // The package for Windows carries no licence.
  const texts = await lockedPackage(root, nodePackage('linux'));
  if (texts.version !== version) {
    throw new Error(
      `${nodePackage(platform)} is ${version}, ${nodePackage('linux')} ${texts.version}: expected one version`,
    );
  }
  return { path: join(folder, 'bin', name), name, version, licence: join(texts.folder, 'LICENSE') };
}
