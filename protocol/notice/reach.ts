/** Whether a measure reaches an officine. Pure: portal and workstation say the same. */
import type { Level } from '../bulletin.ts';
import { expandTerritory } from '../territory.ts';

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
