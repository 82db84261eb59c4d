import { afterEach, expect, it } from 'vitest';
import { peek, typ } from '../../protocol/envelope.ts';
import { machineActor } from '../access/actor.ts';
import { systemClock } from '../clock.ts';
import { applyKeyStatement, keyRequest, signStatement } from '../store/statements.ts';
import { openTestStore, type TestStore } from '../store/store.testkit.ts';
import { Officines } from './officines.ts';

let made: TestStore | null = null;
afterEach(() => made?.dispose());

it('statements of a key that has ended are signed anew, once, with the next version', async () => {
  made = await openTestStore();
  const { store } = made;
  const officines = new Officines({ db: store.db, feed: store.feed, clock: systemClock });
  const { id } = await officines.create(machineActor('operator'), { name: 'Pharmacie du Port', territory: 'FR-29' });
  expect(await officines.resign()).toBe(0);

  const root = store.keys.demonstrationRootKey();
  if (root === null) throw new Error('no demonstration root');
  await applyKeyStatement(store, await signStatement(root, await keyRequest(store, { renew: ['entry'] })));
  expect(await officines.resign()).toBe(1);
  expect(await officines.resign()).toBe(0);

  const row = await store.db.selectFrom('officine').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const { kid, payload } = peek(row.statement, typ.officine);
  expect(kid).toBe((await store.feed.entrySigner()).kid);
  expect(payload).toMatchObject({ officine: id, territory: 'FR-29', version: 2 });
  expect(row.statement_version).toBe(2);
});
