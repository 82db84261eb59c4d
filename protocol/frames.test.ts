import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDownward, readUpward } from './frames.ts';

const hash = 'A'.repeat(43);
const nonce = 'n'.repeat(16);
const hello = {
  type: 'hello',
  workstation: 'W1',
  proof: 'x.y.z',
  position: 0,
  hash,
  tip: null,
  nonce,
  version: '1.0.0',
  headless: false,
};
const welcome = { type: 'welcome', workstation: 'W1', officine: 'x.y.z', lastEvent: 0, position: 0 };
const frameError = expect.objectContaining({ name: 'FrameError' });

describe('frames from an agent', () => {
  it.each<object>([
    hello,
    { ...hello, tip: 'x.y.z', position: 7 },
    { type: 'delivered', position: 3 },
    { type: 'event', event: { seq: 1 } },
    { type: 'event', event: { seq: 1, kind: 'nothing we know', data: [] } },
    { type: 'nonce', nonce },
    { type: 'ping' },
    { type: 'entries', entries: [] },
  ])('%j is one, also with more in it', (frame) => {
    expect(readUpward(JSON.stringify(frame))).toEqual(frame);
    const more = { ...frame, novelty: { deep: true } };
    expect(readUpward(JSON.stringify(more))).toEqual(more);
  });

  it.each<object>([
    { ...hello, workstation: '' },
    { ...hello, workstation: 'W'.repeat(65) },
    { ...hello, position: -1 },
    { ...hello, position: 1.5 },
    { ...hello, position: '1' },
    { ...hello, hash: hash.slice(1) },
    { ...hello, hash: `${hash}=` },
    { ...hello, tip: undefined },
    { ...hello, nonce: 'short' },
    { ...hello, nonce: 'n'.repeat(65) },
    { ...hello, headless: 'no' },
    { type: 'delivered' },
    { type: 'event', event: { seq: 0 } },
    { type: 'event', event: null },
    { type: 'entries', entries: Array(101).fill('x') },
    { type: 'entries', entries: [1] },
  ])('%j breaks its schema', (frame) => {
    expect(() => readUpward(JSON.stringify(frame))).toThrow(frameError);
  });
});

describe('frames from a portal', () => {
  it.each<object>([
    { type: 'challenge', nonce, feed: 'F1', portal: 'P1' },
    welcome,
    { type: 'entry', entry: 'x.y.z' },
    { type: 'tip', tip: 'x.y.z' },
    { type: 'pong' },
    { type: 'receipt', seq: 1 },
    { type: 'receipt', seq: 1, countersignature: 'x.y.z' },
    { type: 'refused', seq: 1, reason: 'unknown bulletin' },
    { type: 'recover', position: 0 },
    { type: 'fork', entry: 'x.y.z' },
    { type: 'revoked', notice: 'x.y.z' },
    { type: 'bye', reason: 'restart' },
  ])('%j is one', (frame) => {
    expect(readDownward(JSON.stringify(frame))).toEqual(frame);
  });

  it.each<object>([
    { type: 'challenge', nonce: 'short', feed: 'F1', portal: 'P1' },
    { ...welcome, lastEvent: -1 },
    { type: 'entry', entry: null },
    { type: 'receipt', seq: '1' },
    { type: 'receipt', seq: 1, countersignature: 7 },
    { type: 'refused', seq: 1 },
    { type: 'bye' },
  ])('%j breaks its schema', (frame) => {
    expect(() => readDownward(JSON.stringify(frame))).toThrow(frameError);
  });
});

describe('both ways', () => {
  it.each(['hello', 'ping', 'entry', 'tip', 'constructor', '__proto__', 'later'])(
    'a type that the other side alone says, or nobody yet, is passed over: %s',
    (type) => {
      const text = JSON.stringify({ type });
      const read = [readUpward, readDownward].map((reader) => {
        try {
          return reader(text);
        } catch (error) {
          return (error as Error).name;
        }
      });
      expect(read).toContain(null);
    },
  );

  it.each(['', 'x', 'null', '7', '"hello"', '[]', '{}', '{"type":7}', '{"type":null}', '{"type":["hello"]}'])(
    '%s is no frame',
    (text) => {
      expect(() => readUpward(text)).toThrow(frameError);
      expect(() => readDownward(text)).toThrow(frameError);
    },
  );

  it('whatever comes: a frame, null or a FrameError', () => {
    const types = ['hello', 'event', 'entries', 'welcome', 'receipt', 'entry'];
    const near = fc.record({ type: fc.constantFrom(...types), event: fc.jsonValue(), entry: fc.jsonValue() });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          near.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          for (const read of [readUpward, readDownward]) {
            try {
              const frame = read(text);
              if (frame !== null) expect(types).toContain(frame.type);
            } catch (error) {
              expect(error).toEqual(frameError);
            }
          }
        },
      ),
    );
  });
});
