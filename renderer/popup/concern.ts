/** What the journal says of the packs that a bulletin aims at, counted. Pure. */
import type { LookbackAnswer } from '../../agent/hook/schemas.ts';

type Check = LookbackAnswer['checks'][number];

export interface Concern {
  readonly checked: number;
  /** Moment of the first of those checks; null: there is none. */
  readonly since: string | null;
  readonly dispensed: number;
  /** Checks whose pack may be one of them, not surely. */
  readonly possible: number;
  /** Newest first. */
  readonly checks: readonly Check[];
  /** How many of them name their sale. */
  readonly sales: number;
}

/** Counts the checks of a look-back. */
export function concernOf(checks: readonly Check[]): Concern {
  const newest = checks.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const count = (is: (check: Check) => boolean) => checks.filter(is).length;
  return {
    checked: checks.length,
    since: newest.at(-1)?.at ?? null,
    dispensed: count(({ outcome }) => outcome === 'dispensed'),
    possible: count(({ match }) => match === 'possible'),
    checks: newest,
    sales: count(({ saleReference }) => saleReference !== null),
  };
}
