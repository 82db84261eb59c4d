/** For tests: release keys and the manifests they sign. */
import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { type Signer, signerOf } from '../../protocol/envelope.ts';
import type { ReleaseManifest } from './manifest.ts';

export async function newSigner(): Promise<Signer> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return signerOf(await exportJWK(privateKey));
}

const DAY = 24 * 60 * 60 * 1000;

/** A release of `bytes` for every target that these tests run on, issued a day before `now` and good for thirty. */
export function release(now: number, bytes: Buffer, more: Partial<ReleaseManifest> = {}): ReleaseManifest {
  const { version = '0.2.0' } = more;
  const file = {
    file: `Vigilot-${version}.AppImage`,
    size: bytes.length,
    sha512: createHash('sha512').update(bytes).digest('base64'),
  };
  return {
    version,
    minimum: '0.1.0',
    issuedAt: new Date(now - DAY).toISOString(),
    expiresAt: new Date(now + 29 * DAY).toISOString(),
    files: { 'linux-x64': file, 'linux-arm64': file },
    ...more,
  };
}
