/** The end of the feed as one gateway sees it: followed, cached as ready frames for all links, and signed as tips. */
import type { Logger } from 'pino';
import { type Signer, typ } from '../../protocol/envelope.ts';
import type { Clock } from '../clock.ts';
import type { AppendedEntry } from '../store/feed.ts';
import type { HeadReading } from '../store/head.ts';
import type { Store } from '../store/store.ts';
import { textFrame } from './frame.ts';

/** One entry, ready to be sent: built once, shared by every link. */
export interface EntryFrame {
  readonly position: number;
  readonly hash: string;
  readonly bytes: Buffer;
}

/** A tip is signed over nothing older (feed.md 4). */
const FRESH_MS = 5_000;
/** Catch-up reads the table in ranges of this size, the same for everybody, so that one read serves many. */
const RANGE = 64;
const CACHE_BYTES = 64 * 1024 * 1024;
/** A tip without a nonce is signed once for all links, and again after this long. */
const SHARED_TIP_MS = 1_000;

export class FeedTail {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #cache = new Map<number, EntryFrame>();
  #cached = 0;
  #ranges = new Map<number, Promise<EntryFrame[]>>();
  #head: HeadReading | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #position = 0;
  #reading: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #shared: { position: number; hash: string; at: number; bytes: Buffer } | null = null;
  #signer: { readonly head: HeadReading; readonly signer: Signer } | null = null;
  /** Called when entries were added, and when recovery began or ended. */
  onAdvance: () => void = () => undefined;
  /** Called when the feed is no longer the one that was sent: an epoch cut it, or an older backup was put in place. */
  onReset: () => void = () => undefined;

  constructor(store: Store, clock: Clock, log: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Last position that may be sent: every entry up to it is committed, and here without a gap. */
  get position(): number {
    return this.#position;
  }

  get recovering(): boolean {
    return this.#head?.recovering ?? false;
  }

  /** The head as last read. Throws before the first `refresh`. */
  get head(): HeadReading {
    if (this.#head === null) throw new Error('the feed has not been read yet');
    return this.#head;
  }

  /** Milliseconds since the head was read. */
  get age(): number {
    return this.#clock.monotonic() - this.#readAt;
  }

  /** Reads the head, and the entries that are new, from now on: calls during a reading share the one after it. */
  refresh(): Promise<void> {
    if (this.#reading === null) {
      this.#reading = this.#read().finally(() => {
        this.#reading = null;
      });
      return this.#reading;
    }
    const next = () => {
      this.#following = null;
      return this.refresh();
    };
    this.#following ??= this.#reading.then(next, next);
    return this.#following;
  }

  async #read(): Promise<void> {
    const startedAt = this.#clock.monotonic();
    const head = await this.#store.feed.head();
    const before = this.#head;
    const cut = before !== null && (head.epoch !== before.epoch || head.position < this.#position);
    if (cut) {
      this.#cache.clear();
      this.#cached = 0;
      this.#ranges = new Map();
      this.#shared = null;
    }
    if (before === null || cut) this.#position = head.position;
    while (this.#position < head.position) {
      const entries = await this.#store.feed.entries(this.#position, RANGE);
      if (entries.length === 0) {
        this.#log.error({ after: this.#position, head: head.position }, 'the feed has a gap: nothing after it is sent');
        break;
      }
      for (const entry of entries) {
        this.#keep(frameOf(entry));
        this.#position = entry.position;
      }
    }
    this.#head = head;
    this.#readAt = startedAt;
    if (cut) this.onReset();
    else if (before === null || before.position !== head.position || before.recovering !== head.recovering) {
      this.onAdvance();
    }
  }

  #keep(frame: EntryFrame): void {
    if (this.#cache.has(frame.position)) return;
    this.#cache.set(frame.position, frame);
    this.#cached += frame.bytes.length;
    for (const [position, oldest] of this.#cache) {
      if (this.#cached <= CACHE_BYTES) break;
      this.#cache.delete(position);
      this.#cached -= oldest.bytes.length;
    }
  }

  /** The frame after `position` where it is at hand, without waiting. */
  cached(position: number): EntryFrame | null {
    return position < this.#position ? (this.#cache.get(position + 1) ?? null) : null;
  }

  /** Frames after `position`, in order, up to the end of a range of the table; empty at the end of the feed. */
  async frames(position: number): Promise<readonly EntryFrame[]> {
    if (position >= this.#position) return [];
    const range = Math.floor(position / RANGE);
    const ranges = this.#ranges;
    let loading = ranges.get(range);
    if (loading === undefined) {
      loading = this.#load(range, ranges);
      ranges.set(range, loading);
      const done = () => ranges.delete(range);
      loading.then(done, done);
    }
    return (await loading).filter((frame) => frame.position > position);
  }

  /** Hash of the entry at a position that may be sent; null where there is none. Many ask for the same: one read serves them. */
  async hashAt(position: number): Promise<string | null> {
    if (position === 0) return this.#store.feed.root;
    const [frame] = this.#cache.has(position) ? [this.#cache.get(position)] : await this.frames(position - 1);
    // Cut off by an epoch while it was read: the table says what stands there now.
    return frame?.position === position ? frame.hash : ((await this.#store.feed.entry(position))?.hash ?? null);
  }

  async #load(range: number, ranges: unknown): Promise<EntryFrame[]> {
    const entries = await this.#store.feed.entries(range * RANGE, RANGE);
    if (ranges !== this.#ranges) return [];
    const frames = entries
      .filter((entry) => entry.position <= this.#position)
      .map((entry) => this.#cache.get(entry.position) ?? frameOf(entry));
    for (const frame of frames) this.#keep(frame);
    return frames;
  }

  /**
   * A tip over the head, signing `nonce` where one is given; null where none may be signed: the head was not read from the
   * primary within 5 s, entries are being taken back, or the root has ended our key.
   */
  async tip(nonce?: string): Promise<{ position: number; bytes: Buffer } | null> {
    const head = this.#head;
    if (head === null || !head.primary || head.recovering || this.age > FRESH_MS) return null;
    const { position, hash } = head;
    const shared = this.#shared;
    const now = this.#clock.monotonic();
    if (nonce === undefined && shared?.hash === hash && now - shared.at < SHARED_TIP_MS) return shared;
    const signer = await this.#signerAt(head);
    const at = new Date(this.#clock.wall()).toISOString();
    const payload = { feed: this.#store.info.feed, position, hash, at, ...(nonce === undefined ? {} : { nonce }) };
    const tip = await signer.sign(typ.tip, payload);
    const made = { position, hash, at: now, bytes: textFrame({ type: 'tip', tip }) };
    // The key may have been read from a slow disk or the head moved on: sign again rather than vouch for an old head.
    if (this.#head !== head || this.age > FRESH_MS) return null;
    if (nonce === undefined) this.#shared = made;
    return made;
  }

  /** The key that signs at this head: which one follows from the entries up to it alone. */
  async #signerAt(head: HeadReading): Promise<Signer> {
    const before = this.#signer;
    if (before !== null && before.head.hash === head.hash && before.head.epoch === head.epoch) return before.signer;
    const signer = await this.#store.feed.tipSigner(head);
    this.#signer = { head, signer };
    return signer;
  }
}

function frameOf({ position, hash, jws }: AppendedEntry): EntryFrame {
  return { position, hash, bytes: textFrame({ type: 'entry', entry: jws }) };
}
