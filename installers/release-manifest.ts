/**
 * For whoever publishes releases (docs/releases.md): makes a release key, and signs which version is out.
 *
 *     node installers/release-manifest.ts key <new file>
 *     node installers/release-manifest.ts sign --key <file> --version 0.2.0 --minimum 0.1.0 [--days 45]
 *          [--linux-x64 <AppImage>] [--win32-x64 <installer>] … --out <folder>
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import {
  MANIFEST_FILE,
  type ReleaseFile,
  type ReleaseManifest,
  signManifest,
  targets,
} from '../main/update/manifest.ts';
import { signerOf } from '../protocol/envelope.ts';

/** The command line was not understood. */
class Usage extends Error {}

const DAY = 24 * 60 * 60 * 1000;

/** Writes a new private key, which nobody else may read, to a file that was not there; returns what to publish of it. */
export async function makeKey(path: string): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const signer = await signerOf(jwk);
  await writeFile(path, `${JSON.stringify(jwk)}\n`, { flag: 'wx', mode: 0o600 });
  return `kid ${signer.kid}\nmain/update/release.ts: ${JSON.stringify(signer.jwk)}\n`;
}

export interface SignRequest {
  /** File of the private key. */
  readonly key: string;
  readonly version: string;
  readonly minimum: string;
  /** For how long the statement is good. */
  readonly days: number;
  /** Path of the file for each target. */
  readonly files: Readonly<Record<string, string>>;
  /** Folder for the manifest. */
  readonly out: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Writes the signed manifest. Throws `ManifestError` on what no workstation would take. */
export async function sign({ key, version, minimum, days, files, out, now }: SignRequest): Promise<ReleaseManifest> {
  const signer = await signerOf(JSON.parse(await readFile(key, 'utf8')));
  const entries = Object.entries(files).map(async ([target, path]) => [target, await describeFile(path)] as const);
  const manifest: ReleaseManifest = {
    version,
    minimum,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + days * DAY).toISOString(),
    files: Object.fromEntries(await Promise.all(entries)),
  };
  await writeFile(join(out, MANIFEST_FILE), await signManifest(manifest, signer));
  return manifest;
}

async function describeFile(path: string): Promise<ReleaseFile> {
  const hash = createHash('sha512');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return { file: basename(path), size: (await stat(path)).size, sha512: hash.digest('base64') };
}

/** Runs a command line; what it has to say. Throws `Usage` where it is none. */
export async function run(argv: readonly string[], now: number): Promise<string> {
  const [command, ...rest] = argv;
  if (command === 'key' && rest.length === 1) return makeKey(String(rest[0]));
  if (command !== 'sign') throw new Usage('expected: key <new file>, or sign …');
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: rest,
    options: {
      key: text,
      version: text,
      minimum: text,
      days: text,
      out: text,
      ...Object.fromEntries(targets.map((target) => [target, text])),
    },
  });
  const given: Readonly<Record<string, string | undefined>> = values;
  const { key, version, minimum, out, days = '45' } = given;
  if (!key || !version || !minimum || !out) throw new Usage('sign needs --key, --version, --minimum and --out');
  if (!/^[1-9]\d{0,2}$/.test(days)) throw new Usage('--days is a number of days from 1 to 999');
  const files = Object.fromEntries(targets.flatMap((target) => (given[target] ? [[target, given[target]]] : [])));
  const manifest = await sign({ key, version, minimum, days: Number(days), files, out, now });
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

if (import.meta.main) {
  try {
    process.stdout.write(await run(process.argv.slice(2), Date.now()));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
