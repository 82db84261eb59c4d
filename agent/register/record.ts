/** A bulletin as people are shown it: its revisions, and which of them counts by the verdict's own rule. */
import type { BulletinKind } from '../../protocol/bulletin.ts';
import { counts, isEffective, replaces } from '../verdict/in-force.ts';
import type { IndexedRevision, IndexedTarget, Now } from '../verdict/model.ts';
import type { RevisionRow } from './rows.ts';

export interface StoredRevision {
  readonly revision: number;
  readonly position: number;
  /** UTC, ISO 8601, by this machine's clock. */
  readonly receivedAt: string;
  readonly effectiveAt: string | null;
  readonly state: 'in-force' | 'lifted' | 'superseded' | 'scheduled';
  readonly understood: boolean;
  /** The bulletin as broadcast, read from the feed when it is asked for; null while that cannot be read. */
  readonly content: unknown;
}

export interface BulletinRecord {
  readonly id: string;
  readonly kind: BulletinKind | 'unknown';
  readonly reference: string;
  readonly title: string;
  readonly attention: 'interrupt' | 'notify';
  readonly drill: boolean;
  /** In force now, or the newest. */
  readonly revision: number;
  readonly state: 'in-force' | 'lifted' | 'scheduled';
  readonly revisions: readonly StoredRevision[];
}

/** One revision, as the file and as the index have it. */
export interface HeldRevision {
  readonly row: RevisionRow;
  readonly revision: IndexedRevision;
  readonly targets: readonly IndexedTarget[];
  readonly content: () => unknown;
}

/** A bulletin of which at least one revision is held. */
export function recordOf(held: readonly HeldRevision[], now: Now): BulletinRecord {
  const shown = shownOf(held, now);
  const { row, revision } = shown;
  // The kind never changes by revision, and what cannot be read of a newer one is not less urgent than the older.
  const known = newest(held.filter((one) => one.row.head.understood)) ?? shown;
  const { head } = row.head.understood ? row : known.row;
  const state = stateOf(revision, now);
  return {
    id: row.bulletin,
    kind: head.kind,
    reference: row.head.reference || head.reference,
    title: row.head.title || head.title,
    attention: head.attention,
    drill: row.head.drill,
    revision: row.revision,
    state: state === 'superseded' ? 'scheduled' : state,
    revisions: held.map((one) => storedOf(one, now)),
  };
}

/** Targets of all revisions that count, else of the one shown: what look-back asks the journal about. */
export function targetsToLookBack(held: readonly HeldRevision[], now: Now): IndexedTarget[] {
  const counting = held.filter(({ revision }) => counts(revision, now));
  return (counting.length > 0 ? counting : [shownOf(held, now)]).flatMap(({ targets }) => targets);
}

function shownOf(held: readonly HeldRevision[], now: Now): HeldRevision {
  const inState = (state: StoredRevision['state']) =>
    newest(held.filter(({ revision }) => stateOf(revision, now) === state));
  const shown = inState('in-force') ?? inState('lifted') ?? newest(held);
  if (shown === null) throw new Error('a bulletin has at least one revision');
  return shown;
}

function stateOf(revision: IndexedRevision, now: Now): StoredRevision['state'] {
  if (counts(revision, now)) return 'in-force';
  if (!revision.understood) return 'superseded';
  if (!isEffective(revision, now)) return 'scheduled';
  const replaced = revision.history.some(
    (other) => other.understood && other.revision > revision.revision && replaces(other, now),
  );
  return revision.lifted && !replaced ? 'lifted' : 'superseded';
}

function newest(held: readonly HeldRevision[]): HeldRevision | null {
  return held.reduce<HeldRevision | null>(
    (best, one) => (best === null || one.row.revision > best.row.revision ? one : best),
    null,
  );
}

function storedOf({ row, revision, content }: HeldRevision, now: Now): StoredRevision {
  return {
    revision: row.revision,
    position: row.position,
    receivedAt: row.receivedAt,
    effectiveAt: row.head.effectiveAt,
    state: stateOf(revision, now),
    understood: row.head.understood,
    get content() {
      return content();
    },
  };
}
