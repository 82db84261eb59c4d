import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { proveBytes } from '../main/update/bytes.ts';
import { verifyManifest } from '../main/update/manifest.ts';
import { run } from './release-manifest.ts';

const NOW = Date.UTC(2026, 10, 23);

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'vigilot-release-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

it('makes a key that its owner alone can read, once', async () => {
  const key = join(await folder(), 'release.key');
  expect(await run(['key', key], NOW)).toMatch(/^kid [\w-]{43}\nmain\/update\/release\.ts: \{"kty":"OKP"/);
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  await expect(run(['key', key], NOW)).rejects.toThrow('EEXIST');
});

it('signs what a workstation believes, of the bytes as they are', async () => {
  const dir = await folder();
  const key = join(dir, 'release.key');
  const image = join(dir, 'vigilot-0.2.0-linux-x86_64.AppImage');
  await writeFile(image, 'a release');
  const said = await run(['key', key], NOW);
  const jwk = JSON.parse(said.slice(said.indexOf('{')));
  expect(said).not.toContain(JSON.parse(await readFile(key, 'utf8')).d);
  const words = ['--key', key, '--version', '0.2.0', '--minimum', '0.1.0', '--days', '30', '--out', dir];
  await run(['sign', ...words, '--linux-x64', image], NOW);
  const manifest = await verifyManifest(await readFile(join(dir, 'release.jws'), 'utf8'), [jwk]);
  expect(manifest).toMatchObject({
    version: '0.2.0',
    issuedAt: '2026-11-23T00:00:00.000Z',
    expiresAt: '2026-12-23T00:00:00.000Z',
    files: { 'linux-x64': { file: 'vigilot-0.2.0-linux-x86_64.AppImage', size: 9 } },
  });
  const file = manifest.files['linux-x64'];
  if (file === undefined) throw new Error('no file');
  await proveBytes(image, file);
  await writeFile(image, 'a relEase');
  await expect(proveBytes(image, file)).rejects.toThrow('SHA-512');
  await writeFile(image, 'a release.');
  await expect(proveBytes(image, file)).rejects.toThrow('10 bytes, signed 9');
});

it.each([
  [[]],
  [['key']],
  [['sign']],
  [['sign', '--key', 'k', '--version', '1.0.0', '--minimum', '1.0.0', '--out', '.', '--days', '0']],
  [['sign', '--linux', 'x']],
])('refuses %j', async (argv) => {
  await expect(run(argv, NOW)).rejects.toThrow();
});
