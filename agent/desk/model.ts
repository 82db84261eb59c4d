/** What people and the agent did, as the desk keeps it. */

/** Somebody has read a revision of a bulletin. The first one counts. */
export interface Acknowledgement {
  readonly bulletin: string;
  readonly revision: number;
  /** As the officine calls them; personal data, emptied at the end of the retention. */
  readonly operator: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** A newer revision was there already, and stays open. */
  readonly outdated: boolean;
}

/** A revision of a bulletin was on a screen here for the first time. */
export interface Display {
  readonly revision: number;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** How far people here have dealt with a bulletin. */
export interface DealtWith {
  /** The highest revision acknowledged; null: none. */
  readonly acknowledged: number | null;
  /** The lowest revision acknowledged or displayed. */
  readonly first: number;
}

/** Packs of one product and lot set apart. */
export interface QuarantineLine {
  /** GTIN-14. */
  readonly gtin: string;
  /** As printed; null where the target names no lots. */
  readonly lot: string | null;
  /** Whole packs, from 1. */
  readonly quantity: number;
}

/** What an officine found of a recall; no lines: nothing. The latest one counts. */
export interface QuarantineReport {
  /** ULID. */
  readonly id: string;
  readonly bulletin: string;
  readonly revision: number;
  /** As in an acknowledgement. */
  readonly operator: string;
  readonly at: string;
  readonly lines: readonly QuarantineLine[];
}

/** Something that people must hear of: a fork, a foreign program on our port, a desk restored from its backup. */
export interface Alarm {
  /** ULID. */
  readonly id: string;
  /** Stable; its sentence is in the message catalogue. */
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: string;
}

/** The desk was damaged (`setAside`: the new name of its file; null: it was gone) and what it was made again from. */
export interface DeskRecovery {
  readonly setAside: string | null;
  readonly from: 'backup' | 'nothing';
}
