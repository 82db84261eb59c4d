/** The rules of an outcome (contract, section 1): which may follow which, and when a reason is needed. Pure. */
import { Problem } from '../../protocol/problems.ts';
import type { Verdict } from '../verdict/model.ts';
import type { Outcome, OutcomeReport } from './row.ts';

/** What may follow the outcome told last. */
const followers: Readonly<Record<Outcome, Outcome | null>> = {
  refused: 'dispensed',
  dispensed: 'returned',
  returned: null,
};

/**
 * Whether this outcome is new (`repeat` false) or the same again, and whether it overrides the verdict (null: the check is
 * not known). Throws Problem state-conflict, which names the state, and request-invalid where the reason is missing.
 */
export function judgeOutcome(
  last: Outcome | null,
  verdict: Verdict | null,
  { outcome, reason }: OutcomeReport,
): { readonly repeat: boolean; readonly override: boolean } {
  if (last === outcome) return { repeat: true, override: false };
  if (last !== null && followers[last] !== outcome) {
    throw new Problem('state-conflict', { field: 'outcome', state: last });
  }
  const override = outcome === 'dispensed' && (verdict === 'verify' || verdict === 'block');
  if (override && !reason?.trim()) {
    throw new Problem('request-invalid', { field: 'reason', expected: 'override-reason' });
  }
  return { repeat: false, override };
}
