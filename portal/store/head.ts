/** The one row that says where the feed stands, and the ring of keys that follows from its entries. */
import { sql } from 'kysely';
import { type EntryPayload, KeyRing, peek, typ } from '../../protocol/envelope.ts';
import type { Executor, Trx } from './database.ts';
import type { FeedHead } from './schema.ts';

/** The head as read, and whether a primary said so: a tip is signed over nothing else (feed.md 4). */
export interface HeadReading extends FeedHead {
  readonly primary: boolean;
}

/** Where the feed stands now. */
export function readHead(db: Executor): Promise<HeadReading> {
  return db
    .selectFrom('feed_head')
    .selectAll()
    .select(sql<boolean>`not pg_is_in_recovery()`.as('primary'))
    .executeTakeFirstOrThrow();
}

/** The same, locked until the transaction ends: whoever appends waits here, so positions have no gaps. */
export function lockHead(trx: Trx): Promise<FeedHead> {
  return trx.selectFrom('feed_head').selectAll().forUpdate().executeTakeFirstOrThrow();
}

/** The key statement or epoch that an entry carries, read without proof: the entry was proved when it was stored. */
export function payloadOf(jws: string): EntryPayload {
  return peek(jws, typ.entry).payload as EntryPayload;
}

/** Keeps the ring of keys in step with the feed: statements are few, so only the new ones are read. */
export class RingReader {
  readonly #feed: string;
  readonly #root: string;
  #ring: KeyRing;
  #position = 0;
  #epoch = 0;

  constructor(feed: string, root: string) {
    this.#feed = feed;
    this.#root = root;
    this.#ring = new KeyRing(feed, root);
  }

  /** The ring at `head`, as `db` (or the transaction) sees it. */
  async at(db: Executor, head: Pick<FeedHead, 'position' | 'epoch'>): Promise<KeyRing> {
    let ring = this.#ring;
    let position = this.#position;
    if (head.epoch !== this.#epoch || head.position < position) {
      ring = new KeyRing(this.#feed, this.#root);
      position = 0;
    }
    const statements = await db
      .selectFrom('feed_entry')
      .select(['position', 'jws'])
      .where('kind', '=', 'keys')
      .where('position', '>', position)
      .where('position', '<=', head.position)
      .orderBy('position')
      .execute();
    for (const { position: at, jws } of statements) {
      const { keys } = payloadOf(jws);
      if (keys !== undefined) ring = await ring.apply(keys, at);
    }
    return ring;
  }

  /** Remembers a ring that a committed head gave. */
  remember(ring: KeyRing, head: Pick<FeedHead, 'position' | 'epoch'>): void {
    this.#ring = ring;
    this.#position = head.position;
    this.#epoch = head.epoch;
  }
}
