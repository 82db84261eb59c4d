/** What the hook asks of the other rooms, and nothing more: the real ones fit by their shape. */

import type { Language } from '../../protocol/messages/index.ts';
import type { ApplicationNews } from '../application.ts';
import type { Attention } from '../attention.ts';
import type { BulletinLibrary } from '../bulletins/library.ts';
import type { DealtWith, Display } from '../desk/model.ts';
import type { Inventory } from '../inventory.ts';
import type { JournalProof } from '../journal/proof.ts';
import type { JournalHead, JournalRow, LookbackEntry, OutcomeReport, OutcomeResult } from '../journal/row.ts';
import type { BulletinRecord } from '../register/register.ts';
import type { ShortageDesk } from '../shortages.ts';
import type { StorageFault } from '../storage-faults.ts';
import type { Support } from '../support.ts';
import type { FeedStamp, IndexedTarget, Verdict, VerdictPolicy } from '../verdict/model.ts';
import type { EventHub } from './hub.ts';
import type { CheckAnswer, CheckRequest, StatusAnswer } from './schemas.ts';

export interface RegisterView {
  bulletins(): Iterable<BulletinRecord>;
  bulletin(id: string): BulletinRecord | null;
  /** Of the revision in force, else the newest. */
  targets(id: string): readonly IndexedTarget[];
  readonly head: { readonly position: number; readonly hash: string };
}

export interface Acknowledgement {
  readonly bulletin: string;
  readonly revision: number;
  readonly operator: string;
  readonly at: string;
}

export interface QuarantineLine {
  readonly gtin: string;
  readonly lot: string | null;
  readonly quantity: number;
}

export interface QuarantineReport {
  readonly bulletin: string;
  readonly revision: number;
  readonly operator: string;
  readonly at: string;
  readonly lines: readonly QuarantineLine[];
}

export interface DeskView {
  acknowledge(act: { bulletin: string; revision: number; currentRevision: number; operator: string }): {
    readonly acknowledgement: Acknowledgement;
    readonly created: boolean;
  };
  acknowledgements(bulletin: string): readonly Acknowledgement[];
  quarantine(report: {
    bulletin: string;
    revision: number;
    operator: string;
    lines: readonly QuarantineLine[];
  }): QuarantineReport;
  quarantineOf(bulletin: string): QuarantineReport | null;
  displayed(act: { bulletin: string; revision: number }): Display;
  displays(bulletin: string): readonly Display[];
  dealtWith(): ReadonlyMap<string, DealtWith>;
  operators(most: number): readonly string[];
}

export interface JournalRange {
  /** UTC, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly verdict?: Verdict;
  readonly before?: number;
}

export interface JournalView {
  outcome(checkId: string, report: OutcomeReport): Promise<OutcomeResult>;
  /** By `seq`. */
  rows(range: JournalRange & { readonly order: 'asc' | 'desc'; readonly limit?: number }): Iterable<JournalRow>;
  verify(): Promise<JournalProof>;
  head(): JournalHead;
  lookback(targets: readonly IndexedTarget[]): Promise<readonly LookbackEntry[]>;
}

/** The parts of the status that the hook cannot know by itself. */
export type StatusSources = Omit<StatusAnswer, 'versions' | 'pid' | 'startedAt' | 'url' | 'feed' | 'positions'>;

export interface HookDependencies {
  readonly attention: Pick<Attention, 'state' | 'seen'>;
  readonly checker: { check(input: CheckRequest, language: Language): Promise<CheckAnswer> };
  readonly inventory: Pick<Inventory, 'scan' | 'read' | 'csv' | 'undo' | 'close' | 'quarantine'>;
  readonly shortages: Pick<ShortageDesk, 'say' | 'list' | 'concerning'>;
  readonly register: RegisterView;
  readonly desk: DeskView;
  readonly journal: JournalView;
  readonly library: BulletinLibrary;
  /** Where and when the officine is. */
  readonly policy: () => VerdictPolicy;
  /** No screen is here: nothing is ever recorded as displayed. */
  readonly headless: () => boolean;
  readonly hub: EventHub;
  readonly feed: () => FeedStamp;
  /** In the language of the caller. */
  readonly status: (language: Language) => StatusSources;
  readonly application: Pick<ApplicationNews, 'tell'>;
  readonly support: Pick<Support, 'diagnostics' | 'bundle'>;
  /** What the disk refuses now. */
  readonly storage: () => readonly StorageFault[];
}
