import { concerns } from '../../protocol/notice/reach.ts';
import type { IndexedRevision, VerdictPolicy } from './model.ts';

/**
 * Whether a measure changes what this officine may dispense: not a drill, of a level that reaches pharmacies, and inside
 * its territories (docs/verdict.md, step 2).
 */
export function reaches(revision: IndexedRevision, policy: VerdictPolicy): boolean {
  return !revision.drill && concerns(revision, policy.territory);
}
