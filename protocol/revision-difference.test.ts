import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bulletin, ListedLot, Target } from './bulletin.ts';
import { changesInWords } from './difference-words.ts';
import type { Language } from './messages/index.ts';
import { revisionDifference } from './revision-difference.ts';

const A = '03400930000014';
const B = '03400930000021';

type Recall = NonNullable<Bulletin['recall']>;

function bulletin(
  targets: readonly Target[],
  recall: Partial<Recall> = {},
  envelope: Partial<Bulletin> = {},
): Bulletin {
  return {
    id: 'B1',
    revision: 1,
    state: 'in-force',
    publishedAt: '2026-11-20T08:00:00.000Z',
    kind: 'recall',
    reference: 'R-1',
    title: 'Rappel',
    issuer: { name: 'Laboratoire d’essai' },
    attention: 'interrupt',
    drill: false,
    text: '',
    effectiveAt: null,
    territories: null,
    recall: {
      action: 'recall',
      level: 'pharmacy',
      class: 2,
      reason: 'Défaut',
      reportQuantities: true,
      targets: [...targets],
      ...recall,
    },
    ...envelope,
  };
}

const lots = (...names: string[]): ListedLot[] => names.map((lot) => ({ lot }));
const target = (rest: Partial<Target> & Pick<Target, 'lots'>): Target => ({ gtin: A, name: 'Sirop', ...rest });
const plain = [target({ lots: lots('A1', 'A2') })];

function told(before: unknown, after: unknown, language: Language = 'fr'): string[] {
  return changesInWords(language, revisionDifference(before, after), { zone: 'Europe/Paris' }).map(({ text }) => text);
}

describe('the targets', () => {
  it.each<[string, Target[], Target[], string[]]>([
    ['lots added', plain, [target({ lots: lots('A1', 'A2', 'A3', 'A4') })], ['Lots ajoutés pour Sirop : A3 et A4']],
    ['a lot taken out', plain, [target({ lots: lots('A1') })], ['Lot retiré de la mesure pour Sirop : A2']],
    [
      'one lot for another',
      plain,
      [target({ lots: lots('A1', 'A3') })],
      ['Lot ajouté pour Sirop : A3', 'Lot retiré de la mesure pour Sirop : A2'],
    ],
    [
      'a look-alike is another lot',
      plain,
      [target({ lots: lots('A1', 'a2') })],
      ['Lot ajouté pour Sirop : a2', 'Lot retiré de la mesure pour Sirop : A2'],
    ],
    ['lots in another order', plain, [target({ lots: lots('A2', 'A1') })], []],
    ['another name', plain, [target({ name: 'Sirop 2', lots: lots('A1', 'A2') })], ['D’autres mentions ont changé.']],
    ['all lots', plain, [target({ lots: 'all' })], ['Sirop : désormais tous les lots']],
    [
      'all lots of a range',
      plain,
      [target({ lots: 'all', except: ['A9'], expiry: { to: '2027-03' } })],
      ['Sirop : désormais tous les lots sauf A9, péremption jusqu’à mars 2027 inclus'],
    ],
    ['no longer all lots', [target({ lots: 'all' })], plain, ['Sirop : désormais seulement les lots A1 et A2']],
    ['products', plain, [...plain, { gtin: B, lots: 'all' }], ['Produit ajouté : 3400930000021']],
    [
      'two of one name are told apart',
      plain,
      [target({ lots: 'all' }), target({ gtin: B, lots: 'all' })],
      ['Produit ajouté : Sirop (3400930000021)', 'Sirop (3400930000014) : désormais tous les lots'],
    ],
    [
      'products gone',
      [...plain, target({ gtin: B, name: 'Gélules', lots: 'all' })],
      plain,
      ['Produit retiré de la mesure : Gélules'],
    ],
    [
      'an expiry',
      [target({ lots: [{ lot: 'A1', expiry: '2027-02' }, { lot: 'A2' }] })],
      [
        target({
          lots: [
            { lot: 'A1', expiry: '2027-03-31' },
            { lot: 'A2', expiry: '2027-04' },
          ],
        }),
      ],
      [
        'Péremption corrigée pour Sirop : lot A1, 31 mars 2027 (auparavant : février 2027) et lot A2, avril 2027 (auparavant : sans péremption)',
      ],
    ],
    [
      'serials',
      [target({ lots: [{ lot: 'A1', serials: ['1'] }, { lot: 'A2' }] })],
      [
        target({
          lots: [
            { lot: 'A1', serials: ['1', '2'] },
            { lot: 'A2', serials: ['3'] },
          ],
        }),
      ],
      ['Numéros de série visés modifiés pour Sirop, lots A1 et A2'],
    ],
    [
      'exceptions',
      [target({ lots: 'all', except: ['X1', 'X2'] })],
      [target({ lots: 'all', except: ['X2', 'X3'] })],
      ['Lot désormais exclu de la mesure pour Sirop : X3', 'Lot désormais visé pour Sirop, qui était exclu : X1'],
    ],
    [
      'ranges and conditions',
      [target({ lots: 'all', expiry: { from: '2026-01' } })],
      [target({ lots: 'all', manufactured: { to: '2025-12-31' }, condition: 'Blister gris' })],
      [
        'Sirop, péremptions visées : toutes (auparavant : à partir de janvier 2026)',
        'Sirop, dates de fabrication visées : jusqu’au 31 décembre 2025 inclus (auparavant : toutes)',
        'Sirop, à vérifier sur la boîte : Blister gris (auparavant : rien)',
      ],
    ],
    [
      'the same constraints, put together otherwise',
      [target({ lots: 'all', expiry: { from: '2026-01' }, condition: 'c' }), target({ lots: lots('A1') })],
      [target({ lots: 'all', expiry: { from: '2026-01' } }), target({ lots: lots('A1'), condition: 'c' })],
      [
        'Sirop : désormais tous les lots, péremption à partir de janvier 2026 et le lot A1, à vérifier sur la boîte : c',
      ],
    ],
  ])('%s', (_name, before, after, texts) => {
    expect(told(bulletin(before), bulletin(after))).toEqual(texts);
  });

  it('takes the catalogue’s name where the bulletin has none', () => {
    const changes = revisionDifference(bulletin(plain), bulletin([...plain, { gtin: B, lots: 'all' }]));
    const nameOf = (gtin: string) => (gtin === B ? 'Gélules du catalogue' : 'Autre');
    expect(changesInWords('fr', changes, { zone: 'Europe/Paris', nameOf })[0]?.text).toBe(
      'Produit ajouté : Gélules du catalogue',
    );
  });

  it('counts what it does not name', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `L${i}`);
    const [text] = told(bulletin(plain), bulletin([target({ lots: lots('A1', 'A2', ...many) })]));
    expect(text).toMatch(/^Lots ajoutés pour Sirop : L0, .*L11 et 9988 autres$/);
  });
});

describe('the head', () => {
  const before = bulletin(plain);
  it.each<[string, Partial<Recall>, Partial<Bulletin>, string]>([
    ['action', { action: 'quarantine' }, {}, 'Mesure : quarantaine (auparavant : rappel)'],
    ['level', { level: 'patient' }, {}, 'La mesure va jusqu’à : patients (auparavant : officines)'],
    ['class', { class: 1 }, {}, 'Classe : 1 (auparavant : 2)'],
    ['no class', { class: null }, {}, 'Classe : aucune (auparavant : 2)'],
    ['reason', { reason: 'Autre' }, {}, 'Motif : Autre (auparavant : Défaut)'],
    ['instructions', { instructions: 'Détruire.' }, {}, 'Nouvelles consignes : Détruire.'],
    ['quantities', { reportQuantities: false }, {}, 'Les quantités isolées ne sont plus à déclarer.'],
    ['title', {}, { title: 'Retrait' }, 'Titre : Retrait (auparavant : Rappel)'],
    ['text', {}, { text: 'Plus long' }, 'Le texte de la notice a changé.'],
    ['issuer', {}, { issuer: { name: 'Labo', phone: '01' } }, 'Contact du laboratoire modifié : Labo, 01'],
    [
      'moment',
      {},
      { effectiveAt: '2026-11-30T23:30:00Z' },
      'Début de la mesure : 1er décembre 2026 à 00:30 (auparavant : dès sa publication)',
    ],
    ['territories', {}, { territories: ['FR-75', 'FR-974'] }, 'Territoires : 75 et 974 (auparavant : partout)'],
    ['end', {}, { state: 'lifted', liftReason: 'Contrôles conformes' }, 'Mesure levée : Contrôles conformes'],
    ['end without a reason', {}, { state: 'lifted' }, 'Mesure levée.'],
    ['attention', {}, { attention: 'notify' }, 'D’autres mentions ont changé.'],
  ])('%s', (_name, recall, envelope, text) => {
    expect(told(before, bulletin(plain, recall, { revision: 2, ...envelope }))).toEqual([text]);
  });

  it('tells one moment written twice as one, and territories as a set', () => {
    const one = bulletin(plain, {}, { effectiveAt: '2026-12-01T08:00:00Z', territories: ['FR-75', 'FR-2A'] });
    const two = bulletin(plain, {}, { effectiveAt: '2026-12-01T09:00:00+01:00', territories: ['FR-2A', 'FR-75'] });
    expect(revisionDifference(one, two)).toEqual([{ code: 'other' }]);
  });

  it('tells first what turns the measure, then the packs, then the words', () => {
    const after = bulletin([target({ lots: 'all' })], { reason: 'Autre', class: 1 }, { title: 'T' });
    expect(revisionDifference(before, after).map(({ code }) => code)).toEqual(['class', 'all-lots', 'reason', 'title']);
  });

  it('speaks English', () => {
    const after = bulletin([target({ lots: lots('A2') })], { level: 'patient' });
    expect(told(before, after, 'en')).toEqual([
      'Reaches down to: patients (before: pharmacies)',
      'Lot taken out of the measure for Sirop: A1',
    ]);
  });

  it('of a shortage', () => {
    const shortage = (rest: object) =>
      bulletin([], {}, {
        kind: 'shortage',
        recall: undefined,
        shortage: { products: [{ gtin: A, name: 'Sirop' }], ...rest },
      } as object);
    expect(
      told(shortage({ expectedReturn: '2027-01' }), shortage({ expectedReturn: '2027-03-01', cause: 'Usine' })),
    ).toEqual([
      'Retour prévu : 1er mars 2027 (auparavant : janvier 2027)',
      'Cause de la rupture : Usine (auparavant : non précisé)',
    ]);
  });
});

describe('what this version cannot read', () => {
  const newer = { ...bulletin(plain), recall: { ...bulletin(plain).recall, action: 'destroy' } };

  it('is said, and which of the two it is', () => {
    expect(revisionDifference(bulletin(plain), newer)).toEqual([{ code: 'not-understood', which: 'after' }]);
    expect(revisionDifference(newer, bulletin(plain))).toEqual([{ code: 'not-understood', which: 'before' }]);
    expect(told(newer, bulletin(plain))[0]).toMatch(/relire toute la notice/);
  });

  it.each<[unknown]>([[null], [undefined], ['text'], [7], [[]], [{}]])('takes %j', (value) => {
    expect(revisionDifference(value, value)).toEqual([]);
    expect(revisionDifference(value, bulletin(plain))).toEqual([{ code: 'not-understood', which: 'before' }]);
    expect(revisionDifference(bulletin(plain), value)).toEqual([{ code: 'not-understood', which: 'after' }]);
  });

  it('is not stopped by any depth', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(revisionDifference(deep, bulletin(plain))).toEqual([{ code: 'not-understood', which: 'before' }]);
    expect(revisionDifference({ ...bulletin(plain), deep }, { ...bulletin(plain), deep })).toEqual([{ code: 'other' }]);
  });

  it('an unknown field that changed is no silence', () => {
    expect(revisionDifference(bulletin(plain), { ...bulletin(plain), severity: 3 })).toEqual([{ code: 'other' }]);
  });
});

it('gives hostile texts as they are', () => {
  const name = '<img src=x onerror=alert(1)> {lots} $& \u202egnp.';
  const lot = '"><b>';
  const texts = told(
    bulletin([target({ name, lots: lots('A1') })]),
    bulletin([target({ name, lots: lots('A1', lot) })]),
  );
  expect(texts).toEqual([`Lot ajouté pour ${name} : ${lot}`]);
});

describe('for any two revisions', () => {
  const lot = fc.constantFrom('A1', 'A2', 'a1', 'B/1', '013097');
  const date = fc.constantFrom('2026-01', '2026-12-31', '2027-03');
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
  const defined = <T extends object>(value: T) =>
    Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as unknown as T;
  const listed = fc
    .record({ lot, expiry: optional(date), serials: optional(fc.constantFrom(['1'], ['1', '2'])) })
    .map(defined);
  const anyTarget = fc
    .record({
      gtin: fc.constantFrom(A, B),
      lots: fc.oneof(fc.constant('all' as const), fc.array(listed, { minLength: 1, maxLength: 4 })),
      except: optional(fc.uniqueArray(lot, { minLength: 1 })),
      expiry: optional(fc.constantFrom({ from: '2026-01' }, { to: '2026-12' })),
      condition: optional(fc.constantFrom('c1', 'c2')),
    })
    .map((one) => defined(one) as Target);
  const any = fc
    .record({
      targets: fc.array(anyTarget, { minLength: 1, maxLength: 4 }),
      class: fc.constantFrom(1 as const, 2 as const, null),
      state: fc.constantFrom('in-force' as const, 'lifted' as const),
    })
    .map(({ targets, class: urgency, state }) => bulletin(targets, { class: urgency }, { state }));

  /** As text, whatever the order of the lists in it. */
  const unordered = (value: unknown) =>
    JSON.stringify(value, (_name, inner) =>
      Array.isArray(inner) ? inner.toSorted((a, b) => (unorderedKey(a) < unorderedKey(b) ? -1 : 1)) : inner,
    );
  const unorderedKey = (value: unknown): string =>
    JSON.stringify(value, (_name, inner) => (Array.isArray(inner) ? inner.map(unorderedKey).sort() : inner));

  it('nothing is told of a revision and itself, whatever numbers it', () => {
    fc.assert(
      fc.property(any, (one) => {
        const again = { ...structuredClone(one), revision: 9, publishedAt: '2027-01-01T00:00:00Z' };
        expect(revisionDifference(one, again)).toEqual([]);
      }),
    );
  });

  it('something is told wherever they say different things', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        const changes = revisionDifference(before, after);
        expect(changes.length === 0).toBe(unordered(before) === unordered(after));
      }),
    );
  });

  it('lots added and removed explain the lots of each product', () => {
    const listedOf = ({ recall }: Bulletin, gtin: string) =>
      (recall?.targets ?? []).filter((one) => one.gtin === gtin).flatMap((one) => (one.lots === 'all' ? [] : one.lots));
    const takesAll = ({ recall }: Bulletin, gtin: string) =>
      (recall?.targets ?? []).some((one) => one.gtin === gtin && one.lots === 'all');
    const has = ({ recall }: Bulletin, gtin: string) => (recall?.targets ?? []).some((one) => one.gtin === gtin);
    fc.assert(
      fc.property(any, any, (before, after) => {
        const changes = revisionDifference(before, after);
        const lotsOf = (code: string, gtin: string) =>
          changes.flatMap((change) =>
            change.code === code && 'lots' in change && change.product.gtin === gtin ? change.lots.map(String) : [],
          );
        const gone = changes.flatMap((change) => (change.code === 'products-removed' ? change.products : []));
        const come = changes.flatMap((change) => (change.code === 'products-added' ? change.products : []));
        for (const gtin of [A, B]) {
          expect(gone.some((one) => one.gtin === gtin)).toBe(has(before, gtin) && !has(after, gtin));
          expect(come.some((one) => one.gtin === gtin)).toBe(!has(before, gtin) && has(after, gtin));
          if (!has(before, gtin) || !has(after, gtin)) continue;
          const now = new Set(listedOf(after, gtin).map((one) => one.lot));
          const widened = changes.some((change) => change.code === 'all-lots' && change.product.gtin === gtin);
          expect(widened).toBe(!takesAll(before, gtin) && takesAll(after, gtin));
          if (widened) continue;
          const narrowed = takesAll(before, gtin) && !takesAll(after, gtin);
          const explained = narrowed
            ? new Set(lotsOf('lots-limited', gtin))
            : new Set([
                ...listedOf(before, gtin)
                  .map((one) => one.lot)
                  .filter((one) => !lotsOf('lots-removed', gtin).includes(one)),
                ...lotsOf('lots-added', gtin),
              ]);
          expect(explained).toEqual(now);
        }
      }),
    );
  });

  it('every change has a sentence in both languages', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        for (const language of ['fr', 'en'] as const) {
          for (const text of told(before, after, language)) expect(text).not.toMatch(/\{\w+\}|undefined|null/);
        }
      }),
    );
  });
});
