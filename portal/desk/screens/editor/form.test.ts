import { describe, expect, test } from 'vitest';
import type { BulletinContent, Target } from '../../../../protocol/bulletin.ts';
import { readDraft } from '../../../workflow/draft.ts';
import { type BulletinForm, draftOf, emptyForm, emptyTarget, formOf, type TargetForm, withTargets } from './form.ts';
import { readLots } from './lot-list.ts';

/** Every kind of target of the contract, section 2. */
const targets: readonly Target[] = [
  { gtin: '03400930000014', name: 'Produit un', lots: [{ lot: 'A123', expiry: '2027-03' }, { lot: 'A124' }] },
  { gtin: '03400930000021', lots: 'all', except: ['B900'] },
  { gtin: '03400930000038', lots: 'all', expiry: { from: '2026-01', to: '2026-12-31' } },
  { gtin: '03400930000045', lots: 'all', manufactured: { from: '2017-02-15' } },
  {
    gtin: '03400930000052',
    lots: [
      { lot: 'S77', serials: ['X1', 'X2'] },
      { lot: 'S78', expiry: '2027-01-31', serials: ['X3'] },
    ],
  },
  { gtin: '03400930000069', lots: 'all', condition: 'Étui sans la mention « À conserver »' },
];
const recall: BulletinContent = {
  kind: 'recall',
  reference: 'R-2026-0042',
  title: 'Un rappel',
  issuer: { name: 'Laboratoire', phone: '01 00 00 00 00', email: 'a@b.example' },
  attention: 'interrupt',
  drill: true,
  text: 'Texte',
  effectiveAt: '2026-12-01T08:30:00.000Z',
  territories: ['FR-2A', 'FR-75'],
  recall: {
    action: 'recall',
    level: 'patient',
    class: 1,
    reason: 'Défaut',
    instructions: 'Isoler',
    reportQuantities: true,
    targets: [...targets],
  },
};
const alert: BulletinContent = {
  ...recall,
  kind: 'alert',
  recall: undefined as never,
  effectiveAt: null,
  territories: null,
  alert: { instructions: 'Vérifier', targets: [...targets] },
};
const draft = (form: BulletinForm) =>
  draftOf(
    form,
    new Map(form.targets.map((one) => [one.key, { lots: readLots(one.lots), except: readLots(one.except) }])),
  );
const withTarget = (fields: Partial<TargetForm>) => ({
  ...formOf(recall),
  targets: [{ ...emptyTarget(), code: '3400930000014', lots: 'A1', ...fields }],
});

describe('a form', () => {
  test.each([
    ['recall', recall],
    ['alert', alert],
  ])('shows a %s and gives it back as it was, every kind of target', (_, content) => {
    const plain = JSON.parse(JSON.stringify(content));
    const { draft: body, faults } = draft(formOf(plain));
    expect(faults).toEqual([]);
    expect(readDraft(JSON.parse(JSON.stringify(body)))).toEqual(plain);
  });

  test('of which nothing was typed names each field that has to be', () => {
    expect(draft(emptyForm('recall', '', '')).faults.map(({ path }) => path)).toEqual([
      'recall.targets[0].lots',
      'recall.targets[0].gtin',
      'reference',
      'title',
      'issuer.name',
      'recall.reason',
    ]);
  });

  test.each<[what: string, form: BulletinForm, path: string, key: string]>([
    [
      '31 November',
      withTarget({ mode: 'all', expiryTo: '31/11/2027' }),
      'recall.targets[0].expiry.to',
      'web.fault.date',
    ],
    ['a line that is no lot', withTarget({ lots: 'A1\nB 2' }), 'recall.targets[0].lots', 'web.fault.lots'],
    [
      'an exception that is no lot',
      withTarget({ mode: 'all', except: 'é' }),
      'recall.targets[0].except',
      'web.fault.lots',
    ],
    ['a date without a time', { ...formOf(recall), effectiveTime: '' }, 'effectiveAt', 'web.fault.moment'],
    ['no territory', { ...formOf(recall), territories: [] }, 'territories', 'web.fault.territories'],
    [
      'a check without instructions',
      { ...formOf(recall), action: 'check', instructions: '' },
      'recall.instructions',
      'web.fault.missing',
    ],
  ])('%s is told at its field', (_, form, path, key) => {
    expect(draft(form).faults).toEqual([{ path, key }]);
  });
});

describe('targets of a list', () => {
  test('take the place of an empty one, and join those of their product', () => {
    const first = withTargets([emptyTarget()], [{ gtin: '03400930000014', lots: [{ lot: 'A1' }] }]);
    expect(first).toMatchObject([{ code: '3400930000014', lots: 'A1' }]);
    const second = withTargets(
      [{ ...emptyTarget(), code: '34009 300 000 1 4', lots: 'A1\n' }],
      [
        { gtin: '03400930000014', lots: [{ lot: 'A2', expiry: '2027-03' }] },
        { gtin: '03400930000021', lots: [{ lot: 'B1' }] },
      ],
    );
    expect(second).toMatchObject([
      { code: '34009 300 000 1 4', lots: 'A1\nA2;03/2027' },
      { code: '3400930000021', lots: 'B1' },
    ]);
  });
});
