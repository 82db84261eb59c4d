/** The Node of a release: from its npm package, the version and the bytes that package-lock.json names. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Platform = 'win32' | 'linux';

export interface NodeRuntime {
  /** The program itself. */
  readonly path: string;
  /** As the release calls it. */
  readonly name: string;
  readonly version: string;
}

const run = promisify(execFile);
const programs = { win32: 'node.exe', linux: 'node' } as const satisfies Record<Platform, string>;

/** The Node for `platform`, 64 bits. Rejects in words. */
export async function nodeRuntime(root: string, platform: Platform): Promise<NodeRuntime> {
  const name = programs[platform];
  const { folder, version } = await lockedPackage(root, `node-${platform === 'win32' ? 'win' : platform}-x64`);
  return { path: join(folder, 'bin', name), name, version };
}

/**
 * The folder of a package that package-lock.json names. npm leaves out those of other systems: they are fetched by `npm pack`,
 * kept beside the installed ones, and refused where their SHA-512 is not the lock file's. Rejects in words.
 */
export async function lockedPackage(root: string, name: string): Promise<{ folder: string; version: string }> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string } | undefined>;
  };
  const locked = lock.packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`package-lock.json names no ${name}`);
  const { version, integrity } = locked;
  const installed = join(root, 'node_modules', name);
  if (existsSync(join(installed, 'package.json'))) return { folder: installed, version };

  const cache = join(root, 'node_modules/.cache/vigilot', `${name.replace('/', '-')}-${version}`);
  const folder = join(cache, 'package');
  if (!existsSync(folder)) await fetchPackage(`${name}@${version}`, integrity, cache);
  return { folder, version };
}

/** The lock file of an `npm install`: `sha512-<base64>`. Throws where `bytes` are others. */
export function verifyIntegrity(what: string, bytes: Uint8Array, integrity: string): void {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) throw new Error(`${what}: its SHA-512 is not the one of package-lock.json`);
}

async function fetchPackage(what: string, integrity: string, cache: string): Promise<void> {
  await mkdir(join(cache, '..'), { recursive: true });
  // Beside its place first: a fetch that was cut short is not taken for a package.
  const work = await mkdtemp(`${cache}.`);
  try {
    const { stdout } = await run('npm', ['pack', what, '--json', '--pack-destination', work]);
    const [packed] = JSON.parse(stdout) as [{ filename: string }];
    const archive = join(work, packed.filename);
    verifyIntegrity(what, await readFile(archive), integrity);
    await run('tar', ['-xzf', archive, '-C', work]);
    await rm(archive);
    await rm(cache, { recursive: true, force: true });
    await rename(work, cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
