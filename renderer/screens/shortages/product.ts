import type { Shortage } from '../../../agent/hook/schemas/shortages.ts';
import { code } from '../../core/format.ts';

/** What a product is called in a sentence: its name, else its code. */
export function productOf({ gtin, name }: Pick<Shortage, 'gtin' | 'name'>): string {
  return name ?? code(gtin);
}
