/** What is in force, and when (docs/verdict.md, "What is in force, and when"). */
import type { IndexedRevision, Now } from './model.ts';

/**
 * Whether this revision counts. An understood one counts while it is the highest already effective; a lifted one ends the
 * measure, hence never counts. One that was not understood replaces nothing and counts from its arrival until a later
 * understood revision is effective. A measure begins at the latest that it can be now, and is replaced at the earliest.
 */
export function counts(revision: IndexedRevision, now: Now): boolean {
  if (revision.understood && (revision.lifted || !isEffective(revision, now))) return false;
  for (const other of revision.history) {
    if (other.understood && other.revision > revision.revision && replaces(other, now)) return false;
  }
  return true;
}

/** Whether its moment has come. One that cannot be read (NaN) is at once for a measure and never for the end of one. */
export function isEffective(revision: IndexedRevision, now: Now): boolean {
  return revision.lifted ? replaces(revision, now) : !(revision.effectiveAt > now.latest);
}

/** Whether it stands in the place of those before it: from when it was signed, or on its day by every clock there is. */
export function replaces({ lifted, effectiveAt, signedAt }: IndexedRevision, now: Now): boolean {
  const reached = Math.max(now.earliest, signedAt);
  return lifted ? effectiveAt <= reached : !(effectiveAt > reached);
}
