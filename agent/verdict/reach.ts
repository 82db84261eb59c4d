import { expandTerritory } from '../../protocol/territory.ts';
import type { IndexedRevision, VerdictPolicy } from './model.ts';

/**
 * Whether a measure changes what this officine may dispense: not a drill, of a level that reaches pharmacies, and inside
 * its territories (docs/verdict.md, step 2). What is not known never narrows a measure: an officine without a territory
 * and a territory without a meaning are inside.
 */
export function reaches(revision: IndexedRevision, policy: VerdictPolicy): boolean {
  return (
    !revision.drill &&
    revision.level !== 'wholesaler' &&
    revision.level !== 'hospital' &&
    isInside(revision.territories, policy.territory)
  );
}

function isInside(territories: readonly string[] | null, own: string | null): boolean {
  if (territories === null || territories.length === 0 || own === null) return true;
  const ours = expandTerritory(own);
  if (ours === null) return true;
  return territories.some((code) => expandTerritory(code)?.some((part) => ours.includes(part)) ?? true);
}
