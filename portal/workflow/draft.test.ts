import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understand } from '../../protocol/bulletin.ts';
import { MAX_ENTRY_BYTES } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import { gtinOfCip7 } from '../../protocol/product.ts';
import { MAX_CONTENT_BYTES, readDraft } from './draft.ts';
import { bulletinBody, recallBody, targetBody } from './drafts.testkit.ts';

/** Targets as laboratories wrote them in real notices, and the form they must take. */
const real: Array<[name: string, target: object, normalised: object]> = [
  [
    'Budésonide Sandoz (2006): CIP7 printed with spaces',
    { cip7: '367 214 8', lots: [{ lot: 'BE6H011', expiry: '2009-08' }] },
    { gtin: '03400936721487', lots: [{ lot: 'BE6H011', expiry: '2009-08' }] },
  ],
  [
    'CIP13 printed with spaces and a pasted tabulator',
    { cip13: '\t34009 351 970 2 3 ', lots: 'all' },
    { gtin: '03400935197023', lots: 'all' },
  ],
  ['CIP7 printed with a point', { cip7: '319 356.0', lots: 'all' }, { gtin: gtinOfCip7('3193560'), lots: 'all' }],
  [
    'Ranitidine EG (2019): all lots of a CIP13',
    { cip13: '3400934392979', name: 'RANITIDINE EG 150 mg', lots: 'all' },
    { gtin: '03400934392979', name: 'RANITIDINE EG 150 mg', lots: 'all' },
  ],
  [
    'Epipen (2017): near-twin lots stay apart',
    {
      gtin: '03400930000014',
      lots: [
        { lot: '5ED824C', expiry: '2017-04' },
        { lot: '5ED824AK', expiry: '2017-04' },
      ],
    },
    {
      gtin: '03400930000014',
      lots: [
        { lot: '5ED824C', expiry: '2017-04' },
        { lot: '5ED824AK', expiry: '2017-04' },
      ],
    },
  ],
  [
    'Dépakine (2019): leading zero kept',
    { gtin: '03400930000014', lots: [{ lot: '013097', expiry: '2020-08' }] },
    { gtin: '03400930000014', lots: [{ lot: '013097', expiry: '2020-08' }] },
  ],
  [
    'Picot (2026): an EAN that is no CIP, and a day',
    { gtin: '3551101545343', lots: [{ lot: '8000003297', expiry: '2027-02-20' }] },
    { gtin: '03551101545343', lots: [{ lot: '8000003297', expiry: '2027-02-20' }] },
  ],
  [
    'Dafalgan (2018): everything up to an expiry',
    { gtin: '03400930000014', lots: 'all', expiry: { to: '2018-10' } },
    { gtin: '03400930000014', lots: 'all', expiry: { to: '2018-10' } },
  ],
  [
    'Lactalis (2017): a date of manufacture',
    { gtin: '3551101547705', lots: 'all', manufactured: { from: '2017-02-15' } },
    { gtin: '03551101547705', lots: 'all', manufactured: { from: '2017-02-15' } },
  ],
  [
    'Furosémide Teva (2013): all lots but those newly released',
    { gtin: '03400930000014', lots: 'all', except: [' B900', 'B901', 'B900'] },
    { gtin: '03400930000014', lots: 'all', except: ['B900', 'B901'] },
  ],
  [
    'Sildenafil (2023): what only a person sees',
    { gtin: '03400930000014', lots: [{ lot: 'X1' }], condition: 'Étui qui annonce 8 comprimés' },
    { gtin: '03400930000014', lots: [{ lot: 'X1' }], condition: 'Étui qui annonce 8 comprimés' },
  ],
  [
    'one lot with two printed expiries is two facts; exact repetitions are one',
    {
      gtin: '03400930000014',
      lots: [
        { lot: 'G2301502', expiry: '2025-08' },
        { lot: ' G2301502', expiry: '2025-09' },
        { lot: 'G2301502 ', expiry: '2025-08' },
      ],
    },
    {
      gtin: '03400930000014',
      lots: [
        { lot: 'G2301502', expiry: '2025-08' },
        { lot: 'G2301502', expiry: '2025-09' },
      ],
    },
  ],
  [
    'one lot in capitals and one not are two lots',
    { gtin: '03400930000014', lots: [{ lot: 'a786' }, { lot: 'A786' }] },
    { gtin: '03400930000014', lots: [{ lot: 'a786' }, { lot: 'A786' }] },
  ],
  [
    'a lot with a space inside, and serials',
    { gtin: '03400930000014', lots: [{ lot: '23 0214/A', serials: ['S1', 'S2 ', 'S1'] }] },
    { gtin: '03400930000014', lots: [{ lot: '23 0214/A', serials: ['S1', 'S2'] }] },
  ],
  ['a GTIN-8', { gtin: '96385074', lots: 'all' }, { gtin: '00000096385074', lots: 'all' }],
  ['a GTIN-12', { gtin: '036000291452', lots: 'all' }, { gtin: '00036000291452', lots: 'all' }],
  [
    'an optional text that says nothing',
    { gtin: '03400930000014', name: ' ', lots: 'all' },
    { gtin: '03400930000014', lots: 'all' },
  ],
];

/** Bodies that are refused: type, field, and the key of what was expected. */
const refused: Array<[name: string, body: unknown, type: string, field: string | undefined, expected: string]> = [
  ['nothing', undefined, 'request-invalid', undefined, 'one-of'],
  ['a list', [], 'request-invalid', undefined, 'one-of'],
  ['a blank title', bulletinBody({ title: ' \u00a0\n' }), 'request-invalid', 'title', 'text-not-empty'],
  ['a blank issuer', bulletinBody({ issuer: { name: ' ' } }), 'request-invalid', 'issuer.name', 'text-not-empty'],
  ['a null character', bulletinBody({ text: 'a\0b' }), 'request-invalid', 'text', 'text-characters'],
  ['half a character', bulletinBody({ title: 'a\ud800' }), 'request-invalid', 'title', 'text-characters'],
  ['an unknown field', bulletinBody({ lots: [] }), 'request-invalid', 'lots', 'no-such-field'],
  ['no recall', bulletinBody({ recall: undefined }), 'request-invalid', 'recall', 'part-of-kind'],
  ['two parts', bulletinBody({ alert: {} }), 'request-invalid', 'alert', 'part-of-other-kind'],
  ['another kind’s part', bulletinBody({ kind: 'alert' }), 'request-invalid', 'recall', 'part-of-other-kind'],
  [
    'a check without instructions',
    recallBody({ action: 'check', instructions: ' ' }),
    'request-invalid',
    'recall.instructions',
    'instructions',
  ],
  ['a blank reason', recallBody({ reason: ' ' }), 'request-invalid', 'recall.reason', 'text-not-empty'],
  ['no target', recallBody({ targets: [] }), 'request-invalid', 'recall.targets', 'items-at-least'],
  ['no code', targetBody({ gtin: undefined }), 'request-invalid', 'recall.targets[0].gtin', 'product-code'],
  ['two codes', targetBody({ cip7: '3672148' }), 'request-invalid', 'recall.targets[0].cip7', 'one-product-code'],
  ['a code as a number', targetBody({ gtin: 3400934392979 }), 'request-invalid', 'recall.targets[0].gtin', 'one-of'],
  ['9 digits', targetBody({ gtin: '123456789' }), 'request-invalid', 'recall.targets[0].gtin', 'product-code'],
  ['letters', targetBody({ gtin: 'O3400930000014' }), 'request-invalid', 'recall.targets[0].gtin', 'product-code'],
  [
    'an EAN as CIP13',
    targetBody({ gtin: undefined, cip13: '3551101545343' }),
    'request-invalid',
    'recall.targets[0].cip13',
    'cip13',
  ],
  [
    '6 digits as CIP7',
    targetBody({ gtin: undefined, cip7: '367214' }),
    'request-invalid',
    'recall.targets[0].cip7',
    'cip7',
  ],
  [
    'a UCD (NovoMix, 2013)',
    targetBody({ gtin: undefined, cip13: '3400892366555' }),
    'request-invalid',
    'recall.targets[0].cip13',
    'not-ucd',
  ],
  [
    'a wrong check digit',
    targetBody({ gtin: '03400930000015' }),
    'check-digit',
    'recall.targets[0].gtin',
    'check-digit',
  ],
  [
    'a lot in set 39 only',
    targetBody({ lots: [{ lot: 'A#1' }] }),
    'lot-invalid',
    'recall.targets[0].lots[0].lot',
    'lot',
  ],
  [
    'an accented lot',
    targetBody({ lots: [{ lot: 'A1' }, { lot: 'É1' }] }),
    'lot-invalid',
    'recall.targets[0].lots[1].lot',
    'lot',
  ],
  [
    'a lot of 21 characters',
    targetBody({ lots: [{ lot: 'A'.repeat(21) }] }),
    'lot-invalid',
    'recall.targets[0].lots[0].lot',
    'lot',
  ],
  ['an empty lot', targetBody({ lots: [{ lot: ' ' }] }), 'lot-invalid', 'recall.targets[0].lots[0].lot', 'lot'],
  [
    'an empty exception',
    targetBody({ lots: 'all', except: ['B900', ''] }),
    'lot-invalid',
    'recall.targets[0].except[1]',
    'lot',
  ],
  [
    'an impossible serial',
    targetBody({ lots: [{ lot: 'A', serials: ['S', '\u00b2'] }] }),
    'lot-invalid',
    'recall.targets[0].lots[0].serials[1]',
    'lot',
  ],
  [
    'exceptions to listed lots',
    targetBody({ except: ['B900'] }),
    'request-invalid',
    'recall.targets[0].except',
    'except-with-all',
  ],
  [
    '31 November (a real pack)',
    targetBody({ lots: [{ lot: 'A', expiry: '2027-11-31' }] }),
    'date-invalid',
    'recall.targets[0].lots[0].expiry',
    'date',
  ],
  [
    'month 13',
    targetBody({ lots: 'all', expiry: { from: '2027-13' } }),
    'date-invalid',
    'recall.targets[0].expiry.from',
    'date',
  ],
  [
    'day 00',
    targetBody({ lots: 'all', manufactured: { to: '2027-03-00' } }),
    'date-invalid',
    'recall.targets[0].manufactured.to',
    'date',
  ],
  [
    'a date as printed',
    targetBody({ lots: [{ lot: 'A', expiry: '03/2027' }] }),
    'request-invalid',
    'recall.targets[0].lots[0].expiry',
    'date',
  ],
  [
    'a date in words',
    targetBody({ lots: [{ lot: 'A', expiry: 'avril 2017' }] }),
    'request-invalid',
    'recall.targets[0].lots[0].expiry',
    'date',
  ],
  [
    'a range that ends before it begins',
    targetBody({ lots: 'all', expiry: { from: '2026-03-02', to: '2026-03-01' } }),
    'request-invalid',
    'recall.targets[0].expiry.to',
    'range-order',
  ],
  [
    'a moment without offset',
    bulletinBody({ effectiveAt: '2026-11-22T09:30:00' }),
    'request-invalid',
    'effectiveAt',
    'moment',
  ],
  [
    'a day that does not exist',
    bulletinBody({ effectiveAt: '2026-02-31T00:00:00Z' }),
    'date-invalid',
    'effectiveAt',
    'moment',
  ],
  ['hour 25', bulletinBody({ effectiveAt: '2026-02-01T25:00:00Z' }), 'date-invalid', 'effectiveAt', 'moment'],
  [
    'an unknown territory',
    bulletinBody({ territories: ['FR-75', 'FR-99'] }),
    'request-invalid',
    'territories[1]',
    'territory',
  ],
  ['territories of nowhere', bulletinBody({ territories: [] }), 'request-invalid', 'territories', 'items-at-least'],
];

function problemOf(body: unknown): Problem {
  try {
    readDraft(body);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('a draft is normalised', () => {
  it.each(real)('%s', (_name, target, normalised) => {
    const content = readDraft(recallBody({ targets: [target] }));
    expect(content.recall?.targets).toEqual([normalised]);
  });

  it('gives the moment in UTC and the region as its departments, each once', () => {
    const content = readDraft(
      bulletinBody({ effectiveAt: '2026-11-22T09:30:00.123456+01:00', territories: ['FR-BRE', 'FR-29', 'fr-re'] }),
    );
    expect(content.effectiveAt).toBe('2026-11-22T08:30:00.123Z');
    expect(content.territories).toEqual(['FR-22', 'FR-29', 'FR-35', 'FR-56', 'FR-974']);
  });

  it('takes a range within one month, and one day', () => {
    expect(() => readDraft(targetBody({ lots: 'all', expiry: { from: '2026-03-31', to: '2026-03' } }))).not.toThrow();
    expect(() =>
      readDraft(targetBody({ lots: 'all', expiry: { from: '2026-03-01', to: '2026-03-01' } })),
    ).not.toThrow();
  });

  it('takes in an alert every code that it takes in a recall', () => {
    const { recall: _, ...head } = bulletinBody() as Record<string, unknown>;
    const targets = [
      { cip13: '3400930000014', lots: 'all' },
      { cip7: '3000001', lots: 'all' },
      { gtin: '3400930000014', lots: 'all' },
    ];
    const alert = { ...head, kind: 'alert', alert: { instructions: '', targets } };
    const same = { gtin: '03400930000014', lots: 'all' };
    expect(readDraft(alert).alert).toEqual({ targets: [same, same, same] });
  });

  it('takes alerts and shortages, and checks their codes', () => {
    const { recall: _, ...head } = bulletinBody({});
    const alert = {
      ...head,
      kind: 'alert',
      alert: {
        instructions: 'Vérifier la pipette',
        targets: [{ gtin: '03400930000014', lots: [{ lot: ' 3KLQ70DU' }] }],
      },
    };
    expect(readDraft(alert).alert?.targets).toEqual([{ gtin: '03400930000014', lots: [{ lot: '3KLQ70DU' }] }]);
    const shortage = (gtin: string) => ({
      ...head,
      kind: 'shortage',
      shortage: { products: [{ gtin }], expectedReturn: '2027-01' },
    });
    expect(readDraft(shortage('03400930000014')).shortage?.products).toEqual([{ gtin: '03400930000014' }]);
    expect(problemOf(shortage('03400930000015')).details.field).toBe('shortage.products[0].gtin');
    const byCip = {
      ...head,
      kind: 'shortage',
      shortage: { products: [{ cip7: '3000001' }, { cip13: '3400930000014' }] },
    };
    expect(readDraft(byCip).shortage?.products).toEqual([{ gtin: '03400930000014' }]);
    const past = { ...head, kind: 'shortage', shortage: { products: [{ cip7: '3000001' }], from: '2026-11-31' } };
    expect(problemOf(past).details.field).toBe('shortage.from');
  });

  it('takes ten thousand lots', () => {
    const lots = Array.from({ length: 10_000 }, (_, i) => ({ lot: `L${i}`, expiry: '2027-03' }));
    expect(readDraft(targetBody({ lots })).recall?.targets[0]?.lots).toHaveLength(10_000);
  });

  it('refuses a content whose entry agents would refuse', () => {
    const lots = Array.from({ length: 90_000 }, (_, i) => ({ lot: `LOT-${i}`, expiry: '2027-03-31' }));
    expect(problemOf(targetBody({ lots })).type).toBe('too-large');
    expect((MAX_CONTENT_BYTES * 4) / 3).toBeLessThan(MAX_ENTRY_BYTES);
  });

  it('is done once: normalising again changes nothing, and agents understand it', () => {
    const lot = fc.stringMatching(/^[A-Za-z0-9!"%&'()*+,\-./:;<=>?_]{1,20}$/);
    const listed = fc.record({ lot, expiry: fc.constantFrom('2027-03', '2027-03-31') }, { requiredKeys: ['lot'] });
    const target = fc.record({
      cip7: fc.stringMatching(/^\d{3}[ .-]?\d{3}[ .-]?\d$/),
      lots: fc.oneof(fc.constant('all' as const), fc.array(listed, { minLength: 1, maxLength: 5 })),
    });
    fc.assert(
      fc.property(fc.array(target, { minLength: 1, maxLength: 4 }), (targets) => {
        const once = readDraft(recallBody({ targets }));
        expect(readDraft(once)).toEqual(once);
        const sent = { id: 'b', revision: 1, state: 'in-force', publishedAt: '2026-11-22T09:30:00.000Z', ...once };
        expect(understand(sent).understood).toBe(true);
      }),
    );
  });
});

describe('a draft is refused', () => {
  it.each(refused)('%s', (_name, body, type, field, expected) => {
    const problem = problemOf(body);
    expect({ type: problem.type, field: problem.details.field, expected: problem.details.expected }).toEqual({
      type,
      field,
      expected,
    });
  });

  it('never otherwise than by a problem, whatever JSON it is', () => {
    const shaped = fc.record(
      { kind: fc.constant('recall'), recall: fc.jsonValue(), title: fc.jsonValue(), territories: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue({ maxDepth: 20 }), shaped), (body) => {
        expect(problemOf(body)).toBeInstanceOf(Problem);
      }),
    );
    let deep: unknown = 'x';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(problemOf(bulletinBody({ text: deep })).type).toBe('request-invalid');
  });
});
