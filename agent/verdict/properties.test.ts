/** The rules that hold always (docs/verdict.md), for generated bulletins, packs, moments and feeds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import * as given from './generators.testkit.ts';
import type { Decision, FeedStamp, Reason, ReasonCode, Verdict } from './model.ts';
import { sentence } from './sentence.ts';
import { liveFeed, readingOf, recallsOf } from './verdict.testkit.ts';

const rank: Record<Verdict, number> = { allow: 0, verify: 1, block: 2 };
const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((worse, verdict) => (rank[verdict] > rank[worse] ? verdict : worse), 'allow');

const situation = fc.record({
  bulletins: given.bulletins,
  readings: given.readings,
  feed: given.feed,
  now: given.now,
  policy: given.policy,
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;
const answer = ({ bulletins, ...question }: Omit<Situation, 'bulletins'> & { bulletins: readonly unknown[] }) =>
  decide({ ...question, recalls: recallsOf(bulletins) });

/** Runs of one bulletin's revisions, so that the rest can be told from it. */
function byBulletin(bulletins: Situation['bulletins']): Situation['bulletins'][] {
  return [...Map.groupBy(bulletins, ({ id }) => id).values()];
}

const blocking: readonly ReasonCode[] = [
  'lot-recalled',
  'product-recalled',
  'expiry-recalled',
  'manufacture-recalled',
  'serial-recalled',
  'quarantined',
];
const strength = ({ code, effect }: Reason): number => (effect === 'informs' ? 0 : blocking.includes(code) ? 2 : 1);

describe('rules that hold always', () => {
  test('adding a recall never weakens a verdict', () => {
    fc.assert(
      fc.property(situation, given.newBulletin, (asked, added) => {
        const before = answer(asked);
        const after = answer({ ...asked, bulletins: [...asked.bulletins, added] });
        expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict]);
        expect(after.reasons).toEqual(expect.arrayContaining([...before.reasons]));
      }),
      { numRuns: 400 },
    );
  });

  test('the order in which bulletins arrived changes neither the verdict nor its reasons', () => {
    const shuffled = situation.chain((asked) =>
      fc.tuple(fc.constant(asked), fc.shuffledSubarray(asked.bulletins, { minLength: asked.bulletins.length })),
    );
    fc.assert(
      fc.property(shuffled, ([asked, bulletins]) => {
        expect(answer({ ...asked, bulletins })).toEqual(answer(asked));
      }),
      { numRuns: 400 },
    );
  });

  test('block wins over verify wins over allow: the verdict is the worst of what each bulletin alone makes of it', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const alone = byBulletin(asked.bulletins).map((bulletins) => answer({ ...asked, bulletins }).verdict);
        expect(answer(asked).verdict).toBe(worst([...alone, answer({ ...asked, bulletins: [] }).verdict]));
      }),
      { numRuns: 400 },
    );
  });

  test('the verdict is the strongest of its reasons, which come strongest first, each once', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { verdict, reasons } = answer(asked);
        const strengths = reasons.map(strength);
        expect(Math.max(0, ...strengths)).toBe(rank[verdict]);
        expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
        const keys = reasons.map(({ code, effect, bulletin }) => `${code} ${effect} ${bulletin}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 400 },
    );
  });

  test('a verdict names every bulletin without which it would be another', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const { verdict, reasons } = answer(asked);
        for (const [first, ...rest] of byBulletin(asked.bulletins)) {
          const others = asked.bulletins.filter(({ id }) => id !== first?.id);
          if (answer({ ...asked, bulletins: others }).verdict === verdict) continue;
          expect(reasons).toContainEqual(expect.objectContaining({ bulletin: first?.id, effect: 'decides' }));
          const told = reasons.find(({ bulletin }) => bulletin === first?.id)?.revision;
          expect([first, ...rest].map((revision) => revision?.revision)).toContain(told);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('a verdict names every bulletin that would have led to it alone', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const quiet = answer({ ...asked, bulletins: [] }).verdict;
        const { reasons } = answer(asked);
        for (const bulletins of byBulletin(asked.bulletins)) {
          if (rank[answer({ ...asked, bulletins }).verdict] <= rank[quiet]) continue;
          expect(reasons).toContainEqual(expect.objectContaining({ bulletin: bulletins[0]?.id, effect: 'decides' }));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('each reading counts: several are never better than the worst of them', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const alone = worst(asked.readings.map((reading) => answer({ ...asked, readings: [reading] }).verdict));
        const { verdict, reasons } = answer(asked);
        expect(rank[verdict]).toBeGreaterThanOrEqual(rank[alone]);
        if (rank[verdict] > rank[alone]) expect(reasons.map(({ code }) => code)).toContain('scan-ambiguous');
      }),
      { numRuns: 400 },
    );
  });

  test('what is not read never clears a pack that would be blocked', () => {
    const forgetting = fc.subarray(['lot', 'expiry', 'manufactured', 'serial'] as const, { minLength: 1 });
    fc.assert(
      fc.property(situation, given.reading, forgetting, (asked, reading, fields) => {
        const full = answer({ ...asked, readings: [reading] });
        if (full.verdict !== 'block') return;
        const less = { ...reading, ...Object.fromEntries(fields.map((field) => [field, null])) };
        expect(answer({ ...asked, readings: [less] }).verdict).not.toBe('allow');
      }),
      { numRuns: 1000 },
    );
  });

  test('an older or less complete feed never weakens a verdict', () => {
    fc.assert(
      fc.property(situation, (asked) => {
        const live = answer({ ...asked, feed: liveFeed });
        expect(rank[answer(asked).verdict]).toBeGreaterThanOrEqual(rank[live.verdict]);
      }),
    );
  });

  test('clocks that are less sure never weaken a verdict', () => {
    const apart = fc.nat(20 * 86_400_000);
    fc.assert(
      fc.property(situation, apart, apart, (asked, before, after) => {
        const { likely, earliest, latest } = asked.now;
        const unsure = { likely, earliest: earliest - before, latest: latest + after };
        expect(rank[answer({ ...asked, now: unsure }).verdict]).toBeGreaterThanOrEqual(rank[answer(asked).verdict]);
      }),
      { numRuns: 400 },
    );
  });

  test('whatever is asked, no exception, and a sentence in both languages', () => {
    const wild = fc.record({
      codes: fc.array(fc.oneof(fc.constantFrom(...given.gtins), fc.string())),
      lot: fc.option(fc.string({ unit: 'binary' })),
      expiry: fc.option(fc.string()),
      manufactured: fc.option(fc.string()),
      serial: fc.option(fc.string()),
      doubtful: fc.boolean(),
    });
    const question = fc.record({
      bulletins: fc.array(fc.oneof(given.bulletin, fc.anything())),
      readings: fc.array(fc.oneof(given.reading, wild), { maxLength: 4 }),
      feed: fc.record({
        state: fc.constantFrom<FeedStamp['state']>('live', 'stale', 'unsynced', 'novel' as 'stale'),
        position: fc.integer(),
        asOf: fc.constant(null),
        ageSeconds: fc.option(fc.double()),
      }),
      now: fc.oneof(given.now, fc.record({ likely: fc.double(), earliest: fc.double(), latest: fc.double() })),
      policy: fc.record({ territory: fc.option(fc.string()), zone: fc.string(), offlineLimitSeconds: fc.double() }),
    });
    fc.assert(
      fc.property(question, (asked) => {
        const decision: Decision = answer(asked);
        for (const language of ['fr', 'en'] as const) {
          const words = sentence(language, decision, asked.readings[0] ?? readingOf({ codes: [] }));
          expect(words.length).toBeGreaterThan(10);
        }
      }),
      { numRuns: 400 },
    );
  });
});
