/**
 * The signed feed: entries, tips and the statements of the root, as compact JWS (RFC 7515, EdDSA by RFC 8037). What must
 * hold is in docs/feed.md; this file says it in code, for both sides, without a socket or a file.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  KeyObject,
  sign,
  verify as verifyBytes,
  webcrypto,
} from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import Type, { type Static } from 'typebox';
import { compiled } from './compiled.ts';

/** `typ` of each signed thing: one can never be taken for another. */
export const typ = {
  entry: 'vigilot-entry+jws',
  tip: 'vigilot-tip+jws',
  snapshot: 'vigilot-snapshot+jws',
  keys: 'vigilot-keys+jws',
  epoch: 'vigilot-epoch+jws',
  officine: 'vigilot-officine+jws',
  revoked: 'vigilot-revoked+jws',
  journal: 'vigilot-journal+jws',
  hello: 'vigilot-hello+jws',
  enrol: 'vigilot-enrol+jws',
  release: 'vigilot-release+jws',
} as const;
export type Typ = (typeof typ)[keyof typeof typ];

/** Largest entry accepted: a 10,000-lot recall is about 400 kB. */
export const MAX_ENTRY_BYTES = 4 * 1024 * 1024;

/** Why a signed thing is refused. Stable: they stand in alarms and logs. */
export type FeedFault =
  | 'malformed'
  | 'too-large'
  | 'header'
  | 'key-unknown'
  | 'key-out-of-range'
  | 'signature'
  | 'feed'
  | 'position'
  | 'previous'
  | 'statement';

/** A signed statement that is not what it must be. `fault` says which rule broke. */
export class FeedError extends Error {
  readonly fault: FeedFault;
  constructor(fault: FeedFault, message: string) {
    super(`${fault}: ${message}`);
    this.name = 'FeedError';
    this.fault = fault;
  }
}

const PublicJwk = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  /** 32 bytes, base64url. */
  x: Type.String({ pattern: '^[\\w-]{43}$' }),
});
export type PublicJwk = Static<typeof PublicJwk>;

const EntryPayload = Type.Object({
  feed: Type.String(),
  position: Type.Integer({ minimum: 1 }),
  /** SHA-256 of the previous entry's exact bytes, base64url; at position 1 the root's thumbprint. */
  previous: Type.String(),
  at: Type.String(),
  bulletin: Type.Optional(Type.Unknown()),
  /** Statement of the root that says which keys sign from here on. */
  keys: Type.Optional(Type.String()),
  /** Statement of the root that ends a fork: the last position that both branches share. */
  epoch: Type.Optional(Type.String()),
});
export type EntryPayload = Static<typeof EntryPayload>;

const TipPayload = Type.Object({
  feed: Type.String(),
  position: Type.Integer({ minimum: 0 }),
  hash: Type.String(),
  at: Type.String(),
  nonce: Type.Optional(Type.String()),
});
export type TipPayload = Static<typeof TipPayload>;

/**
 * Which keys sign from the entry that carries it on. It lists all of them: a key that is no longer named ends just before.
 * A root kept offline cannot know positions, so it gives none: ranges follow from where its statements stand in the feed.
 */
const KeyStatement = Type.Object({
  feed: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  root: PublicJwk,
  keys: Type.Array(
    Type.Object({ kid: Type.String(), use: Type.Union([Type.Literal('entry'), Type.Literal('tip')]), jwk: PublicJwk }),
    { minItems: 1 },
  ),
  /** Positions that a revoked key may have signed for a thief: shown, and blocking until lifted by name. */
  suspect: Type.Optional(
    Type.Array(
      Type.Object({ kid: Type.String(), from: Type.Integer({ minimum: 1 }), to: Type.Integer({ minimum: 1 }) }),
    ),
  ),
});
export type KeyStatement = Static<typeof KeyStatement>;

const EpochStatement = Type.Object({
  feed: Type.String(),
  root: PublicJwk,
  epoch: Type.Integer({ minimum: 1 }),
  position: Type.Integer({ minimum: 1 }),
  hash: Type.String(),
});
export type EpochStatement = Static<typeof EpochStatement>;

const check = {
  entry: compiled(EntryPayload),
  tip: compiled(TipPayload),
  keys: compiled(KeyStatement),
  epoch: compiled(EpochStatement),
};

/** SHA-256 of the exact bytes of a compact JWS, base64url. */
export function hashOf(jws: string): string {
  return createHash('sha256').update(jws).digest('base64url');
}

/** RFC 7638 SHA-256 thumbprint of a public key, base64url: the `kid` of every key, and what an enrolment token carries. */
export function thumbprint(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(jwk, 'sha256');
}

/** A private key ready to sign, with its public half. */
export interface Signer {
  readonly kid: string;
  readonly jwk: PublicJwk;
  sign(kind: Typ, payload: object): Promise<string>;
}

// Ed25519 on the threads that Node keeps for it: Web Crypto takes four times as long on this one (measured, Node 24).
function signOff(bytes: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(null, bytes, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}
function holds(bytes: Buffer, key: KeyObject, signature: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verifyBytes(null, bytes, key, signature, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Makes a signer of a private Ed25519 JWK (RFC 8037). Throws where it is none. */
export async function signerOf(jwk: JWK): Promise<Signer> {
  const { kty, crv, x, d } = jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519') throw new TypeError('not an Ed25519 key');
  const key = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  if (createPublicKey(key).export({ format: 'jwk' }).x !== x) throw new TypeError('x and d are of two keys');
  const publicJwk = { kty: 'OKP', crv, x: String(x) } as const;
  const kid = await thumbprint(publicJwk);
  const headers = new Map<Typ, string>();
  const headerOf = (kind: Typ) => {
    const made = headers.get(kind) ?? base64url(JSON.stringify({ alg: 'EdDSA', kid, typ: kind }));
    headers.set(kind, made);
    return made;
  };
  return {
    kid,
    jwk: publicJwk,
    // RFC 7515, section 5.1; Ed25519 takes no digest (RFC 8037, section 3.1).
    sign: async (kind, payload) => {
      const signed = `${headerOf(kind)}.${base64url(JSON.stringify(payload))}`;
      return `${signed}.${(await signOff(Buffer.from(signed), key)).toString('base64url')}`;
    },
  };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** Header and payload of a compact JWS as they stand, nothing proved. Throws `FeedError` malformed, too-large or header. */
export function peek(jws: string, kind: Typ): { kid: string; payload: unknown } {
  if (jws.length > MAX_ENTRY_BYTES) throw new FeedError('too-large', `${jws.length} bytes`);
  const parts = jws.split('.');
  if (parts.length !== 3) throw new FeedError('malformed', 'not a compact JWS');
  // Decoders let padding, spaces and spare bits pass: other bytes, another hash, the same signature: a fork nobody signed.
  const signature = parts[2] ?? '';
  if (signature !== Buffer.from(signature, 'base64url').toString('base64url')) {
    throw new FeedError('malformed', 'a signature has one spelling (RFC 4648, section 3.5)');
  }
  let header: Record<string, unknown>;
  let payload: unknown;
  try {
    header = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString('utf8')) ?? {};
    payload = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  } catch (cause) {
    throw new FeedError('malformed', `header or payload is no JSON (${String(cause)})`);
  }
  const extra = Object.keys(header).filter((name) => name !== 'alg' && name !== 'kid' && name !== 'typ');
  if (header.alg !== 'EdDSA' || header.typ !== kind || typeof header.kid !== 'string' || extra.length > 0) {
    throw new FeedError('header', `expected exactly alg EdDSA, typ ${kind} and a kid`);
  }
  return { kid: header.kid, payload };
}

/** Checks the signature of a compact JWS of this kind under one public key; returns its payload. Throws `FeedError`. */
export async function verify(jws: string, kind: Typ, jwk: PublicJwk): Promise<unknown> {
  const { payload } = peek(jws, kind);
  await verifySignature(jws, kind, jwk);
  return payload;
}

/** Keys that are asked for again and again: those that a ring names. */
const publicKeys = new WeakMap<PublicJwk, KeyObject>();

/** The signature alone, where `peek` has looked at the rest. */
async function verifySignature(jws: string, kind: Typ, jwk: PublicJwk): Promise<void> {
  const end = jws.lastIndexOf('.');
  const signature = Buffer.from(jws.slice(end + 1), 'base64url');
  if (!(await holds(Buffer.from(jws.slice(0, end)), await publicKeyOf(jwk), signature))) {
    throw new FeedError('signature', `the signature of this ${kind} does not hold`);
  }
}

async function publicKeyOf(jwk: PublicJwk): Promise<KeyObject> {
  const before = publicKeys.get(jwk);
  if (before !== undefined) return before;
  try {
    if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519') throw new TypeError('not an Ed25519 key');
    // Read by Web Crypto, which takes the bare 32 bytes: `createPublicKey` takes three times as long (measured, Node 24).
    const raw = Buffer.from(jwk.x, 'base64url');
    const key = KeyObject.from(await webcrypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']));
    publicKeys.set(jwk, key);
    return key;
  } catch (cause) {
    throw new FeedError('signature', `there is no key to look at it with (${String(cause)})`);
  }
}

interface KeyRange {
  readonly use: 'entry' | 'tip';
  readonly jwk: PublicJwk;
  readonly from: number;
  /** Last position it may sign; null while it is named. */
  readonly until: number | null;
}

/** Which key may sign what, by position: the sum of the root's statements up to somewhere in the feed. Immutable. */
export class KeyRing {
  readonly feed: string;
  /** Thumbprint of the root, learnt at enrolment: everything chains to it. */
  readonly root: string;
  readonly version: number;
  readonly #keys: ReadonlyMap<string, KeyRange>;
  readonly suspect: ReadonlyArray<{ kid: string; from: number; to: number }>;

  constructor(
    feed: string,
    root: string,
    version = 0,
    keys: ReadonlyMap<string, KeyRange> = new Map(),
    suspect: ReadonlyArray<{ kid: string; from: number; to: number }> = [],
  ) {
    this.feed = feed;
    this.root = root;
    this.version = version;
    this.#keys = keys;
    this.suspect = suspect;
  }

  /** The ring after a key statement that stands at `position`. Throws `FeedError` statement unless the root signed it. */
  async apply(statementJws: string, position: number): Promise<KeyRing> {
    const claimed = peek(statementJws, typ.keys).payload;
    if (!check.keys.Check(claimed)) throw new FeedError('statement', 'not a key statement');
    if ((await thumbprint(claimed.root)) !== this.root)
      throw new FeedError('statement', 'not signed by the root of this feed');
    await verifySignature(statementJws, typ.keys, claimed.root);
    if (claimed.feed !== this.feed) throw new FeedError('feed', 'key statement of another feed');
    if (claimed.version <= this.version) throw new FeedError('statement', `key version ${claimed.version} is not new`);
    const keys = new Map(this.#keys);
    const named = new Map(claimed.keys.map((key) => [key.kid, key]));
    for (const [kid, range] of keys) {
      if (range.until === null && !named.has(kid)) keys.set(kid, { ...range, until: position - 1 });
    }
    for (const { kid, use, jwk } of claimed.keys) {
      const before = keys.get(kid);
      if (before === undefined) keys.set(kid, { use, jwk, from: position, until: null });
      else if (before.until !== null) throw new FeedError('statement', `key ${kid} was ended and cannot come back`);
    }
    return new KeyRing(this.feed, this.root, claimed.version, keys, [...this.suspect, ...(claimed.suspect ?? [])]);
  }

  /** The public key `kid`, if it may sign this at this position. Throws `FeedError` key-unknown or key-out-of-range. */
  key(kid: string, use: 'entry' | 'tip', position: number): PublicJwk {
    const range = this.#keys.get(kid);
    if (range === undefined || range.use !== use) throw new FeedError('key-unknown', `no ${use} key ${kid}`);
    if (position < range.from || (range.until !== null && position > range.until)) {
      throw new FeedError('key-out-of-range', `key ${kid} may not sign position ${position}`);
    }
    return range.jwk;
  }

  /** Every key ever named, and the positions that it may sign; `until` null: named now. */
  named(): Array<{ kid: string; use: 'entry' | 'tip'; from: number; until: number | null }> {
    return [...this.#keys].map(([kid, { use, from, until }]) => ({ kid, use, from, until }));
  }

  /** The keys named now, for the portal and for diagnostics. */
  current(): Array<{ kid: string; use: 'entry' | 'tip'; jwk: PublicJwk; from: number }> {
    return [...this.#keys].flatMap(([kid, { use, jwk, from, until }]) =>
      until === null ? [{ kid, use, jwk, from }] : [],
    );
  }
}

/** Where a reader of the feed stands: the last entry it holds, and the keys in force there. */
export interface ChainHead {
  /** 0 before the first entry. */
  readonly position: number;
  /** Hash of the entry at `position`; at 0 the root's thumbprint. */
  readonly hash: string;
  readonly ring: KeyRing;
}

/** The head before any entry, from what the enrolment token and answer said. */
export function genesisHead(feed: string, root: string): ChainHead {
  return { position: 0, hash: root, ring: new KeyRing(feed, root) };
}

/** A verified entry and where it leads. */
export interface VerifiedEntry {
  readonly jws: string;
  readonly payload: EntryPayload;
  readonly head: ChainHead;
}

/**
 * Proves that `jws` is the next entry after `head`: form, size, key, signature, feed, position, previous hash (feed.md 2).
 * A key statement is applied first, so that the entry that ends a stolen key can be signed by its successor.
 * Throws `FeedError`; a throw means that nothing of it may be stored.
 */
export async function verifyEntry(jws: string, head: ChainHead): Promise<VerifiedEntry> {
  const { kid, payload } = peek(jws, typ.entry);
  if (!check.entry.Check(payload)) throw new FeedError('malformed', 'not an entry');
  if (payload.feed !== head.ring.feed) throw new FeedError('feed', `entry of feed ${payload.feed}`);
  if (payload.position !== head.position + 1) {
    throw new FeedError('position', `expected ${head.position + 1}, got ${payload.position}`);
  }
  if (payload.previous !== head.hash) throw new FeedError('previous', `entry ${payload.position} does not follow ours`);
  const ring = payload.keys === undefined ? head.ring : await head.ring.apply(payload.keys, payload.position);
  await verifySignature(jws, typ.entry, ring.key(kid, 'entry', payload.position));
  if (payload.epoch !== undefined) {
    const { position, hash } = await verifyEpoch(payload.epoch, ring);
    if (position !== head.position || hash !== head.hash) throw new FeedError('statement', 'epoch names another entry');
  }
  return { jws, payload, head: { position: payload.position, hash: hashOf(jws), ring } };
}

/** The root's word on where a fork began. Throws `FeedError` unless the root of this ring signed it. */
export async function verifyEpoch(jws: string, ring: KeyRing): Promise<EpochStatement> {
  const claimed = peek(jws, typ.epoch).payload;
  if (!check.epoch.Check(claimed)) throw new FeedError('statement', 'not an epoch statement');
  if ((await thumbprint(claimed.root)) !== ring.root)
    throw new FeedError('statement', 'not signed by the root of this feed');
  await verifySignature(jws, typ.epoch, claimed.root);
  if (claimed.feed !== ring.feed) throw new FeedError('feed', 'epoch of another feed');
  return claimed;
}

const publicJwk = compiled(PublicJwk);
/** Whether a value is a public Ed25519 key in JWK form (RFC 8037). */
export function isPublicJwk(value: unknown): value is PublicJwk {
  return publicJwk.Check(value);
}

/** Proves a tip under the keys of `ring`; `nonce`, where given, must be the one it signs. Throws `FeedError`. */
export async function verifyTip(jws: string, ring: KeyRing, nonce?: string): Promise<TipPayload> {
  const { kid, payload } = peek(jws, typ.tip);
  if (!check.tip.Check(payload)) throw new FeedError('malformed', 'not a tip');
  if (payload.feed !== ring.feed) throw new FeedError('feed', `tip of feed ${payload.feed}`);
  await verifySignature(jws, typ.tip, ring.key(kid, 'tip', payload.position));
  if (nonce !== undefined && payload.nonce !== nonce)
    throw new FeedError('malformed', 'the tip does not sign our nonce');
  return payload;
}
