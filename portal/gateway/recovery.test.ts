import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { genesisHead, hashOf, typ, verifyEntry, verifyTip } from '../../protocol/envelope.ts';
import { applyEpoch, epochRequest, signEpoch } from '../store/statements.ts';
import type { Store } from '../store/store.ts';
import { enrol, openTestGateway, publishBulletin } from './gateway.testkit.ts';
import { scene } from './scene.testkit.ts';

/** Puts the feed back to `position`, as restoring a backup of the database does; `feed.log` is lost with it. */
async function restoreTo(store: Store, position: number): Promise<void> {
  await store.db.deleteFrom('feed_entry').where('position', '>', position).execute();
  const entry = await store.db
    .selectFrom('feed_entry')
    .selectAll()
    .where('position', '=', position)
    .executeTakeFirstOrThrow();
  await store.db.updateTable('feed_head').set({ position, hash: entry.hash, at: entry.at }).execute();
  for (const table of ['bulletin_history', 'bulletin_revision', 'bulletin']) {
    await sql.raw(`delete from ${table}`).execute(store.db);
  }
}

/** A feed of `count` bulletins that a workstation holds, with the tip over them, and then the backup at `position`. */
async function restored(count: number, position: number) {
  const set = await scene();
  for (let n = 0; n < count; n += 1) await publishBulletin(set.store);
  const link = set.connect();
  await link.next('tip');
  await link.close();
  await set.close();
  const entries = await set.store.feed.entries(0, 1_000);
  await restoreTo(set.store, position);
  const opened = await openTestGateway(set.store, { clock: set.clock });
  onTestFinished(() => opened.close());
  const connect: typeof set.connect = (o = {}, who = set.workstation) => {
    const again = who.connect(opened.url, o);
    onTestFinished(async () => again.socket.terminate());
    return again;
  };
  return { ...set, ...opened, connect, entries };
}

describe('a portal restored from an older backup', () => {
  test('takes the missing entries back from a workstation that shows a tip of ours, and publishes nothing until then', async () => {
    const { store, connect, workstation, entries, alarms, gateway } = await restored(5, 2);
    const link = connect();
    expect((await link.next('welcome')).position).toBe(2);
    expect((await link.next('recover')).position).toBe(2);
    await expect(publishBulletin(store)).rejects.toMatchObject({ type: 'state-conflict' });
    expect(gateway.stats().recovering).toBe(true);
    expect(await alarms()).toEqual(['feed-recovering']);
    // Another workstation, which holds nothing, gets what there is, and no tip.
    const other = connect({}, await enrol(store));
    await other.until(() => other.seen.filter((frame) => frame.type === 'entry').length === 2);
    other.send({ type: 'nonce', nonce: 'is-this-the-newest' });
    other.send({ type: 'ping' });
    await other.next('pong');
    expect(other.seen.some((frame) => frame.type === 'tip')).toBe(false);

    link.send({ type: 'entries', entries: workstation.entries.slice(2) });
    const { tip } = await link.next('tip');
    expect(await verifyTip(tip, workstation.head.ring)).toMatchObject({ position: 6, hash: workstation.head.hash });
    expect(await store.feed.entries(0, 100)).toEqual(entries);
    await other.until(() => other.seen.filter((frame) => frame.type === 'entry').length === 6);
    await other.next('tip');
    const { position } = await publishBulletin(store);
    expect(position).toBe(7);
    await link.next('entry');
    const histories = await store.db.selectFrom('bulletin_history').select('state').execute();
    expect(histories.map((row) => row.state)).toEqual(['recovered', 'recovered', 'recovered', 'recovered']);
  });

  test('asks again until all is back, in pieces as they come', async () => {
    const { store, connect, workstation } = await restored(5, 2);
    const link = connect();
    await link.next('recover');
    link.send({ type: 'entries', entries: workstation.entries.slice(2, 4) });
    expect((await link.next('recover')).position).toBe(4);
    await expect(publishBulletin(store)).rejects.toMatchObject({ type: 'state-conflict' });
    link.send({ type: 'entries', entries: workstation.entries.slice(4) });
    await link.next('tip');
    expect((await store.feed.head()).position).toBe(6);
  });

  test('believes a workstation without a tip as far as the entries that it sends', async () => {
    const { store, connect, workstation } = await restored(4, 1);
    workstation.tip = null;
    const link = connect();
    await link.next('recover');
    expect((await publishableNow(store)) && true).toBe(true);
    link.send({ type: 'entries', entries: workstation.entries.slice(1, 3) });
    expect((await link.next('recover')).position).toBe(3);
    expect(await publishableNow(store)).toBe(false);
    link.send({ type: 'entries', entries: workstation.entries.slice(3) });
    await link.next('tip');
    expect(await publishableNow(store)).toBe(true);
  });

  test('an unsigned claim, or forged entries, cost the connection and nothing else', async () => {
    const { store, connect, workstation, alarms } = await scene();
    const claims = connect({ hello: { position: 1_000, hash: 'x'.repeat(43) } });
    await claims.next('recover');
    claims.send({ type: 'entries', entries: [] });
    expect((await claims.next('bye')).reason).toBe('entries-useless');
    const forged = await workstation.signer.sign(typ.entry, {
      feed: store.info.feed,
      position: 2,
      previous: (await store.feed.head()).hash,
      at: new Date().toISOString(),
      bulletin: { id: 'FORGED', revision: 1 },
    });
    const forges = connect({ hello: { position: 2, hash: hashOf(forged) } });
    await forges.next('recover');
    forges.send({ type: 'entries', entries: [forged] });
    expect((await forges.next('bye')).reason).toBe('entries-refused');
    const tip = await workstation.signer.sign(typ.tip, {
      feed: store.info.feed,
      position: 9,
      hash: 'x',
      at: new Date().toISOString(),
    });
    const selfMade = connect({ hello: { position: 9, hash: 'x'.repeat(43), tip } });
    await selfMade.next('recover');
    expect(await publishableNow(store)).toBe(true);
    expect(await alarms()).toEqual([]);
  });

  test('entries that nobody asked for close the connection', async () => {
    const { connect, workstation } = await scene();
    const link = connect();
    await link.next('tip');
    link.send({ type: 'entries', entries: workstation.entries });
    expect((await link.next('bye')).reason).toBe('entries-unasked');
  });

  test('the operator may give the entries up: then a workstation that holds them shows a fork, and is not believed again', async () => {
    const { store, connect, alarms, workstation } = await restored(3, 2);
    const link = connect();
    await link.next('recover');
    await link.close();
    await store.feed.endRecovery();
    const ours = [await publishBulletin(store), await publishBulletin(store), await publishBulletin(store)];
    const again = connect();
    expect((await again.next('fork')).entry).toBe(ours[1]?.jws);
    expect((await again.next('bye')).reason).toBe('fork');
    expect(await alarms()).toEqual(['feed-recovering', 'feed-fork']);
    expect(again.seen.some((frame) => frame.type === 'tip' || frame.type === 'welcome')).toBe(false);
    expect((await store.feed.head()).recovering).toBe(false);
    expect(workstation.head.position).toBe(4);
    // Again and again is still one alarm.
    await connect().next('bye');
    expect(await alarms()).toHaveLength(2);
  });
});

async function publishableNow(store: Store): Promise<boolean> {
  return !(await store.feed.head()).recovering;
}

/** As `restored`, but said to be one: the portal must hear every workstation before it publishes. */
async function restoredFromBackup(count: number, position: number) {
  const set = await scene();
  const late = await enrol(set.store);
  for (let n = 0; n < count; n += 1) await publishBulletin(set.store);
  for (const who of [set.workstation, late]) {
    const link = set.connect({}, who);
    await link.next('tip');
    await link.close();
  }
  await set.close();
  await restoreTo(set.store, position);
  await set.store.db
    .updateTable('workstation')
    .set({ position, last_seen_at: new Date(0) })
    .execute();
  await set.store.db
    .updateTable('feed_head')
    .set({ recovering: true, restored_at: new Date(set.clock.wall()) })
    .execute();
  const opened = await openTestGateway(set.store, { clock: set.clock });
  onTestFinished(() => opened.close());
  const connect = (who: typeof late) => {
    const link = who.connect(opened.url);
    onTestFinished(async () => link.socket.terminate());
    return link;
  };
  return { ...set, ...opened, connect, late };
}

describe('a portal that `vigilot portal restore` filled', () => {
  test('publishes nothing before every workstation has come, though the first had all that was proved', async () => {
    const { store, connect, workstation, late, gateway } = await restoredFromBackup(5, 2);
    await expect(publishBulletin(store)).rejects.toMatchObject({ type: 'state-conflict' });
    expect(await store.feed.proveRestored()).toBe(false);
    // It was switched off for a while: what it holds is less than what was published.
    const behind = { entries: workstation.entries.slice(2, 4), tip: null, position: 5 };
    const held = workstation.head;
    let head = genesisHead(store.info.feed, store.keys.rootThumbprint);
    for (const entry of workstation.entries.slice(0, 4)) head = (await verifyEntry(entry, head)).head;
    workstation.head = head;
    workstation.tip = behind.tip;
    const first = connect(workstation);
    await first.next('recover');
    first.send({ type: 'entries', entries: behind.entries });
    await expect.poll(() => gateway.stats().links.live, { timeout: 20_000 }).toBe(1);
    expect((await store.feed.head()).position).toBe(4);
    expect(await store.feed.proveRestored()).toBe(false);
    await expect(publishBulletin(store)).rejects.toMatchObject({ type: 'state-conflict' });
    expect(first.seen.some((frame) => frame.type === 'tip')).toBe(false);

    const second = connect(late);
    await second.next('recover');
    second.send({ type: 'entries', entries: late.entries.slice(4) });
    // The last one has shown what it holds: what the first lacks comes down to it, and tips are signed again.
    expect(await verifyTip((await first.next('tip')).tip, held.ring)).toMatchObject({ position: 6, hash: held.hash });
    await second.next('tip');
    expect(await store.feed.head()).toMatchObject({ position: 6, recovering: false, restored_at: null });
    expect((await publishBulletin(store)).position).toBe(7);
  });

  test('or before the operator says that nothing more will come', async () => {
    const { store, connect, workstation } = await restoredFromBackup(3, 4);
    connect(workstation);
    const heard = () => store.feed.heardSinceRestore();
    await expect.poll(heard, { timeout: 20_000 }).toEqual({ known: 2, heard: 1 });
    expect(await store.feed.proveRestored()).toBe(false);
    await store.feed.endRecovery();
    expect(await store.feed.heardSinceRestore()).toBeNull();
    expect((await publishBulletin(store)).position).toBe(5);
  });

  test('that knows no workstation waits for the operator: nobody can prove anything', async () => {
    const { store } = await restoredFromBackup(2, 2);
    await store.db.updateTable('workstation').set({ revoked_at: new Date() }).execute();
    expect(await store.feed.heardSinceRestore()).toEqual({ known: 0, heard: 0 });
    expect(await store.feed.proveRestored()).toBe(false);
  });

  test('what was done about a lost bulletin is not refused: it is told again once the bulletin is back', async () => {
    const { connect, workstation } = await restoredFromBackup(3, 2);
    const lost = JSON.parse(Buffer.from(workstation.entries[3]?.split('.')[1] ?? '', 'base64url').toString());
    const event = {
      seq: 1,
      id: 'E1',
      kind: 'acknowledged' as const,
      at: new Date().toISOString(),
      bulletin: lost.bulletin.id as string,
      revision: 1,
      data: { operator: 'OP1' },
    };
    const link = connect(workstation);
    await link.next('recover');
    link.event(event);
    link.send({ type: 'entries', entries: workstation.entries.slice(2) });
    expect((await link.next('bye')).reason).toBe('recovered');
    expect(link.seen.some((frame) => frame.type === 'refused')).toBe(false);
    const again = connect(workstation);
    await again.next('welcome');
    again.event(event);
    expect((await again.next('receipt')).seq).toBe(1);
  });
});

describe('a fork', () => {
  test('shown by the entries that follow: both signed, so it is one, and both are kept', async () => {
    const { store, connect, workstation, alarms } = await restored(3, 2);
    workstation.tip = null;
    const [mine] = [await publishBulletin(store)];
    const link = connect();
    expect((await link.next('recover')).position).toBe(3);
    link.send({ type: 'entries', entries: workstation.entries.slice(3) });
    expect((await link.next('fork')).entry).toBe(mine?.jws);
    expect(await alarms()).toEqual(['feed-fork']);
    const { detail } = await store.db.selectFrom('alarm').select('detail').executeTakeFirstOrThrow();
    expect(detail).toMatchObject({ ours: mine?.jws, theirEntry: workstation.entries[3] });
  });

  test('ended by an epoch: its entry is shown after ours, nobody is alarmed again, and links begin anew', async () => {
    const { store, connect, workstation, alarms } = await restored(3, 2);
    const other = await enrol(store);
    const follows = connect({}, other);
    await follows.next('tip');
    await publishBulletin(store);
    await follows.next('entry');
    const forked = connect();
    await forked.next('recover');
    forked.send({ type: 'entries', entries: workstation.entries.slice(3) });
    expect((await forked.next('bye')).reason).toBe('fork');
    // Its tip proved a loss that its entries cannot fill: only the root, or the operator, can say how it goes on.
    expect(await publishableNow(store)).toBe(false);
    const before = await alarms();
    expect(before).toEqual(['feed-recovering', 'feed-fork']);
    const root = store.keys.demonstrationRootKey();
    if (root === null) throw new Error('no root');
    const epoch = await applyEpoch(store, await signEpoch(root, await epochRequest(store, 2)));
    expect((await follows.next('bye')).reason).toBe('feed-cut');
    // It held the entry that was cut: it is shown the epoch, with no new alarm.
    const back = connect({}, other);
    await back.next('fork');
    expect(back.seen.filter((frame) => frame.type === 'fork').map((frame) => frame.entry)).toEqual([epoch.jws]);
    const lost = connect();
    await lost.next('bye');
    expect(lost.seen.flatMap((frame) => (frame.type === 'fork' ? [frame.entry] : []))).toContain(epoch.jws);
    expect(await alarms()).toEqual(before);
    // A workstation of the old branch that is ahead of us, with a tip from before the epoch, does not stop the portal.
    expect((await store.feed.head()).recovering).toBe(false);
    expect(workstation.head.position).toBe(4);
    const fresh = connect({}, await enrol(store));
    await fresh.next('tip');
  });
});
