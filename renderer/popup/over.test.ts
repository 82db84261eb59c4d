import { expect, test } from 'vitest';
import { AT, bulletin } from './agent.testkit.ts';
import { overOf } from './over.ts';

const by = (operator: string, revision: number, at = AT) => ({ bulletin: 'A', revision, operator, at, current: true });

test('acknowledged: by whom it was first', () => {
  const acknowledgements = [by('M. Petit', 1), by('Claire', 2, '2026-11-23T10:00:00.000Z'), by('Mme Durand', 2)];
  expect(overOf(bulletin('A', { acknowledged: true, acknowledgements }, { revision: 2 }))).toEqual({
    by: 'Mme Durand',
    at: AT,
  });
});

test('not over while it is in force, wants the screen, and nobody has acknowledged it', () => {
  expect(overOf(bulletin('A'))).toBeNull();
});

test.each([
  ['lifted', bulletin('A', {}, { state: 'lifted' })],
  ['for later', bulletin('A', {}, { state: 'scheduled' })],
  ['for elsewhere', bulletin('A', {}, { reaches: false })],
  ['no longer for the whole screen', bulletin('A', { attention: 'notify' })],
])('over: %s', (_, one) => {
  expect(overOf(one)).toBe('replaced');
});
