import { expect, test } from 'vitest';
import { bulletin, waiting } from './agent.testkit.ts';
import { queueOf, Settled } from './queue.ts';

const list = (...ids: string[]) => ids.map((id) => waiting(bulletin(id)));
const standing = (id: string, parts: { busy?: boolean; counting?: boolean } = {}) => ({
  id,
  busy: false,
  counting: false,
  ...parts,
});

test.each([
  ['nothing', [], null, { id: null, more: 0 }],
  ['the first', ['A', 'B', 'C'], null, { id: 'A', more: 2 }],
  ['what stands, first', ['A', 'B'], standing('A'), { id: 'A', more: 1 }],
  ['the more urgent, where nobody is at it', ['B', 'A'], standing('A'), { id: 'B', more: 1 }],
  ['what somebody reads', ['B', 'A', 'C'], standing('A', { busy: true }), { id: 'A', more: 2 }],
  ['what stands and is no longer listed', ['B'], standing('A'), { id: 'A', more: 1 }],
  ['what is being counted', ['B', 'C'], standing('A', { busy: true, counting: true }), { id: 'A', more: 2 }],
])('shows %s', (_, ids, stands, expected) => {
  expect(queueOf(list(...ids), stands)).toMatchObject(expected);
});

test('names what is more urgent only where it does not take its place', () => {
  expect(queueOf(list('B', 'A'), standing('A')).ahead).toBeNull();
  expect(queueOf(list('B', 'A'), standing('A', { busy: true })).ahead?.id).toBe('B');
  expect(queueOf(list('A', 'B'), standing('A', { busy: true })).ahead).toBeNull();
});

test('what was acknowledged here is not shown again by an answer that was on its way, but a newer revision is', () => {
  const settled = new Settled();
  settled.add('A', 1);
  expect(settled.without(list('A', 'B')).map(({ id }) => id)).toEqual(['B']);
  const newer = waiting(bulletin('A', {}, { revision: 2 }));
  expect(settled.without([newer])).toEqual([newer]);
});

test('what is listed again after it was not, is shown again: a desk restored from its backup has forgotten', () => {
  const settled = new Settled();
  settled.add('A', 1);
  settled.without(list('B'));
  expect(settled.without(list('A')).map(({ id }) => id)).toEqual(['A']);
});
