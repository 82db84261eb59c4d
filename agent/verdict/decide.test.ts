/** Steps 2 and 3 of docs/verdict.md, and what is in force: a test for each row. */
import { describe, expect, test } from 'vitest';
import type { Bulletin, Recall, Target } from '../../protocol/bulletin.ts';
import type { Reading } from '../scan/reading.ts';
import { decide, type Question } from './decide.ts';
import type { Decision, FeedStamp, ReasonCode } from './model.ts';
import { exactly, liveFeed, paris, readingOf, recallBulletin, recallsOf, testGtin } from './verdict.testkit.ts';

const gtin = testGtin(1);
const other = testGtin(2);
const now = exactly(Date.parse('2026-11-22T09:30:00Z'));
const lotA: Target = { gtin, lots: [{ lot: 'A123' }] };
const recalled = { codes: [gtin], lot: 'A123', expiry: '2028-03' };

function ask(
  bulletins: readonly unknown[],
  packs: Partial<Reading> | readonly Partial<Reading>[],
  changes: Partial<Question> = {},
): Decision {
  const readings = [packs].flat().map((pack) => readingOf({ codes: [gtin], ...pack }));
  return decide({ readings, recalls: recallsOf(bulletins), feed: liveFeed, now, policy: paris, ...changes });
}

/** Verdict and reasons in short: `block: lot-recalled B1` … `informs` in brackets. */
function short({ verdict, reasons }: Decision): string {
  const told = reasons.map(({ code, effect, bulletin }) => {
    const words = bulletin === undefined ? code : `${code} ${bulletin}`;
    return effect === 'decides' ? words : `(${words})`;
  });
  return [verdict, ...told].join(', ');
}

const measure = (recall: Partial<Recall>, target: Target = lotA, envelope: Partial<Omit<Bulletin, 'recall'>> = {}) =>
  recallBulletin([target], { ...envelope, recall });

describe('step 2, recall and withdrawal', () => {
  const targets: [ReasonCode, Omit<Target, 'gtin'>, Partial<Reading>][] = [
    ['lot-recalled', { lots: [{ lot: 'A123' }] }, { lot: 'A123' }],
    ['product-recalled', { lots: 'all' }, { lot: 'A123' }],
    ['expiry-recalled', { lots: 'all', expiry: { from: '2028-01' } }, { expiry: '2028-03' }],
    ['manufacture-recalled', { lots: 'all', manufactured: { from: '2026-01' } }, { manufactured: '2026-02-01' }],
    ['serial-recalled', { lots: [{ lot: 'A123', serials: ['S1'] }] }, { lot: 'A123', serial: 'S1' }],
  ];
  const actions = ['recall', 'withdrawal'] as const;
  const cases = actions.flatMap((action) => targets.map(([code, target, pack]) => ({ action, code, target, pack })));

  test.each(cases)('$action covered: block, $code', ({ action, code, target, pack }) => {
    expect(short(ask([measure({ action }, { gtin, ...target })], pack))).toBe(`block, ${code} B1`);
  });

  test.each(actions)('%s not provable: verify, with the missing or resembling reason', (action) => {
    expect(short(ask([measure({ action })], {}))).toBe('verify, lot-missing B1');
    const resembling = ask([measure({ action })], { lot: 'a-123' });
    expect(short(resembling)).toBe('verify, lot-resembles B1');
    expect(resembling.reasons[0]?.resembles).toEqual(['A123']);
  });

  test('not covered: allow', () => {
    expect(ask([measure({})], { lot: 'Z1', expiry: '2028-03' })).toEqual({ verdict: 'allow', reasons: [] });
  });

  test('the reason tells the bulletin', () => {
    const [reason] = ask([measure({ level: 'patient' })], recalled).reasons;
    expect(reason).toEqual({
      code: 'lot-recalled',
      effect: 'decides',
      bulletin: 'B1',
      reference: 'R-B1',
      revision: 1,
      title: 'Rappel B1',
      level: 'patient',
      drill: false,
    });
  });
});

describe('step 2, quarantine', () => {
  test('covered: block, quarantined', () => {
    expect(short(ask([measure({ action: 'quarantine' })], recalled))).toBe('block, quarantined B1');
  });
  test('not provable: verify, likewise', () => {
    expect(short(ask([measure({ action: 'quarantine' })], {}))).toBe('verify, lot-missing B1');
  });
});

describe('step 2, check and printed condition', () => {
  const instructions = 'Vérifier la pipette devant le patient.';
  const condition = 'Étui sans la mention « À conserver au-dessous de 25 °C »';

  test('check covered: verify, check-required with the instructions', () => {
    const decision = ask([measure({ action: 'check', instructions })], recalled);
    expect(short(decision)).toBe('verify, check-required B1');
    expect(decision.reasons[0]?.instructions).toBe(instructions);
  });

  test('check not provable: verify, likewise', () => {
    const decision = ask([measure({ action: 'check', instructions })], {});
    expect(short(decision)).toBe('verify, lot-missing B1');
    expect(decision.reasons[0]?.instructions).toBe(instructions);
  });

  test.each(['recall', 'withdrawal', 'quarantine'] as const)(
    '%s with a condition: verify, its text to act on',
    (action) => {
      const decision = ask([measure({ action, instructions }, { ...lotA, condition })], recalled);
      expect(short(decision)).toBe('verify, check-required B1');
      expect(decision.reasons[0]?.instructions).toBe(condition);
      expect(short(ask([measure({ action }, { ...lotA, condition })], {}))).toBe('verify, lot-missing B1');
    },
  );

  test('a check with a condition tells both', () => {
    const decision = ask([measure({ action: 'check', instructions }, { ...lotA, condition })], recalled);
    expect(decision.reasons[0]?.instructions).toBe(`${condition}\n${instructions}`);
  });

  test('two conditions of one bulletin are one reason that tells both', () => {
    const two = recallBulletin([
      { ...lotA, condition: 'Étui bleu' },
      { gtin, lots: 'all', condition: 'Étui rouge' },
    ]);
    const decision = ask([two], recalled);
    expect(short(decision)).toBe('verify, check-required B1');
    expect(decision.reasons[0]?.instructions).toBe('Étui bleu\nÉtui rouge');
  });

  test('an alert with targets is a check; a shortage has no effect', () => {
    const { recall: _recall, ...envelope } = recallBulletin([]);
    const alert = { ...envelope, kind: 'alert', alert: { targets: [lotA], instructions } };
    const decision = ask([alert], recalled);
    expect(short(decision)).toBe('verify, check-required B1');
    expect(decision.reasons[0]).toMatchObject({ instructions, level: null });
    const shortage = { ...envelope, kind: 'shortage', shortage: { products: [{ gtin }] } };
    expect(ask([shortage], recalled)).toEqual({ verdict: 'allow', reasons: [] });
    const indexed = recallsOf([alert])
      .targetsOf(gtin)
      .map((target) => ({
        ...target,
        revision: { ...target.revision, kind: 'shortage' as const },
      }));
    const recalls = { targetsOf: () => indexed, unreadable: [] };
    expect(ask([], recalled, { recalls })).toEqual({ verdict: 'allow', reasons: [] });
  });
});

describe('step 2, what this version does not understand', () => {
  test('an action it does not know: every code it names is to be checked', () => {
    const decision = ask([measure({ action: 'destroy' as never })], { lot: 'surely another' });
    expect(short(decision)).toBe('verify, check-required B1');
    expect(decision.reasons[0]?.understood).toBe(false);
    expect(short(ask([measure({ action: 'destroy' as never })], { codes: [other] }))).toBe('allow');
  });

  test('not understood, it is neither a drill nor elsewhere', () => {
    const novel = measure({ action: 'destroy' as never }, lotA, { drill: true, territories: ['FR-974'] });
    expect(short(ask([novel], recalled))).toBe('verify, check-required B1');
  });

  test('an unknown field never narrows a recall', () => {
    const bulletin = measure({}, { ...lotA, onlyIf: 'the moon is full' } as Target);
    expect(short(ask([bulletin], recalled))).toBe('block, lot-recalled B1');
  });

  test('no code found in it: every check says so', () => {
    expect(short(ask([{ id: 'N1', kind: 'novelty' }], { codes: [other] }))).toBe('verify, check-required N1');
  });
});

describe('step 2, measures that do not reach this officine', () => {
  const rows: [string, Bulletin][] = [
    ['level wholesaler', measure({ level: 'wholesaler' })],
    ['level hospital', measure({ level: 'hospital' })],
    ['other territory', measure({}, lotA, { territories: ['FR-971', 'FR-974'] })],
    ['drill', measure({}, lotA, { drill: true })],
  ];
  test.each(rows)('%s: covered is listed as informs, not provable is not', (_name, bulletin) => {
    expect(short(ask([bulletin], recalled))).toBe('allow, (lot-recalled B1)');
    expect(short(ask([bulletin], {}))).toBe('allow');
    expect(short(ask([bulletin], [{ lot: 'A123' }, { lot: 'A12' }]))).toBe('allow, (lot-recalled B1)');
  });

  test('what informs keeps its own code: quarantine, check', () => {
    const drill = { drill: true };
    expect(short(ask([measure({ action: 'quarantine' }, lotA, drill)], recalled))).toBe('allow, (quarantined B1)');
    expect(short(ask([measure({ action: 'check' }, lotA, drill)], recalled))).toBe('allow, (check-required B1)');
  });

  test('levels pharmacy and patient reach it', () => {
    for (const level of ['pharmacy', 'patient'] as const) {
      expect(short(ask([measure({ level })], recalled))).toBe('block, lot-recalled B1');
    }
  });

  const inside: [string, string | null, string[]][] = [
    ['its own department', 'FR-75', ['FR-13', 'FR-75']],
    ['a region that holds it', 'FR-75', ['FR-IDF']],
    ['an overseas collectivity by its letters', 'FR-974', ['FR-RE']],
    ['no known territory', null, ['FR-974']],
    ['a territory without a meaning', 'FR-75', ['FR-XYZ']],
    ['an officine in a territory without a meaning', 'FR-XYZ', ['FR-974']],
  ];
  test.each(inside)('inside: %s', (_name, territory, territories) => {
    const decision = ask([measure({}, lotA, { territories })], recalled, { policy: { ...paris, territory } });
    expect(decision.verdict).toBe('block');
  });
});

describe('what is in force', () => {
  const revision = (number: number, changes: Partial<Omit<Bulletin, 'recall'>> = {}, target: Target = lotA) =>
    measure({}, target, { revision: number, ...changes });
  const lotB: Target = { gtin, lots: [{ lot: 'B456' }] };
  const later = { effectiveAt: '2026-12-01T00:00:00+01:00' };
  const packB = { lot: 'B456' };

  test('not before its moment, which carries an offset', () => {
    const bulletins = [revision(1, later)];
    expect(ask(bulletins, recalled).verdict).toBe('allow');
    expect(ask(bulletins, recalled, { now: exactly(Date.parse('2026-11-30T22:59:59.999Z')) }).verdict).toBe('allow');
    expect(ask(bulletins, recalled, { now: exactly(Date.parse('2026-11-30T23:00:00Z')) }).verdict).toBe('block');
  });

  test('the latest effective revision replaces the earlier', () => {
    const bulletins = [revision(1), revision(2, {}, lotB)];
    expect(ask(bulletins, recalled).verdict).toBe('allow');
    expect(ask(bulletins, packB).reasons).toMatchObject([{ code: 'lot-recalled', revision: 2 }]);
  });

  test('an earlier one stays in force until then', () => {
    const bulletins = [revision(1), revision(2, later, lotB)];
    expect(ask(bulletins, recalled).verdict).toBe('block');
    expect(ask(bulletins, packB).verdict).toBe('allow');
  });

  test('a number decides, not the order of arrival nor the moment', () => {
    const bulletins = [
      revision(2, { effectiveAt: '2026-11-01T00:00:00Z' }, lotB),
      revision(1, { effectiveAt: '2026-11-10T00:00:00Z' }),
    ];
    expect(ask(bulletins, recalled).verdict).toBe('allow');
    expect(ask(bulletins, packB).verdict).toBe('block');
  });

  test('lifted: nothing; lifted later: it blocks until then', () => {
    const lifted = (changes = {}) => revision(2, { state: 'lifted', ...changes });
    expect(ask([revision(1), lifted()], recalled)).toEqual({ verdict: 'allow', reasons: [] });
    expect(ask([revision(1), lifted()], {})).toEqual({ verdict: 'allow', reasons: [] });
    expect(ask([revision(1), lifted(later)], recalled).verdict).toBe('block');
  });

  test('one not understood replaces nothing, and asks for a check, until a later understood one counts', () => {
    const novel = { ...revision(2), kind: 'novelty' };
    expect(short(ask([revision(1), novel], recalled))).toBe('block, lot-recalled B1, check-required B1');
    expect(short(ask([revision(1), novel], packB))).toBe('verify, check-required B1');
    expect(short(ask([revision(1), novel, revision(3, later, lotB)], packB))).toBe('verify, check-required B1');
    expect(short(ask([revision(1), novel, revision(3, {}, lotB)], packB))).toBe('block, lot-recalled B1');
    expect(short(ask([revision(1), novel, revision(3, { state: 'lifted' })], recalled))).toBe('allow');
    expect(short(ask([{ id: 'B1', revision: 1 }, revision(2, {}, lotB)], recalled))).toBe('allow');
  });

  test('a moment that cannot be read: at once for a recall, never for its end', () => {
    const unreadable = { effectiveAt: '2026-13-45T99:00:00Z' };
    expect(ask([revision(1, unreadable)], recalled).verdict).toBe('block');
    expect(ask([revision(1), revision(2, { ...unreadable, state: 'lifted' })], recalled).verdict).toBe('block');
  });

  test('two branches of a fork tell one revision: both count', () => {
    const bulletins = [revision(1), revision(1, {}, lotB)];
    expect(ask(bulletins, recalled).verdict).toBe('block');
    expect(ask(bulletins, packB).verdict).toBe('block');
  });
});

describe('product codes', () => {
  test('a pack with two codes: recalls of either count', () => {
    const second = recallBulletin([{ gtin: other, lots: 'all' }], { id: 'B2' });
    expect(short(ask([measure({}), second], { codes: [gtin, other], lot: 'A123' }))).toBe(
      'block, lot-recalled B1, product-recalled B2',
    );
    expect(short(ask([second], { codes: [gtin, other] }))).toBe('block, product-recalled B2');
  });

  test('a lot of another product is no lot of this one', () => {
    expect(ask([measure({})], { ...recalled, codes: [other] }).verdict).toBe('allow');
  });
});

describe('step 3', () => {
  const many: readonly Partial<Reading>[] = [{ lot: 'A12' }, { lot: 'A123' }];

  test('expiry in the past: verify, pack-expired; from the day after, in the zone', () => {
    const lastMinute = Date.parse('2026-11-22T22:59:00Z');
    const nextDay = exactly(lastMinute + 60_000);
    expect(short(ask([], { expiry: '2026-11-22' }, { now: exactly(lastMinute) }))).toBe('allow');
    expect(short(ask([], { expiry: '2026-11-22' }, { now: nextDay }))).toBe('verify, pack-expired');
    const tahiti = { ...paris, zone: 'Pacific/Tahiti' };
    expect(short(ask([], { expiry: '2026-11-22' }, { now: nextDay, policy: tahiti }))).toBe('allow');
    expect(short(ask([], { expiry: '2026-11' }))).toBe('allow');
    expect(short(ask([], { expiry: '2026-10' }))).toBe('verify, pack-expired');
  });

  test('a doubtful reading: at least verify, scan-ambiguous', () => {
    expect(short(ask([], { doubtful: true }))).toBe('verify, scan-ambiguous');
    expect(short(ask([measure({})], { ...recalled, doubtful: true }))).toBe('block, lot-recalled B1, scan-ambiguous');
  });

  test('several readings, the lot that a recall needs differs: worst of them, at least verify', () => {
    expect(short(ask([measure({})], many))).toBe('block, lot-recalled B1, scan-ambiguous B1');
    expect(short(ask([measure({})], [{ lot: 'Y1' }, { lot: 'Z1' }]))).toBe('verify, scan-ambiguous B1');
    const except = recallBulletin([{ gtin, lots: 'all', except: ['A12'] }]);
    expect(short(ask([except], many))).toBe('block, product-recalled B1, scan-ambiguous B1');
  });

  test('the expiry that it needs differs', () => {
    const range = recallBulletin([{ gtin, lots: 'all', expiry: { to: '2026-12' } }]);
    const dates = [{ expiry: '2028-01' }, { expiry: '2029-01' }];
    expect(short(ask([range], dates))).toBe('verify, scan-ambiguous B1');
    const listed = recallBulletin([{ gtin, lots: [{ lot: 'A123', expiry: '2027-03' }] }]);
    const sameLot = dates.map((date) => ({ lot: 'A123', ...date }));
    expect(short(ask([listed], sameLot))).toBe('verify, lot-resembles B1, scan-ambiguous B1');
    const otherLot = dates.map((date) => ({ lot: 'Z1', ...date }));
    expect(short(ask([listed], otherLot))).toBe('allow');
  });

  test('the serial that it needs differs', () => {
    const serials = recallBulletin([{ gtin, lots: [{ lot: 'A123', serials: ['S1'] }] }]);
    const readings = [
      { lot: 'A123', serial: 'X1' },
      { lot: 'A123', serial: 'X2' },
    ];
    expect(short(ask([serials], readings))).toBe('verify, scan-ambiguous B1');
    expect(short(ask([measure({}, { gtin, lots: [{ lot: 'Z1' }] })], readings))).toBe('allow');
  });

  test('the manufacturing date that it needs differs', () => {
    const range = recallBulletin([{ gtin, lots: 'all', manufactured: { from: '2026-01' } }]);
    const readings = [{ manufactured: '2025-01' }, { manufactured: '2025-02' }];
    expect(short(ask([range], readings))).toBe('verify, scan-ambiguous B1');
  });

  test('a recall that needs no field is not made ambiguous', () => {
    expect(short(ask([recallBulletin([{ gtin, lots: 'all' }])], many))).toBe('block, product-recalled B1');
  });

  test('readings of several codes: worst of them', () => {
    const readings = [
      { codes: [other], lot: 'A123' },
      { codes: [gtin], lot: 'A123' },
    ];
    expect(short(ask([measure({})], readings))).toBe('block, lot-recalled B1');
  });

  test('several readings, no code read has a recall in force: allow', () => {
    const elsewhere = recallBulletin([{ gtin: other, lots: 'all' }]);
    const lifted = measure({}, lotA, { state: 'lifted' });
    const drill = measure({}, { gtin, lots: [{ lot: 'Q1' }] }, { drill: true, id: 'B9' });
    expect(ask([], many)).toEqual({ verdict: 'allow', reasons: [] });
    expect(ask([elsewhere, lifted, drill], many)).toEqual({ verdict: 'allow', reasons: [] });
  });

  test('no reading at all is never allowed', () => {
    expect(short(ask([], []))).toBe('verify, scan-ambiguous');
  });

  test('feed unsynced: at least verify', () => {
    const feed: FeedStamp = { state: 'unsynced', position: 0, asOf: null, ageSeconds: null };
    expect(short(ask([], recalled, { feed }))).toBe('verify, feed-unsynced');
    expect(short(ask([measure({})], recalled, { feed }))).toBe('block, lot-recalled B1, feed-unsynced');
  });

  const stale = (ageSeconds: number | null): FeedStamp => ({ ...liveFeed, state: 'stale', ageSeconds });
  test('feed stale within offlineLimit: unchanged, with the reason', () => {
    expect(short(ask([], recalled, { feed: stale(86_400) }))).toBe('allow, (feed-stale)');
    expect(short(ask([measure({})], recalled, { feed: stale(130) }))).toBe('block, lot-recalled B1, (feed-stale)');
    expect(short(ask([measure({})], {}, { feed: stale(130) }))).toBe('verify, lot-missing B1, (feed-stale)');
  });
  test.each([86_401, null, Number.NaN])('feed stale beyond offlineLimit (%s): at least verify', (age) => {
    expect(short(ask([], recalled, { feed: stale(age) }))).toBe('verify, feed-stale');
    expect(short(ask([measure({})], recalled, { feed: stale(age) }))).toBe('block, lot-recalled B1, feed-stale');
  });

  test('otherwise: allow', () => {
    expect(ask([], recalled)).toEqual({ verdict: 'allow', reasons: [] });
  });
});

describe('reasons', () => {
  test('every bulletin is named once, block before verify before informs', () => {
    const bulletins = [
      measure({}, lotA, { id: 'B5', drill: true }),
      measure({ action: 'check' }, lotA, { id: 'B4' }),
      measure({}, { gtin, lots: [{ lot: 'a123' }] }, { id: 'B3' }),
      recallBulletin([lotA, lotA, { gtin, lots: 'all' }], { id: 'B2' }),
      measure({ action: 'quarantine' }, lotA, { id: 'B1' }),
    ];
    expect(short(ask(bulletins, { lot: 'A123', expiry: '2020-01' }))).toBe(
      [
        'block',
        'lot-recalled B2',
        'product-recalled B2',
        'quarantined B1',
        'check-required B4',
        'lot-resembles B3',
        'pack-expired',
        '(lot-recalled B5)',
      ].join(', '),
    );
  });
});
