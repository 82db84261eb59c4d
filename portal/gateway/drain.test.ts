import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { onServer } from '../store/store.testkit.ts';
import { enrol, publishBulletin } from './gateway.testkit.ts';
import { scene } from './scene.testkit.ts';

test('a gateway that drains sends its workstations elsewhere, spread over the time it is given, and takes no more', async () => {
  const { store, connect, gateway } = await scene();
  const links = [connect()];
  for (let n = 0; n < 9; n += 1) links.push(connect({}, await enrol(store)));
  for (const link of links) await link.next('tip');
  const left: number[] = [];
  for (const link of links) void link.closed.then(() => left.push(gateway.stats().links.live));
  const drained = gateway.drain(1_000);
  const late = connect({}, await enrol(store));
  expect(await late.refused).toMatchObject({ status: 503, retryAfter: '5' });
  await drained;
  for (const link of links) {
    // RFC 6455, section 7.4.1: the service restarts; an agent comes back at once, and its balancer sends it elsewhere.
    expect(await link.closed).toEqual({ code: 1012, reason: 'restart' });
    expect((await link.next('bye')).reason).toBe('restart');
  }
  expect(gateway.stats().links.live).toBe(0);
  // One after the other: most still stood when the first had gone.
  expect(left[0]).toBeGreaterThan(4);
});

const title = onServer ? '' : ' (not tried: VIGILOT_TEST_DATABASE_URL names no PostgreSQL server)';
test.skipIf(!onServer)(
  `what a workstation has told is written and receipted before it is sent elsewhere${title}`,
  async () => {
    const { store, connect, gateway, workstation } = await scene();
    const { id } = await publishBulletin(store);
    const link = connect();
    await link.next('tip');
    const holding = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holder = store.db.transaction().execute(async (trx) => {
      await sql`select 1 from workstation where id = ${workstation.id} for update`.execute(trx);
      holding.resolve();
      await release.promise;
    });
    await holding.promise;
    const event = (seq: number): UpwardEvent => ({
      seq,
      id: `E${seq}`,
      kind: 'acknowledged',
      at: new Date().toISOString(),
      bulletin: id,
      revision: 1,
      data: { operator: 'OP1' },
    });
    link.event(event(1));
    // The database holds the writing of it up.
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted`.execute(
        store.db,
      );
      waiting = rows[0]?.n ?? 0;
    }
    const drained = gateway.drain(0);
    release.resolve();
    await holder;
    await drained;
    expect(link.seen.map(({ type }) => type).slice(-2)).toEqual(['receipt', 'bye']);
    const { count } = await store.db
      .selectFrom('workstation_event')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(1);
  },
);
