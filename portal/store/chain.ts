/** Appending to the feed: made here, or taken back as it was (feed.md 1, 3). */
import {
  hashOf,
  type KeyRing,
  MAX_ENTRY_BYTES,
  typ,
  type VerifiedEntry,
  verifyEntry,
  verifyEpoch,
} from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Trx } from './database.ts';
import type { AppendedEntry, EntryBody } from './feed.ts';
import type { PortalKeys } from './keys.ts';
import { broadcastHead, kindOf, rebuildBulletin } from './recovered.ts';
import type { FeedHead } from './schema.ts';

interface ChainOptions {
  readonly trx: Trx;
  readonly feed: string;
  readonly keys: PortalKeys;
  readonly clock: Clock;
}

/** The end of the feed inside one transaction that holds the head's row. */
export class Chain {
  readonly #o: ChainOptions;
  #head: FeedHead;
  #ring: KeyRing;

  constructor(o: ChainOptions, head: FeedHead, ring: KeyRing) {
    this.#o = o;
    this.#head = head;
    this.#ring = ring;
  }

  /** Where the feed stands, seen from this transaction. */
  get head(): FeedHead {
    return this.#head;
  }

  /** Signs and stores the next entry. Throws Problem too-large, and `FeedError` for a statement that does not hold. */
  async append(body: EntryBody, ref?: { bulletin: string; revision: number }): Promise<AppendedEntry> {
    const position = this.#head.position + 1;
    const ring = 'keys' in body ? await this.#ring.apply(body.keys, position) : this.#ring;
    const signer = await this.#o.keys.signer('entry', ring, position);
    // Never earlier than the entry before: agents take the newest entry as the least that the time can be.
    const at = new Date(Math.max(this.#o.clock.wall(), this.#head.at.getTime())).toISOString();
    const payload = { feed: this.#o.feed, position, previous: this.#head.hash, at, ...body };
    const jws = await signer.sign(typ.entry, payload);
    if (jws.length > MAX_ENTRY_BYTES) throw new Problem('too-large');
    // The door every agent has: what it would refuse must never be stored here.
    const verified = await verifyEntry(jws, { position: position - 1, hash: this.#head.hash, ring: this.#ring });
    const broadcast = 'bulletin' in body ? broadcastHead(body.bulletin) : null;
    await this.#store(verified, ref ?? (broadcast && { bulletin: broadcast.id, revision: broadcast.revision }));
    return { position, hash: verified.head.hash, jws };
  }

  /** Stores an entry of ours that is missing here, as it is. Throws `FeedError` unless it is the next. */
  async take(jws: string): Promise<void> {
    const { position, hash } = this.#head;
    const verified = await verifyEntry(jws, { position, hash, ring: this.#ring });
    const broadcast = broadcastHead(verified.payload.bulletin);
    await this.#store(verified, broadcast && { bulletin: broadcast.id, revision: broadcast.revision });
    await rebuildBulletin(this.#o.trx, verified);
  }

  async #store(entry: VerifiedEntry, ref: { bulletin: string; revision: number } | null): Promise<void> {
    const { payload, jws, head } = entry;
    const kind = kindOf(payload);
    await this.#o.trx
      .insertInto('feed_entry')
      .values({
        position: payload.position,
        previous: payload.previous,
        hash: hashOf(jws),
        jws,
        at: payload.at,
        kind,
        bulletin: ref?.bulletin ?? null,
        revision: ref?.revision ?? null,
      })
      .execute();
    const epoch = payload.epoch === undefined ? this.#head.epoch : await epochOf(payload.epoch, head.ring);
    this.#head = {
      ...this.#head,
      position: payload.position,
      hash: head.hash,
      at: new Date(payload.at),
      epoch,
    };
    this.#ring = head.ring;
    await this.#o.trx
      .updateTable('feed_head')
      .set({ position: payload.position, hash: head.hash, at: payload.at, epoch })
      .execute();
  }
}

async function epochOf(statement: string, ring: KeyRing): Promise<number> {
  return (await verifyEpoch(statement, ring)).epoch;
}
