/**
 * The fleet over several portals, as the processes that ship: two over one PostgreSQL behind a relay in the load balancer's
 * place, hundreds of links and real agents, one portal killed or stopped in the middle of a broadcast.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import type { LocalPortal } from '../cli/local-portal.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { enrol } from './gateway/gateway.testkit.ts';
import { openRelay } from './gateway/relay.testkit.ts';
import { SimulatedAgent } from './gateway/simulated.testkit.ts';
import { newTestPlace, onServer } from './store/store.testkit.ts';
import { openStore, type Store } from './store/store.ts';

const title = onServer ? '' : ' (not tried: VIGILOT_TEST_DATABASE_URL names no PostgreSQL server)';
const SIMULATED = 200;
const BURST = 16;

/** What IT copies from the first host to the next (docs/operations.md): the folder of keys, without a root, and the access keys. */
function copyKeys(from: string): (to: string) => void {
  return (to) => {
    cpSync(join(from, 'keys'), join(to, 'keys'), { recursive: true });
    rmSync(join(to, 'keys', 'root.jwk'));
    cpSync(join(from, 'portal.json'), join(to, 'portal.json'));
  };
}

async function twoPortals() {
  const place = await newTestPlace({ onDisk: false });
  onTestFinished(() => place.dispose());
  const { databaseUrl } = place;
  if (databaseUrl === undefined) throw new Error('only on a server');
  const shop = await Shop.open(databaseUrl);
  onTestFinished(() => shop.close());
  const second = await shop.addPortal('portal-2', databaseUrl, copyKeys(shop.portalDir));
  const relay = await openRelay([shop.portal.url, second.url]);
  copyKeys(shop.portalDir)(place.dataDir);
  const store = await openStore({ dataDir: place.dataDir, databaseUrl, log: pino({ level: 'silent' }) });
  onTestFinished(() => store.close());
  return { shop, second, relay, store, databaseUrl };
}

/** Hundreds of workstations over the relay, all of them at the first entry. */
async function openFleet(store: Store, url: string) {
  const agents: SimulatedAgent[] = [];
  const feed = `${url.replace('http', 'ws')}/v1/feed`;
  for (let n = 0; n < SIMULATED; n += 1) agents.push(new SimulatedAgent(await enrol(store), feed));
  onTestFinished(async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
  });
  for (const agent of agents) agent.start();
  const all = (what: string, holds: (agent: SimulatedAgent) => boolean) =>
    until(() => (agents.every(holds) ? true : undefined), { seconds: 60, what });
  const everybodyAt = (position: number) =>
    all(`position ${position} everywhere`, ({ workstation }) => workstation.head.position >= position);
  await everybodyAt(1);
  return {
    agents,
    everybodyAt,
    /** Does `act` once, when the first workstation has half of the broadcast; returns how many had not yet. */
    inTheMiddle: (act: () => void) => {
      const middle = 1 + BURST / 2;
      let behind: number | null = null;
      for (const agent of agents) {
        agent.onEntry = (position) => {
          if (position < middle || behind !== null) return;
          behind = agents.filter(({ workstation }) => workstation.head.position < middle).length;
          act();
        };
      }
      return () => behind ?? 0;
    },
    /** Some changed to the other portal, and not all of them. */
    expectMoved: async () => {
      const moved = agents.filter(({ ends }) => ends.length > 0).length;
      expect(moved).toBeGreaterThan(SIMULATED / 4);
      expect(moved).toBeLessThan(SIMULATED);
    },
    /** Each entry once and in order, over all links of everybody; each acknowledgement and each delivery once. */
    expectAllOnce: async (bulletins: readonly string[], more: number) => {
      const positions = Array.from({ length: 1 + BURST }, (_, index) => index + 1);
      for (const { received } of agents) expect(received).toEqual(positions);
      await all('receipts', ({ settled }) => settled);
      const counted = await store.db
        .selectFrom('workstation_event')
        .select(({ fn }) => ['bulletin', fn.countAll<number>().as('count')])
        .where('kind', '=', 'acknowledged')
        .groupBy('bulletin')
        .execute();
      expect(new Map(counted.map(({ bulletin, count }) => [bulletin, count]))).toEqual(
        new Map(bulletins.map((id) => [id, SIMULATED])),
      );
      const delivered = () =>
        store.db
          .selectFrom('delivery')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
      const expected = (SIMULATED + more) * BURST;
      await until(async () => ((await delivered()).count === expected ? true : undefined), {
        seconds: 60,
        what: 'all deliveries',
      });
    },
  };
}

/** Publishes a burst of recalls; returns their ids. */
async function broadcast(portal: LocalPortal): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < BURST; n += 1) ids.push((await portal.publish(recallDraft(`R-${n}`, testGtin(n), ['A1']))).id);
  return ids;
}

describe.skipIf(!onServer)(`two portals over one PostgreSQL${title}`, () => {
  test('one killed in the middle of a broadcast: nobody misses an entry, nothing counts twice', async () => {
    const { shop, second, relay, store } = await twoPortals();
    const fleet = await openFleet(store, relay.url);
    const real = ['post-1', 'post-2', 'post-3'];
    for (const name of real) await shop.addAgent(name, { VIGILOT_PORTAL_URL: relay.url });

    let killed: Promise<void> | null = null;
    const behindAtTheKill = fleet.inTheMiddle(() => {
      killed = shop.killPortal();
    });
    const bulletins = await broadcast(second);
    await fleet.everybodyAt(1 + BURST);
    expect(killed).not.toBeNull();
    await killed;
    expect(behindAtTheKill()).toBeGreaterThan(0);
    await fleet.expectMoved();
    await fleet.expectAllOnce(bulletins, real.length);
    for (const name of real) {
      const last = testGtin(BURST - 1);
      await until(async () => ((await shop.check(name, last, 'A1')).verdict === 'block' ? true : undefined), {
        seconds: 60,
        what: `block at ${name}`,
      });
      await shop.synced(name);
    }
    expect(await store.db.selectFrom('alarm').select('code').execute()).toEqual([]);
    expect((await store.feed.head()).position).toBe(1 + BURST);
  }, 240_000);

  test('one stopped in the middle of a broadcast hands its links over: it says so, nobody misses an entry, nothing counts twice', async () => {
    const { shop, second, relay, store } = await twoPortals();
    const fleet = await openFleet(store, relay.url);
    const ready = (url: string) =>
      fetch(`${url}/v1/ready`).then(
        async (answer) => [answer.status, ((await answer.json()) as { checks: { service: string } }).checks.service],
        () => ['gone'],
      );
    expect(await ready(shop.portal.url)).toEqual([200, 'ok']);
    const leaving = shop.portal.url;
    const said: unknown[] = [];
    let stopped: Promise<void> | null = null;
    const behindAtTheStop = fleet.inTheMiddle(() => {
      stopped = shop.stopPortal();
      void (async () => {
        while (said.at(-1) !== 'gone') said.push((await ready(leaving)).join(' '));
      })();
    });
    const bulletins = await broadcast(second);
    await fleet.everybodyAt(1 + BURST);
    expect(stopped).not.toBeNull();
    await stopped;
    expect(said).toContain('503 draining');
    expect(behindAtTheStop()).toBeGreaterThan(0);
    await fleet.expectMoved();
    // Each of those was sent elsewhere in so many words; none was cut off.
    const ends = fleet.agents.flatMap((agent) => agent.ends).filter(({ code }) => code !== 1006 || code === undefined);
    expect(new Set(ends.map(({ code, reason }) => `${code} ${reason}`))).toEqual(new Set(['1012 restart']));
    expect(ends.length).toBeGreaterThan(SIMULATED / 4);
    await fleet.expectAllOnce(bulletins, 0);
    expect(await ready(second.url)).toEqual([200, 'ok']);
    expect(await store.db.selectFrom('alarm').select('code').execute()).toEqual([]);
  }, 240_000);

  test('revocation and recovery hold on whichever portal holds the link; another portal’s keys are refused', async () => {
    const { shop, second, relay, store, databaseUrl } = await twoPortals();
    // One link on each portal, revoked at the other.
    for (const [here, there] of [
      [shop.portal, second],
      [second, shop.portal],
    ] as const) {
      const workstation = await enrol(store);
      const link = workstation.connect(`${here.url.replace('http', 'ws')}/v1/feed`);
      onTestFinished(async () => link.socket.terminate());
      await link.next('tip');
      await there.call('operator', 'POST', `/v1/workstations/${workstation.id}/revocation`, { reason: 'vol' });
      expect((await link.next('revoked')).notice).not.toBe('');
      expect((await link.closed).reason).toBe('revoked');
    }

    const health = (url: string) =>
      fetch(`${url}/v1/health`).then(async (answer) => ((await answer.json()) as { status: string }).status);
    await store.feed.beginRecovery((await store.feed.head()).position + 1);
    for (const portal of [shop.portal, second]) {
      expect(await health(portal.url)).toBe('recovering');
      await expect(portal.publish(recallDraft(`R-${portal.url}`, testGtin(1), ['A1']))).rejects.toThrow();
      const link = (await enrol(store)).connect(`${portal.url.replace('http', 'ws')}/v1/feed`);
      onTestFinished(async () => link.socket.terminate());
      // It is given what is known and no tip: nothing of it may be called fresh.
      await link.next('entry');
      link.send({ type: 'ping' });
      await link.next('pong');
      expect(link.seen.map(({ type }) => type)).not.toContain('tip');
    }
    await store.feed.endRecovery();
    await shop.addAgent('post-1', { VIGILOT_PORTAL_URL: relay.url });

    const own = copyKeys(shop.portalDir);
    const refusal = async (name: string, prepare: (dataDir: string) => void) => {
      const error: Error = await shop.addPortal(name, databaseUrl, prepare).then(
        () => new Error('it started'),
        (reason: Error) => reason,
      );
      return error.message;
    };
    expect(await refusal('no-keys', () => undefined)).toContain('folder of keys');
    expect(
      await refusal('other-access', (dir) => {
        own(dir);
        const file = join(dir, 'portal.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"authority-', '"authority-x'));
      }),
    ).toContain('other access keys');
    const { kid } = await store.feed.entrySigner();
    expect(
      await refusal('key-behind', (dir) => {
        own(dir);
        rmSync(join(dir, 'keys', `entry-${kid}.jwk`));
      }),
    ).toContain('A key in force is not in');
  }, 120_000);
});
