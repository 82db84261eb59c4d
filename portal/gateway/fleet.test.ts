import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { onServer, openTestStore } from '../store/store.testkit.ts';
import { Deliveries } from './deliveries.ts';
import { enrol, eventually, openTestGateway, publishBulletin, type TestLink } from './gateway.testkit.ts';

/** Two gateways over one database: two processes' worth of stores on a server, one shared store when embedded. */
async function twoGateways() {
  const made = await openTestStore();
  onTestFinished(() => made.dispose());
  const stores = [made.store, onServer ? await made.reopen() : made.store] as const;
  const gateways = [await openTestGateway(stores[0]), await openTestGateway(stores[1])] as const;
  for (const gateway of gateways) onTestFinished(() => gateway.close());
  return { stores, gateways, store: made.store };
}

const entriesOf = (link: TestLink) => link.seen.flatMap((frame) => (frame.type === 'entry' ? [frame.entry] : []));

describe('two gateways over one store', () => {
  test('16 writers with random rollbacks: every link gets every entry once, in order, without a gap', async () => {
    const { stores, gateways, store } = await twoGateways();
    const workstations = [await enrol(store), await enrol(store), await enrol(store), await enrol(store)];
    const links = workstations.map((workstation, n) => workstation.connect(gateways[n % 2 === 0 ? 0 : 1].url));
    onTestFinished(async () => {
      for (const link of links) link.socket.terminate();
    });
    await Promise.all(links.map((link) => link.next('tip')));
    let written = 0;
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        const own = stores[writer % 2 === 0 ? 0 : 1];
        for (let round = 0; round < 5; round += 1) {
          if (Math.random() < 0.4) {
            const failing = own.feed.publish(async (_trx, append) => {
              await append({ bulletin: { id: 'NEVER', revision: 1 } });
              throw new Error('rolled back');
            });
            await expect(failing).rejects.toThrow('rolled back');
          } else {
            await publishBulletin(own);
            written += 1;
          }
        }
      }),
    );
    const position = 1 + written;
    for (const link of links) await link.until(() => entriesOf(link).length >= position);
    const stored = (await store.feed.entries(0, 1_000)).map((entry) => entry.jws);
    expect(stored).toHaveLength(position);
    for (const link of links) expect(entriesOf(link)).toEqual(stored);
    // A gap, a repetition or a wrong order would have broken the workstation's own verification.
    for (const { head } of workstations) expect(head.position).toBe(position);
    const ids = workstations.map((workstation) => workstation.id);
    const reached = await eventually(
      () => store.db.selectFrom('workstation').select('position').where('id', 'in', ids).execute(),
      (rows) => rows.every((row) => row.position === position),
    );
    expect(reached).toHaveLength(4);
    const deliveries = await store.db.selectFrom('delivery').selectAll().execute();
    expect(deliveries).toHaveLength(4 * written);
  });

  test('a key that links to the other gateway too: the older goes, wherever it is', async () => {
    const { gateways, store } = await twoGateways();
    const workstation = await enrol(store);
    const older = workstation.connect(gateways[0].url);
    await older.next('tip');
    const newer = workstation.connect(gateways[1].url);
    onTestFinished(async () => newer.socket.terminate());
    await newer.next('tip');
    expect((await older.closed).reason).toBe('superseded');
    const alarms = await eventually(
      () => store.db.selectFrom('alarm').select(['code', 'workstation']).execute(),
      (rows) => rows.length > 0,
    );
    expect(alarms).toEqual([{ code: 'workstation-twice', workstation: workstation.id }]);
  });

  test('what one has just sent is not taken for a loss by the other', async () => {
    const { stores, gateways, store } = await twoGateways();
    const workstation = await enrol(store);
    for (let n = 0; n < 10; n += 1) {
      await publishBulletin(stores[n % 2 === 0 ? 0 : 1]);
      const link = workstation.connect(gateways[n % 2 === 0 ? 0 : 1].url);
      await link.next('tip');
      await link.close();
    }
    expect((await store.feed.head()).recovering).toBe(false);
    expect(await store.db.selectFrom('alarm').selectAll().execute()).toEqual([]);
  });

  test('what a gateway writes late does not take back what the next one wrote; a register built anew does', async () => {
    const { stores, store } = await twoGateways();
    const { id } = await enrol(store);
    for (let n = 0; n < 3; n += 1) await publishBulletin(store);
    const log = pino({ level: 'silent' });
    const [late, next] = [new Deliveries(stores[0], log), new Deliveries(stores[1], log)];
    const position = async () =>
      (await store.db.selectFrom('workstation').select('position').where('id', '=', id).executeTakeFirstOrThrow())
        .position;
    next.tell(id, 4);
    await next.close();
    late.tell(id, 2);
    await late.close();
    expect(await position()).toBe(4);
    const rebuilt = new Deliveries(stores[0], log);
    rebuilt.tell(id, 0, { version: '1.0.0', headless: false });
    await rebuilt.close();
    expect(await position()).toBe(0);
  });

  if (onServer)
    test('a lost notification connection is made again, and nothing is missed meanwhile', async () => {
      const { gateways, store } = await twoGateways();
      const workstation = await enrol(store);
      const link = workstation.connect(gateways[1].url);
      onTestFinished(async () => link.socket.terminate());
      await link.next('tip');
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'vigilot-bus' and datname = current_database()`.execute(store.db);
      await publishBulletin(store);
      await link.next('entry');
      const before = await eventually(
        () =>
          sql<{ count: number }>`select count(*) from pg_stat_activity
            where application_name = 'vigilot-bus' and datname = current_database()`.execute(store.db),
        ({ rows }) => rows[0]?.count === 2,
      );
      expect(before.rows).toHaveLength(1);
      await publishBulletin(store);
      await link.until(() => workstation.head.position === 3);
    });
});
