/**
 * What a portal may sign, and what somebody in the middle makes of it: nothing but a FeedError comes out, and nothing is taken
 * for signed that was not signed so, to the byte.
 */
import { createPrivateKey } from 'node:crypto';
import type { JWK } from 'jose';
import {
  FeedError,
  genesisHead,
  hashOf,
  KeyRing,
  type Signer,
  signerOf,
  typ,
  verifyEntry,
  verifyTip,
} from '../../../protocol/envelope.ts';
import { Bytes } from '../bytes.ts';
import { seedsOf, type Target } from '../target.ts';

/** A key of thirty-two times the same byte, so that a corpus stays good (RFC 8410, section 7, has the frame around it). */
function signer(byte: number): Promise<Signer> {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, byte)]);
  return signerOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' }) as JWK);
}

const [root, entry, tip] = [await signer(1), await signer(2), await signer(3)];

const feed = '01K9FUZZ000000000000000000';
const at = '2026-11-22T09:30:00.000Z';
const keys = await root.sign(typ.keys, {
  feed,
  version: 1,
  root: root.jwk,
  keys: [
    { kid: entry.kid, use: 'entry', jwk: entry.jwk },
    { kid: tip.kid, use: 'tip', jwk: tip.jwk },
  ],
});
const genesis = genesisHead(feed, root.kid);
const first = await entry.sign(typ.entry, { feed, position: 1, previous: root.kid, at, keys });
const second = await entry.sign(typ.entry, { feed, position: 2, previous: hashOf(first), at, bulletin: { id: 'B1' } });
const third = await entry.sign(typ.entry, { feed, position: 3, previous: hashOf(second), at, bulletin: { id: 'B2' } });
const tipOfTwo = await tip.sign(typ.tip, { feed, position: 2, hash: hashOf(second), at, nonce: 'nonce' });
const { head } = await verifyEntry(first, genesis);

const signed = [first, second, third, tipOfTwo, keys];
/** Where each statement counts: elsewhere not even its own bytes do. */
const proofs: ReadonlyArray<readonly [good: string, prove: (jws: string) => Promise<unknown>]> = [
  [first, (jws) => verifyEntry(jws, genesis)],
  [second, (jws) => verifyEntry(jws, head)],
  [tipOfTwo, (jws) => verifyTip(jws, head.ring, 'nonce')],
  [keys, (jws) => new KeyRing(feed, root.kid).apply(jws, 1)],
];

async function proved(prove: Promise<unknown>): Promise<boolean> {
  try {
    await prove;
    return true;
  } catch (error) {
    if (error instanceof FeedError) return false;
    throw error;
  }
}

/** A statement with one of its three parts in other words: JSON changed and spelt anew. */
function rewritten(jws: string, part: number, change: string): string {
  const parts = jws.split('.');
  const text = Buffer.from(parts[part] ?? '', 'base64url').toString('latin1');
  const [from = '', to = ''] = change.split('=');
  parts[part] = Buffer.from(from === '' ? change : text.replace(from, to), 'latin1').toString('base64url');
  return parts.join('.');
}

for (const [good, prove] of proofs) if (!(await proved(prove(good)))) throw new Error('a good statement does not hold');

export const envelope: Target = {
  name: 'envelope',
  what: 'signed statements',
  words: [
    '=',
    '.',
    '"alg":"none"',
    '"crit":[]',
    '"kid"',
    typ.entry,
    typ.tip,
    '"position":3',
    '\\u0000',
    'eyJ',
    'null',
    '{}',
    '[]',
  ],
  seeds: seedsOf(
    '\u0000\u0000EdDSA=none',
    '\u0001\u0001"position":2="position":3',
    '\u0002\u0002x=y',
    '\u0003\u0001{}',
    ...signed.map((jws) => `\u0000\u0003${jws}`),
  ),
  fuzz: async (data) => {
    const bytes = new Bytes(data);
    const source = bytes.one(first, ...signed.slice(1));
    const part = bytes.byte() % 4;
    const rest = bytes.rest();
    const jws = part === 3 ? rest : rewritten(source, part, rest);
    for (const [good, prove] of proofs) {
      if ((await proved(prove(jws))) && jws !== good) throw new Error(`taken for signed: ${jws}`);
    }
    return proofs.length;
  },
};
