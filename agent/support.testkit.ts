/** For tests: diagnostics and support bundle of a hook without a link, over the real desk, journal and disk. */
import type { ApplicationNews } from './application.ts';
import type { Clock } from './clock.ts';
import type { DatabaseInspector } from './database-inspection.ts';
import type { Desk } from './desk/desk.ts';
import type { Journal } from './journal/journal.ts';
import type { BulletinRecord } from './register/register.ts';
import { Support } from './support.ts';
import type { FeedStamp } from './verdict/model.ts';

export interface TestSupportRooms {
  readonly dataDir: string;
  readonly desk: Desk;
  readonly journal: Journal;
  readonly register: { bulletins(): BulletinRecord[] };
  readonly inspector: DatabaseInspector;
  readonly clock: Clock;
  readonly feed: () => FeedStamp;
  readonly application: ApplicationNews;
  readonly tokens: { readonly admin: string; readonly till: string };
}

export function testSupport(rooms: TestSupportRooms): Support {
  const { dataDir, desk, journal, register, inspector, clock, feed, tokens, application } = rooms;
  const wall = () => clock.wall();
  const zone = 'Europe/Paris';
  const since = new Date(clock.wall()).toISOString();
  return new Support({
    diagnostics: () => ({
      link: {
        link: () => ({
          state: 'disabled',
          since,
          portal: null,
          nextAttempt: null,
          problem: null,
          skewSeconds: null,
        }),
        identity: { enrolment: null, damaged: null, kept: null },
        freshness: { offset: () => null, stamp: feed, unsyncedReasons: () => [] },
        register: { keyVersion: 0, newestTip: null },
        probe: () => Promise.reject(new Error('no portal is set')),
        portalUrl: null,
        offlineLimitSeconds: 86_400,
        zone,
        wall,
      },
      desk: { desk, zone, wall },
      hook: { url: 'http://127.0.0.1:1', port: 1, wishedPort: 1, refusals: [], dataDir, tillGroup: null },
      storage: { dataDir, inspector, faults: () => [], logFile: null },
      version: { version: '0.1.0-test', node: process.versions.node, startedAt: since, notUnderstood: () => 0, zone },
      application: application.step(zone),
      settings: () => [{ name: 'hookPort', value: '0', source: 'environment', where: 'VIGILOT_HOOK_PORT' }],
      wall,
    }),
    bundle: {
      dataDir,
      bulletins: () => register.bulletins(),
      desk,
      journal,
      inspector,
      secrets: [tokens.admin, tokens.till],
      wall,
    },
  });
}
