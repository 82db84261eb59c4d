import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bulletin, effectiveTime, revisionInForce, type Target, understand } from './bulletin.ts';

const [gtin, other, third] = ['03400934392979', '09520000000011', '09520000000028'];

const bulletin = (change: object = {}, recall: object = {}, target: object = {}) => ({
  id: 'B1',
  revision: 2,
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
    targets: [{ gtin, lots: [{ lot: 'A123', expiry: '2027-03' }], ...target }],
    ...recall,
  },
  ...change,
});
const without = (key: string) => Object.fromEntries(Object.entries(bulletin()).filter(([name]) => name !== key));
const codes = (value: unknown) => {
  const read = understand(value);
  return read.understood ? 'understood' : read.codes;
};

describe('a bulletin of the feed', () => {
  it.each<[string, object]>([
    ['as this version writes it', bulletin()],
    ['lifted', bulletin({ state: 'lifted', liftReason: 'Fin de la mesure' })],
    [
      'with fields nobody knows, at every depth',
      bulletin(
        { novelty: 1, issuer: { name: 'X', country: 'FR' } },
        {
          urgency: 'high',
          targets: [
            {
              gtin,
              colour: 'blue',
              lots: [{ lot: 'A', sample: true }],
              expiry: { from: '2026', to: '2027-01', near: 1 },
            },
          ].map((t) => ({ ...t, expiry: { to: '2027-01', near: 1 } })),
        },
      ),
    ],
    ['with a range of which we know no bound', bulletin({}, {}, { expiry: { around: '2027' } })],
    ['of more targets than a draft may have', bulletin({}, { targets: Array(600).fill({ gtin, lots: 'all' }) })],
    ['an alert', { ...without('recall'), kind: 'alert', alert: { instructions: 'Lire' } }],
    ['a shortage', { ...without('recall'), kind: 'shortage', shortage: { products: [{ gtin }] } }],
  ])('%s: understood, nothing taken away', (_name, value) => {
    expect(understand(value)).toEqual({ understood: true, bulletin: value });
  });

  it.each<[string, object]>([
    ['an unknown kind', bulletin({ kind: 'seizure' })],
    ['an unknown action', bulletin({}, { action: 'destroy' })],
    ['an unknown level', bulletin({}, { level: 'veterinary' })],
    ['an unknown class', bulletin({}, { class: 4 })],
    ['an unknown state', bulletin({ state: 'suspended' })],
    ['an unknown attention', bulletin({ attention: 'whisper' })],
    ['lots said another way', bulletin({}, {}, { lots: { from: 'A1', to: 'A9' } })],
    ['a lot longer than any', bulletin({}, {}, { lots: [{ lot: 'A'.repeat(21) }] })],
    ['no lots', bulletin({}, {}, { lots: [] })],
    ['a moment without offset', bulletin({ effectiveAt: '2026-11-22T09:30:00' })],
    ['a date said another way', bulletin({}, {}, { expiry: { to: 'T3 2027' } })],
    ['territories of nothing', bulletin({ territories: [] })],
    ['no recall in a recall', { ...without('recall'), codes: [gtin] }],
    ['the recall under another kind', bulletin({ kind: 'alert' })],
    ['no id', without('id')],
    ['a revision of 0', bulletin({ revision: 0 })],
    ['a revision that no database keeps', bulletin({ revision: 2 ** 31 })],
    ['no drill', without('drill')],
  ])('%s: not understood, its code found', (_name, value) => {
    expect(codes(value)).toEqual([gtin]);
  });

  it('not understood, keeps what can be read of its head', () => {
    expect(understand(bulletin({ kind: 'seizure' }))).toMatchObject({
      understood: false,
      head: { id: 'B1', revision: 2, reference: 'R-1', title: 'Rappel' },
    });
    const nothing = { id: null, revision: 1, reference: '', title: '' };
    for (const value of [null, 7, 'x', [], {}, { id: 7, revision: 'x', title: [] }, { id: '', revision: -1 }]) {
      expect(understand(value)).toEqual({ understood: false, head: nothing, codes: [] });
    }
    for (const revision of [0, 1.5, 1e300, Number.NaN, '3']) {
      expect(understand({ revision })).toMatchObject({ head: { revision: 1 } });
    }
  });
});

describe('codes of what is not understood', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'under every name a code has',
      { gtin: other, x: { cip13: gtin.slice(1) }, y: [{ EAN: third }] },
      [gtin, other, third],
    ],
    ['a CIP7 under its name, text or number', [{ cip7: '3439297' }, { cip7: 3439297 }], [gtin]],
    ['as numbers', { gtin: Number(gtin) }, [gtin]],
    ['in lists', { productCodes: [other, third] }, [other, third]],
    ['as names of fields', { byCode: { [other]: { lots: 'all' } } }, [other]],
    ['as typed by a person', { code: '34009 343 9297 9' }, [gtin]],
    ['a French code under any name', { about: gtin }, [gtin]],
    ['beside one, everything that may be one', { gtin: other, about: third }, [other, third]],
    ['none under an unknown name alone', { about: other }, []],
    ['none in a date or a lot whose check digit happens to be right', { from: '2026-11-22', lots: ['20261122'] }, []],
    ['none with a wrong check digit', { gtin: '03400934392978' }, []],
    ['none in a text', { text: `Rappel de ${gtin}` }, []],
  ])('%s', (_name, value, expected) => {
    expect(codes(value)).toEqual([...expected].sort());
  });

  it('are found however deep', () => {
    let deep: unknown = { gtin };
    for (let i = 0; i < 200_000; i++) deep = [deep];
    expect(codes(deep)).toEqual([gtin]);
  });
});

/** Anything put into a bulletin, anywhere. */
const place = fc.constantFrom('', 'recall', 'target', 'lot', 'issuer');
const name = fc.string({ minLength: 1, maxLength: 8 }).map((text) => `x-${text}`);

describe('rules that hold always', () => {
  it('an unknown field never narrows a recall, wherever it stands', () => {
    fc.assert(
      fc.property(place, name, fc.jsonValue(), (where, key, value) => {
        const extra = { [key]: value };
        const target = {
          gtin,
          lots: [{ lot: 'A123', ...(where === 'lot' ? extra : {}) }],
          ...(where === 'target' ? extra : {}),
        };
        const told = bulletin(
          { ...(where === '' ? extra : {}), issuer: { name: 'X', ...(where === 'issuer' ? extra : {}) } },
          { ...(where === 'recall' ? extra : {}), targets: [target] },
        );
        const read = understand(told);
        expect(read.understood).toBe(true);
        const [first] = read.understood ? (read.bulletin.recall?.targets ?? []) : [];
        expect(first).toMatchObject({ gtin, lots: [{ lot: 'A123' }] } satisfies Partial<Target>);
      }),
    );
  });

  it('a known field with anything in it: understood as it stands, or every code in it', () => {
    const keys = ['kind', 'state', 'revision', 'effectiveAt', 'territories', 'drill', 'attention', 'recall', 'issuer'];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const told = { ...bulletin(), [key]: value, codes: [gtin] };
        const read = understand(told);
        if (read.understood) expect(read.bulletin).toBe(told);
        else expect(read.codes).toContain(gtin);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(understand(JSON.parse(JSON.stringify(value) ?? 'null'))).toHaveProperty('understood');
      }),
    );
  });
});

describe('what is in force', () => {
  const mark = (revision: number, effectiveAt = Number.NEGATIVE_INFINITY) => ({ revision, effectiveAt, lifted: false });

  it('is the highest revision already effective, whatever the order', () => {
    expect(revisionInForce([], 0)).toBeNull();
    expect(revisionInForce([mark(1, 10)], 9)).toBeNull();
    expect(revisionInForce([mark(1, 10)], 10)?.revision).toBe(1);
    expect(revisionInForce([mark(3, 20), mark(1), mark(2, 10)], 15)?.revision).toBe(2);
    expect(revisionInForce([mark(2), mark(1)], 0)?.revision).toBe(2);
  });

  it.each<[Bulletin['effectiveAt'], number]>([
    [null, Number.NEGATIVE_INFINITY],
    ['2026-11-22T09:30:00Z', Date.UTC(2026, 10, 22, 9, 30)],
    ['2026-11-22T09:30:00.500+02:00', Date.UTC(2026, 10, 22, 7, 30, 0, 500)],
    ['2026-11-22T09:30-04:00', Date.UTC(2026, 10, 22, 13, 30)],
  ])('%s begins at %d', (effectiveAt, expected) => {
    expect(effectiveTime({ effectiveAt })).toBe(expected);
  });
});
