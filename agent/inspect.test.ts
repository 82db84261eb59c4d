import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspect, type PackInput } from './inspect.ts';
import { type AiValue, elementString, elementsOver, impossibleDate } from './scan/scan.testkit.ts';
import { exactly, liveFeed, paris, recallBulletin, recallsOf } from './verdict/verdict.testkit.ts';

const now = exactly(Date.parse('2026-11-22T09:30:00Z'));

/** Of the pack, where its lot alone is recalled. */
function verdictOf(elements: readonly AiValue[], input: PackInput): string {
  const value = (ai: string) => elements.find((element) => element[0] === ai)?.[1] ?? '';
  const recalls = recallsOf([recallBulletin([{ gtin: value('01'), lots: [{ lot: value('10') }] }])]);
  const sources = { recalls: () => recalls, feed: () => liveFeed, policy: () => paris, now: () => now };
  return inspect(input, sources).decision.verdict;
}

it('clears no recalled pack whose separators are lost, though its dates are impossible', () => {
  const packs = elementsOver('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', false, impossibleDate);
  fc.assert(
    fc.property(
      packs.filter((elements) => elements.some(([ai]) => ai === '10')),
      (elements) => {
        expect(verdictOf(elements, { scan: elementString(elements, '') })).not.toBe('allow');
      },
    ),
    { numRuns: 300 },
  );
});

it.each([
  ['10A117281331', 'A1'],
  ['10A117271301240B', 'A1'],
  ['21S1510A117280099', 'A1'],
])('blocks %s, read with its lot %s', (rest, lot) => {
  const gtin = '03400930000014';
  expect(
    verdictOf(
      [
        ['01', gtin],
        ['10', lot],
      ],
      { scan: `01${gtin}${rest}` },
    ),
  ).toBe('block');
});
