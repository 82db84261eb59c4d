import { afterAll, beforeAll, expect, it } from 'vitest';
import { peek, typ } from '../../protocol/envelope.ts';
import { createRoot } from '../store/keys.ts';
import { keyRequest, signEpoch, signStatement } from '../store/statements.ts';
import { openTestApp, type TestApp } from './app.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.dispose());

const read = async () => (await test.call('operator', 'GET /v1/feed-keys')).body;
const apply = (statement: string) => test.call('operator', 'POST /v1/feed-keys/statements', { statement });
const root = () => {
  const key = test.store.keys.demonstrationRootKey();
  if (key === null) throw new Error('no demonstration root');
  return key;
};

it('a key is changed in two steps with the root between them, and what was is kept', async () => {
  const officine = (await test.call('operator', 'POST /v1/officines', { name: 'P', territory: 'FR-29' })).body;
  const before = await read();
  expect(before).toMatchObject({ version: 1, confirmed: { workstations: 0, of: 0 } });
  expect(before.keys).toHaveLength(2);
  const [signing] = before.keys.filter((key: { use: string }) => key.use === 'entry');
  const suspect = { kid: signing.kid, from: 1, to: 1 };
  const asked = await test.call('operator', 'POST /v1/feed-keys/requests', { renew: ['entry'], suspect });
  expect(asked).toMatchObject({ status: 201, body: { version: 2, suspect: [suspect] } });
  expect(JSON.stringify(asked.body)).not.toContain('"d"');
  // Asked for is not changed.
  expect(await read()).toEqual(before);

  const made = await apply(`${await signStatement(root(), asked.body)}\n`);
  expect(made.status).toBe(201);
  const after = await read();
  expect(after.version).toBe(2);
  const { position } = made.body;
  expect(after.keys).toMatchObject([
    { use: 'entry', from: position, until: null },
    { use: 'tip', until: null },
    { kid: signing.kid, until: position - 1, suspect: { from: 1, to: 1 } },
  ]);
  // The new key signs, what it says of officines too.
  expect((await test.store.feed.entrySigner()).kid).toBe(after.keys[0].kid);
  const { statement } = await test.store.db
    .selectFrom('officine')
    .select('statement')
    .where('id', '=', officine.id)
    .executeTakeFirstOrThrow();
  expect(peek(statement, typ.officine).kid).toBe(after.keys[0].kid);
  const acts = await test.store.db.selectFrom('audit_entry').select('act').where('subject', '=', 'feed').execute();
  expect(acts.map(({ act }) => act)).toEqual(['keys.request', 'keys.apply']);
});

it('nothing is taken that the root of this feed did not sign, anew, for keys held here', async () => {
  const before = await read();
  const stranger = (await createRoot()).root;
  const request = await keyRequest(test.store, { renew: ['tip'] });
  const signed = await signStatement(root(), request);
  const [head = '', payload = '', signature = ''] = signed.split('.');
  const { position } = await test.store.feed.head();
  const entry = await test.store.feed.entry(position);
  const foreign = { ...request, keys: (await keyRequest(test.store, { renew: ['entry', 'tip'] })).keys };
  const refused = {
    'no JWS': 'bonjour',
    'signed by somebody else': await signStatement(stranger, request),
    'another root named': await signStatement(stranger, { ...request, root: { ...request.root, x: 'A'.repeat(43) } }),
    'changed on its way': `${head}.${Buffer.from(JSON.stringify({ ...request, version: 9 })).toString('base64url')}.${signature}`,
    'cut short': `${head}.${payload}.`,
    'of another feed': await signStatement(root(), { ...request, feed: 'AUTRE' }),
    'an old version': await signStatement(root(), { ...request, version: 1 }),
    'an epoch': await signEpoch(root(), {
      feed: request.feed,
      root: request.root,
      epoch: 1,
      position,
      hash: entry?.hash ?? '',
    }),
    'no key that signs entries': await signStatement(root(), {
      ...foreign,
      keys: foreign.keys.filter((key) => key.use === 'tip'),
    }),
  };
  for (const [why, statement] of Object.entries(refused)) {
    const { status, body } = await apply(statement);
    expect({ why, status, field: body.field }).toEqual({ why, status: 400, field: 'statement' });
  }
  expect(await read()).toEqual(before);
  expect((await apply(signed)).status).toBe(201);
  expect((await apply(signed)).status).toBe(400);
});
