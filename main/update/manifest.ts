/**
 * What a release says of itself, signed by the release key: `release.jws` beside the files (docs/releases.md). Everything that is
 * believed about a new version comes from here; the server is believed nothing. Pure.
 */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { FeedError, type PublicJwk, peek, type Signer, thumbprint, typ, verify } from '../../protocol/envelope.ts';

/** Its name beside the files it speaks of. */
export const MANIFEST_FILE = 'release.jws';
/** Many times what two platforms need. */
export const MAX_MANIFEST_BYTES = 32 * 1024;
/** Larger than any installer of ours; what is downloaded is counted against the size that was signed. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;

/** Releases alone: no pre-release is ever published in this place. */
const Version = Type.String({ pattern: '^(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})$' });
const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$' });

const ReleaseFile = Type.Object(
  {
    /** A bare name in the same folder: no path leads elsewhere. */
    file: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.(AppImage|exe)$' }),
    /** Bytes. */
    size: Type.Integer({ minimum: 1, maximum: MAX_FILE_BYTES }),
    /** Base64, as electron-updater compares it. */
    sha512: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
  },
  { additionalProperties: false },
);
export type ReleaseFile = Static<typeof ReleaseFile>;

/** Platforms whose installations renew themselves; others are told which version is out. */
export const targets = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64'] as const;
export type Target = (typeof targets)[number];

const ReleaseManifest = Type.Object(
  {
    version: Version,
    /** What is older is no longer supported. */
    minimum: Version,
    issuedAt: Moment,
    /** From then on this statement proves nothing any more: whoever holds back a newer one is found out. */
    expiresAt: Moment,
    files: Type.Partial(
      Type.Object(
        Object.fromEntries(targets.map((target) => [target, ReleaseFile])) as Record<Target, typeof ReleaseFile>,
      ),
    ),
  },
  { additionalProperties: false },
);
export type ReleaseManifest = Static<typeof ReleaseManifest>;

const schema = Compile(ReleaseManifest);

/** Why a manifest is none. Stable: they stand in logs. */
export type ManifestFault = 'too-large' | 'malformed' | 'key-unknown' | 'signature' | 'contents';

export class ManifestError extends Error {
  readonly fault: ManifestFault;
  constructor(fault: ManifestFault, message: string) {
    super(`${fault}: ${message}`);
    this.name = 'ManifestError';
    this.fault = fault;
  }
}

/** The manifest, where one of `keys` signed it. Throws `ManifestError`. What it means here and now, `judge` says. */
export async function verifyManifest(text: string, keys: readonly PublicJwk[]): Promise<ReleaseManifest> {
  if (text.length > MAX_MANIFEST_BYTES) throw new ManifestError('too-large', `${text.length} characters`);
  const jws = text.trim();
  const payload = await signedBy(jws, keys);
  if (!schema.Check(payload)) {
    const [first] = schema.Errors(payload);
    throw new ManifestError('contents', `${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  if (compareVersions(payload.minimum, payload.version) > 0) {
    throw new ManifestError('contents', 'minimum is higher than version');
  }
  if (!(Date.parse(payload.issuedAt) < Date.parse(payload.expiresAt))) {
    throw new ManifestError('contents', 'expiresAt is not after issuedAt');
  }
  return payload;
}

async function signedBy(jws: string, keys: readonly PublicJwk[]): Promise<unknown> {
  try {
    const { kid } = peek(jws, typ.release);
    for (const key of keys) {
      if ((await thumbprint(key)) === kid) return await verify(jws, typ.release, key);
    }
    throw new ManifestError('key-unknown', `signed by ${kid}, which this version does not trust`);
  } catch (error) {
    if (error instanceof FeedError) {
      throw new ManifestError(error.fault === 'signature' ? 'signature' : 'malformed', error.message);
    }
    throw error;
  }
}

/** The manifest as it is published: one line. Throws `ManifestError` on what no workstation would take. */
export async function signManifest(manifest: ReleaseManifest, signer: Signer): Promise<string> {
  const jws = await signer.sign(typ.release, manifest);
  await verifyManifest(jws, [signer.jwk]);
  return `${jws}\n`;
}

/** Whether it is a version that releases are numbered by: three numbers. */
export function isVersion(text: string): boolean {
  return /^\d{1,6}\.\d{1,6}\.\d{1,6}$/.test(text);
}

/** Below zero: `a` is older. Throws on what is no version. */
export function compareVersions(a: string, b: string): number {
  if (!isVersion(a) || !isVersion(b)) throw new TypeError(`not versions: ${a}, ${b}`);
  const [one, other] = [a.split('.').map(Number), b.split('.').map(Number)];
  return one.map((part, index) => part - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
