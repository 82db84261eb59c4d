/** Where a workstation stands to our feed, from what it says at hello and what of that is signed (feed.md 3). */
import { FeedError, peek, typ } from '../../protocol/envelope.ts';
import type { FeedStore } from '../store/feed.ts';
import type { HeadReading } from '../store/head.ts';

export interface Claim {
  readonly position: number;
  readonly hash: string;
  /** Its newest tip, as it is; null where it has none. */
  readonly tip: string | null;
}

export type Standing =
  /** Its last entry is ours: send what follows. */
  | { readonly kind: 'follows' }
  /** It holds entries that we lack; `proved` is the position that our own tip shows, null for a bare claim. */
  | { readonly kind: 'ahead'; readonly proved: number | null }
  /** Another entry stands where ours does; `known` where an epoch cut that one off and it only has to hear of it. */
  | { readonly kind: 'forked'; readonly position: number; readonly known: boolean; readonly signedTip: string | null };

/** Tells the hash of the entry at a position of the feed; null where there is none. */
type Hashes = (position: number) => Promise<string | null>;

/** Compares a claim with the feed at `head`. An unsigned claim never becomes more than `ahead` without proof, or `forked`. */
export async function standingOf(feed: FeedStore, head: HeadReading, hashAt: Hashes, claim: Claim): Promise<Standing> {
  const epoch = (await newestEpochAt(feed, head)) ?? Number.NEGATIVE_INFINITY;
  const givenUp = head.recovery_ended_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  const tip = claim.tip === null ? null : claimedTip(claim.tip);
  if (claim.tip !== null && tip !== null && tip.position > head.position) {
    const signed = await feed.ownTip(claim.tip);
    if (signed !== null && signed.position > head.position) {
      const at = Date.parse(signed.at);
      if (at > epoch && at > givenUp) return { kind: 'ahead', proved: signed.position };
      // Signed before the root ended that branch: the entries are not missing, they were given up.
      if (at <= epoch) return { kind: 'forked', position: head.position, known: true, signedTip: claim.tip };
    }
  }
  if (claim.position > head.position) return { kind: 'ahead', proved: null };
  if ((await hashAt(claim.position)) !== claim.hash) {
    const known =
      (await feed.abandoned(claim.position, claim.hash)) ||
      (head.epoch > 0 && tip?.hash === claim.hash && (await signedBefore(feed, claim.tip, epoch)));
    return { kind: 'forked', position: claim.position, known, signedTip: null };
  }
  if (claim.tip !== null && tip !== null && (await hashAt(tip.position)) !== tip.hash) {
    const signed = await feed.ownTip(claim.tip);
    if (signed !== null && Date.parse(signed.at) > epoch) {
      return { kind: 'forked', position: signed.position, known: false, signedTip: claim.tip };
    }
  }
  return { kind: 'follows' };
}

/** Whether we signed this tip before the epoch: its branch is the one, or one of those, that the root ended. */
async function signedBefore(feed: FeedStore, tip: string | null, epoch: number): Promise<boolean> {
  const signed = tip === null ? null : await feed.ownTip(tip);
  return signed !== null && Date.parse(signed.at) <= epoch;
}

async function newestEpochAt(feed: FeedStore, head: HeadReading): Promise<number | null> {
  if (head.epoch === 0) return null;
  return (await feed.epochs()).at(-1)?.at.getTime() ?? null;
}

/** Position and hash that a tip names, nothing proved; null where it is no tip. */
function claimedTip(jws: string): { position: number; hash: string } | null {
  try {
    const { position, hash } = peek(jws, typ.tip).payload as { position?: unknown; hash?: unknown };
    return Number.isInteger(position) && typeof hash === 'string' ? { position: Number(position), hash } : null;
  } catch (error) {
    if (error instanceof FeedError) return null;
    throw error;
  }
}
