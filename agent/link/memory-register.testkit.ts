/** An honest register without a disk: everything is proved as in the real one, and nothing survives but in memory. */
import {
  type ChainHead,
  type EntryPayload,
  FeedError,
  type FeedFault,
  genesisHead,
  hashOf,
  KeyRing,
  peek,
  type TipPayload,
  type Typ,
  typ,
  verify,
  verifyEntry,
  verifyEpoch,
  verifyTip,
} from '../../protocol/envelope.ts';
import { ForkError } from '../register/fork-error.ts';
import type { FeedRegister } from './register-port.ts';

type Fault = { readonly code: 'rebuilt' | 'disk'; readonly detail: string };

export class MemoryRegister implements FeedRegister {
  /** Exact bytes, from position 1. */
  entries: string[] = [];
  readonly forks: Array<{ ours: string; theirs: string }> = [];
  newestTip: string | null = null;
  newestMoment = 0;
  synced = false;
  /** How many appends the disk refuses from now on. */
  diskFails = 0;
  #chain: ChainHead | null = null;
  readonly #listeners = new Set<(fault: Fault) => void>();

  get head(): { readonly position: number; readonly hash: string } {
    return { position: this.#chain?.position ?? 0, hash: this.#chain?.hash ?? '' };
  }

  async begin(feed: string, root: string): Promise<void> {
    this.#chain ??= genesisHead(feed, root);
    const { ring } = this.#chain;
    if (ring.feed !== feed || ring.root !== root)
      throw new FeedError('feed', 'this register belongs to another feed or root');
  }

  async append(entries: readonly string[], _receivedAt: string) {
    let fault: { fault: FeedFault | 'disk'; message: string } | null = null;
    let accepted = 0;
    if (this.diskFails > 0) {
      this.diskFails -= 1;
      return { accepted, fault: { fault: 'disk' as const, message: 'SQLITE_FULL' } };
    }
    for (const jws of entries) {
      try {
        const { head, payload } = await verifyEntry(jws, this.#head);
        this.#take(jws, head, payload);
        accepted += 1;
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
        fault = { fault: error.fault, message: error.message };
        break;
      }
    }
    return { accepted, fault };
  }

  async acceptTip(jws: string, nonce?: string): Promise<TipPayload> {
    const tip = await verifyTip(jws, this.#head.ring, nonce);
    const ours = this.#hashAt(tip.position);
    if (ours !== null && ours !== tip.hash) {
      this.forks.push({ ours: this.entries[tip.position - 1] ?? '', theirs: jws });
      throw new ForkError(tip.position);
    }
    this.newestTip = jws;
    this.#note(tip.at);
    if (tip.position === this.head.position) this.synced = true;
    return tip;
  }

  async contest(jws: string): Promise<'forked' | 'epoch'> {
    const { kid, payload } = peek(jws, typ.entry);
    const { epoch, position = 0 } = payload as Partial<EntryPayload>;
    if (epoch !== undefined) {
      const statement = await verifyEpoch(epoch, this.#head.ring);
      if (this.#hashAt(statement.position) !== statement.hash || statement.position >= this.head.position) {
        throw new FeedError('statement', 'the epoch names no position that we hold');
      }
      const entry = await verifyEntry(jws, await this.#replayed(statement.position));
      this.entries.length = statement.position;
      this.#take(jws, entry.head, entry.payload);
      this.newestTip = null;
      this.synced = false;
      return 'epoch';
    }
    const ours = this.#hashAt(position);
    if (ours === null || ours === hashOf(jws)) throw new FeedError('position', `entry ${position} contradicts nothing`);
    await verify(jws, typ.entry, this.#head.ring.key(kid, 'entry', position));
    this.forks.push({ ours: this.entries[position - 1] ?? '', theirs: jws });
    return 'forked';
  }

  async entriesAfter(position: number, limit: number): Promise<string[]> {
    return this.entries.slice(position, position + limit);
  }

  async verifyStatement(jws: string, kind: Typ, use: 'entry' | 'tip'): Promise<unknown> {
    return verify(jws, kind, this.#head.ring.key(peek(jws, kind).kid, use, this.head.position));
  }

  onFault(listener: (fault: Fault) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The file was found damaged and begins again. */
  rebuild(): void {
    this.entries = [];
    this.#chain = null;
    this.newestTip = null;
    this.synced = false;
    for (const listener of this.#listeners) listener({ code: 'rebuilt', detail: 'SQLITE_CORRUPT' });
  }

  get #head(): ChainHead {
    if (this.#chain === null) throw new FeedError('feed', 'not enrolled: no feed is known');
    return this.#chain;
  }

  #take(jws: string, head: ChainHead, payload: EntryPayload): void {
    this.entries.push(jws);
    this.#chain = head;
    this.#note(payload.at);
  }

  #hashAt(position: number): string | null {
    const jws = this.entries[position - 1];
    return jws === undefined ? null : hashOf(jws);
  }

  async #replayed(position: number): Promise<ChainHead> {
    const { feed, root } = this.#head.ring;
    let ring = new KeyRing(feed, root);
    for (const [index, jws] of this.entries.slice(0, position).entries()) {
      const { keys } = peek(jws, typ.entry).payload as EntryPayload;
      if (keys !== undefined) ring = await ring.apply(keys, index + 1);
    }
    return { position, hash: this.#hashAt(position) ?? root, ring };
  }

  #note(at: string): void {
    this.newestMoment = Math.max(this.newestMoment, Date.parse(at));
  }
}
