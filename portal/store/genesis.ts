/** The first entry of a feed: the root's statement of its keys (feed.md 9, 10). */
import { join } from 'node:path';
import { ulid } from 'ulid';
import { FeedError, genesisHead, type KeyStatement, signerOf, typ, verifyEntry } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import { StoreError } from './errors.ts';
import { payloadOf } from './head.ts';
import { PortalKeys } from './keys.ts';

const GENESIS = 'genesis.jws';
const REQUEST = 'root-request.json';
const STATEMENT = 'root-statement.jws';

/**
 * The keys of this data directory and the first entry of their feed, made where they are not there yet. A root whose private
 * half is elsewhere must sign `root-request.json` first: `StoreError` keys-unsigned until `root-statement.jws` stands. `StoreError`
 * key-unreadable or root-differs where a file is not what it must be.
 */
export async function keysAndGenesis(dataDir: string, clock: Clock): Promise<{ keys: PortalKeys; genesis: string }> {
  const keys = (await PortalKeys.load(dataDir)) ?? (await PortalKeys.createWithRoot(dataDir));
  const made = keys.read(GENESIS);
  if (made !== null) {
    try {
      await verifyEntry(made, genesisHead(payloadOf(made).feed, keys.rootThumbprint));
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      throw new StoreError('root-differs', { path: join(dataDir, 'keys', GENESIS), why: error.message }, error);
    }
    return { keys, genesis: made };
  }
  const statementJws = await firstStatement(keys);
  const feed = (JSON.parse(keys.read(REQUEST) ?? '{}') as KeyStatement).feed;
  const head = genesisHead(feed, keys.rootThumbprint);
  const ring = await head.ring.apply(statementJws, 1);
  const entry = await keys.signer('entry', ring, 1);
  const at = new Date(clock.wall()).toISOString();
  const genesis = await entry.sign(typ.entry, {
    feed,
    position: 1,
    previous: keys.rootThumbprint,
    at,
    keys: statementJws,
  });
  await verifyEntry(genesis, head);
  keys.keep(GENESIS, genesis);
  return { keys, genesis };
}

async function firstStatement(keys: PortalKeys): Promise<string> {
  let request = keys.read(REQUEST);
  if (request === null) {
    if (keys.own('entry').length === 0) await keys.make('entry');
    if (keys.own('tip').length === 0) await keys.make('tip');
    request = JSON.stringify(keys.firstStatement(ulid()));
    keys.keep(REQUEST, request);
  }
  const signed = keys.read(STATEMENT);
  if (signed !== null) return signed;
  const root = keys.demonstrationRootKey();
  if (root === null) {
    const path = keys.keep(REQUEST, request);
    throw new StoreError('keys-unsigned', {
      request: path,
      statement: path.slice(0, -REQUEST.length) + STATEMENT,
    });
  }
  return (await signerOf(root)).sign(typ.keys, JSON.parse(request));
}
