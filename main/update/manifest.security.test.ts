import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typ } from '../../protocol/envelope.ts';
import { newSigner, release } from './manifest.testkit.ts';
import { compareVersions, MAX_MANIFEST_BYTES, ManifestError, signManifest, verifyManifest } from './manifest.ts';

const NOW = Date.UTC(2026, 10, 23);
const good = release(NOW, Buffer.from('a release'));
const signer = await newSigner();
const next = await newSigner();
const thief = await newSigner();

const fault = (text: string, keys = [signer.jwk]) =>
  verifyManifest(text, keys).then(
    () => 'believed',
    (error: unknown) => {
      if (error instanceof ManifestError) return error.fault;
      throw error;
    },
  );
const withFile = (more: object) => ({ ...good, files: { 'linux-x64': { ...good.files['linux-x64'], ...more } } });

describe('a manifest', () => {
  it('is believed as it was signed', async () => {
    expect(await verifyManifest(await signManifest(good, signer), [signer.jwk])).toEqual(good);
  });

  it('is believed under either of two keys, while one replaces the other', async () => {
    const keys = [signer.jwk, next.jwk];
    expect(await fault(await signManifest(good, signer), keys)).toBe('believed');
    expect(await fault(await signManifest(good, next), keys)).toBe('believed');
  });

  it('is nothing under another key, or under none', async () => {
    expect(await fault(await signManifest(good, thief))).toBe('key-unknown');
    expect(await fault(await signManifest(good, signer), [])).toBe('key-unknown');
  });

  it('is nothing where a thief names the key that is trusted', async () => {
    const [, payload, signature] = (await signManifest({ ...good, version: '9.0.0' }, thief)).split('.');
    const [header] = (await signManifest(good, signer)).split('.');
    expect(await fault(`${header}.${payload}.${signature?.trim()}`)).toBe('signature');
  });

  it('is not what the feed’s keys, or this key for something else, have signed', async () => {
    expect(await fault(await signer.sign(typ.entry, good))).toBe('malformed');
  });

  it('is nothing without a signature, or signed by other means', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const kid = signer.kid;
    expect(await fault(`${part({ alg: 'none', kid, typ: typ.release })}.${part(good)}.`)).toBe('malformed');
    expect(await fault(`${part({ alg: 'HS256', kid, typ: typ.release })}.${part(good)}.AAAA`)).toBe('malformed');
  });

  it('holds no other byte than those that were signed', async () => {
    const jws = (await signManifest(good, signer)).trim();
    await fc.assert(
      fc.asyncProperty(fc.nat(jws.length - 1), fc.constantFrom('A', 'z', '0', '_', '.'), async (at, character) => {
        fc.pre(jws[at] !== character);
        expect(await fault(jws.slice(0, at) + character + jws.slice(at + 1))).not.toBe('believed');
      }),
      { numRuns: 200 },
    );
  });

  it.each(['', 'x', 'a.b.c', '<html>', 'x'.repeat(MAX_MANIFEST_BYTES + 1)])('is not %.12s', async (text) => {
    expect(await fault(text)).toMatch(/malformed|too-large/);
  });

  it.each([
    ['a pre-release', { ...good, version: '0.2.0-beta.1' }],
    ['a version with a leading zero', { ...good, version: '0.02.0' }],
    ['no minimum', { ...good, minimum: undefined }],
    ['a minimum above itself', { ...good, minimum: '0.3.0' }],
    ['an end before its beginning', { ...good, expiresAt: good.issuedAt }],
    ['a day that is none', { ...good, expiresAt: '2026-13-45T00:00:00Z' }],
    ['no end', { ...good, expiresAt: undefined }],
    ['something else beside', { ...good, url: 'https://elsewhere.example' }],
    ['a path above', withFile({ file: '../Vigilot.AppImage' })],
    ['an address', withFile({ file: 'https://elsewhere.example/x.AppImage' })],
    ['a Windows path', withFile({ file: 'C:\\x.exe' })],
    ['another kind of file', withFile({ file: 'Vigilot.msi' })],
    ['a hash that is too short', withFile({ sha512: 'AAAA==' })],
    ['no size', withFile({ size: 0 })],
    ['a size beyond every disk', withFile({ size: 2 ** 40 })],
  ])('with %s is nothing, even signed', async (_, contents) => {
    expect(await fault(await signer.sign(typ.release, contents))).toBe('contents');
    await expect(signManifest(contents as typeof good, signer)).rejects.toThrow(ManifestError);
  });
});

describe('versions', () => {
  it.each([
    ['0.2.0', '0.10.0'],
    ['0.9.9', '1.0.0'],
    ['1.0.9', '1.0.10'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(newer, newer)).toBe(0);
  });

  it('are ordered as their numbers are', () => {
    const version = fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999));
    fc.assert(
      fc.property(version, version, (a, b) => {
        const order = a[0] * 1e6 + a[1] * 1e3 + a[2] - (b[0] * 1e6 + b[1] * 1e3 + b[2]);
        expect(Math.sign(compareVersions(a.join('.'), b.join('.')))).toBe(Math.sign(order));
      }),
    );
  });

  it('are three numbers', () => {
    expect(() => compareVersions('1.0', '1.0.0')).toThrow(TypeError);
  });
});
