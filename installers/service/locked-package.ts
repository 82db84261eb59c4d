/** Packages of npm as package-lock.json names them: of the version and with the bytes that it says. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface LockEntry {
  readonly version: string;
  /** `sha512-<base64>`, of the package's archive. */
  readonly integrity: string;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockEntry | undefined>>;
}

/** All that package-lock.json names, by place: `node_modules/ws`, `node_modules/a/node_modules/ws`. */
export async function lockedPackages(root: string): Promise<Lock['packages']> {
  return (JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock).packages;
}

/** What package-lock.json says of a package at the top. Rejects where it names none. */
export async function lockEntry(root: string, name: string): Promise<LockEntry> {
  const locked = (await lockedPackages(root))[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`package-lock.json names no ${name}`);
  return locked;
}

/**
 * The folder of a package. npm leaves out those of other systems: they are unpacked from their archive, beside the installed ones.
 * What lies there was proved when it was unpacked, no later: `lockedHashes` proves it. Rejects in words.
 */
export async function lockedPackage(root: string, name: string): Promise<{ folder: string; version: string }> {
  const { version } = await lockEntry(root, name);
  const installed = join(root, 'node_modules', name);
  if (existsSync(join(installed, 'package.json'))) return { folder: installed, version };

  const cache = cacheOf(root, name, version);
  const folder = join(cache, 'package');
  if (existsSync(folder)) return { folder, version };
  const archive = await lockedArchive(root, name);
  // Beside its place first: a work that was cut short is not taken for a package.
  await inWork(`${cache}.`, async (work) => {
    await run('tar', ['-xzf', archive, '-C', work]);
    await rm(cache, { recursive: true, force: true });
    await rename(work, cache);
  });
  return { folder, version };
}

/**
 * SHA-256 (hex) of files of a package, by path, as its archive holds them. The archive is fetched by `npm pack` where it was not yet, kept,
 * and refused where its SHA-512 is not the lock file's. Rejects where it has no such file.
 */
export async function lockedHashes(root: string, name: string, paths: readonly string[]): Promise<Map<string, string>> {
  const archive = await lockedArchive(root, name);
  const hashes = new Map<string, string>();
  await inWork(join(tmpdir(), 'vigilot-locked-'), async (work) => {
    // tar finds a member once, and does not forgive being asked again.
    const members = [...new Set(paths)].map((path) => `package/${path}`);
    await run('tar', ['-xzf', archive, '-C', work, '--', ...members]).catch((error: { stderr?: string }) => {
      throw new Error(`the archive of ${name} does not hold ${paths.join(', ')}: ${error.stderr?.trim()}`);
    });
    for (const path of paths) hashes.set(path, await sha256(join(work, 'package', path)));
  });
  return hashes;
}

/** The lock file of an `npm install`: `sha512-<base64>`. Throws where `bytes` are others. */
export function verifyIntegrity(what: string, bytes: Uint8Array, integrity: string): void {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) throw new Error(`${what}: its SHA-512 is not the one of package-lock.json`);
}

/** SHA-256 of a file, in hex. */
export async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Path of the archive, proved now. */
async function lockedArchive(root: string, name: string): Promise<string> {
  const { version, integrity } = await lockEntry(root, name);
  const what = `${name}@${version}`;
  const archive = `${cacheOf(root, name, version)}.tgz`;
  if (!existsSync(archive)) {
    await mkdir(join(archive, '..'), { recursive: true });
    await inWork(`${archive}.`, async (work) => {
      const args = ['pack', what, '--json', '--prefer-offline', '--pack-destination', work];
      const { stdout } = await run('npm', args);
      const [packed] = JSON.parse(stdout) as [{ filename: string }];
      const fetched = join(work, packed.filename);
      verifyIntegrity(what, await readFile(fetched), integrity);
      await rename(fetched, archive);
    });
  }
  verifyIntegrity(what, await readFile(archive), integrity);
  return archive;
}

const cacheOf = (root: string, name: string, version: string) =>
  join(root, 'node_modules/.cache/vigilot', `${name.replace('/', '-')}-${version}`);

async function inWork(prefix: string, work: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(join(prefix, '..'), { recursive: true });
  const folder = await mkdtemp(prefix);
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
