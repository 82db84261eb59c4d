import { createHmac, createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ChainHead,
  type FeedFault,
  genesisHead,
  hashOf,
  isPublicJwk,
  KeyRing,
  MAX_ENTRY_BYTES,
  type PublicJwk,
  peek,
  type Signer,
  signerOf,
  thumbprint,
  typ,
  verify,
  verifyEntry,
  verifyEpoch,
  verifyTip,
} from './envelope.ts';

const fault = (name: FeedFault) => expect.objectContaining({ name: 'FeedError', fault: name });

async function newKey(): Promise<{ jwk: JWK; signer: Signer }> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { jwk, signer: await signerOf(jwk) };
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
/** A JWS with any header over any payload text, its Ed25519 signature right. */
function signWith(jwk: JWK, header: string, payload: string): string {
  const input = `${encode(header)}.${encode(payload)}`;
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

let key: { jwk: JWK; signer: Signer };
let kid: string;
beforeAll(async () => {
  key = await newKey();
  kid = key.signer.kid;
});

describe('the header of a signed thing', () => {
  const header = (change: object = {}) => ({ alg: 'EdDSA', kid, typ: typ.entry, ...change });

  it('is exactly alg, kid and typ, in any order', async () => {
    for (const text of [header(), Object.fromEntries(Object.entries(header()).reverse())]) {
      const jws = signWith(key.jwk, JSON.stringify(text), '{"a":1}');
      expect(await verify(jws, typ.entry, key.signer.jwk)).toEqual({ a: 1 });
    }
  });

  it.each<[string, object]>([
    ['alg none', { alg: 'none' }],
    ['alg HS256', { alg: 'HS256' }],
    ['alg ES256', { alg: 'ES256' }],
    ['alg in other case', { alg: 'eddsa' }],
    ['no alg', { alg: undefined }],
    ['crit', { crit: ['exp'] }],
    ['crit of nothing', { crit: [] }],
    ['b64', { b64: false, crit: ['b64'] }],
    ['b64 true', { b64: true }],
    ['a key of its own', { jwk: { kty: 'OKP' } }],
    ['an address of keys', { jku: 'https://example.org/keys' }],
    ['cty', { cty: 'JWT' }],
    ['no kid', { kid: undefined }],
    ['a kid that is no text', { kid: 7 }],
    ['no typ', { typ: undefined }],
    ['typ in other case', { typ: typ.entry.toUpperCase() }],
    ['typ with its media type', { typ: `application/${typ.entry}` }],
    ...Object.values(typ)
      .filter((kind) => kind !== typ.entry)
      .map((kind): [string, object] => [`typ ${kind}`, { typ: kind }]),
  ])('%s: refused, whatever its signature', async (_name, change) => {
    const jws = signWith(key.jwk, JSON.stringify(header(change)), '{"a":1}');
    expect(() => peek(jws, typ.entry)).toThrow(fault('header'));
    await expect(verify(jws, typ.entry, key.signer.jwk)).rejects.toEqual(fault('header'));
  });

  it.each(['null', '[]', '"EdDSA"', '7', 'true'])('%s is no header', async (text) => {
    expect(() => peek(`${encode(text)}.e30.`, typ.entry)).toThrow(fault('header'));
  });

  it('an HMAC with the public key as its secret is no signature', async () => {
    const input = `${encode(JSON.stringify(header()))}.${encode('{}')}`;
    const mac = createHmac('sha256', Buffer.from(key.signer.jwk.x, 'base64url')).update(input).digest('base64url');
    await expect(verify(`${input}.${mac}`, typ.entry, key.signer.jwk)).rejects.toEqual(fault('signature'));
    await expect(verify(`${input}.`, typ.entry, key.signer.jwk)).rejects.toEqual(fault('signature'));
  });
});

describe('the spelling of a signed thing', () => {
  it('is one: any other byte is refused', async () => {
    const jws = await key.signer.sign(typ.entry, { bulletin: 'Éléphant' });
    expect(await verify(jws, typ.entry, key.signer.jwk)).toEqual({ bulletin: 'Éléphant' });
    const extra = fc.constantFrom('=', ' ', '\n', '\t', '.', '\u0000', '!', 'A', '/', '+', '\u00e9');
    await fc.assert(
      fc.asyncProperty(fc.nat(jws.length), extra, fc.boolean(), async (at, character, replace) => {
        const other = jws.slice(0, at) + character + jws.slice(replace ? at + 1 : at);
        fc.pre(other !== jws);
        await expect(verify(other, typ.entry, key.signer.jwk)).rejects.toMatchObject({ name: 'FeedError' });
      }),
      { numRuns: 300 },
    );
  });

  it('has no spare bits in its signature', async () => {
    const jws = await key.signer.sign(typ.entry, {});
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(jws.at(-1) ?? '');
    // 64 bytes leave four bits of the last character unused.
    const twin = jws.slice(0, -1) + alphabet[last ^ 1];
    expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(jws.split('.')[2] ?? '', 'base64url'),
    );
    await expect(verify(twin, typ.entry, key.signer.jwk)).rejects.toEqual(fault('malformed'));
  });

  it.each<[string, string, FeedFault]>([
    ['nothing', '', 'malformed'],
    ['one part', 'abc', 'malformed'],
    ['four parts', 'e30.e30.e30.e30', 'malformed'],
    ['parts that are no JSON', 'abc.def.', 'malformed'],
    ['more than an entry may have', 'A'.repeat(MAX_ENTRY_BYTES + 1), 'too-large'],
  ])('%s: refused', (_name, text, expected) => {
    expect(() => peek(text, typ.entry)).toThrow(fault(expected));
  });

  it('never throws anything but a FeedError', () => {
    const part = fc.oneof(fc.string(), fc.json().map(encode), fc.constantFrom('', 'e30', encode('null')));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 4 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          try {
            peek(text, typ.entry);
          } catch (error) {
            expect(error).toMatchObject({ name: 'FeedError' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('public keys', () => {
  it.each([
    ['of another curve', { crv: 'X25519' }],
    ['of another type', { kty: 'EC' }],
    ['of no bytes', { x: '' }],
    ['too short', { x: 'AAAA' }],
    ['with padding', { x: `${'A'.repeat(43)}=` }],
    ['that is no text', { x: 7 }],
  ])('%s: none', (_name, change) => {
    expect(isPublicJwk(key.signer.jwk)).toBe(true);
    expect(isPublicJwk({ ...key.signer.jwk, ...change })).toBe(false);
  });

  it('are named by the thumbprint of RFC 7638, as RFC 8037 works it out', async () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(await thumbprint(jwk)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});

describe('the ring of keys', () => {
  let root: Signer;
  let keys: Signer[];
  beforeAll(async () => {
    root = (await newKey()).signer;
    keys = (await Promise.all([newKey(), newKey(), newKey()])).map(({ signer }) => signer);
  });
  const [e1, e2, t1] = [0, 1, 2];
  const named = (use: 'entry' | 'tip', index: number) => {
    const signer = keys[index] ?? root;
    return { kid: signer.kid, use, jwk: signer.jwk };
  };
  const statement = (version: number, list: object[], change: object = {}, signer = root) =>
    signer.sign(typ.keys, { feed: 'F', version, root: root.jwk, keys: list, ...change });
  const empty = () => new KeyRing('F', root.kid);
  const kidOf = (index: number) => keys[index]?.kid ?? '';

  it('a key signs from its statement to just before the one that names it no more', async () => {
    const first = await empty().apply(await statement(1, [named('entry', e1), named('tip', t1)]), 1);
    const ring = await first.apply(await statement(2, [named('entry', e2), named('tip', t1)]), 8);
    expect(ring.key(kidOf(e1), 'entry', 1)).toEqual(keys[e1]?.jwk);
    expect(ring.key(kidOf(e1), 'entry', 7)).toEqual(keys[e1]?.jwk);
    expect(() => ring.key(kidOf(e1), 'entry', 8)).toThrow(fault('key-out-of-range'));
    expect(() => ring.key(kidOf(e2), 'entry', 7)).toThrow(fault('key-out-of-range'));
    expect(ring.key(kidOf(e2), 'entry', 8)).toEqual(keys[e2]?.jwk);
    expect(ring.key(kidOf(e2), 'entry', 1e9)).toEqual(keys[e2]?.jwk);
    expect(ring.key(kidOf(t1), 'tip', 1e9)).toEqual(keys[t1]?.jwk);
    expect(() => ring.key(kidOf(t1), 'entry', 8)).toThrow(fault('key-unknown'));
    expect(() => ring.key(root.kid, 'entry', 8)).toThrow(fault('key-unknown'));
    expect(ring.current().map(({ kid: name, from }) => [name, from])).toEqual([
      [kidOf(t1), 1],
      [kidOf(e2), 8],
    ]);
    // What it was made of has not changed.
    expect(first.key(kidOf(e1), 'entry', 9)).toEqual(keys[e1]?.jwk);
    expect(() => first.key(kidOf(e2), 'entry', 9)).toThrow(fault('key-unknown'));
  });

  it('keeps the positions that the root calls suspect', async () => {
    const suspect = [{ kid: 'stolen', from: 3, to: 5 }];
    const first = await empty().apply(await statement(1, [named('entry', e1)], { suspect }), 1);
    const second = await first.apply(await statement(2, [named('entry', e1)], { suspect }), 9);
    expect(second.suspect).toEqual([...suspect, ...suspect]);
  });

  it.each<[string, FeedFault, () => Promise<string>]>([
    [
      'by another root',
      'statement',
      async () => {
        const { signer } = await newKey();
        return statement(2, [named('entry', e2)], { root: signer.jwk }, signer);
      },
    ],
    ['in the root’s name', 'signature', async () => statement(2, [named('entry', e2)], {}, (await newKey()).signer)],
    ['of another feed', 'feed', () => statement(2, [named('entry', e2)], { feed: 'G' })],
    ['of the same version', 'statement', () => statement(1, [named('entry', e2)])],
    ['of an older version', 'statement', () => statement(0, [named('entry', e2)])],
    ['without keys', 'statement', () => statement(2, [])],
    ['whose root is no key', 'statement', () => statement(2, [named('entry', e2)], { root: { ...root.jwk, x: '' } })],
    ['with a key that is none', 'statement', () => statement(2, [{ ...named('entry', e2), jwk: { kty: 'OKP' } }])],
    ['that brings back an ended key', 'statement', () => statement(3, [named('entry', e1)])],
  ])('takes no statement %s', async (_name, expected, make) => {
    const ring = await empty().apply(await statement(1, [named('entry', e1)]), 1);
    const before =
      expected === 'statement' && _name.includes('ended')
        ? await ring.apply(await statement(2, [named('entry', e2)]), 5)
        : ring;
    await expect(before.apply(await make(), 9)).rejects.toEqual(fault(expected));
  });
});

describe('the chain', () => {
  let root: Signer;
  let entry: Signer;
  let tip: Signer;
  let head: ChainHead;
  let first: string;
  const keysOf = async (version: number, e: Signer, t: Signer) =>
    root.sign(typ.keys, {
      feed: 'F',
      version,
      root: root.jwk,
      keys: [
        { kid: e.kid, use: 'entry', jwk: e.jwk },
        { kid: t.kid, use: 'tip', jwk: t.jwk },
      ],
    });
  const at = '2026-11-22T09:30:00.000Z';
  beforeAll(async () => {
    [root, entry, tip] = (await Promise.all([newKey(), newKey(), newKey()])).map(({ signer }) => signer) as [
      Signer,
      Signer,
      Signer,
    ];
    const keys = await keysOf(1, entry, tip);
    first = await entry.sign(typ.entry, { feed: 'F', position: 1, previous: root.kid, at, keys });
    head = (await verifyEntry(first, genesisHead('F', root.kid))).head;
  });
  const next = (change: object = {}, signer = entry) =>
    signer.sign(typ.entry, { feed: 'F', position: 2, previous: hashOf(first), at, ...change });

  it('grows by the entry that follows, and by no other', async () => {
    expect(head).toMatchObject({ position: 1, hash: hashOf(first) });
    const jws = await next({ bulletin: { id: 'B1' }, novelty: true });
    const verified = await verifyEntry(jws, head);
    expect(verified).toMatchObject({
      jws,
      payload: { bulletin: { id: 'B1' } },
      head: { position: 2, hash: hashOf(jws) },
    });
    const wrong: Array<[FeedFault, object]> = [
      ['feed', { feed: 'G' }],
      ['position', { position: 1 }],
      ['position', { position: 3 }],
      ['previous', { previous: root.kid }],
      ['malformed', { position: '2' }],
      ['malformed', { position: 1.5 }],
      ['malformed', { at: undefined }],
      ['malformed', { keys: {} }],
      ['malformed', { epoch: 1 }],
    ];
    for (const [expected, change] of wrong) {
      await expect(verifyEntry(await next(change), head), JSON.stringify(change)).rejects.toEqual(fault(expected));
    }
  });

  it('lets the entry that ends a stolen key be signed by its successor, and not by the thief', async () => {
    const { signer: successor } = await newKey();
    const keys = await keysOf(2, successor, tip);
    expect((await verifyEntry(await next({ keys }, successor), head)).head.position).toBe(2);
    await expect(verifyEntry(await next({ keys }, entry), head)).rejects.toEqual(fault('key-out-of-range'));
  });

  it('takes an epoch only from the root and over its own head', async () => {
    const epoch = (change: object = {}, signer = root) =>
      signer.sign(typ.epoch, { feed: 'F', root: root.jwk, epoch: 1, position: 1, hash: hashOf(first), ...change });
    expect((await verifyEntry(await next({ epoch: await epoch() }), head)).head.position).toBe(2);
    expect(await verifyEpoch(await epoch(), head.ring)).toMatchObject({ epoch: 1, position: 1 });
    const wrong: Array<[FeedFault, string]> = [
      ['statement', await epoch({ hash: root.kid })],
      ['statement', await epoch({ position: 2 })],
      ['statement', await epoch({ position: 0 })],
      ['statement', await epoch({ root: entry.jwk }, entry)],
      ['signature', await epoch({}, entry)],
      ['feed', await epoch({ feed: 'G' })],
      ['malformed', 'epoch'],
    ];
    for (const [expected, statement] of wrong) {
      await expect(verifyEntry(await next({ epoch: statement }), head)).rejects.toEqual(fault(expected));
    }
  });

  it('tips: by the tip key, over this feed, over our nonce where we gave one', async () => {
    const make = (change: object = {}, signer = tip) =>
      signer.sign(typ.tip, { feed: 'F', position: 1, hash: hashOf(first), at, ...change });
    expect(await verifyTip(await make(), head.ring)).toMatchObject({ position: 1 });
    expect(await verifyTip(await make({ nonce: 'n' }), head.ring)).toMatchObject({ nonce: 'n' });
    expect(await verifyTip(await make({ nonce: 'n' }), head.ring, 'n')).toMatchObject({ nonce: 'n' });
    const wrong: Array<[FeedFault, string]> = [
      ['malformed', await make()],
      ['malformed', await make({ nonce: 'm' })],
      ['malformed', await make({ nonce: 7 })],
      ['feed', await make({ nonce: 'n', feed: 'G' })],
      ['key-unknown', await make({ nonce: 'n' }, entry)],
      ['key-unknown', await make({ nonce: 'n' }, root)],
      ['key-out-of-range', await make({ nonce: 'n', position: 0 })],
      ['header', first],
    ];
    for (const [expected, jws] of wrong) {
      await expect(verifyTip(jws, head.ring, 'n')).rejects.toEqual(fault(expected));
    }
  });
});

it('what a signer makes, jose made: its header is the one that is asked for', async () => {
  const jws = await key.signer.sign(typ.tip, { a: 1 });
  const same = await new CompactSign(Buffer.from('{"a":1}'))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: typ.tip })
    .sign(await importJWK(key.jwk, 'EdDSA'));
  expect(jws).toBe(same);
  const jwk: PublicJwk = key.signer.jwk;
  expect(Object.keys(jwk)).toEqual(['kty', 'crv', 'x']);
});
