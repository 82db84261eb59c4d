import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Freshness, LIVE_MS } from './freshness.ts';
import { TestTime } from './time.testkit.ts';

const HASH = 'h'.repeat(43);
let time: TestTime;
let register: { head: { position: number; hash: string }; newestMoment: number; synced: boolean };
let freshness: Freshness;

const iso = (ms: number) => new Date(ms).toISOString();
/** A tip of the portal over our head, signed `ago` milliseconds ago by a clock that agrees with our wall clock at the start. */
const tip = (over: { position?: number; hash?: string; at?: number } = {}) => ({
  position: over.position ?? register.head.position,
  hash: over.hash ?? register.head.hash,
  at: iso(over.at ?? time.wallMs),
});
const fresh = (over: Parameters<typeof tip>[0] = {}) => freshness.tipVerified(tip(over), { fresh: true });
const plain = (over: Parameters<typeof tip>[0] = {}) => freshness.tipVerified(tip(over), { fresh: false });
const state = () => freshness.stamp().state;

beforeEach(() => {
  time = new TestTime();
  register = { head: { position: 7, hash: HASH }, newestMoment: time.wallMs - 60_000, synced: true };
  freshness = new Freshness({ clock: time, register: () => register });
});

describe('before any tip of this run', () => {
  it('is stale, as old as the newest thing on disk, and asks for a nonce', async () => {
    expect(freshness.stamp()).toEqual({ state: 'stale', position: 7, asOf: iso(time.wallMs - 60_000), ageSeconds: 60 });
    expect(freshness.needsNonce()).toBe(true);
    await time.pass(5_000);
    expect(freshness.stamp().ageSeconds).toBe(65);
  });

  it('grows older with the machine although the wall clock stands before what is on disk', async () => {
    register.newestMoment = time.wallMs + 3_600_000;
    await time.pass(9_000);
    expect(freshness.stamp().ageSeconds).toBe(9);
    expect(freshness.now()).toBe(register.newestMoment);
  });

  it('is unsynced, with no moment and no age, where nothing is held', () => {
    register = { head: { position: 0, hash: 'root' }, newestMoment: 0, synced: false };
    expect(freshness.stamp()).toEqual({ state: 'unsynced', position: 0, asOf: null, ageSeconds: null });
    expect(freshness.unsyncedReasons()).toEqual(['not-yet-synced']);
    expect(freshness.now()).toBe(time.wallMs);
  });

  it('is unsynced before the register is open', () => {
    const early = new Freshness({ clock: time, register: () => null });
    expect(early.stamp()).toEqual({ state: 'unsynced', position: 0, asOf: null, ageSeconds: null });
    expect(early.tipVerified(tip(), { fresh: true })).toBe(false);
    expect(early.now()).toBe(time.wallMs);
  });

  it('does not believe a tip that signs no nonce of ours: it may have been signed last year', () => {
    expect(plain()).toBe(false);
    expect(state()).toBe('stale');
  });
});

describe('a tip over our nonce', () => {
  it('makes the feed live for 120 s and no longer', async () => {
    expect(fresh()).toBe(true);
    expect(freshness.stamp()).toMatchObject({ state: 'live', ageSeconds: 0, asOf: iso(time.wallMs) });
    expect(freshness.needsNonce()).toBe(false);
    await time.pass(LIVE_MS - 1);
    expect(state()).toBe('live');
    await time.pass(1);
    expect(freshness.stamp()).toMatchObject({ state: 'stale', ageSeconds: 120 });
  });

  it('is followed by tips without one, each good for another 120 s', async () => {
    fresh();
    for (let i = 0; i < 40; i++) {
      await time.pass(15_000);
      expect(plain()).toBe(true);
      expect(state()).toBe('live');
    }
    expect(freshness.stamp().ageSeconds).toBe(0);
  });

  it('is worth nothing over another position or another hash', () => {
    expect(fresh({ position: 8 })).toBe(false);
    expect(fresh({ position: 6 })).toBe(false);
    expect(fresh({ hash: 'x'.repeat(43) })).toBe(false);
    expect(state()).toBe('stale');
  });

  it('runs out while a portal signs ahead of entries that it withholds', async () => {
    fresh();
    for (let i = 0; i < 10; i++) {
      await time.pass(15_000);
      expect(fresh({ position: 8 })).toBe(false);
    }
    expect(state()).toBe('stale');
  });

  it('goes on counting for what came after it', () => {
    fresh();
    register.head = { position: 8, hash: 'n'.repeat(43) };
    expect(freshness.stamp()).toMatchObject({ state: 'live', position: 8 });
  });

  it('counts from when it came, not from when its turn came', async () => {
    const received = freshness.read();
    const held = tip();
    await time.pass(50_000);
    freshness.tipVerified(held, { fresh: true, received });
    expect(freshness.stamp().ageSeconds).toBe(50);
  });

  it('does not count where the clocks parted between its coming and its turn', () => {
    const received = freshness.read();
    time.wallMs += 6_000;
    freshness.tipVerified(tip(), { fresh: true, received });
    expect(state()).toBe('stale');
  });
});

describe('old tips', () => {
  it('do not refresh when shown again', async () => {
    const at = time.wallMs;
    fresh({ at });
    await time.pass(60_000);
    expect(plain({ at })).toBe(false);
    expect(plain({ at: at - 1 })).toBe(false);
    await time.pass(60_000);
    expect(state()).toBe('stale');
  });

  it('are as old as they are when held back on their way', async () => {
    const at = time.wallMs;
    fresh({ at });
    await time.pass(100_000);
    expect(plain({ at: at + 15_000 })).toBe(true);
    expect(freshness.stamp()).toMatchObject({ state: 'live', ageSeconds: 85 });
    await time.pass(35_000);
    expect(state()).toBe('stale');
  });

  it('are asked about after a minute, and a nonce settles it whatever the portal’s clock did', async () => {
    const at = time.wallMs;
    fresh({ at });
    await time.pass(60_001);
    expect(freshness.needsNonce()).toBe(true);
    // The portal's clock was put back by an hour.
    expect(plain({ at: at - 3_600_000 })).toBe(false);
    expect(fresh({ at: at - 3_600_000 })).toBe(true);
    expect(freshness.stamp()).toMatchObject({ state: 'live', ageSeconds: 0 });
    expect(freshness.now()).toBe(at - 3_600_000);
  });
});

describe('clocks that part', () => {
  it.each([
    ['forward', 5_001],
    ['back', -5_001],
  ])('by more than 5 s (%s) leave it stale until a tip signs a nonce', async (_, jump) => {
    fresh();
    await time.pass(1_000);
    time.wallMs += jump;
    expect(state()).toBe('stale');
    expect(freshness.needsNonce()).toBe(true);
    // Not even when the clock comes back, nor for a tip without a nonce.
    time.wallMs -= jump;
    expect(plain({ at: time.wallMs + 1 })).toBe(false);
    expect(state()).toBe('stale');
    expect(fresh()).toBe(true);
    expect(state()).toBe('live');
  });

  it('by less are believed, and the larger age counts', () => {
    fresh();
    time.wallMs += 4_900;
    expect(freshness.stamp()).toMatchObject({ state: 'live', ageSeconds: 4 });
    time.wallMs -= 9_000;
    expect(freshness.stamp()).toMatchObject({ state: 'live', ageSeconds: 0 });
  });

  it('because the machine slept: stale, and as old as the sleep was long', () => {
    fresh();
    time.sleep(3_600_000);
    expect(freshness.stamp()).toMatchObject({ state: 'stale', ageSeconds: 3_600 });
  });

  it('although both wall and monotonic stood still: time since boot tells', () => {
    fresh();
    time.bootMs += 3_600_000;
    expect(freshness.stamp()).toMatchObject({ state: 'stale', ageSeconds: 3_600 });
  });
});

describe('time', () => {
  it('is the portal’s while live, whatever our wall clock says', async () => {
    const portal = time.wallMs + 3_600_000;
    fresh({ at: portal });
    expect(freshness.now()).toBe(portal);
    await time.pass(30_000);
    expect(freshness.now()).toBe(portal + 30_000);
    expect(freshness.skew()).toBe(-3_600_000);
  });

  it('is the wall clock’s once stale, but never earlier than what is signed', async () => {
    fresh({ at: time.wallMs + 3_600_000 });
    await time.pass(LIVE_MS);
    expect(freshness.now()).toBe(time.wallMs + 3_600_000 - LIVE_MS);
    fresh({ at: time.wallMs - 3_600_000 });
    await time.pass(LIVE_MS);
    expect(freshness.now()).toBe(time.wallMs);
  });

  it('shows a difference of more than five minutes alone, and tells any that is known', () => {
    expect(freshness.offset()).toBeNull();
    fresh({ at: time.wallMs - 299_000 });
    expect([freshness.skew(), freshness.offset()]).toEqual([null, 299_000]);
    fresh({ at: time.wallMs - 301_000 });
    expect([freshness.skew(), freshness.offset()]).toEqual([301_000, 301_000]);
    // Nothing is known any more of clocks that part.
    time.wallMs += 60_000;
    expect(freshness.offset()).toBeNull();
  });
});

describe('unsynced', () => {
  it.each(['forked', 'revoked', 'rebuilding'] as const)('while %s, tip or not', (reason) => {
    fresh();
    freshness.setUnsynced(reason, true);
    expect(state()).toBe('unsynced');
    expect(freshness.unsyncedReasons()).toEqual([reason]);
    fresh();
    expect(state()).toBe('unsynced');
    freshness.setUnsynced(reason, false);
    expect(state()).toBe('live');
    expect(freshness.unsyncedReasons()).toEqual([]);
  });

  it('stays so until the last reason is gone', () => {
    fresh();
    freshness.setUnsynced('forked', true);
    freshness.setUnsynced('rebuilding', true);
    freshness.setUnsynced('forked', false);
    expect(state()).toBe('unsynced');
  });
});

describe('whatever the clocks do', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
    fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 600_000 }) }),
    fc.record({ kind: fc.constant('jump' as const), ms: fc.integer({ min: -600_000, max: 600_000 }) }),
    fc.record({ kind: fc.constant('fresh' as const), ms: fc.integer({ min: 0, max: 1_000 }) }),
    fc.record({ kind: fc.constant('plain' as const), ms: fc.integer({ min: 0, max: 200_000 }) }),
    fc.record({ kind: fc.constant('ahead' as const), ms: fc.constant(0) }),
  );

  it('is never live on less than a true tip of the last 120 s over our own nonce, and time never runs behind what is signed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const clock = new TestTime();
        const held = { head: { position: 3, hash: HASH }, newestMoment: clock.wallMs - 1_000, synced: true };
        const one = new Freshness({ clock, register: () => held });
        // The world outside: true time, and what a portal signs by it.
        let truth = clock.wallMs;
        let newestTrue = Number.NEGATIVE_INFINITY;
        let everFresh = false;
        let drift = 0;
        const receive = (at: number, isFresh: boolean, position = 3) => {
          const signed = Date.parse(iso(at));
          const taken = one.tipVerified({ position, hash: HASH, at: iso(at) }, { fresh: isFresh });
          if (position === 3) {
            newestTrue = Math.max(newestTrue, signed);
            held.newestMoment = Math.max(held.newestMoment, signed);
          }
          return taken;
        };
        for (const { kind, ms } of steps) {
          if (kind === 'pass') {
            await passQuietly(clock, ms);
            truth += ms;
          } else if (kind === 'sleep') {
            clock.sleep(ms);
            truth += ms;
            drift += ms;
          } else if (kind === 'jump') {
            clock.wallMs += ms;
            drift += ms;
          } else if (kind === 'fresh') {
            expect(receive(truth, true)).toBe(true);
            everFresh = true;
            drift = 0;
          } else if (kind === 'plain') receive(truth - ms, false);
          else expect(receive(truth, true, 4)).toBe(false);
          const { state: now, ageSeconds } = one.stamp();
          if (now === 'live') {
            expect(everFresh).toBe(true);
            expect(truth - newestTrue).toBeLessThan(LIVE_MS);
            expect(Math.abs(drift)).toBeLessThanOrEqual(5_000);
            expect(Math.abs(one.now() - truth)).toBeLessThan(1);
          } else expect(one.now()).toBeGreaterThanOrEqual(held.newestMoment);
          if (ageSeconds !== null) expect(ageSeconds).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what has begun stays so though the portal’s clock is set back, and nothing has ended that one clock alone says has', async () => {
    const years = { min: -3 * 365 * 86_400_000, max: 3 * 365 * 86_400_000 };
    const away = fc.oneof(
      fc.record({ kind: fc.constantFrom('pass' as const, 'tip' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
      fc.record({ kind: fc.constantFrom('portal' as const, 'wall' as const), ms: fc.integer(years) }),
      fc.record({ kind: fc.constant('restart' as const), ms: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(away, { maxLength: 30 }), async (steps) => {
        const clock = new TestTime();
        const held = { head: { position: 3, hash: HASH }, newestMoment: clock.wallMs - 1_000, synced: true };
        const begin = () => new Freshness({ clock, register: () => held });
        let one = begin();
        let portal = clock.wallMs;
        let signed = held.newestMoment;
        let latest = 0;
        for (const { kind, ms } of steps) {
          if (kind === 'pass') {
            await passQuietly(clock, ms);
            portal += ms;
            signed += ms;
          } else if (kind === 'tip') {
            signed = Date.parse(iso(portal));
            one.tipVerified({ position: 3, hash: HASH, at: iso(portal) }, { fresh: true });
            held.newestMoment = Math.max(held.newestMoment, signed);
          } else if (kind === 'portal') portal += ms;
          else if (kind === 'wall') clock.wallMs += ms;
          else {
            one = begin();
            signed = held.newestMoment;
            // What a clock of this machine alone had said is forgotten, what was signed is not.
            latest = held.newestMoment;
          }
          const now = one.time();
          expect(now.likely).toBe(one.now());
          expect(now.latest).toBeGreaterThanOrEqual(Math.max(latest, now.likely, held.newestMoment));
          expect(now.earliest).toBeLessThanOrEqual(Math.min(now.likely, signed, clock.wallMs));
          latest = now.latest;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a measure ends on its day once the portal has signed it and the wall clock stands there', async () => {
    fresh();
    expect(freshness.time()).toEqual({ likely: time.wallMs, earliest: time.wallMs, latest: time.wallMs });
    await time.pass(60_000);
    expect(freshness.time()).toMatchObject({ earliest: time.wallMs });
  });

  /** Without timers nothing has to get its turn. */
  async function passQuietly(clock: TestTime, ms: number): Promise<void> {
    clock.wallMs += ms;
    clock.monotonicMs += ms;
    clock.bootMs += ms;
  }
});
