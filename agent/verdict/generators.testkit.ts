/** Generated bulletins, packs and moments for property tests: few values, much alike, so that they meet and nearly meet. */
import fc from 'fast-check';
import type { Reading } from '../scan/reading.ts';
import type { FeedStamp, VerdictPolicy } from './model.ts';
import { exactly, recallBulletin, testGtin } from './verdict.testkit.ts';

export const gtins = [testGtin(1), testGtin(2), testGtin(3)] as const;
const lots = ['A123', 'a123', 'A-123', 'Al23', 'A124', '013097', '13097', 'O13097', 'MS8574', 'MS8584'] as const;
const serials = ['S1', 's1', 'SI', 'T2'] as const;
const dates = ['2025-12', '2026-11-21', '2026-11-22', '2026-11', '2027-03', '2027-03-15', '2028-01-01'] as const;
const moments = ['2026-11-21T00:00:00Z', '2026-11-22T12:00:00+02:00', '2026-12-01T00:00:00Z'] as const;

const date = fc.constantFrom(...dates);
const lot = fc.constantFrom(...lots);
const serial = fc.constantFrom(...serials);
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 3 });

/** Present once in `freq` times. */
const rarely = <T>(value: fc.Arbitrary<T>, freq = 4) =>
  fc.oneof({ arbitrary: value, weight: 1 }, { arbitrary: fc.constant(undefined), weight: freq - 1 });

/** Without the properties that are undefined, which the schemas do not take. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as never;
}

const range = fc.oneof(fc.record({ from: date, to: date }), fc.record({ from: date }), fc.record({ to: date }));
const listedLot = fc.record({ lot, expiry: rarely(date), serials: rarely(some(serial)) }).map(defined);
const target = fc
  .record({
    gtin: fc.constantFrom(...gtins),
    lots: fc.oneof(
      { arbitrary: fc.constant('all' as const), weight: 1 },
      { arbitrary: fc.array(listedLot, { minLength: 1, maxLength: 6 }), weight: 2 },
    ),
    except: rarely(some(lot), 3),
    expiry: rarely(range),
    manufactured: rarely(range, 8),
    condition: rarely(fc.constantFrom('Étui bleu', 'Étui rouge')),
  })
  .map(defined);

/** What never changes from one revision of a bulletin to the next follows from its number. */
const heads = ['B1', 'B2', 'B3', 'B4'].map((id, index) => ({ id, drill: index === 3 }));

const oneIn = <T>(times: number, usual: T, other: T): T[] => [...Array<T>(times - 1).fill(usual), other];
const seldom = <T>(value: fc.Arbitrary<T>) => rarely(value).map((some) => some ?? null);

const bulletinOf = (head: fc.Arbitrary<{ id: string; drill: boolean }>) =>
  fc
    .record({
      head,
      revision: fc.integer({ min: 1, max: 3 }),
      state: fc.constantFrom(...oneIn(5, 'in-force' as const, 'lifted' as const)),
      effectiveAt: seldom(fc.constantFrom(...moments)),
      territories: seldom(some(fc.constantFrom('FR-75', 'FR-974', 'FR-IDF'))),
      targets: some(target),
      // A fifth action stands for what a newer portal may say.
      action: fc.constantFrom(
        'recall',
        'recall',
        'withdrawal',
        'withdrawal',
        'quarantine',
        'quarantine',
        'check',
        'destroy',
      ),
      level: fc.constantFrom(
        'wholesaler',
        'hospital',
        'pharmacy',
        'pharmacy',
        'pharmacy',
        'patient',
        'patient',
        'patient',
      ),
      instructions: rarely(fc.constant('Vérifier la pipette.'), 2),
    })
    .map(({ head: { id, drill }, revision, state, effectiveAt, territories, targets, action, level, instructions }) =>
      recallBulletin(targets, {
        id,
        drill,
        revision,
        state,
        effectiveAt,
        territories,
        recall: {
          action: action as 'recall',
          level: level as 'pharmacy',
          ...(instructions !== undefined && { instructions }),
        },
      }),
    );

/** A bulletin of the feed: one of four, a revision of three, sometimes not to be understood. */
export const bulletin = bulletinOf(fc.constantFrom(...heads));

/** One revision of a bulletin that none of `bulletins` is. */
export const newBulletin = bulletinOf(fc.record({ id: fc.constant('B9'), drill: fc.boolean() }));

/** The feed's bulletins in their order of arrival; each revision of a bulletin once. */
export const bulletins = fc.uniqueArray(bulletin, {
  maxLength: 8,
  selector: ({ id, revision }) => `${id}/${revision}`,
});

/** One reading of a pack of the products that the bulletins name. */
export const reading: fc.Arbitrary<Reading> = fc.record({
  codes: fc.uniqueArray(fc.constantFrom(...gtins), { minLength: 1, maxLength: 2 }),
  lot: fc.option(lot),
  expiry: fc.option(date),
  manufactured: fc.option(date),
  serial: fc.option(serial),
  doubtful: fc.constantFrom(...oneIn(6, false, true)),
});

export const readings = fc.array(reading, { minLength: 1, maxLength: 3 });

export const feed: fc.Arbitrary<FeedStamp> = fc.record({
  state: fc.constantFrom('live', 'live', 'stale', 'unsynced'),
  position: fc.constant(7),
  asOf: fc.constant('2026-11-22T09:29:56.000Z'),
  ageSeconds: fc.option(fc.constantFrom(4, 130, 86_400, 86_401)),
});

/** Around the moments at which generated bulletins begin and packs expire. */
export const now = fc.constantFrom(
  ...['2026-11-20T00:00:00Z', '2026-11-22T09:59:59Z', '2026-11-22T10:00:00Z', '2026-12-02T00:00:00Z'].map((at) =>
    exactly(Date.parse(at)),
  ),
);

export const policy: fc.Arbitrary<VerdictPolicy> = fc.record({
  territory: fc.option(fc.constantFrom('FR-75', 'FR-974')),
  zone: fc.constantFrom('Europe/Paris', 'Indian/Reunion'),
  offlineLimitSeconds: fc.constant(86_400),
});
