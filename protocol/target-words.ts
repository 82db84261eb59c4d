/** What a target aims at beyond its list of lots, in words. Pure: portal and workstation say the same. */
import type { Target } from './bulletin.ts';
import { type Language, say } from './messages/index.ts';
import { listInWords, rangeInWords } from './words.ts';

/** Lots that a sentence names at most. */
export const LOTS_NAMED = 12;

/**
 * All lots, all lots except some, ranges of expiry and manufacture, packs by serial, what a person has to look at. Null
 * where the lots listed say everything.
 */
export function targetInWords(language: Language, target: Omit<Target, 'gtin' | 'name'>): string | null {
  const { lots, except = [], expiry, manufactured, condition } = target;
  const parts: string[] = [];
  if (lots === 'all') {
    parts.push(
      except.length === 0
        ? say(language, 'target.all-lots')
        : say(language, 'target.all-except', { lots: listInWords(language, except, LOTS_NAMED) }),
    );
  } else if (lots.some(({ serials }) => serials !== undefined)) {
    parts.push(say(language, 'target.serials'));
  }
  if (expiry !== undefined) parts.push(say(language, 'target.expiry', { range: rangeInWords(language, expiry) }));
  if (manufactured !== undefined) {
    parts.push(say(language, 'target.manufactured', { range: rangeInWords(language, manufactured) }));
  }
  const rule = parts.join(', ');
  if (condition === undefined) return rule === '' ? null : rule;
  const toLookAt = say(language, 'target.condition', { condition });
  return rule === '' ? toLookAt : say(language, 'target.rule-and-condition', { rule, condition: toLookAt });
}
