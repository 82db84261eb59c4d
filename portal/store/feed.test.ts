import { afterEach, describe, expect, test } from 'vitest';
import { genesisHead, hashOf, MAX_ENTRY_BYTES, verifyEntry } from '../../protocol/envelope.ts';
import { onServer, openTestStore, type TestStore, type TestStoreOptions } from './store.testkit.ts';
import type { Store } from './store.ts';

const open: TestStore[] = [];
async function fresh(o: TestStoreOptions = {}): Promise<TestStore> {
  const store = await openTestStore(o);
  open.push(store);
  return store;
}
afterEach(async () => {
  for (const each of open.splice(0)) await each.dispose();
});

const bulletin = (n: number) => ({ id: `B${n}`, revision: 1, state: 'in-force', kind: 'recall', title: `Recall ${n}` });
const publish = (store: Store, n: number) => store.feed.publish((_trx, append) => append({ bulletin: bulletin(n) }));

/** Every entry proved as an agent would, from the root on. */
async function proved(store: Store): Promise<number> {
  let head = genesisHead(store.info.feed, store.keys.rootThumbprint);
  for (const { jws } of await store.feed.entries(0, 10_000)) head = (await verifyEntry(jws, head)).head;
  return head.position;
}

describe('publishing', () => {
  test('begins with the key statement of the root, and every entry follows the one before', async () => {
    const { store } = await fresh();
    await publish(store, 1);
    await publish(store, 2);
    const entries = await store.feed.entries(0, 100);
    expect(entries.map((entry) => entry.position)).toEqual([1, 2, 3]);
    expect(await proved(store)).toBe(3);
    expect(await store.feed.head()).toMatchObject({ position: 3, hash: hashOf(entries[2]?.jws ?? ''), primary: true });
  });

  test('the entry and what the work wrote are one transaction', async () => {
    const { store } = await fresh();
    const failed = store.feed.publish(async (trx, append) => {
      await trx
        .insertInto('bulletin')
        .values({ id: 'B1', kind: 'recall', author_role: 'lab', created_at: new Date() })
        .execute();
      await append({ bulletin: bulletin(1) });
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await store.db.selectFrom('bulletin').selectAll().execute()).toEqual([]);
    expect((await store.feed.head()).position).toBe(1);
    expect((await publish(store, 2)).position).toBe(2);
  });

  test('16 writers with random rollbacks leave no gap and no fork', async () => {
    const { store } = await fresh();
    const wanted: string[] = [];
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let round = 0; round < 6; round += 1) {
        const id = `W${writer}-${round}`;
        const fails = Math.random() < 0.4;
        const work = store.feed.publish(async (_trx, append) => {
          await append({ bulletin: { ...bulletin(0), id } });
          if (fails) throw new Error('rolled back');
        });
        if (fails) await expect(work).rejects.toThrow('rolled back');
        else {
          await work;
          wanted.push(id);
        }
      }
    });
    await Promise.all(writers);
    const rows = await store.db.selectFrom('feed_entry').select(['position', 'bulletin']).orderBy('position').execute();
    expect(rows.map((row) => row.position)).toEqual(rows.map((_, index) => index + 1));
    expect(new Set(rows.slice(1).map((row) => row.bulletin))).toEqual(new Set(wanted));
    expect(await proved(store)).toBe(wanted.length + 1);
  });

  test('an entry that agents would refuse for its size is refused here', async () => {
    const { store } = await fresh();
    const huge = store.feed.publish((_trx, append) =>
      append({ bulletin: { ...bulletin(1), text: 'x'.repeat(MAX_ENTRY_BYTES) } }),
    );
    await expect(huge).rejects.toMatchObject({ type: 'too-large' });
    expect((await store.feed.head()).position).toBe(1);
  });

  test('time never runs backwards in the feed', async () => {
    let wall = Date.parse('2026-11-22T10:00:00Z');
    const { store } = await fresh({ clock: { wall: () => wall, monotonic: () => 0 } });
    await publish(store, 1);
    wall -= 3_600_000;
    const { jws } = await publish(store, 2);
    const head = await store.feed.head();
    expect(head.at.toISOString()).toBe('2026-11-22T10:00:00.000Z');
    expect(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).at).toBe(
      '2026-11-22T10:00:00.000Z',
    );
  });
});

describe('recovery', () => {
  test('refuses to publish until the proved position is taken back, exact bytes, rows of the bulletins too', async () => {
    const lost = await fresh();
    const before = await publish(lost.store, 1);
    const entries = [
      before,
      await publish(lost.store, 2),
      await lost.store.feed.publish((_trx, append) =>
        append({ bulletin: { ...bulletin(1), revision: 2, state: 'lifted', liftReason: 'over' } }),
      ),
    ];
    // The database is put back to where it was before any of it.
    await lost.store.db.deleteFrom('feed_entry').where('position', '>', 1).execute();
    const genesis = (await lost.store.feed.entries(0, 1))[0];
    await lost.store.db
      .updateTable('feed_head')
      .set({ position: 1, hash: genesis?.hash ?? '' })
      .execute();

    await lost.store.feed.beginRecovery(4);
    await expect(publish(lost.store, 9)).rejects.toMatchObject({
      type: 'state-conflict',
      details: { state: 'recovering' },
    });
    const [first, second, third] = entries.map((entry) => entry.jws);
    const half = await lost.store.feed.adopt([first ?? '', first ?? '']);
    expect(half).toMatchObject({ position: 2, adopted: 1, recovering: true, refused: null });
    const wrong = await lost.store.feed.adopt([third ?? '']);
    expect(wrong).toMatchObject({ position: 2, adopted: 0, refused: { error: { fault: 'position' } } });
    expect(await lost.store.feed.adopt([second ?? '', third ?? ''])).toMatchObject({ position: 4, recovering: false });

    const rows = await lost.store.db
      .selectFrom('bulletin_revision')
      .select(['bulletin', 'revision', 'state', 'position'])
      .orderBy('position')
      .execute();
    expect(rows).toEqual([
      { bulletin: 'B1', revision: 1, state: 'superseded', position: 2 },
      { bulletin: 'B2', revision: 1, state: 'in-force', position: 3 },
      { bulletin: 'B1', revision: 2, state: 'lifted', position: 4 },
    ]);
    expect(await lost.store.db.selectFrom('bulletin').select(['id', 'lifted']).orderBy('id').execute()).toEqual([
      { id: 'B1', lifted: true },
      { id: 'B2', lifted: false },
    ]);
    expect((await publish(lost.store, 9)).position).toBe(5);
    expect(await proved(lost.store)).toBe(5);
  });

  test('entries of another feed, or forged ones, are not taken', async () => {
    const ours = await fresh();
    const theirs = await fresh();
    const { jws } = await publish(theirs.store, 1);
    await ours.store.feed.beginRecovery(2);
    expect((await ours.store.feed.adopt([jws])).refused?.error.fault).toBe('feed');
    expect((await ours.store.feed.adopt(['not.a.jws'])).refused?.error.fault).toBe('malformed');
    expect(await ours.store.feed.signedByUs(jws)).toBe(false);
    expect((await ours.store.feed.head()).recovering).toBe(true);
    await ours.store.feed.endRecovery();
    expect((await publish(ours.store, 1)).position).toBe(2);
  });
});

describe('opening', () => {
  test('again finds the same feed, keys and name, and does not make a second genesis', async () => {
    const { store, reopen } = await fresh();
    await publish(store, 1);
    const { info } = store;
    await store.close();
    const again = await reopen();
    expect(again.info).toEqual(info);
    expect(again.keys.demonstrationRoot).toBe(true);
    expect((await publish(again, 2)).position).toBe(3);
    expect(await proved(again)).toBe(3);
  });

  // An embedded database is one process's; the lock is tested beside it.
  if (onServer)
    test('several portals at once over one database and one folder of keys make one feed', async () => {
      const { store, reopen } = await fresh();
      const others = await Promise.all([reopen(), reopen(), reopen()]);
      await Promise.all([store, ...others].map((each, n) => publish(each, n)));
      expect(others.map((each) => each.info)).toEqual(others.map(() => store.info));
      expect(await proved(store)).toBe(5);
    });
});
