import { describe, expect, it } from 'vitest';
import type { Bulletin, Recall, Target } from '../../protocol/bulletin.ts';
import { type NoticeContext, noticeOf } from '../../protocol/notice/notice.ts';
import { readBulletin } from '../../protocol/notice/reading.ts';
import type { BulletinRecord } from '../register/register.ts';
import { recallBulletin } from '../verdict/verdict.testkit.ts';

const GTIN = '03400930000014';
const targets: Target[] = [
  {
    gtin: GTIN,
    name: 'Sirop',
    lots: [
      { lot: 'A123', expiry: '2027-03' },
      { lot: 'S77', serials: ['1', '2'] },
    ],
  },
  { gtin: '05449000000996', lots: 'all', expiry: { from: '2026-01', to: '2026-12' } },
];

const context: NoticeContext = {
  language: 'fr',
  policy: { territory: 'FR-75', zone: 'Europe/Paris' },
  nameOf: (gtin) => (gtin === '05449000000996' ? 'Lait du catalogue' : null),
};

function notice(content: unknown, record: Partial<BulletinRecord> = {}, other: Partial<NoticeContext> = {}) {
  const { drill = false } = (content ?? {}) as { drill?: boolean };
  const revisions = [{ revision: 1, state: record.state ?? 'in-force' } as BulletinRecord['revisions'][number]];
  const head = { revision: 1, state: 'in-force' as const, drill, revisions, ...record };
  return noticeOf(head, readBulletin(content), { ...context, ...other });
}
const recall = (change: Partial<Recall> = {}, envelope: Partial<Bulletin> = {}) =>
  recallBulletin(targets, { recall: change, ...envelope });

it('is the bulletin, ready to show', () => {
  const issuer = { name: 'Laboratoire', phone: '01 02 03 04 05' };
  expect(notice(recall({ class: 1, level: 'patient', instructions: 'Détruire.' }, { issuer, text: 'Texte' }))).toEqual({
    revision: 1,
    state: 'in-force',
    publishedAt: '2026-11-20T08:00:00.000Z',
    effectiveAt: null,
    issuer,
    text: 'Texte',
    reason: 'Défaut de qualité',
    instructions: 'Détruire.',
    action: 'recall',
    level: 'patient',
    class: 1,
    reportQuantities: true,
    liftReason: null,
    territories: null,
    reaches: true,
    drill: false,
    words: {
      action: 'Rappel : ne plus délivrer, isoler les boîtes',
      level: 'Jusqu’aux patients : prévenir ceux qui ont été servis',
      class: 'Classe 1 : peut mettre la vie en danger',
      deadline: 'immédiatement',
      whatToDo: [
        'Ne plus délivrer les boîtes visées : les isoler à l’écart du stock.',
        'Chercher les boîtes partout : rayons, tiroirs, réserve, réfrigérateur, retours, livraisons en cours.',
        'Retrouver les ventes de ces boîtes et prévenir les patients servis.',
        'Suivre les consignes de la notice.',
        'Déclarer les quantités isolées, par lot, ou « aucune boîte ».',
        'Sauf consigne contraire, retourner les boîtes isolées par le grossiste sous 15 jours.',
      ],
    },
    targets: [
      {
        gtin: GTIN,
        cip13: GTIN.slice(1),
        name: 'Sirop',
        lots: [
          { lot: 'A123', expiry: '2027-03', serials: [] },
          { lot: 'S77', expiry: null, serials: ['1', '2'] },
        ],
        rule: 'de certains lots, les seules boîtes dont le numéro de série est indiqué',
      },
      {
        gtin: '05449000000996',
        cip13: null,
        name: 'Lait du catalogue',
        lots: [],
        rule: 'tous les lots, péremption de janvier 2026 à décembre 2026',
      },
    ],
    shortage: null,
    understood: true,
  });
});

describe('by when', () => {
  it.each<[string, unknown, Partial<BulletinRecord>, string | null]>([
    ['class 1', recall({ class: 1 }), {}, 'immédiatement'],
    ['class 2', recall({ class: 2 }), {}, 'dans les 48 heures'],
    ['class 3', recall({ class: 3 }), {}, 'dans les 5 jours'],
    ['no class', recall({ class: null }), {}, 'sans délai'],
    [
      'scheduled',
      recall({ class: 2 }, { effectiveAt: '2026-11-30T23:30:00Z' }),
      { state: 'scheduled' },
      'à compter du 1er décembre 2026 à 00:30, dans les 48 heures',
    ],
    ['begun', recall({ class: 2 }, { effectiveAt: '2026-11-01T00:00:00Z' }), {}, 'dans les 48 heures'],
    ['a drill', recall({ class: 1 }, { drill: true }), {}, null],
    ['lifted', recall({ class: 1 }, { state: 'lifted' }), { state: 'lifted' }, null],
    ['elsewhere', recall({ class: 1 }, { territories: ['FR-974'] }), {}, null],
    ['for hospitals', recall({ class: 1, level: 'hospital' }), {}, null],
    ['not understood', { ...recall(), kind: 'embargo' }, {}, 'sans délai'],
  ])('%s', (_name, content, record, expected) => {
    expect(notice(content, record).words.deadline).toBe(expected);
  });
});

describe('what it is', () => {
  it.each<[string, unknown, Partial<BulletinRecord>, (string | null)[]]>([
    [
      'a check',
      recall({ action: 'check', class: 3, level: 'pharmacy' }),
      {},
      [
        'Vérification : contrôler chaque boîte avant de la délivrer',
        'Jusqu’aux officines, sans rappel auprès des patients',
        'Classe 3 : sans danger notable pour la santé',
      ],
    ],
    [
      'a drill never says to act',
      recall({ class: 1, level: 'patient' }, { drill: true }),
      {},
      ['Test à blanc : la délivrance continue', null, 'Classe 1 : peut mettre la vie en danger'],
    ],
    ['nor what is over', recall({ class: 1, level: 'patient' }), { state: 'lifted' }, ['Mesure levée', null, null]],
    [
      'nor what is meant for others',
      recall({ class: null, level: 'patient' }, { territories: ['FR-974'] }),
      {},
      ['Pour information : cette officine n’est pas visée', null, null],
    ],
    [
      'nor what stops before',
      recall({ class: null, level: 'hospital' }),
      {},
      [
        'Pour information : cette officine n’est pas visée',
        'Jusqu’aux hôpitaux : les officines ne sont pas concernées',
        null,
      ],
    ],
  ])('%s', (_name, content, record, expected) => {
    const { action, level, class: urgency } = notice(content, record).words;
    expect([action, level, urgency]).toEqual(expected);
  });
});

describe('what to do', () => {
  const steps = (content: unknown, record: Partial<BulletinRecord> = {}, other: Partial<NoticeContext> = {}) =>
    notice(content, record, other).words.whatToDo.join('\n');

  it.each<[string, unknown, Partial<BulletinRecord>, RegExp[], RegExp[]]>([
    [
      'a recall',
      recall({ reportQuantities: false }),
      {},
      [/isoler/, /Chercher/, /15 jours/],
      [/patients/, /Déclarer/, /consignes de/],
    ],
    ['a withdrawal', recall({ action: 'withdrawal' }), {}, [/isoler/, /15 jours/, /Déclarer/], []],
    [
      'a quarantine is not returned',
      recall({ action: 'quarantine' }),
      {},
      [/jusqu’à nouvel avis/, /Chercher/],
      [/retourner/],
    ],
    [
      'a check blocks nothing',
      recall({ action: 'check', instructions: 'Regarder la pipette.' }),
      {},
      [/Vérifier chaque boîte/, /Suivre les consignes/],
      [/isoler à/, /Chercher/, /retourner/],
    ],
    [
      'a condition',
      recallBulletin([{ gtin: GTIN, lots: 'all', condition: 'Blister gris' }]),
      {},
      [/regarder chaque boîte/],
      [],
    ],
    ['patients', recall({ level: 'patient' }), {}, [/prévenir les patients servis/], []],
    [
      'a drill',
      recall({ level: 'patient' }, { drill: true }),
      {},
      [/^Test à blanc : rien à isoler/, /Accuser/],
      [/Chercher/, /servis/],
    ],
    ['a drill that is over', recall({}, { drill: true }), { state: 'lifted' }, [/^Test à blanc terminé/], [/boîtes/]],
    ['an end', recall({}, { state: 'lifted' }), { state: 'lifted' }, [/^Mesure levée/], [/retourner/, /Chercher/]],
    ['elsewhere', recall({}, { territories: ['FR-974'] }), {}, [/^La mesure ne vise pas le territoire/], [/Chercher/]],
    ['for wholesalers', recall({ level: 'wholesaler' }), {}, [/^La mesure ne descend pas/], [/Chercher/]],
    [
      'later',
      recall({}, { effectiveAt: '2026-12-01T08:00:00Z' }),
      { state: 'scheduled' },
      [/^La mesure s’applique à compter du 1er décembre 2026 à 09:00/, /Chercher/],
      [],
    ],
    [
      'a newer portal’s, with codes',
      { ...recall(), kind: 'embargo' },
      {},
      [/^Ce bulletin demande une version plus récente/, /vérifier chaque boîte de ces produits/],
      [/isoler/, /reste bloqué/],
    ],
    ['a newer portal’s, without', { kind: 'embargo', text: 'x' }, {}, [/toute boîte est à vérifier/], []],
    [
      'a newer portal’s revision of one that counts',
      { ...recall(), kind: 'embargo' },
      {
        revision: 2,
        revisions: [
          { revision: 1, state: 'in-force' },
          { revision: 2, state: 'in-force' },
        ] as unknown as BulletinRecord['revisions'],
      },
      [/reste bloqué/],
      [],
    ],
    ['what the disk does not give', null, {}, [/ne se lit pas en ce moment/], [/version plus récente/]],
  ])('%s', (_name, content, record, present, absent) => {
    const text = steps(content, record);
    for (const pattern of present) expect(text).toMatch(pattern);
    for (const pattern of absent) expect(text).not.toMatch(pattern);
  });

  const alert = (inner: object, envelope: object = {}) => {
    const { recall: _, ...rest } = recall();
    return { ...rest, ...envelope, kind: 'alert', alert: inner };
  };
  it.each<[string, unknown, Partial<BulletinRecord>, string]>([
    [
      'an alert with packs',
      alert({ instructions: 'Regarder.', targets }),
      {},
      'Vérifier chaque boîte visée avant de la délivrer.\nSuivre les consignes de la notice.',
    ],
    ['an alert to read', alert({}), {}, ''],
    [
      'an alert lifted',
      alert({}, { state: 'lifted' }),
      { state: 'lifted' },
      'Alerte levée : elle ne demande plus rien.',
    ],
  ])('%s', (_name, content, record, expected) => {
    expect(steps(content, record)).toBe(expected);
  });

  it('an officine without a territory is inside every measure', () => {
    const content = recall({}, { territories: ['FR-974'] });
    expect(steps(content, {}, { policy: { territory: null, zone: 'Europe/Paris' } })).toMatch(/Chercher/);
  });
});

it('a shortage informs', () => {
  const { recall: _, ...rest } = recall();
  const products = [{ gtin: GTIN, name: 'Sirop' }];
  const content = { ...rest, kind: 'shortage', shortage: { products, expectedReturn: '2027-02', cause: 'Usine' } };
  expect(notice(content)).toMatchObject({
    shortage: { expectedReturn: '2027-02', cause: 'Usine', alternatives: null },
    targets: [{ gtin: GTIN, name: 'Sirop', lots: [], rule: null }],
    words: { action: null, level: null, class: null, deadline: null, whatToDo: [] },
    reaches: true,
  });
});

describe('a newer portal’s bulletin', () => {
  it('shows what can be read, and nothing that would make it look smaller', () => {
    const content = {
      ...recall({ level: 'wholesaler', class: 3, instructions: 'Lire.' }, { territories: ['FR-974'], text: 'Texte' }),
      kind: 'embargo',
    };
    expect(notice(content)).toMatchObject({
      understood: false,
      publishedAt: '2026-11-20T08:00:00.000Z',
      issuer: { name: 'Laboratoire d’essai' },
      text: 'Texte',
      reason: 'Défaut de qualité',
      instructions: 'Lire.',
      action: null,
      level: null,
      class: null,
      territories: null,
      reaches: true,
      reportQuantities: true,
      words: { action: null, level: null, class: null },
    });
    const codes = notice(content).targets;
    expect(codes.map(({ gtin, rule }) => [gtin, rule])).toEqual([
      [GTIN, 'toute boîte est à vérifier'],
      ['05449000000996', 'toute boîte est à vérifier'],
    ]);
  });

  it.each<[unknown]>([[null], [7], ['text'], [[]], [{ issuer: 7, text: [], recall: 'x', publishedAt: 'demain' }]])(
    '%j',
    (content) => {
      expect(notice(content)).toMatchObject({
        understood: false,
        issuer: null,
        text: '',
        publishedAt: null,
        targets: [],
      });
    },
  );
});

it('gives hostile texts as they are', () => {
  const hostile = '</script><img src=x onerror=alert(1)> {date} $& \u202egnp.exe \u0000';
  const shown = notice(
    recallBulletin([{ gtin: GTIN, name: hostile, lots: 'all', condition: hostile }], {
      text: hostile,
      issuer: { name: hostile },
      recall: { reason: hostile, instructions: hostile },
    }),
  );
  expect(shown).toMatchObject({ text: hostile, reason: hostile, instructions: hostile, issuer: { name: hostile } });
  expect(shown.targets[0]).toMatchObject({
    name: hostile,
    rule: `tous les lots ; à vérifier sur la boîte : ${hostile}`,
  });
});

it('speaks English', () => {
  const { words } = notice(recall(), {}, { language: 'en' });
  expect(words.deadline).toBe('within 48 hours');
  expect(words.whatToDo[0]).toBe('Do not dispense the packs aimed at: set them aside, away from stock.');
});
