/**
 * For tests: a feed as a portal makes it, signed and chained, without a portal. Everything can also be made wrong: a test says
 * what it changes and leaves the rest as it must be.
 */
import { exportJWK, generateKeyPair } from 'jose';
import {
  type ChainHead,
  type EntryPayload,
  type EpochStatement,
  genesisHead,
  hashOf,
  type KeyStatement,
  type Signer,
  signerOf,
  type TipPayload,
  typ,
  verifyEntry,
} from '../../protocol/envelope.ts';

/** A new Ed25519 key. */
export async function newSigner(): Promise<Signer> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return signerOf(await exportJWK(privateKey));
}

/** The three keys of feed.md 9. */
export interface FeedKeys {
  readonly root: Signer;
  readonly entry: Signer;
  readonly tip: Signer;
}

export async function newKeys(): Promise<FeedKeys> {
  return { root: await newSigner(), entry: await newSigner(), tip: await newSigner() };
}

export type EntryBody = Pick<EntryPayload, 'bulletin' | 'keys' | 'epoch'>;

/** One branch of a feed: it grows by `add`, and `branch` makes another that shares what is there so far. */
export class TestFeed {
  readonly id: string;
  keys: FeedKeys;
  /** Exact bytes, in order; `entries[0]` is position 1. */
  readonly entries: string[];
  /** Minutes after 22 November 2026, 09:00 UTC; each entry and tip comes a minute later. */
  minute = 0;
  version: number;

  private constructor(id: string, keys: FeedKeys, entries: string[], version: number) {
    this.id = id;
    this.keys = keys;
    this.entries = entries;
    this.version = version;
  }

  /** A feed whose first entry names its keys. */
  static async begin(o: { id?: string; keys?: FeedKeys } = {}): Promise<TestFeed> {
    const feed = new TestFeed(o.id ?? 'F1', o.keys ?? (await newKeys()), [], 0);
    await feed.add({ keys: await feed.keyStatement() });
    feed.version = 1;
    return feed;
  }

  /** Another branch that has the first `position` entries in common. */
  branch(position = this.position): TestFeed {
    const other = new TestFeed(this.id, this.keys, this.entries.slice(0, position), this.version);
    // Never the same minute, so that two branches never make the same bytes.
    other.minute = this.minute + 1_000;
    return other;
  }

  get root(): string {
    return this.keys.root.kid;
  }

  get position(): number {
    return this.entries.length;
  }

  /** Hash of the entry at `position`; at 0 the root's thumbprint. */
  hash(position = this.position): string {
    const jws = this.entries[position - 1];
    return jws === undefined ? this.root : hashOf(jws);
  }

  /** Moment of the next entry or tip, UTC. */
  moment(): string {
    return new Date(Date.UTC(2026, 10, 22, 9, this.minute++)).toISOString();
  }

  /** The next entry, not added; `change` makes it another than it must be. */
  async entry(body: EntryBody, change: Partial<Record<keyof EntryPayload, unknown>> = {}, signer = this.keys.entry) {
    const payload = {
      feed: this.id,
      position: this.position + 1,
      previous: this.hash(),
      at: this.moment(),
      ...body,
      ...change,
    };
    return signer.sign(typ.entry, payload);
  }

  /** Adds the next entry. */
  async add(body: EntryBody, signer = this.keys.entry): Promise<string> {
    const jws = await this.entry(body, {}, signer);
    this.entries.push(jws);
    return jws;
  }

  /** Adds an entry for each bulletin. */
  async publish(...bulletins: readonly unknown[]): Promise<string[]> {
    const added: string[] = [];
    for (const bulletin of bulletins) added.push(await this.add({ bulletin }));
    return added;
  }

  /** A tip over the head, or over what `change` says. */
  async tip(change: Partial<TipPayload> = {}, signer = this.keys.tip): Promise<string> {
    const { position } = this;
    return signer.sign(typ.tip, { feed: this.id, position, hash: this.hash(), at: this.moment(), ...change });
  }

  /** A statement of the root that names the keys of this feed, and with `change` others. */
  async keyStatement(change: Partial<KeyStatement> = {}, signer = this.keys.root): Promise<string> {
    const { root, entry, tip } = this.keys;
    return signer.sign(typ.keys, {
      feed: this.id,
      version: this.version + 1,
      root: root.jwk,
      keys: [
        { kid: entry.kid, use: 'entry', jwk: entry.jwk },
        { kid: tip.kid, use: 'tip', jwk: tip.jwk },
      ],
      ...change,
    });
  }

  /** The root ends the keys of this use and names new ones; the entry that says so is signed by the newest. */
  async rotate(...uses: ReadonlyArray<'entry' | 'tip'>): Promise<string> {
    for (const use of uses) this.keys = { ...this.keys, [use]: await newSigner() };
    const jws = await this.add({ keys: await this.keyStatement() });
    this.version++;
    return jws;
  }

  /** The root's word that this branch goes on and that others end after `position` (the head, unless told). */
  async epochStatement(epoch: number, change: Partial<EpochStatement> = {}, signer = this.keys.root): Promise<string> {
    const { position } = this;
    return signer.sign(typ.epoch, {
      feed: this.id,
      root: this.keys.root.jwk,
      epoch,
      position,
      hash: this.hash(),
      ...change,
    });
  }

  /** Adds the entry that ends a fork after the present head. */
  async addEpoch(epoch: number): Promise<string> {
    return this.add({ epoch: await this.epochStatement(epoch) });
  }

  /** Where a reader stands that has verified the first `position` entries. */
  async head(position = this.position): Promise<ChainHead> {
    let head = genesisHead(this.id, this.root);
    for (const jws of this.entries.slice(0, position)) head = (await verifyEntry(jws, head)).head;
    return head;
  }
}
