/** What the root signs, offline: requests go to it as JSON and come back as JWS (feed.md 9). */
import type { JWK } from 'jose';
import { type EpochStatement, type KeyStatement, peek, signerOf, typ } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import { type Actor, machineActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { AppendedEntry } from './feed.ts';
import type { Store } from './store.ts';

export interface KeyChange {
  /** Makes a new key for this use; the one in force ends with the statement. */
  readonly renew: ReadonlyArray<'entry' | 'tip'>;
  /** Positions that a key may have signed for a thief: agents show them and go on blocking. */
  readonly suspect?: KeyStatement['suspect'];
}

/** Whoever stands at the portal's own host. */
const atTheHost = machineActor('operator');

/** Makes the new private keys and the statement that the root must sign: every key in force from there on. */
export async function keyRequest(store: Store, change: KeyChange, actor: Actor = atTheHost): Promise<KeyStatement> {
  const ring = await store.feed.ring(await store.feed.head());
  const made = await Promise.all(
    change.renew.map(async (use) => {
      const { kid, jwk } = await store.keys.make(use);
      return { kid, use, jwk };
    }),
  );
  const detail = { version: ring.version + 1, keys: made.map(({ kid, use }) => ({ kid, use })) };
  const at = new Date(store.clock.wall());
  await store.db.transaction().execute((trx) => audit(trx, actor, 'keys.request', 'feed', detail, at));
  const kept = ring.current().filter((key) => !change.renew.includes(key.use));
  return {
    feed: store.info.feed,
    version: ring.version + 1,
    root: store.keys.root,
    keys: [...kept.map(({ kid, use, jwk }) => ({ kid, use, jwk })), ...made],
    ...(change.suspect === undefined ? {} : { suspect: change.suspect }),
  };
}

/** Signs a key request with the root's private half (RFC 8037 JWK): run where the root is, away from the portal. */
export async function signStatement(root: JWK, request: KeyStatement): Promise<string> {
  return (await signerOf(root)).sign(typ.keys, request);
}

/**
 * Publishes a signed key statement as the next entry, signed by the entry key that it names itself.
 * Throws `FeedError` statement where the root did not sign it or its version is not new, key-unknown where we lack its key.
 */
export function applyKeyStatement(store: Store, statement: string, actor: Actor = atTheHost): Promise<AppendedEntry> {
  return store.feed.publish(async (trx, append) => {
    const appended = await append({ keys: statement });
    const { version, keys } = peek(statement, typ.keys).payload as KeyStatement;
    const detail = { version, position: appended.position, keys: keys.map(({ kid, use }) => ({ kid, use })) };
    await audit(trx, actor, 'keys.apply', 'feed', detail, new Date(store.clock.wall()));
    return appended;
  });
}

/** The statement that ends a fork after `position`: the last entry of ours that both branches share. */
export async function epochRequest(store: Store, position: number): Promise<EpochStatement> {
  const head = await store.feed.head();
  const [entry] = await store.feed.entries(position - 1, 1);
  if (entry?.position !== position) throw new Problem('not-found', { field: 'position' });
  return { feed: store.info.feed, root: store.keys.root, epoch: head.epoch + 1, position, hash: entry.hash };
}

/** Signs an epoch request with the root's private half. */
export async function signEpoch(root: JWK, request: EpochStatement): Promise<string> {
  return (await signerOf(root)).sign(typ.epoch, request);
}

/** Applies a signed epoch: see `FeedStore.applyEpoch`. */
export function applyEpoch(store: Store, statement: string): Promise<AppendedEntry> {
  return store.feed.applyEpoch(statement);
}
