import { expect, test } from 'vitest';
import { counts } from './in-force.ts';
import type { IndexedRevision } from './model.ts';
import { recallBulletin, recallsOf, testGtin } from './verdict.testkit.ts';

const now = Date.parse('2026-11-22T09:30:00Z');

function revision(changes: Partial<IndexedRevision> = {}): IndexedRevision {
  const gtin = testGtin(1);
  const [target] = recallsOf([recallBulletin([{ gtin, lots: 'all' }])]).targetsOf(gtin);
  if (target === undefined) throw new Error('the target is not in the index');
  return { ...target.revision, ...changes };
}

test('alone, at once, understood: it counts', () => {
  expect(counts(revision(), now)).toBe(true);
});

test('from its moment on, to the millisecond', () => {
  expect(counts(revision({ effectiveAt: now + 1 }), now)).toBe(false);
  expect(counts(revision({ effectiveAt: now }), now)).toBe(true);
});

test('one not understood counts whatever it seems to say of moment or end', () => {
  expect(counts(revision({ understood: false, effectiveAt: now + 1 }), now)).toBe(true);
  expect(counts(revision({ understood: false, lifted: true }), now)).toBe(true);
});

test('a later one replaces it once it is effective and understood', () => {
  const later = revision({ revision: 2 });
  expect(counts(revision({ history: [later] }), now)).toBe(false);
  expect(counts(revision({ history: [{ ...later, effectiveAt: now + 1 }] }), now)).toBe(true);
  expect(counts(revision({ history: [{ ...later, understood: false }] }), now)).toBe(true);
  expect(counts(revision({ revision: 3, history: [later] }), now)).toBe(true);
});
