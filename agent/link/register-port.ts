/** What the link asks of the register, and nothing more: the real one fits by its shape. */
import type { FeedFault, TipPayload, Typ } from '../../protocol/envelope.ts';

export interface FeedRegister {
  /** Last committed entry; position 0 before any, and then the hash is the root's thumbprint. */
  readonly head: { readonly position: number; readonly hash: string };
  /** JWS of the newest verified tip. */
  readonly newestTip: string | null;
  /** Milliseconds since the epoch of the newest verified entry or tip; 0 before any. */
  readonly newestMoment: number;
  /** A verified tip has once equalled our head since this register was made. */
  readonly synced: boolean;
  /** First contact; idempotent for the same feed and root. Throws FeedError for another. */
  begin(feed: string, root: string): Promise<void>;
  /** Proves in order and commits before it resolves; the entries before a bad one are kept. */
  append(
    entries: readonly string[],
    receivedAt: string,
  ): Promise<{
    readonly accepted: number;
    readonly fault: { readonly fault: FeedFault | 'disk'; readonly message: string } | null;
  }>;
  /** Proves and keeps a tip. Throws FeedError, or ForkError after keeping both where it contradicts what we hold. */
  acceptTip(jws: string, nonce?: string): Promise<TipPayload>;
  /** A portal's entry where ours differs: the proof of a fork, or the root's way out of one. Throws FeedError. */
  contest(entry: string): Promise<'forked' | 'epoch'>;
  /** Exact bytes, for a portal restored from an older backup. */
  entriesAfter(position: number, limit: number): Promise<string[]>;
  /** Payload of a statement under a key that the feed names now. Throws FeedError. */
  verifyStatement(jws: string, kind: Typ, use: 'entry' | 'tip'): Promise<unknown>;
  /** `rebuilt`: set aside, and begins again at position 0. Returns the way out. */
  onFault(listener: (fault: { readonly code: 'rebuilt' | 'disk'; readonly detail: string }) => void): () => void;
}
