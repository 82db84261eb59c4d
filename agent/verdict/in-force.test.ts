import { expect, test } from 'vitest';
import { counts } from './in-force.ts';
import type { IndexedRevision } from './model.ts';
import { exactly, recallBulletin, recallsOf, testGtin } from './verdict.testkit.ts';

const moment = Date.parse('2026-11-22T09:30:00Z');
const now = exactly(moment);

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
  expect(counts(revision({ effectiveAt: moment + 1 }), now)).toBe(false);
  expect(counts(revision({ effectiveAt: moment }), now)).toBe(true);
});

test('one not understood counts whatever it seems to say of moment or end', () => {
  expect(counts(revision({ understood: false, effectiveAt: moment + 1 }), now)).toBe(true);
  expect(counts(revision({ understood: false, lifted: true }), now)).toBe(true);
});

test('clocks that part: it begins by the latest of them', () => {
  const parted = { likely: moment, earliest: moment - 9, latest: moment + 9 };
  expect(counts(revision({ effectiveAt: moment + 9 }), parted)).toBe(true);
  expect(counts(revision({ effectiveAt: moment + 10 }), parted)).toBe(false);
});

test('clocks that part: it ends by the earliest of them, and at once where its end began before it was signed', () => {
  const parted = { likely: moment, earliest: moment - 9, latest: moment + 9 };
  for (const lifted of [true, false]) {
    const end = revision({ revision: 2, lifted, effectiveAt: moment - 8 });
    expect(counts(revision({ history: [end] }), parted)).toBe(true);
    expect(counts(revision({ history: [{ ...end, effectiveAt: moment - 9 }] }), parted)).toBe(false);
    expect(counts(revision({ history: [{ ...end, signedAt: moment - 9 }] }), parted)).toBe(true);
    expect(counts(revision({ history: [{ ...end, signedAt: moment - 8 }] }), parted)).toBe(false);
  }
});

test('a later one replaces it once it is effective and understood', () => {
  const later = revision({ revision: 2 });
  expect(counts(revision({ history: [later] }), now)).toBe(false);
  expect(counts(revision({ history: [{ ...later, effectiveAt: moment + 1 }] }), now)).toBe(true);
  expect(counts(revision({ history: [{ ...later, understood: false }] }), now)).toBe(true);
  expect(counts(revision({ revision: 3, history: [later] }), now)).toBe(true);
});
