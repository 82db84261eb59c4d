import { afterEach, describe, expect, test } from 'vitest';
import { genesisHead, hashOf, verifyEntry } from '../../protocol/envelope.ts';
import { openTestStore, type TestStore } from './store.testkit.ts';

const open: TestStore[] = [];
async function fresh(o: Parameters<typeof openTestStore>[0] = {}): Promise<TestStore> {
  const store = await openTestStore(o);
  open.push(store);
  return store;
}
afterEach(async () => {
  for (const each of open.splice(0)) await each.dispose();
});

const bulletin = (n: number) => ({ id: `B${n}`, revision: 1, state: 'in-force', kind: 'recall', title: `Recall ${n}` });

describe('the feed', () => {
  test('begins with the key statement of the root, and every entry follows the one before', async () => {
    const { store } = await fresh();
    await store.feed.publish(async (_trx, append) => {
      await append({ bulletin: bulletin(1) });
      await append({ bulletin: bulletin(2) });
    });
    const entries = await store.feed.entries(0, 100);
    let head = genesisHead(store.info.feed, store.keys.rootThumbprint);
    for (const { jws } of entries) head = (await verifyEntry(jws, head)).head;
    expect(entries.map((entry) => entry.position)).toEqual([1, 2, 3]);
    expect(await store.feed.head()).toMatchObject({ position: 3, hash: hashOf(entries[2]?.jws ?? ''), primary: true });
  });
});
