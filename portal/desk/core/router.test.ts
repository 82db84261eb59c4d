import { describe, expect, test } from 'vitest';
import { hrefOf, readRoute } from './router.ts';

describe('an address', () => {
  test.each([
    ['', null, null, null, {}],
    ['#/', null, null, null, {}],
    ['#/recalls', 'recalls', null, null, {}],
    ['#/recalls?state=submitted', 'recalls', null, null, { state: 'submitted' }],
    ['#/bulletin/01J/tracking?kind=alert', 'bulletin', '01J', 'tracking', { kind: 'alert' }],
    ['#/bulletin/a%2Fb', 'bulletin', 'a/b', null, {}],
    ['#/bulletin/100%', 'bulletin', '100%', null, {}],
    ['#/elsewhere/1', 'nowhere', '1', null, {}],
  ])('%j', (hash, screen, id, part, query) => {
    const route = readRoute(hash);
    expect([route.screen, route.id, route.part, Object.fromEntries(route.query)]).toEqual([screen, id, part, query]);
  });

  test('made of parts is read as these parts', () => {
    const href = hrefOf('bulletin', 'a/b?c', 'edit', { kind: 'recall', from: 'é & è' });
    const { screen, id, part, query } = readRoute(href);
    expect([screen, id, part, Object.fromEntries(query)]).toEqual([
      'bulletin',
      'a/b?c',
      'edit',
      { kind: 'recall', from: 'é & è' },
    ]);
  });
});
