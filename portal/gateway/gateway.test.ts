import { describe, expect, test } from 'vitest';
import { typ, verifyTip } from '../../protocol/envelope.ts';
import { machineActor } from '../access/actor.ts';
import { revoke } from '../enrolment/revocation.ts';
import { eventually, publishBulletin } from './gateway.testkit.ts';
import { scene } from './scene.testkit.ts';

describe('a connection', () => {
  test('is welcomed, gets every entry in order, then a tip over its nonce, then what is published', async () => {
    const { store, workstation, connect } = await scene();
    await publishBulletin(store);
    await publishBulletin(store);
    const link = connect();
    expect(await link.next('welcome')).toMatchObject({ workstation: workstation.id, lastEvent: 0, position: 3 });
    const { tip } = await link.next('tip');
    expect(workstation.head.position).toBe(3);
    expect(await verifyTip(tip, workstation.head.ring, 'nonce-of-this-connection')).toMatchObject({
      position: 3,
      hash: workstation.head.hash,
    });
    const { position } = await publishBulletin(store);
    await link.next('entry');
    expect(workstation.head.position).toBe(position);
  });

  test('resumes after the position it says, and the delivery is written once', async () => {
    const { store, workstation, connect } = await scene();
    const { id } = await publishBulletin(store);
    const first = connect();
    await first.next('tip');
    await first.close();
    await publishBulletin(store);
    const second = connect();
    await second.next('tip');
    expect(second.seen.filter((frame) => frame.type === 'entry')).toHaveLength(1);
    const rows = await eventually(
      () => store.db.selectFrom('delivery').selectAll().orderBy('at').execute(),
      (deliveries) => deliveries.length === 2,
    );
    expect(rows.map((row) => [row.workstation, row.bulletin, row.revision])).toContainEqual([workstation.id, id, 1]);
    const row = await eventually(
      () => store.db.selectFrom('workstation').selectAll().where('id', '=', workstation.id).executeTakeFirstOrThrow(),
      (saved) => saved.position === 3,
    );
    expect(row).toMatchObject({ version: '1.0.0', headless: false });
    expect(row.last_seen_at).toBeInstanceOf(Date);
  });

  test('gets a tip over each nonce that it sends', async () => {
    const { workstation, connect } = await scene();
    const link = connect();
    await link.next('tip');
    link.send({ type: 'nonce', nonce: 'after-the-machine-slept' });
    const { tip } = await link.next('tip');
    expect(await verifyTip(tip, workstation.head.ring, 'after-the-machine-slept')).toMatchObject({ position: 1 });
  });

  test('gets tips without asking, at least every 15 seconds', async () => {
    const { clock, connect } = await scene();
    const link = connect();
    await link.next('tip');
    clock.advance(11_000);
    link.send({ type: 'ping' });
    await link.next('pong');
    await link.next('tip');
  });

  test('is closed when no tip can be signed for 30 seconds, and none is signed over an old head', async () => {
    const { clock, store, connect } = await scene();
    const link = connect();
    await link.next('tip');
    // The database stops answering: the head cannot be read any more.
    store.feed.head = () => Promise.reject(new Error('no route to the database'));
    clock.advance(6_000);
    link.send({ type: 'nonce', nonce: 'is-anybody-there' });
    clock.advance(20_000);
    link.send({ type: 'ping' });
    await link.next('pong');
    clock.advance(5_000);
    expect((await link.next('bye')).reason).toBe('no-tip');
    expect(link.seen.filter((frame) => frame.type === 'tip')).toHaveLength(1);
  });

  test('is cut off when the other side has said nothing for 30 seconds', async () => {
    const { clock, connect } = await scene();
    const link = connect();
    await link.next('tip');
    clock.advance(31_000);
    await link.closed;
  });

  test('an unknown frame type is passed over', async () => {
    const { connect } = await scene();
    const link = connect();
    await link.next('tip');
    link.send({ type: 'something-newer' });
    link.send({ type: 'ping' });
    await link.next('pong');
  });

  test('a gateway that closes says goodbye and writes what it was told', async () => {
    const { store, gateway, workstation, connect } = await scene();
    await publishBulletin(store);
    const link = connect();
    await link.next('tip');
    link.send({ type: 'delivered', position: 2 });
    link.send({ type: 'ping' });
    await link.next('pong');
    await gateway.close();
    expect((await link.closed).reason).toBe('restart');
    const { position } = await store.db
      .selectFrom('workstation')
      .select('position')
      .where('id', '=', workstation.id)
      .executeTakeFirstOrThrow();
    expect(position).toBe(2);
  });
});

describe('who it is', () => {
  test('a proof over another challenge, feed or portal is refused', async () => {
    const { store, workstation, connect } = await scene();
    const link = connect({ silent: true });
    const challenge = await link.next('challenge');
    const proof = await workstation.signer.sign(typ.hello, { ...challenge, portal: 'another-portal' });
    const hello = {
      position: 0,
      hash: store.keys.rootThumbprint,
      tip: null,
      nonce: 'n'.repeat(16),
      version: '1',
      headless: false,
    };
    link.send({ type: 'hello', workstation: workstation.id, proof, ...hello });
    expect((await link.next('bye')).reason).toBe('unauthorized');
    const replay = connect({ hello: { proof } });
    expect((await replay.next('bye')).reason).toBe('unauthorized');
    const stranger = connect({ hello: { workstation: 'nobody\0' } });
    expect((await stranger.next('bye')).reason).toBe('unauthorized');
  });

  test('a revoked workstation gets the signed notice, whether it comes or is there', async () => {
    const { store, gateway, workstation, connect } = await scene();
    const link = connect();
    await link.next('tip');
    const signer = await store.feed.entrySigner();
    const notice = await signer.sign(typ.revoked, { feed: store.info.feed, workstation: workstation.id });
    await store.db
      .updateTable('workstation')
      .set({ revoked_at: new Date(), revocation_notice: notice })
      .where('id', '=', workstation.id)
      .execute();
    await gateway.disconnect(workstation.id, 'revoked');
    expect((await link.next('revoked')).notice).toBe(notice);
    expect((await link.closed).reason).toBe('revoked');
    const again = connect();
    expect((await again.next('revoked')).notice).toBe(notice);
    expect(again.seen.some((frame) => frame.type === 'welcome')).toBe(false);
  });

  test('revoking cuts a live link off at once, and is audited', async () => {
    const { store, workstation, clock, connect } = await scene();
    const link = connect();
    await link.next('tip');
    const { db, bus, feed } = store;
    await revoke({ db, bus, feed, clock }, machineActor('operator'), workstation.id, 'Poste volé');
    await link.next('revoked');
    expect((await link.closed).reason).toBe('revoked');
    await revoke({ db, bus, feed, clock }, machineActor('operator'), workstation.id, 'Encore');
    const subject = `workstation/${workstation.id}`;
    expect(await db.selectFrom('audit_entry').select(['act', 'subject', 'detail']).execute()).toEqual([
      { act: 'workstation.revoke', subject, detail: { reason: 'Poste volé' } },
    ]);
  });

  test('two live links of one key: the older goes, and it is an alarm', async () => {
    const { connect, alarms } = await scene();
    const older = connect();
    await older.next('tip');
    const newer = connect();
    await newer.next('tip');
    expect((await older.closed).reason).toBe('superseded');
    expect(await eventually(alarms, (codes) => codes.length > 0)).toEqual(['workstation-twice']);
    newer.send({ type: 'ping' });
    await newer.next('pong');
  });

  test('a half-open link that was replaced is closed without an alarm', async () => {
    const { clock, connect, alarms, gateway } = await scene();
    const older = connect();
    await older.next('tip');
    older.socket.pause(); // as if the cable had been pulled: nothing is answered
    const newer = connect();
    await newer.next('tip');
    await eventually(
      async () => gateway.stats().links.superseded,
      (count) => count === 1,
    );
    clock.advance(6_000);
    newer.send({ type: 'nonce', nonce: 'still-there-after-all' });
    await newer.next('tip');
    older.socket.resume();
    await older.closed;
    expect(await alarms()).toEqual([]);
  });
});
