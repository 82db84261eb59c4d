/** The rows that the writer hands to the index: what a check needs, without the texts of the notices. */
import type { Action, BulletinKind, Level } from '../../protocol/bulletin.ts';
import type { DateInterval } from '../../protocol/date.ts';

/** The head of a revision, as `revision.head` keeps it in JSON. */
export interface RevisionHead {
  readonly kind: BulletinKind | 'unknown';
  readonly reference: string;
  readonly title: string;
  readonly attention: 'interrupt' | 'notify';
  readonly drill: boolean;
  readonly action: Action | null;
  readonly level: Level | null;
  readonly territories: readonly string[] | null;
  readonly instructions: string | null;
  /** As broadcast; null: at once. */
  readonly effectiveAt: string | null;
  /** By the portal's clock; absent in files of versions that did not keep it. */
  readonly signedAt?: string;
  readonly lifted: boolean;
  readonly understood: boolean;
}

export interface RevisionRow {
  readonly id: number;
  /** Of an abandoned branch; null on the living one. */
  readonly epoch: number | null;
  readonly position: number;
  readonly bulletin: string;
  readonly revision: number;
  readonly receivedAt: string;
  readonly head: RevisionHead;
}

/** The constraints of a target but its lots, as `target.spec` keeps them in JSON. */
export interface TargetSpec {
  readonly lots: 'all' | 'listed';
  readonly hasExcept: boolean;
  readonly expiry: DateInterval | null;
  readonly manufactured: DateInterval | null;
  readonly condition: string | null;
}

export interface TargetRow {
  readonly id: number;
  readonly revisionId: number;
  readonly code: string;
  readonly spec: TargetSpec;
}

export interface IndexRows {
  readonly revisions: readonly RevisionRow[];
  readonly targets: readonly TargetRow[];
  /** `fingerprint(target, canonical)` of every lot of these targets. */
  readonly prints: Uint32Array;
}
