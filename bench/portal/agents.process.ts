/** Real links of the agent, many in one process: everything they are sent is proved, and kept in memory instead of on a disk. */
import { pino } from 'pino';
import { systemClock } from '../../agent/clock.ts';
import { Freshness } from '../../agent/link/freshness.ts';
import { IdentityStore } from '../../agent/link/identity.ts';
import { Link } from '../../agent/link/link.ts';
import { MemoryRegister } from '../../agent/link/memory-register.testkit.ts';
import { nanoseconds, serve } from './duties.ts';

/** What enrolment gave a workstation. */
export interface Enrolled {
  readonly id: string;
  readonly key: { readonly x: string; readonly d: string };
}

export interface AgentsWorld {
  readonly url: string;
  readonly feed: string;
  readonly portal: string;
  readonly root: string;
  readonly officine: string;
}

const log = pino({ level: 'warn' }, pino.destination(2));
const links: Link[] = [];
let awaited = { position: Number.POSITIVE_INFINITY, missing: 0, last: 0, told: Promise.withResolvers<number>() };

/** Nothing happens at a desk without people. */
const desk = {
  alarm: ({ code }: { code: string }) => log.error({ code }, 'alarm'),
  outbox: {
    pending: () => [],
    receipt: () => null,
    refused: () => null,
    resume: () => undefined,
    onEvent: () => () => undefined,
  },
};

class WatchedRegister extends MemoryRegister {
  override async append(entries: readonly string[], receivedAt: string) {
    const before = this.head.position;
    const result = await super.append(entries, receivedAt);
    if (before < awaited.position && this.head.position >= awaited.position) {
      awaited.missing -= 1;
      if (awaited.missing === 0) awaited.told.resolve(nanoseconds());
    }
    return result;
  }
}

export type AgentsDuties = typeof duties;
const duties = serve({
  /** Resolves once all of them hold the feed and have a tip that says so. */
  start: async (world: AgentsWorld, workstations: readonly Enrolled[]) => {
    for (const { id, key } of workstations) {
      const register = new WatchedRegister();
      const { feed, portal, root } = world;
      const officine = { id: world.officine, name: 'Pharmacie', territory: 'FR-75', version: 1 };
      const enrolment = { workstation: { id, name: 'Comptoir' }, officine, feed, portal, root };
      const text = JSON.stringify({ key: { kty: 'OKP', crv: 'Ed25519', ...key }, enrolment });
      const identity = await IdentityStore.open({
        read: async () => text,
        write: async () => undefined,
        setAside: async () => '',
        findAside: async () => null,
      });
      const freshness = new Freshness({ clock: systemClock, register: () => register });
      const settings = {
        portalUrl: world.url,
        enrolmentToken: null,
        workstationName: () => 'Comptoir',
        proxy: () => null,
        headless: () => true,
        version: '0.1.0',
      };
      const onCountersigned = () => undefined;
      const link = new Link({
        settings,
        identity,
        register,
        desk,
        freshness,
        onCountersigned,
        log,
        clock: systemClock,
      });
      links.push(link);
      link.start();
      while (freshness.stamp().state !== 'live' && links.length % 50 === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  },
  /** Begins to wait until all have committed this position. */
  await: (position: number) => {
    awaited = { position, missing: links.length, last: 0, told: Promise.withResolvers() };
  },
  /** When the last of them had committed it. */
  committed: () => awaited.told.promise,
});
