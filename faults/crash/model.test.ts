/** A model that finds nothing is worth nothing: each of its rules is broken here once. */
import { expect, it } from 'vitest';
import { Model } from './model.ts';

const block = { id: 'c', verdict: 'block', reasons: [{ code: 'lot-recalled', bulletin: 'B', revision: 1 }] };
const allow = { id: 'c', verdict: 'allow', reasons: [] };

function recalled(): Model {
  const model = new Model();
  model.trying('B', 'gtin', 1, ['L1']);
  return model;
}

it('finds an allow after the agent blocked, or said that it holds the recall', () => {
  for (const learn of [
    (model: Model) => model.answer(model.asking('a', 'gtin', 'L1'), block),
    (model: Model) => model.holds('a', 'B', 1),
  ]) {
    const model = recalled();
    model.answer(model.asking('a', 'gtin', 'L1'), allow);
    expect(model.findings).toEqual([]);
    learn(model);
    model.answer(model.asking('b', 'gtin', 'L1'), allow);
    expect(model.findings).toEqual([]);
    model.answer(model.asking('a', 'gtin', 'L1'), allow);
    expect(model.findings).toHaveLength(1);
  }
});

it('takes either answer while a lift, or a revision without the lot, is under way', () => {
  for (const lots of [null, ['L2']]) {
    const model = recalled();
    model.holds('a', 'B', 1);
    const question = model.asking('a', 'gtin', 'L1');
    model.trying('B', 'gtin', 2, lots);
    model.answer(question, allow);
    model.answer(model.asking('a', 'gtin', 'L1'), block);
    expect(model.findings).toEqual([]);
  }
});

it('finds a block of a lot that nobody recalled', () => {
  const model = recalled();
  model.answer(model.asking('a', 'gtin', 'L9'), block);
  expect(model.findings).toHaveLength(1);
});

it('finds a verify of such a lot, but for a stale feed while clocks are wrong', () => {
  const model = recalled();
  const verify = (code: string) => ({ id: 'c', verdict: 'verify', reasons: [{ code }] });
  const ask = (code: string) => model.answer(model.asking('a', 'gtin', 'L9'), verify(code));
  model.mayBeStale = true;
  ask('feed-stale');
  expect(model.findings).toEqual([]);
  ask('lot-resembles');
  model.mayBeStale = false;
  ask('feed-stale');
  expect(model.findings).toHaveLength(2);
});

it('knows what counts in the end', () => {
  const model = recalled();
  model.published('B', 1);
  expect(model.verdictNow('B', 'L1')).toBe('block');
  model.trying('B', 'gtin', 2, null);
  expect(model.verdictNow('B', 'L1')).toBe('block');
  model.published('B', 2);
  expect(model.verdictNow('B', 'L1')).toBe('allow');
});
