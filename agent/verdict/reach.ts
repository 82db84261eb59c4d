import type { Level } from '../../protocol/bulletin.ts';
import { expandTerritory } from '../../protocol/territory.ts';
import type { IndexedRevision, VerdictPolicy } from './model.ts';

/**
 * Whether a measure changes what this officine may dispense: not a drill, of a level that reaches pharmacies, and inside
 * its territories (docs/verdict.md, step 2).
 */
export function reaches(revision: IndexedRevision, policy: VerdictPolicy): boolean {
  return !revision.drill && concerns(revision, policy.territory);
}

/**
 * Whether level and territories of a measure, or of a drill, reach an officine of the territory `own`. What is not known never
 * narrows a measure: an officine without a territory and a territory without a meaning are inside.
 */
export function concerns(
  { level, territories }: { readonly level: Level | null; readonly territories: readonly string[] | null },
  own: string | null,
): boolean {
  return level !== 'wholesaler' && level !== 'hospital' && isInside(territories, own);
}

function isInside(territories: readonly string[] | null, own: string | null): boolean {
  if (territories === null || territories.length === 0 || own === null) return true;
  const ours = expandTerritory(own);
  if (ours === null) return true;
  return territories.some((code) => expandTerritory(code)?.some((part) => ours.includes(part)) ?? true);
}
