import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Here, judge, seenOf } from './judge.ts';
import { release } from './manifest.testkit.ts';
import { compareVersions } from './manifest.ts';

const NOW = Date.UTC(2026, 10, 23);
const HOUR = 60 * 60 * 1000;
const at = (ms: number) => new Date(ms).toISOString();
const make = (more: Parameters<typeof release>[2] = {}) => release(NOW, Buffer.from('x'), more);
const here: Here = { running: '0.1.0', seen: null, now: NOW, target: 'linux-x64' };
const file = make().files['linux-x64'];

describe('what a manifest means here', () => {
  it.each([
    ['a newer version', make(), {}, { kind: 'newer', file }],
    ['one without a file for this platform', make({ files: {} }), {}, { kind: 'newer', file: null }],
    ['a platform that is none of ours', make(), { target: 'constructor' }, { kind: 'newer', file: null }],
    ['the version that runs', make({ version: '0.1.0' }), {}, { kind: 'current' }],
    ['an older one', make({ version: '0.1.0' }), { running: '0.1.1' }, { kind: 'refused', refusal: 'downgrade' }],
    ['one at its end', make({ expiresAt: at(NOW) }), {}, { kind: 'refused', refusal: 'expired' }],
    [
      'one just before its end',
      make({ expiresAt: at(NOW + 1) }),
      {},
      { kind: 'newer', file: make().files['linux-x64'] },
    ],
    ['one of tomorrow, by a clock that lags', make({ issuedAt: at(NOW + 23 * HOUR) }), {}, { kind: 'newer', file }],
    ['one of the day after', make({ issuedAt: at(NOW + 25 * HOUR) }), {}, { kind: 'refused', refusal: 'not-yet' }],
    ['the one believed before, again', make(), { seen: seenOf(make()) }, { kind: 'newer', file }],
    [
      'the same version, stated anew',
      make(),
      { seen: seenOf(make({ issuedAt: at(NOW - 25 * HOUR) })) },
      { kind: 'newer', file },
    ],
    [
      'an older statement that is still good',
      make({ issuedAt: at(NOW - 25 * HOUR) }),
      { seen: seenOf(make()) },
      { kind: 'refused', refusal: 'replayed' },
    ],
    [
      'a lower version than one believed before',
      make(),
      { seen: seenOf(make({ version: '0.3.0' })) },
      { kind: 'refused', refusal: 'replayed' },
    ],
    [
      'one that only a clock set back makes good',
      make({ issuedAt: at(NOW), expiresAt: at(NOW + HOUR) }),
      { now: NOW - 300 * 24 * HOUR, seen: seenOf(make({ issuedAt: at(NOW) })) },
      { kind: 'refused', refusal: 'not-yet' },
    ],
  ] as const)('%s', (_, manifest, more, verdict) => {
    expect(judge(manifest, { ...here, ...more })).toEqual(verdict);
  });

  it('never goes back, in whatever order statements come', () => {
    const statement = fc.record({ version: fc.nat(9), issued: fc.integer({ min: -100, max: 0 }) });
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 20 }), (statements) => {
        let seen: Here['seen'] = null;
        for (const { version, issued } of statements) {
          const manifest = make({ version: `0.${version + 1}.0`, issuedAt: at(NOW + issued * HOUR) });
          if (judge(manifest, { ...here, seen }).kind === 'refused') continue;
          if (seen !== null) {
            expect(compareVersions(manifest.version, seen.version)).toBeGreaterThanOrEqual(0);
            expect(manifest.issuedAt >= seen.issuedAt).toBe(true);
          }
          seen = seenOf(manifest);
        }
        expect(seen).not.toBeNull();
      }),
    );
  });
});
