import { describe, expect, it } from 'vitest';
import { hindrance, type Moment } from './policy.ts';
import { QUIET_MS } from './release.ts';

const free: Moment = {
  now: 1_000_000,
  agent: 'answers',
  waiting: 0,
  feedLive: true,
  windows: 0,
  paused: false,
  quietSince: 1_000_000 - QUIET_MS,
  ending: false,
};

describe('the moment to install', () => {
  it.each([
    ['nobody needs the workstation', {}, null, null],
    ['the session ends', { ending: true }, 'ending', 'ending'],
    ['the agent is away', { agent: 'away' }, 'agent', 'agent'],
    ['the agent was given up', { agent: 'stopped', waiting: 1, feedLive: false }, 'agent', null],
    ['the agent was given up, with a window open', { agent: 'stopped', windows: 1 }, 'agent', 'window'],
    ['a bulletin waits', { waiting: 1 }, 'bulletin', 'bulletin'],
    ['a bulletin waits, in a window', { waiting: 1, windows: 2 }, 'bulletin', 'bulletin'],
    ['a pop-up, a count or the desk is open', { windows: 1 }, 'window', 'window'],
    ['somebody said that a sale goes on', { paused: true }, 'sale', 'sale'],
    ['a pack was checked just now', { quietSince: free.now }, 'sale', 'sale'],
    ['a pack was checked a little while ago', { quietSince: free.now - QUIET_MS + 1 }, 'sale', 'sale'],
    ['the list is not up to date', { feedLive: false }, 'feed', null],
  ] as const)('%s', (_, more, byItself, asked) => {
    const moment: Moment = { ...free, ...more };
    expect([hindrance(moment, false), hindrance(moment, true)]).toEqual([byItself, asked]);
  });
});
