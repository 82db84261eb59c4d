/** What the journal is given and what it gives back (contract, section 1: `GET /v1/journal`). */
import type { FeedStamp, Reason, Verdict } from '../verdict/model.ts';

/** A pack as the journal keeps it: never a serial, never the raw scan (contract, section 1: "Never stored"). */
export interface JournalPack {
  /** GTIN-14, the first reading's first. */
  readonly codes: readonly string[];
  /** Candidate lots, the first reading's first; one cut where a reading begins a serial ends in `21`. Empty: none has one. */
  readonly lots: readonly string[];
  /** Civil dates of the first reading. */
  readonly expiry: string | null;
  readonly manufactured: string | null;
  /** In how many ways the scan could be read. */
  readonly readings: number;
}

/** One answered check. */
export interface CheckEntry {
  /** ULID. */
  readonly id: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
  readonly pack: JournalPack;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly feed: FeedStamp;
  readonly terminal: string | null;
  readonly operator: string | null;
  readonly saleReference: string | null;
}

export const outcomes = ['dispensed', 'refused', 'returned'] as const;
/** What became of a pack after its check. */
export type Outcome = (typeof outcomes)[number];

/**
 * `check`: a question answered. `outcome`: what became of that pack. `orphan`: likewise, for a check that is not (or no
 * longer) here. `predecessor`: this journal began because the one before, named in `reason`, was damaged.
 */
export type RowKind = 'check' | 'outcome' | 'orphan' | 'predecessor';

/** A reason as a row keeps it: without the bulletin's own long texts, which stand in the feed. */
export type JournalReason = Pick<
  Reason,
  'code' | 'effect' | 'bulletin' | 'reference' | 'revision' | 'title' | 'level' | 'drill'
>;

/** One row, in the order in which the hash takes its fields (`chain.ts`). */
export interface JournalRow {
  /** 1, 2, 3 … */
  readonly seq: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string;
  /** Of the check; an outcome carries the id of the check it belongs to. */
  readonly id: string;
  readonly pack: JournalPack | null;
  /** What was answered; null in rows that answer nothing. */
  readonly verdict: Verdict | null;
  readonly reasons: readonly JournalReason[];
  readonly feed: FeedStamp | null;
  readonly terminal: string | null;
  /** Personal data, gone with its row at the end of the retention. */
  readonly operator: string | null;
  readonly saleReference: string | null;
  readonly outcome: Outcome | null;
  /** Why it was dispensed all the same; in a `predecessor` row the name of the file set aside. */
  readonly reason: string | null;
  /** Dispensed after `verify` or `block`. */
  readonly override: boolean;
  readonly kind: RowKind;
  /** Hash of the row before; in the first row `GENESIS`. */
  readonly previousHash: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** Where the chain ends: `count` is the `seq` of the newest row. */
export interface JournalHead {
  readonly count: number;
  readonly hash: string;
}

/** What the till says became of a pack. */
export interface OutcomeReport {
  readonly outcome: Outcome;
  readonly operator?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

/** The outcome as it stands in the journal. */
export interface OutcomeResult {
  readonly id: string;
  readonly outcome: Outcome;
  readonly at: string;
  readonly operator: string | null;
  readonly reason: string | null;
  readonly override: boolean;
  /** The check is not in this journal: lost with the last second before a power cut, pruned, or in one set aside. */
  readonly orphan: boolean;
  /** False where the same was told before: then this is the record of the first time. */
  readonly created: boolean;
}

/** A check already made of a pack that a bulletin covers or may cover. */
export interface LookbackEntry {
  readonly checkId: string;
  readonly at: string;
  readonly pack: JournalPack;
  readonly verdict: Verdict;
  readonly match: 'covered' | 'possible';
  readonly saleReference: string | null;
  readonly operator: string | null;
  readonly terminal: string | null;
  /** The latest told; null where none was. */
  readonly outcome: Outcome | null;
}
