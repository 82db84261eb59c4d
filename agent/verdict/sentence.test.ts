import { describe, expect, test } from 'vitest';
import type { Bulletin, Target } from '../../protocol/bulletin.ts';
import type { Reading } from '../scan/reading.ts';
import { decide, type Question } from './decide.ts';
import { sentence } from './sentence.ts';
import { exactly, liveFeed, paris, readingOf, recallBulletin, recallsOf, testGtin } from './verdict.testkit.ts';

const gtin = testGtin(1);
const now = exactly(Date.parse('2026-11-22T09:30:00Z'));
const envelope = { reference: 'R-2026-0042' };
const lotA: Target = { gtin, lots: [{ lot: 'A123', expiry: '2027-03' }] };

/** What is said in French and English of these packs (several: readings of one scan). */
function said(
  bulletins: readonly unknown[],
  packs: Partial<Reading> | readonly Partial<Reading>[],
  changes: Partial<Question> = {},
): [string, string] {
  const readings = [packs].flat().map((pack) => readingOf({ codes: [gtin], ...pack }));
  const decision = decide({ readings, recalls: recallsOf(bulletins), feed: liveFeed, now, policy: paris, ...changes });
  const [first = readingOf({ codes: [gtin] })] = readings;
  return [sentence('fr', decision, first), sentence('en', decision, first)];
}
const recall = (target: Target | readonly Target[], changes: Partial<Omit<Bulletin, 'recall'>> = {}) =>
  recallBulletin([target].flat(), { ...envelope, ...changes });

describe('block: what is recalled, by which bulletin, what to do', () => {
  test('the example of the contract', () => {
    expect(said([recall(lotA)], { lot: 'A123', expiry: '2027-03-31' })).toEqual([
      'Lot A123 rappelé (R-2026-0042) : ne pas délivrer. Isoler la boîte.',
      'Lot A123 is recalled (R-2026-0042): do not dispense. Set the pack aside.',
    ]);
  });

  test('an expiry, a manufacturing date, in the writing of the language', () => {
    expect(said([recall({ gtin, lots: 'all', expiry: { to: '2030-01' } })], { expiry: '2027-03-31' })).toEqual([
      'Péremption 31/03/2027 visée par le rappel R-2026-0042 : ne pas délivrer. Isoler la boîte.',
      'Expiry 2027-03-31 is recalled (R-2026-0042): do not dispense. Set the pack aside.',
    ]);
    const [french] = said([recall({ gtin, lots: 'all', manufactured: { from: '2017-02' } })], {
      manufactured: '2017-03',
    });
    expect(french).toContain('Fabrication du 03/2017');
    const [unsure] = said(
      [recall({ gtin, lots: 'all', expiry: { to: '2026-12' } })],
      [{ expiry: '2029-01' }, { expiry: '2026-12' }],
    );
    expect(unsure).toContain('R-2026-0042');
    expect(unsure).not.toContain('2029');
  });

  test('every bulletin that says the same', () => {
    const [french] = said([recall(lotA), recall(lotA, { id: 'B2', reference: 'R-7' })], { lot: 'A123' });
    expect(french).toBe('Lot A123 rappelé (R-2026-0042, R-7) : ne pas délivrer. Isoler la boîte.');
  });

  test('a lot that only a later reading holds is not told as the pack’s', () => {
    const [french, english] = said([recall(lotA)], [{ lot: 'A12310X' }, { lot: 'A123' }]);
    expect(french).toContain('peut se lire comme un lot rappelé (R-2026-0042) : ne pas délivrer');
    expect(english).not.toContain('A12310X');
  });

  test('never a serial', () => {
    const target = { gtin, lots: [{ lot: 'S77', serials: ['SECRET1'] }] };
    for (const words of said([recall(target)], { lot: 'S77', serial: 'SECRET1' })) {
      expect(words).toContain('R-2026-0042');
      expect(words).not.toContain('SECRET1');
    }
  });

  test('quarantine, all lots', () => {
    const quarantine = recallBulletin([lotA], { ...envelope, recall: { action: 'quarantine' } });
    expect(said([quarantine], { lot: 'A123' })[0]).toContain('quarantaine (R-2026-0042) : ne pas délivrer');
    expect(said([recall({ gtin, lots: 'all' })], {})[0]).toContain('Produit rappelé (R-2026-0042)');
  });

  test('level patient: those already served are to be told; an expired pack is said so', () => {
    const patients = recallBulletin([lotA], { ...envelope, recall: { level: 'patient' } });
    expect(said([patients], { lot: 'A123' })[0]).toBe(
      'Lot A123 rappelé (R-2026-0042) : ne pas délivrer. Isoler la boîte. Rappel jusqu’aux patients : prévenir ceux qui ont été servis.',
    );
    const [french] = said([recall({ gtin, lots: 'all' })], { expiry: '2020-01' });
    expect(french).toContain('Boîte périmée de surcroît.');
  });
});

describe('verify: what to look at', () => {
  test('the lot that it resembles', () => {
    const [french, english] = said([recall(lotA)], { lot: 'a-123' });
    expect(french).toContain('Lot a-123 à comparer au lot A123 de R-2026-0042');
    expect(english).toContain('lot A123');
  });

  test('the same lot with another expiry', () => {
    expect(said([recall(lotA)], { lot: 'A123', expiry: '2029-01' })[0]).toBe(
      'Lot A123 rappelé avec une autre péremption (R-2026-0042) : lire le lot et la péremption imprimés avant de délivrer.',
    );
  });

  test.each<[string, Omit<Target, 'gtin'>, Partial<Reading>, string]>([
    ['lot', { lots: [{ lot: 'A123' }] }, {}, 'Lot non lu'],
    ['expiry', { lots: 'all', expiry: { to: '2030-01' } }, {}, 'péremptions'],
    ['manufacturing date', { lots: 'all', manufactured: { to: '2030-01' } }, {}, 'dates de fabrication'],
    ['serial', { lots: [{ lot: 'A123', serials: ['S1'] }] }, { lot: 'A123' }, 'numéros de série'],
  ])('the missing %s', (_name, target, pack, words) => {
    const [french] = said([recall({ gtin, ...target })], pack);
    expect(french).toContain(words);
    expect(french).toContain('R-2026-0042');
  });

  test('the printed condition, or the instructions of a check', () => {
    const condition = 'Étui sans la mention « À conserver au-dessous de 25 °C »';
    expect(said([recall({ ...lotA, condition })], { lot: 'A123' })[0]).toBe(
      `À vérifier avant de délivrer (R-2026-0042) : ${condition}`,
    );
    const check = recallBulletin([lotA], {
      ...envelope,
      recall: { action: 'check', instructions: 'Voir la pipette.' },
    });
    expect(said([check], { lot: 'A123' })[1]).toBe('Check before dispensing (R-2026-0042): Voir la pipette.');
  });

  test('a page of instructions is cut between words; braces in it mean nothing', () => {
    const instructions = `{lot} ${'Comparer la notice. '.repeat(100)}`;
    const check = recallBulletin([lotA], { ...envelope, recall: { action: 'check', instructions } });
    const [french] = said([check], { lot: 'A123' });
    expect(french).toContain('{lot} Comparer la notice.');
    expect(french.length).toBeLessThan(400);
    expect(french).toMatch(/(Comparer|la|notice\.) …$/);
  });

  test('a bulletin of a newer portal: update', () => {
    expect(said([{ ...recall(lotA), kind: 'novelty' }], {})[0]).toContain(
      'R-2026-0042 demande une version plus récente',
    );
    expect(said([{ gtin }], {})[1]).toContain('no reference');
  });

  test('an ambiguous scan of a recalled product; a scan partly unreadable', () => {
    expect(said([recall(lotA)], [{ lot: 'Y1' }, { lot: 'Z1' }])[0]).toContain('R-2026-0042');
    expect(said([recall(lotA)], [{ lot: 'Y1' }, { lot: 'a123' }])[0]).not.toContain('Y1');
    expect(said([], { doubtful: true })[0]).toContain('illisible');
  });

  test('an expired pack, a feed that cannot vouch', () => {
    expect(said([], { expiry: '2026-10' })[0]).toContain('périmée');
    const unsynced = { ...liveFeed, state: 'unsynced' } as const;
    expect(said([], {}, { feed: unsynced })[0]).toContain('incomplète');
    const stale = { ...liveFeed, state: 'stale', ageSeconds: null } as const;
    expect(said([], {}, { feed: stale })[0]).toContain('portail');
  });
});

describe('allow: what is told all the same', () => {
  test('nothing', () => {
    expect(said([], {})).toEqual([
      'Aucun rappel en cours ne vise cette boîte.',
      'No recall in force aims at this pack.',
    ]);
  });

  test('a drill, a measure elsewhere, a list no longer live', () => {
    const pack = { lot: 'A123' };
    expect(said([recall(lotA, { drill: true })], pack)[0]).toContain('Test à blanc R-2026-0042');
    expect(said([recall(lotA, { territories: ['FR-974'] })], pack)[0]).toContain('délivrance possible');
    const stale = { ...liveFeed, state: 'stale', ageSeconds: 200 } as const;
    expect(said([], {}, { feed: stale })[0]).toContain('actualisée');
  });

  test('a drill does not say that the measure elsewhere is one', () => {
    const both = [recall(lotA, { drill: true }), recall(lotA, { id: 'B2', reference: 'R-7', territories: ['FR-974'] })];
    expect(said(both, { lot: 'A123' })[0]).not.toContain('R-7');
  });
});
