// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import type { FeedStamp } from '../../../agent/verdict/model.ts';
import { inFrench } from '../tools.testkit.ts';
import { feedWords, offlineLimitOf } from './feed-words.ts';

const ASOF = '2026-11-23T09:00:00.000Z';
const stamp = (state: FeedStamp['state'], asOf: string | null = ASOF): FeedStamp => ({
  state,
  position: 12,
  asOf,
  ageSeconds: null,
});
const later = (seconds: number) => Date.parse(ASOF) + seconds * 1000;

function words(of: FeedStamp, now: number, limit = 86_400) {
  inFrench();
  return feedWords(of, limit, now);
}

describe('what the state of the feed means for sales', () => {
  test.each<[string, FeedStamp, number, string, string, RegExp]>([
    ['live', stamp('live'), 1, 'allow', 'À jour', /nouveau rappel bloque/],
    ['within the limit', stamp('stale'), 86_400, 'verify', 'Hors ligne, ventes possibles', /24\sheures.*deviendra/],
    ['a second beyond', stamp('stale'), 86_401, 'block', 'Hors ligne depuis trop longtemps', /Chaque boîte est/],
    ['never confirmed', stamp('stale', null), 1, 'verify', 'Hors ligne, liste jamais confirmée', /Chaque boîte est/],
    ['incomplete', stamp('unsynced'), 1, 'block', 'Liste incomplète', /Chaque boîte est/],
  ])('%s', (_, of, seconds, tone, title, text) => {
    const found = words(of, later(seconds));
    expect(found).toMatchObject({ tone, title });
    expect(found.text).toMatch(text);
  });

  test('names the moment from which every pack has to be verified', () => {
    const { text } = words(stamp('stale'), later(600), 5_400);
    const clock = (at: number) =>
      new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
    expect(text).toContain(clock(later(0)));
    expect(text).toContain(clock(later(5_400)));
    expect(text).toContain('90 minutes');
  });

  test('a limit of nothing is over at once', () => {
    expect(words(stamp('stale'), later(1), 0).tone).toBe('block');
  });
});

test.each([
  [[{ name: 'offlineLimit', value: '3600' }], 3600],
  [[{ name: 'offlineLimit', value: '0' }], 0],
  [[{ name: 'language', value: 'fr' }], 86_400],
  [[{ name: 'offlineLimit', value: 'soon' }], 86_400],
  [[], 86_400],
])('the limit of %j is %d seconds', (settings, seconds) => {
  expect(offlineLimitOf(settings)).toBe(seconds);
});
