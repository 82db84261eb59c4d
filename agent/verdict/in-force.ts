/** What is in force, and when (docs/verdict.md, "What is in force, and when"). */
import type { IndexedRevision } from './model.ts';

/**
 * Whether this revision counts at `now` (milliseconds since the epoch). An understood one counts while it is the highest
 * already effective; a lifted one ends the measure, hence never counts. One that was not understood replaces nothing and
 * counts from its arrival until a later understood revision is effective.
 */
export function counts(revision: IndexedRevision, now: number): boolean {
  if (revision.understood && (revision.lifted || !isEffective(revision, now))) return false;
  for (const other of revision.history) {
    if (other.understood && other.revision > revision.revision && isEffective(other, now)) return false;
  }
  return true;
}

/** Whether its moment has come. One that cannot be read (NaN) is at once for a measure and never for the end of one. */
export function isEffective(revision: IndexedRevision, now: number): boolean {
  return revision.lifted ? revision.effectiveAt <= now : !(revision.effectiveAt > now);
}
