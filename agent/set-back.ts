/** A register that knows less than it did: while the agent was away an older copy, sound in itself, took its place. */
import { Problem } from '../protocol/problems.ts';
import type { Journal } from './journal/journal.ts';

/** Outcomes may stand behind the last check, which says where the feed was. */
const ROWS_BACK = 50;

/**
 * The position that the last answer in the journal was given at, where `position` is before it; else null, also where the
 * journal cannot be read. After a fork a shorter branch may be the right one: whoever asks has to wait for a tip, no more.
 */
export function setBackFrom(journal: Pick<Journal, 'rows'>, position: number): number | null {
  try {
    for (const { feed } of journal.rows({ order: 'desc', limit: ROWS_BACK })) {
      if (feed !== null) return feed.position > position ? feed.position : null;
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  return null;
}
