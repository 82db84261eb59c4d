import { expect, it } from 'vitest';
import type { AgentView } from '../agent/watch.ts';
import type { Presence } from '../core/keeper.ts';
import { trayState } from './state.ts';

const joined: Presence<null> = { kind: 'joined', own: true, connection: null };
const view = (more: Partial<AgentView> = {}, waiting = 0, held = 0): AgentView => ({
  version: '0.1.0',
  feed: 'live',
  connected: true,
  attention: { show: [], waiting, held },
  notices: [],
  ...more,
});

it.each<[string, Presence<null>, AgentView | null, string, RegExp]>([
  ['nothing is known yet', { kind: 'looking' }, null, 'starting', /looking/],
  ['the agent has said nothing yet', joined, null, 'starting', /looking/],
  ['all is well', joined, view(), 'ready', /up to date/],
  ['a recall waits', joined, view({}, 2), 'recall', /acknowledge: 2/],
  ['a recall is held for a sale', joined, view({}, 0, 1), 'recall', /acknowledge: 1/],
  ['a recall waits and nothing else is well', joined, view({ feed: 'stale', connected: false }, 1), 'recall', /1/],
  ['the portal is out of reach', joined, view({ connected: false }), 'offline', /out of reach/],
  [
    'the portal is out of reach for minutes',
    joined,
    view({ feed: 'unconfirmed', connected: false }),
    'offline',
    /checks go on/,
  ],
  ['the portal is silent', joined, view({ feed: 'unconfirmed' }), 'offline', /confirms.*checks go on/],
  ['the list is too old', joined, view({ feed: 'stale', connected: false }), 'stale', /too old/],
  ['there is no list', joined, view({ feed: 'unsynced' }), 'stale', /no list/],
  ['the core died', { kind: 'lost', cause: 'exit 9' }, view({}, 3), 'stopped', /starts again/],
  ['the core was given up', { kind: 'stopped', cause: 'disk full' }, view(), 'stopped', /STOPPED.*disk full/],
  ['the agent is another’s', { kind: 'elsewhere', cause: 'EACCES' }, null, 'stopped', /NOTHING IS CHECKED.*EACCES/],
  ['the agent hangs', { kind: 'silent', cause: 'timeout' }, view({}, 3), 'stopped', /DOES NOT ANSWER/],
])('where %s', (_, presence, seen, shape, tooltip) => {
  const state = trayState(presence, seen, 'en');
  expect(state.shape).toBe(shape);
  expect(state.tooltip).toMatch(tooltip);
});

it('says in words that a notification did not stand, whatever else there is to say', () => {
  expect(trayState(joined, view(), 'en', 2).tooltip).toBe(
    'Vigilot: ready, list up to date\nNotification impossible; bulletins to read: 2',
  );
});

it('claims nothing of an agent that is not there', () => {
  expect(trayState({ kind: 'lost', cause: '' }, view({}, 3), 'fr')).toMatchObject({
    waiting: 0,
    version: null,
    reachable: false,
    restartable: false,
  });
  expect(trayState({ kind: 'stopped', cause: 'x' }, null, 'fr').restartable).toBe(true);
});
