import { expect, it } from 'vitest';
import { EventReader } from './event-reader.ts';

const frames =
  'retry: 2000\nid: 7\n\n:\n\nid: 8\nevent: attention\ndata: {"show":\ndata: []}\n\ndata:x\n\nevent: reset\ndata: {}\n\n';
const events = [
  { name: 'attention', data: '{"show":\n[]}' },
  { name: 'message', data: 'x' },
  { name: 'reset', data: '{}' },
];

it('reads names and data, and passes over ids, pauses and comments', () => {
  expect(new EventReader().read(frames)).toEqual(events);
});

it('reads the same whatever the pieces are in which it comes', () => {
  const reader = new EventReader();
  expect([...frames].flatMap((character) => reader.read(character))).toEqual(events);
});

it('does not collect for ever what never ends', () => {
  const reader = new EventReader();
  reader.read(`data: ${'x'.repeat(1024 * 1024)}\n\n`);
  expect(() => reader.read('x'.repeat(1024 * 1024 + 1))).toThrow('without an end');
});
