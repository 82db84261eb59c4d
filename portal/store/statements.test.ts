import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type ChainHead,
  genesisHead,
  type KeyStatement,
  typ,
  verifyEntry,
  verifyTip,
} from '../../protocol/envelope.ts';
import { systemClock } from '../clock.ts';
import { keysAndGenesis } from './genesis.ts';
import { createRoot } from './keys.ts';
import { applyEpoch, applyKeyStatement, epochRequest, keyRequest, signEpoch, signStatement } from './statements.ts';
import { openTestStore, type TestStore } from './store.testkit.ts';
import type { Store } from './store.ts';

const open: TestStore[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function fresh(): Promise<Store> {
  const made = await openTestStore();
  open.push(made);
  return made.store;
}

const publish = (store: Store, id: string) =>
  store.feed.publish((_trx, append) => append({ bulletin: { id, revision: 1, state: 'in-force', kind: 'recall' } }));

function rootOf(store: Store) {
  const root = store.keys.demonstrationRootKey();
  if (root === null) throw new Error('no demonstration root');
  return root;
}

async function headOf(store: Store): Promise<ChainHead> {
  let head = genesisHead(store.info.feed, store.keys.rootThumbprint);
  for (const { jws } of await store.feed.entries(0, 1_000)) head = (await verifyEntry(jws, head)).head;
  return head;
}

describe('keys', () => {
  test('are files for their owner alone, and never in the database', async () => {
    const made = await openTestStore();
    open.push(made);
    const folder = join(made.dataDir, 'keys');
    const names = readdirSync(folder).filter((name) => name.endsWith('.jwk'));
    expect(names).toHaveLength(3);
    for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const secrets = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).d);
    const entries = await made.store.db.selectFrom('feed_entry').selectAll().execute();
    for (const secret of secrets) expect(JSON.stringify(entries)).not.toContain(secret);
  });

  test('new ones sign from the statement on, which the new entry key signs itself; old ones nothing more', async () => {
    const store = await fresh();
    await publish(store, 'B1');
    const before = await headOf(store);
    const request = await keyRequest(store, { renew: ['entry', 'tip'], suspect: [{ kid: 'x', from: 2, to: 2 }] });
    expect(request.version).toBe(2);
    const applied = await applyKeyStatement(store, await signStatement(rootOf(store), request));
    await publish(store, 'B2');
    const after = await headOf(store);
    expect(after.position).toBe(4);
    expect(after.ring.version).toBe(2);
    expect(after.ring.suspect).toEqual([{ kid: 'x', from: 2, to: 2 }]);
    const kids = (head: ChainHead) => head.ring.current().map((key) => key.kid);
    expect(kids(after).some((kid) => kids(before).includes(kid))).toBe(false);
    expect(applied.position).toBe(3);
    const signer = await store.feed.tipSigner(await store.feed.head());
    const tip = await signer.sign(typ.tip, { feed: store.info.feed, position: 4, hash: after.hash, at: 'now' });
    expect(await verifyTip(tip, after.ring)).toMatchObject({ position: 4 });
  });

  test('lost ones are replaced by the root, where its public half and the first entry are left', async () => {
    const made = await openTestStore();
    open.push(made);
    const { store, dataDir, reopen } = made;
    await store.close();
    const keys = join(dataDir, 'keys');
    const root = JSON.parse(readFileSync(join(keys, 'root.jwk'), 'utf8'));
    for (const name of readdirSync(keys))
      if (!['root.pub.json', 'genesis.jws'].includes(name)) rmSync(join(keys, name));
    const again = await reopen();
    await expect(again.feed.requireKeys()).rejects.toMatchObject({ fault: 'key-unknown' });
    const request = await keyRequest(again, { renew: ['entry', 'tip'] });
    await applyKeyStatement(again, await signStatement(root, request));
    await again.feed.requireKeys();
    await publish(again, 'B1');
    expect((await headOf(again)).position).toBe(3);
  });

  test('a statement that the root did not sign, or an old one, changes nothing', async () => {
    const store = await fresh();
    const request = await keyRequest(store, { renew: ['tip'] });
    const { root: stranger } = await createRoot();
    await expect(applyKeyStatement(store, await signStatement(stranger, request))).rejects.toMatchObject({
      name: 'FeedError',
    });
    const old: KeyStatement = { ...request, version: 1 };
    await expect(applyKeyStatement(store, await signStatement(rootOf(store), old))).rejects.toMatchObject({
      fault: 'statement',
    });
    expect((await store.feed.head()).position).toBe(1);
    await applyKeyStatement(store, await signStatement(rootOf(store), request));
    expect((await publish(store, 'B1')).position).toBe(3);
  });

  test('a root kept elsewhere signs a request before the first start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigilot-keys-'));
    folders.push(folder);
    const { root, publicRoot } = await createRoot();
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys', 'root.pub.json'), JSON.stringify(publicRoot));
    await expect(keysAndGenesis(folder, systemClock)).rejects.toMatchObject({
      name: 'StoreError',
      fault: 'keys-unsigned',
    });
    const request = JSON.parse(readFileSync(join(folder, 'keys', 'root-request.json'), 'utf8'));
    writeFileSync(join(folder, 'keys', 'root-statement.jws'), `${await signStatement(root, request)}\n`);
    const { keys, genesis } = await keysAndGenesis(folder, systemClock);
    expect(keys.demonstrationRoot).toBe(false);
    await verifyEntry(genesis, genesisHead(request.feed, keys.rootThumbprint));
    // Whatever happens to the database, the feed begins with the same bytes.
    expect((await keysAndGenesis(folder, systemClock)).genesis).toBe(genesis);
  });
});

describe('an epoch', () => {
  test('cuts after the common entry, keeps what it cut, and broadcasts it again after itself', async () => {
    const store = await fresh();
    await publish(store, 'B1');
    await publish(store, 'B2');
    const cut = await publish(store, 'B3');
    const renewal = await applyKeyStatement(
      store,
      await signStatement(rootOf(store), await keyRequest(store, { renew: ['tip'] })),
    );
    const statement = await signEpoch(rootOf(store), await epochRequest(store, 3));
    const epoch = await applyEpoch(store, statement);
    expect(epoch.position).toBe(4);
    expect(await store.feed.epochs()).toMatchObject([{ position: 4, jws: epoch.jws }]);
    const head = await headOf(store);
    expect(head.position).toBe(6);
    expect(head.ring.version).toBe(2);
    const bulletins = await store.db
      .selectFrom('feed_entry')
      .select(['position', 'bulletin', 'kind'])
      .orderBy('position')
      .execute();
    expect(bulletins.map((row) => row.bulletin ?? row.kind)).toEqual(['keys', 'B1', 'B2', 'epoch', 'keys', 'B3']);
    expect(await store.feed.abandoned(4, cut.hash)).toBe(true);
    expect(await store.feed.abandoned(5, renewal.hash)).toBe(true);
    expect((await publish(store, 'B4')).position).toBe(7);
    // The same statement is not a second epoch.
    await expect(applyEpoch(store, statement)).rejects.toMatchObject({ type: 'state-conflict' });
  });

  test('a statement of a stranger, or one that names no entry of ours, changes nothing', async () => {
    const store = await fresh();
    await publish(store, 'B1');
    const request = await epochRequest(store, 1);
    const { root: stranger } = await createRoot();
    await expect(applyEpoch(store, await signEpoch(stranger, request))).rejects.toMatchObject({ name: 'FeedError' });
    const elsewhere = await signEpoch(rootOf(store), { ...request, hash: 'of-another-branch' });
    await expect(applyEpoch(store, elsewhere)).rejects.toMatchObject({ details: { state: 'not-ours' } });
    expect((await store.feed.head()).position).toBe(2);
  });
});

test('opening a store over a database whose keys are elsewhere is refused in words', async () => {
  const made = await openTestStore();
  open.push(made);
  await made.store.close();
  rmSync(join(made.dataDir, 'keys'), { recursive: true });
  await expect(made.reopen()).rejects.toMatchObject({ name: 'StoreError', fault: 'keys-missing' });
});
