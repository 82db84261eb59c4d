import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect, type World } from './inspect.ts';
import { decideAgain, type KeptPack, keep } from './kept-pack.ts';
import { decide } from './verdict/decide.ts';
import * as given from './verdict/generators.testkit.ts';
import type { Verdict } from './verdict/model.ts';
import { exactly, liveFeed, paris, recallBulletin, recallsOf, testGtin } from './verdict/verdict.testkit.ts';

const gtin = testGtin(1);
const NOW = exactly(Date.parse('2026-11-22T09:30:00.000Z'));
const world = (bulletins: readonly unknown[], more: Partial<World> = {}): World => ({
  now: NOW,
  recalls: recallsOf(bulletins),
  feed: liveFeed,
  policy: paris,
  ...more,
});
const scanned = (scan: string, at: World) => {
  const inspection = inspect(
    { scan },
    { recalls: () => at.recalls, feed: () => at.feed, policy: () => at.policy, now: () => at.now },
  );
  // As it comes back from disk.
  const pack = JSON.parse(JSON.stringify(keep(inspection))) as KeptPack;
  return { pack, decision: inspection.decision };
};
const codes = (pack: KeptPack, at: World) => decideAgain(pack, at).reasons.map(({ code }) => code);

const withSerials = (serials: string[], revision = 1) =>
  recallBulletin([{ gtin, lots: [{ lot: 'S77', serials }] }], { revision });
const box = `01${gtin}1727033110S77\u001d21SER1`;

describe('a pack decided again', () => {
  it('is decided by a recall that came meanwhile', () => {
    const { pack, decision } = scanned(`01${gtin}1727033110A123\u001d21SER1`, world([]));
    expect(decision.verdict).toBe('allow');
    const later = world([recallBulletin([{ gtin, lots: [{ lot: 'A123' }] }])]);
    expect(decideAgain(pack, later)).toMatchObject({ verdict: 'block', reasons: [{ code: 'lot-recalled' }] });
    expect(decideAgain(pack, world([])).verdict).toBe('allow');
  });

  it('is to be verified where a recall that came meanwhile asks for the serial', () => {
    const { pack } = scanned(box, world([]));
    const later = world([withSerials(['SER1'])]);
    expect(decideAgain(pack, later).verdict).toBe('verify');
    expect(codes(pack, later)).toEqual(['serial-missing']);
  });

  it('stays cleared by the revision that was asked while the serial was at hand', () => {
    const at = world([withSerials(['OTHER9'])]);
    const { pack, decision } = scanned(box, at);
    expect(decision.verdict).toBe('allow');
    expect(decideAgain(pack, at)).toEqual({ verdict: 'allow', reasons: [] });
    expect(decideAgain(pack, world([]))).toEqual({ verdict: 'allow', reasons: [] });
  });

  it('is unknown again to the next revision, which may list its serial', () => {
    const { pack } = scanned(box, world([withSerials(['OTHER9'])]));
    const revised = world([withSerials(['OTHER9']), withSerials(['OTHER9', 'SER1'], 2)]);
    expect(codes(pack, revised)).toEqual(['serial-missing']);
  });

  it('stays blocked by the revision that listed its serial, and only while that counts', () => {
    const at = world([withSerials(['SER1'])]);
    const { pack, decision } = scanned(box, at);
    expect(decision.verdict).toBe('block');
    expect(decideAgain(pack, at)).toEqual(decision);
    expect(decideAgain(pack, world([withSerials(['SER1']), { ...withSerials(['SER1'], 2), state: 'lifted' }]))).toEqual(
      {
        verdict: 'allow',
        reasons: [],
      },
    );
  });

  it('takes no answer from a measure that did not reach this officine when it was scanned', () => {
    const there = recallBulletin([{ gtin, lots: [{ lot: 'S77', serials: ['OTHER9'] }] }], { territories: ['FR-974'] });
    const { pack } = scanned(box, world([there]));
    expect(codes(pack, world([there], { policy: { ...paris, territory: 'FR-974' } }))).toEqual(['serial-missing']);
  });

  it('keeps of a lot that ran on into the serial only that it is not known', () => {
    const recalled = recallBulletin([{ gtin, lots: [{ lot: 'A12321SERIAL7' }] }]);
    const scan = `01${gtin}1727033110A12321SERIAL7`;
    const { pack, decision } = scanned(scan, world([recalled]));
    expect(decision.verdict).toBe('block');
    expect(decideAgain(pack, world([recalled])).verdict).toBe('block');
    const { pack: unasked } = scanned(scan, world([]));
    expect(decideAgain(unasked, world([recalled])).verdict).toBe('verify');
    expect(decideAgain(unasked, world([recallBulletin([{ gtin, lots: [{ lot: 'A123' }] }])])).verdict).toBe('block');
  });

  it('stays expired where only a reading whose dates are not kept said so', () => {
    const { pack, decision } = scanned(`01${gtin}10A121720010121XYZ`, world([]));
    expect(decision.reasons.map(({ code }) => code)).toContain('pack-expired');
    expect(codes(pack, world([]))).toContain('pack-expired');
  });

  it('is decided by the feed of today', () => {
    const { pack } = scanned(box, world([], { feed: { ...liveFeed, state: 'unsynced' } }));
    expect(decideAgain(pack, world([])).verdict).toBe('allow');
    expect(codes(pack, world([], { feed: { ...liveFeed, state: 'unsynced' } }))).toEqual(['feed-unsynced']);
  });
});

describe('rules that hold always', () => {
  const rank: Record<Verdict, number> = { allow: 0, verify: 1, block: 2 };
  const situation = fc.record({
    bulletins: given.bulletins,
    reading: given.reading,
    feed: given.feed,
    now: given.now,
    policy: given.policy,
  });

  it('decides in the same world as at the scan', () => {
    fc.assert(
      fc.property(situation, ({ bulletins, reading, ...rest }) => {
        const at = world(bulletins, rest);
        const decision = decide({ readings: [reading], ...at });
        const again = decideAgain(keep({ world: at, readings: [reading], decision }), at);
        expect(again.verdict).toBe(decision.verdict);
        const decides = ({ effect }: { effect: string }) => effect === 'decides';
        expect(again.reasons.filter(decides)).toEqual(decision.reasons.filter(decides));
      }),
      { numRuns: 400 },
    );
  });

  it('clears no pack that its serial would not clear, whatever came meanwhile', () => {
    fc.assert(
      fc.property(situation, given.newBulletin, ({ bulletins, reading, ...rest }, added) => {
        const at = world(bulletins, rest);
        const pack = keep({ world: at, readings: [reading], decision: decide({ readings: [reading], ...at }) });
        const later = world([...bulletins, added], rest);
        const again = decideAgain(pack, later).verdict;
        const full = decide({ readings: [reading], ...later }).verdict;
        if (full === 'allow') expect(['allow', 'verify']).toContain(again);
        else expect(rank[again]).toBeGreaterThanOrEqual(rank.verify);
      }),
      { numRuns: 400 },
    );
  });

  // Letters that lots of these tests never hold, so that a trace of the serial is a trace.
  const serials = fc.stringMatching(/^[XYZ]{3,8}$/);
  const lots = fc.stringMatching(/^[A-E0-9]{1,8}$/);

  it('holds no serial, whatever the scan that lost its separators', () => {
    fc.assert(
      fc.property(lots, serials, fc.boolean(), (lot, serial, expiryFirst) => {
        const expiry = '17270331';
        const scan = `01${gtin}${expiryFirst ? expiry : ''}10${lot}21${serial}${expiryFirst ? '' : expiry}`;
        const recalls = [recallBulletin([{ gtin, lots: [{ lot, serials: [serial] }] }])];
        expect(JSON.stringify(scanned(scan, world(recalls)).pack)).not.toMatch(/[XYZ]/);
      }),
    );
  });

  it('never misses a lot recalled later, whatever was lost of the scan', () => {
    fc.assert(
      fc.property(lots, fc.option(serials, { nil: null }), (lot, serial) => {
        const scan = `01${gtin}1727033110${lot}${serial === null ? '' : `21${serial}`}`;
        const { pack } = scanned(scan, world([]));
        const later = world([recallBulletin([{ gtin, lots: [{ lot }] }])]);
        expect(decideAgain(pack, later).verdict).not.toBe('allow');
      }),
    );
  });
});
