import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { BulletinDraft } from './bulletin.ts';
import { problemDocument } from './problem-document.ts';
import { Problem } from './problems.ts';
import { schemaProblem } from './schema-problem.ts';

const draft = Compile(BulletinDraft);

const recall = {
  action: 'recall',
  level: 'pharmacy',
  class: null,
  reason: 'NDMA',
  reportQuantities: true,
  targets: [{ gtin: '03400934392979', lots: 'all' }],
};
const valid = {
  kind: 'recall',
  reference: 'R-1',
  title: 'Ranitidine',
  issuer: { name: 'EG LABO' },
  attention: 'interrupt',
  drill: false,
  text: '',
  effectiveAt: null,
  territories: null,
  recall,
};

const target = (fields: object) => ({ ...valid, recall: { ...recall, targets: [{ gtin: '1', ...fields }] } });
const without = (key: string) => Object.fromEntries(Object.entries(valid).filter(([name]) => name !== key));

describe('schemaProblem', () => {
  it.each<[string, unknown, string | undefined, string]>([
    ['no object', null, undefined, 'one of these values: {…}'],
    ['a field that is missing', without('title'), 'title', 'this field is required'],
    ['a field nobody knows', { ...valid, lot: 'A' }, 'lot', 'no field of this name'],
    ['a field with a slash', { ...valid, 'a/b~c': 1 }, 'a/b~c', 'no field of this name'],
    ['a nested unknown field', target({ lots: 'all', bar: 1 }), 'recall.targets[0].bar', 'no field of this name'],
    ['an unknown word', { ...valid, kind: 'recal' }, 'kind', 'one of these values: "recall", "alert", "shortage"'],
    [
      'a number for a text',
      target({ gtin: 3400934392979, lots: 'all' }),
      'recall.targets[0].gtin',
      'one of these values: "…"',
    ],
    ['a text for a boolean', { ...valid, drill: 'no' }, 'drill', 'one of these values: true, false'],
    ['an empty text', { ...valid, title: '' }, 'title', 'a text that is not empty'],
    ['a long text', { ...valid, reference: 'R'.repeat(65) }, 'reference', 'a text of at most 64 characters'],
    [
      'a union of literals',
      { ...valid, recall: { ...recall, class: 4 } },
      'recall.class',
      'one of these values: 1, 2, 3, null',
    ],
    ['a union of shapes', target({ lots: 'every' }), 'recall.targets[0].lots', 'one of these values: "all", […]'],
    ['an empty list in a union', target({ lots: [] }), 'recall.targets[0].lots', 'at least 1 item(s)'],
    [
      'deep inside a union',
      target({ lots: [{ lot: 'A' }, { lot: 3 }] }),
      'recall.targets[0].lots[1].lot',
      'one of these values: "…"',
    ],
    [
      'unknown inside a union',
      target({ lots: [{ lot: 'A', lote: 1 }] }),
      'recall.targets[0].lots[0].lote',
      'no field of this name',
    ],
    [
      'a French date',
      target({ lots: 'all', expiry: { from: '03/2027' } }),
      'recall.targets[0].expiry.from',
      'a date YYYY-MM-DD or YYYY-MM that exists',
    ],
    [
      'a local time',
      { ...valid, effectiveAt: '2026-11-22T09:30:00' },
      'effectiveAt',
      'a moment with an offset or Z, as 2026-11-22T09:30:00+01:00',
    ],
    ['an empty range', target({ lots: 'all', expiry: {} }), 'recall.targets[0].expiry', 'at least 1 field'],
  ])('%s', (_name, value, field, expected) => {
    expect(draft.Check(value)).toBe(false);
    const document = problemDocument(schemaProblem(draft.Errors(value)), 'en');
    expect(document).toMatchObject({ type: 'request-invalid', status: 400, expected });
    expect(document.field).toBe(field);
  });
});

describe('problemDocument', () => {
  it('speaks the language asked for and leaves codes as they are', () => {
    const problem = new Problem('state-conflict', { state: 'submitted' });
    expect(problemDocument(problem, 'fr')).toEqual({
      type: 'state-conflict',
      title: 'L’état actuel (soumis à l’autorité) ne permet pas cette action.',
      status: 409,
      state: 'submitted',
    });
    expect(problemDocument(problem, 'en').title).toContain('(submitted to the authority)');
  });

  it('lets a program say a type in its own words', () => {
    const title = problemDocument(new Problem('internal-error'), 'fr', {
      'internal-error': 'expected.text-not-empty',
    }).title;
    expect(title).toBe('un texte non vide');
  });
});
