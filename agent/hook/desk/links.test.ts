import { describe, expect, it } from 'vitest';
import { START, TestClock } from '../hook.testkit.ts';
import { DeskLinks } from './links.ts';

const setUp = () => {
  const clock = new TestClock();
  return { clock, links: new DeskLinks({ clock }) };
};

describe('DeskLinks', () => {
  it('opens once', () => {
    const { links } = setUp();
    const { key, expiresAt } = links.make();
    expect(Buffer.from(key, 'base64url')).toHaveLength(24);
    expect(expiresAt).toBe(new Date(START + 60_000).toISOString());
    expect([links.use(key), links.use(key)]).toEqual([true, false]);
  });

  it.each([
    [59_999, true],
    [60_000, false],
    [3_600_000, false],
  ])('after %i ms: %s', (later, opens) => {
    const { clock, links } = setUp();
    const { key } = links.make();
    clock.now += later;
    expect(links.use(key)).toBe(opens);
  });

  it('counts the time that the machine sleeps, and not what the wall clock says', () => {
    const { clock, links } = setUp();
    const [first, second] = [links.make(), links.make()];
    clock.wall = () => START - 86_400_000;
    clock.monotonic = () => 0;
    expect(links.use(first.key)).toBe(true);
    clock.now += 60_000;
    expect(links.use(second.key)).toBe(false);
  });

  it.each(['', 'x', 'é'.repeat(40), 'A'.repeat(32)])('%j opens nothing and costs no other its turn', (wrong) => {
    const { links } = setUp();
    const { key } = links.make();
    expect([links.use(wrong), links.use(key.slice(1)), links.use(`${key} `), links.use(key)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('keeps sixteen: one more ends the oldest', () => {
    const { links } = setUp();
    const keys = Array.from({ length: 17 }, () => links.make().key);
    expect(new Set(keys).size).toBe(17);
    expect(keys.map((key) => links.use(key))).toEqual([false, ...Array(16).fill(true)]);
  });
});
