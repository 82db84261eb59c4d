/**
 * The recalls in memory, as the verdict asks for them: targets by product code, and a filter of lots. It holds no lot: a lot
 * that the filter may know is looked up, and one that it does not know costs nothing.
 */
import { effectiveTime, type ListedLot } from '../../protocol/bulletin.ts';
import type { IndexedRevision, IndexedTarget, Recalls } from '../verdict/model.ts';
import { fingerprint, LotFilter } from './lot-filter.ts';
import type { IndexRows, RevisionRow, TargetRow } from './rows.ts';

/** Where a hit of the filter is confirmed: the lots of a target with this canonical form. */
export type LotLookup = (targetId: number, canonical: string) => readonly FoundLot[];

export interface FoundLot extends ListedLot {
  readonly excepted: boolean;
}

const none: readonly never[] = [];

export class RecallIndex implements Recalls {
  readonly unreadable: IndexedRevision[] = [];
  readonly #byCode = new Map<string, IndexedTarget[]>();
  readonly #byRow = new Map<number, { revision: IndexedRevision; targets: readonly IndexedTarget[] }>();
  readonly #histories = new Map<string, IndexedRevision[]>();
  /** Histories of abandoned branches by bulletin: a lift on the living branch ends them too. */
  readonly #abandoned = new Map<string, Set<IndexedRevision[]>>();
  readonly #filter: LotFilter;
  readonly #lookup: LotLookup;

  constructor(lookup: LotLookup, expectedLots = 0) {
    this.#lookup = lookup;
    this.#filter = new LotFilter(expectedLots);
  }

  targetsOf(code: string): readonly IndexedTarget[] {
    return this.#byCode.get(code) ?? none;
  }

  /** A revision as the verdict sees it, by the number of its row. */
  revision(row: number): IndexedRevision | null {
    return this.#byRow.get(row)?.revision ?? null;
  }

  /** Targets of one revision, by the number of its row. */
  targetsOfRevision(row: number): readonly IndexedTarget[] {
    return this.#byRow.get(row)?.targets ?? none;
  }

  /** Takes in what a commit brought, without rebuilding. */
  add({ revisions, targets, prints }: IndexRows): void {
    // The lots first: a target must never be seen without them.
    this.#filter.addAll(prints);
    const targetsByRevision = Map.groupBy(targets, ({ revisionId }) => revisionId);
    for (const row of revisions) {
      const revision = this.#addRevision(row);
      const own = (targetsByRevision.get(row.id) ?? []).map((target) => this.#target(target, revision));
      this.#byRow.set(row.id, { revision, targets: own });
      for (const target of own) {
        const known = this.#byCode.get(target.code);
        if (known === undefined) this.#byCode.set(target.code, [target]);
        else known.push(target);
      }
      if (!revision.understood && own.length === 0) this.unreadable.push(revision);
    }
  }

  #addRevision(row: RevisionRow): IndexedRevision {
    const { bulletin, epoch, head } = row;
    const key = epoch === null ? bulletin : `${epoch} ${bulletin}`;
    let history = this.#histories.get(key);
    if (history === undefined) {
      history = [];
      this.#histories.set(key, history);
      if (epoch !== null) {
        const branches = this.#abandoned.get(bulletin) ?? new Set();
        this.#abandoned.set(bulletin, branches.add(history));
        for (const living of this.#histories.get(bulletin) ?? none) if (living.lifted) history.push(endOf(living));
      }
    }
    const revision: IndexedRevision = {
      bulletin,
      revision: row.revision,
      effectiveAt: effectiveTime(head),
      signedAt: Date.parse(head.signedAt ?? '') || Number.NEGATIVE_INFINITY,
      lifted: head.lifted,
      kind: head.kind,
      reference: head.reference,
      title: head.title,
      drill: head.drill,
      action: head.action,
      level: head.level,
      territories: head.territories,
      instructions: head.instructions,
      understood: head.understood,
      history,
    };
    history.push(revision);
    if (epoch === null && head.lifted) {
      for (const branch of this.#abandoned.get(bulletin) ?? []) branch.push(endOf(revision));
    }
    return revision;
  }

  #target({ id, code, spec }: TargetRow, revision: IndexedRevision): IndexedTarget {
    const like = (canonical: string, excepted: boolean): readonly FoundLot[] => {
      if (!this.#filter.has(fingerprint(id, canonical))) return none;
      return this.#lookup(id, canonical).filter((lot) => lot.excepted === excepted);
    };
    return {
      revision,
      code,
      lots: spec.lots,
      expiry: spec.expiry,
      manufactured: spec.manufactured,
      condition: spec.condition,
      hasExcept: spec.hasExcept,
      lotsLike: (canonical) => like(canonical, false),
      exceptLike: (canonical) => like(canonical, true).map(({ lot }) => lot),
    };
  }
}

/** A lift on the living branch, as an abandoned branch sees it: later than all of its own revisions. */
function endOf(lift: IndexedRevision): IndexedRevision {
  return { ...lift, revision: Number.MAX_SAFE_INTEGER };
}
