/** What the verdict is given and what it answers: plain data, so that the decision stays a pure function. */
import type { Action, BulletinKind, Level, ListedLot, RevisionMark } from '../../protocol/bulletin.ts';
import type { DateInterval } from '../../protocol/date.ts';

export type Verdict = 'allow' | 'verify' | 'block';

/** `live`: a tip less than 120 s old covers all we hold; `stale`: older; `unsynced`: not known to be complete. */
export type FeedState = 'live' | 'stale' | 'unsynced';

export interface FeedStamp {
  readonly state: FeedState;
  /** Last entry on disk; 0 before the first. */
  readonly position: number;
  /** Moment (UTC, ISO 8601) of the newest tip or entry that vouches for that position; null before any. */
  readonly asOf: string | null;
  readonly ageSeconds: number | null;
}

/**
 * Trusted time (docs/feed.md, "Freshness"), milliseconds since the epoch. Clocks go wrong and are set back: what it may be at
 * the earliest and at the latest stands beside what it most likely is.
 */
export interface Now {
  readonly likely: number;
  /** Not later than what the portal signed, nor than the wall clock: by then alone does a measure end. */
  readonly earliest: number;
  /** Never falls while the agent runs: what has begun by then has begun. */
  readonly latest: number;
}

export type ReasonCode =
  | 'lot-recalled'
  | 'product-recalled'
  | 'expiry-recalled'
  | 'manufacture-recalled'
  | 'serial-recalled'
  | 'quarantined'
  | 'check-required'
  | 'lot-missing'
  | 'lot-resembles'
  | 'expiry-missing'
  | 'manufacture-missing'
  | 'serial-missing'
  | 'scan-ambiguous'
  | 'pack-expired'
  | 'feed-stale'
  | 'feed-unsynced';

export interface Reason {
  readonly code: ReasonCode;
  /** `decides`: it made the verdict what it is or would have alone; `informs`: it is told, and changes nothing. */
  readonly effect: 'decides' | 'informs';
  /** The bulletin that led to it; absent for what is the pack's own or the feed's. */
  readonly bulletin?: string;
  readonly reference?: string;
  readonly revision?: number;
  readonly title?: string;
  readonly level?: Level | null;
  readonly drill?: boolean;
  /** What a person has to look at: the printed condition, or the instructions of a `check`. */
  readonly instructions?: string;
  /** With `lot-resembles`: the lots of the bulletin that the pack's lot could be taken for, as listed. */
  readonly resembles?: readonly string[];
  /** False where this version could not read the bulletin: the agent has to be updated. Absent otherwise. */
  readonly understood?: false;
}

/** One revision of a bulletin as the index keeps it; `history` is shared by all revisions of the bulletin. */
export interface IndexedRevision extends RevisionMark {
  readonly bulletin: string;
  /** Milliseconds since the epoch by the portal's clock; -Infinity where it is not known. */
  readonly signedAt: number;
  readonly kind: BulletinKind | 'unknown';
  readonly reference: string;
  readonly title: string;
  readonly drill: boolean;
  /** null where the bulletin is no recall, or not understood. */
  readonly action: Action | null;
  readonly level: Level | null;
  readonly territories: readonly string[] | null;
  readonly instructions: string | null;
  /** False where this version could not read it: then every code in it is `verify`, and it replaces nothing. */
  readonly understood: boolean;
  readonly history: readonly IndexedRevision[];
}

/** One target of one revision, with its lots behind a question, since there may be ten thousand of them. */
export interface IndexedTarget {
  readonly revision: IndexedRevision;
  readonly code: string;
  readonly lots: 'all' | 'listed';
  readonly expiry: DateInterval | null;
  readonly manufactured: DateInterval | null;
  readonly condition: string | null;
  /** Listed lots whose canonical form is `canonical`. */
  lotsLike(canonical: string): readonly ListedLot[];
  /** With `lots: 'all'`: the excepted lots whose canonical form is `canonical`. */
  exceptLike(canonical: string): readonly string[];
  /** Whether any lot is excepted at all: without one, a missing lot is no question. */
  readonly hasExcept: boolean;
}

/** The recalls that the register holds, as the verdict asks for them. */
export interface Recalls {
  /** Targets that name this GTIN-14, of every revision that counts now or may count later. */
  targetsOf(code: string): readonly IndexedTarget[];
  /** Revisions that were not understood and in which no code was found: every check says so. */
  readonly unreadable: readonly IndexedRevision[];
}

export interface VerdictPolicy {
  /** The officine's own department or collectivity (`FR-75`); null: not known, hence inside every measure. */
  readonly territory: string | null;
  /** IANA zone in which an expiry is past. */
  readonly zone: string;
  /** How long a stale feed still clears a pack, in seconds. */
  readonly offlineLimitSeconds: number;
}

export interface Decision {
  readonly verdict: Verdict;
  /** Deciding reasons first. */
  readonly reasons: readonly Reason[];
}
