import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../api/app.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { machineActor } from './actor.ts';
import { audit, proveAudit, verifyAudit } from './audit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.dispose());

const at = new Date('2026-11-23T09:30:00.000Z');
const record = (act: string, detail: Record<string, unknown> = {}) =>
  test.store.db.transaction().execute((trx) => audit(trx, machineActor('operator'), act, 'thing/1', detail, at));

describe('the audit log', () => {
  it('holds from the first row to the head, before any too', async () => {
    expect(await verifyAudit(test.store.db)).toMatchObject({ count: 0, broken: null });
    await record('one', { 'ordre des clés': { z: 1, a: ['é', null, 1.5] }, left: undefined });
    await record('two');
    expect(await verifyAudit(test.store.db)).toMatchObject({ count: 2, broken: null });
  });

  it('takes acts that come at once one after the other', async () => {
    const before = (await verifyAudit(test.store.db)).count;
    await Promise.all(Array.from({ length: 20 }, (_, i) => record(`at-once-${i}`)));
    expect(await verifyAudit(test.store.db)).toMatchObject({ count: before + 20, broken: null });
  });

  it('goes with its act: one that fails leaves no row', async () => {
    const before = await verifyAudit(test.store.db);
    await expect(
      test.store.db.transaction().execute(async (trx) => {
        await audit(trx, machineActor('lab'), 'never', 'thing/1', {}, at);
        throw new Error('the act failed');
      }),
    ).rejects.toThrow('the act failed');
    expect(await verifyAudit(test.store.db)).toEqual(before);
  });

  it('has each act on a bulletin, with who did it', async () => {
    const { id } = (await test.call('lab', 'POST /v1/bulletins', bulletinBody())).body;
    await test.call('lab', `PUT /v1/bulletins/${id}`, bulletinBody({ title: 'Corrigé' }));
    await test.call('lab', `POST /v1/bulletins/${id}/submit`);
    await test.call('authority', `POST /v1/bulletins/${id}/reject`, { reason: 'Préciser' });
    await test.call('lab', `POST /v1/bulletins/${id}/messages`, { text: 'Précisé' });
    await test.call('lab', `POST /v1/bulletins/${id}/submit`);
    await test.call('authority', `POST /v1/bulletins/${id}/validate`);
    // Done before, and refused: no acts.
    await test.call('authority', `POST /v1/bulletins/${id}/validate`);
    await test.call('operator', `POST /v1/bulletins/${id}/lift`, { reason: 'non' });
    await test.call('lab', `POST /v1/bulletins/${id}/revise`, bulletinBody());
    const rows = await test.store.db
      .selectFrom('audit_entry')
      .select(['act', 'role', 'name'])
      .where('subject', '=', `bulletin/${id}`)
      .orderBy('position')
      .execute();
    expect(rows.map(({ act, role }) => `${act} ${role}`)).toEqual([
      'bulletin.create lab',
      'bulletin.edit lab',
      'bulletin.submit lab',
      'bulletin.reject authority',
      'bulletin.message lab',
      'bulletin.submit lab',
      'bulletin.validate authority',
      'bulletin.revise lab',
    ]);
    expect(rows[0]?.name).toBe('portal.json (lab)');
    expect((await verifyAudit(test.store.db)).broken).toBeNull();
  });

  it.each([
    [
      'a row changed',
      `update audit_entry set name = 'somebody else' where position = 3`,
      { position: 3, why: 'changed' },
    ],
    ['a detail changed', `update audit_entry set detail = '{}' where position = 1`, { position: 1, why: 'changed' }],
    ['a row taken out', 'delete from audit_entry where position = 2', { position: 2, why: 'missing' }],
    ['its end cut off', 'delete from audit_entry where position > 4', { position: 5, why: 'head' }],
    [
      'two rows exchanged',
      `update audit_entry set position = case position when 2 then 1000002 else 2 end where position in (2, 3)`,
      { position: 2, why: 'missing' },
    ],
  ])('shows %s', async (_name, tampering, broken) => {
    const { db } = test.store;
    const undo = new Error('undo');
    await db
      .transaction()
      .execute(async (trx) => {
        await sql.raw(tampering).execute(trx);
        // Inside this transaction, so that the log of the other tests stays whole.
        expect((await proveAudit(trx)).broken).toEqual(broken);
        throw undo;
      })
      .catch((error) => {
        if (error !== undo) throw error;
      });
  });
});
