import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootOfToken } from '../../protocol/enrolment.ts';
import { hashOf, peek, thumbprint, typ, verify } from '../../protocol/envelope.ts';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { enrolmentBody, newKey } from './workstation.testkit.ts';

let test: TestApp;
const clock = manualClock();
/** The moment `seconds` from now, as the portal answers it. */
const inSeconds = (seconds: number) => new Date(clock.wall() + seconds * 1000).toISOString();
beforeAll(async () => {
  test = await openTestApp({ clock });
});
afterAll(() => test.dispose());

async function officine(fields: object = {}): Promise<string> {
  const made = await test.call('operator', 'POST /v1/officines', {
    name: 'Pharmacie du Port',
    territory: 'FR-29',
    ...fields,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

async function tokenFor(id: string, body: object = {}): Promise<string> {
  const made = await test.call('operator', `POST /v1/officines/${id}/enrolment-tokens`, body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.token;
}

const enrol = (token: string, body: object) => test.call({ token }, 'POST /v1/enrolments', body);
const workstations = async (id: string) => (await test.call('operator', `GET /v1/officines/${id}`)).body.workstations;

const counted = async (id: string) =>
  (await test.call('operator', 'GET /v1/officines?limit=1000')).body.officines.find((o: { id: string }) => o.id === id)
    .workstations;
const stored = (id: string) =>
  test.store.db.selectFrom('workstation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const usesLeft = async (id: string) =>
  (await test.store.db.selectFrom('enrolment_token').select('uses_left').where('officine', '=', id).execute()).map(
    (row) => row.uses_left,
  );

describe('officines', () => {
  it('are made, listed page by page, read and changed', async () => {
    const made = await test.call('operator', 'POST /v1/officines', {
      name: ' Pharmacie des Îles ',
      territory: 'FR-RE',
      finess: '97 0 123 456',
      phone: '0262 00 00 00',
      email: '',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'Pharmacie des Îles',
      territory: 'FR-974',
      finess: '970123456',
      phone: '0262 00 00 00',
      email: null,
      workstations: 0,
    });
    const ids = [made.body.id, await officine(), await officine({ territory: null, finess: '2A0000014' })].toSorted();
    const first = await test.call('operator', 'GET /v1/officines?limit=2');
    const second = await test.call('operator', `GET /v1/officines?limit=2&after=${first.body.next}`);
    expect([...first.body.officines, ...second.body.officines].map((o) => o.id)).toEqual(ids);
    expect(second.body.next).toBeNull();
    const changed = await test.call('operator', `PATCH /v1/officines/${made.body.id}`, { phone: null });
    expect(changed.body).toMatchObject({ phone: null, territory: 'FR-974', finess: '970123456' });
    expect((await test.call('operator', 'GET /v1/officines/none')).status).toBe(404);
    expect((await test.call('operator', 'PATCH /v1/officines/none', { name: 'x' })).status).toBe(404);
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'P', territory: 'FR-BRE' }, 'territory'],
    [{ name: 'P', territory: '75' }, 'territory'],
    [{ name: 'P', finess: '12345' }, 'finess'],
    [{ name: 'P', address: 'rue' }, 'address'],
    [{ territory: 'FR-75' }, 'name'],
  ])('refuses %j', async (body, field) => {
    expect(await test.call('operator', 'POST /v1/officines', body)).toMatchObject({
      status: 400,
      body: { type: 'request-invalid', field },
    });
  });

  it('are stated by the entry key, anew and with a higher version when name or territory changes', async () => {
    const id = await officine();
    const stated = async () => {
      const row = await test.store.db.selectFrom('officine').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const signer = await test.store.feed.entrySigner();
      return verify(row.statement, typ.officine, signer.jwk);
    };
    const feed = test.store.info.feed;
    expect(await stated()).toEqual({ feed, officine: id, name: 'Pharmacie du Port', territory: 'FR-29', version: 1 });
    await test.call('operator', `PATCH /v1/officines/${id}`, { phone: '02' });
    expect(await stated()).toMatchObject({ version: 1 });
    await test.call('operator', `PATCH /v1/officines/${id}`, { territory: 'fr-35' });
    expect(await stated()).toMatchObject({ version: 2, territory: 'FR-35' });
    await test.call('operator', `PATCH /v1/officines/${id}`, { territory: null, name: 'Pharmacie Neuve' });
    expect(await stated()).toMatchObject({ version: 3, territory: null, name: 'Pharmacie Neuve' });
  });
});

describe('an enrolment token', () => {
  it('carries the root’s thumbprint, is kept as a hash alone, and says when it ends', async () => {
    const id = await officine();
    const { body } = await test.call('operator', `POST /v1/officines/${id}/enrolment-tokens`, { expiresInSeconds: 60 });
    expect(rootOfToken(body.token)).toBe(await thumbprint(test.store.keys.root));
    expect(body.expiresAt).toBe(inSeconds(60));
    const rows = await test.store.db.selectFrom('enrolment_token').selectAll().where('officine', '=', id).execute();
    expect(rows).toMatchObject([{ token_hash: hashOf(body.token), uses_left: 1 }]);
    expect(JSON.stringify(rows)).not.toContain(body.token);
    expect((await test.call('operator', 'POST /v1/officines/none/enrolment-tokens', {})).status).toBe(404);
    expect((await test.call('operator', `POST /v1/officines/${id}/enrolment-tokens`, { uses: 0 })).body.field).toBe(
      'uses',
    );
  });

  it('needs no body: one use, a week', async () => {
    const made = await test.call('operator', `POST /v1/officines/${await officine()}/enrolment-tokens`);
    expect(made).toMatchObject({ status: 201, body: { expiresAt: inSeconds(7 * 24 * 3600) } });
  });
});

describe('enrolment', () => {
  it('gives an identity, the officine’s statement and the feed’s root', async () => {
    const id = await officine();
    const token = await tokenFor(id);
    const key = await newKey();
    const { status, body } = await enrol(token, await enrolmentBody(key, token, ' Comptoir 1 '));
    const { workstation } = body;
    expect(status).toBe(201);
    expect(body).toMatchObject({
      workstation: { name: 'Comptoir 1' },
      officine: { id, name: 'Pharmacie du Port', territory: 'FR-29' },
      feed: test.store.info.feed,
      portal: test.store.info.portal,
      root: test.store.keys.root,
    });
    expect(peek(body.statement, typ.officine).payload).toMatchObject({ officine: id, version: 1 });
    expect(await workstations(id)).toMatchObject([
      { id: body.workstation.id, name: 'Comptoir 1', revokedAt: null, lastSeenAt: null, position: 0, headless: false },
    ]);
    expect(await counted(id)).toBe(1);
    const row = await stored(workstation.id);
    expect(row).toMatchObject({ public_key: key.jwk, thumbprint: key.kid });
  });

  it('answers a lost answer again: same key, same identity, no use taken, even when the token is spent or over', async () => {
    const id = await officine();
    const token = await tokenFor(id, { uses: 1, expiresInSeconds: 60 });
    const body = await enrolmentBody(await newKey(), token);
    const first = await enrol(token, body);
    clock.advance(61_000);
    const again = await enrol(token, body);
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await workstations(id)).toHaveLength(1);
  });

  it('says whether a token is malformed, unknown, expired or used up', async () => {
    const id = await officine();
    const key = await newKey();
    const attempt = async (token: string, signer = key) => enrol(token, await enrolmentBody(signer, token));
    const unknown = `vgt1.${'A'.repeat(43)}.${test.store.keys.rootThumbprint}`;
    const spent = await tokenFor(id, { uses: 1 });
    await attempt(spent, await newKey());
    const expired = await tokenFor(id, { expiresInSeconds: 1 });
    clock.advance(1_000);
    for (const [token, said] of [
      ['vgt1.short', 'an enrolment token: "Authorization: Bearer vgt1…"'],
      [unknown, 'an enrolment token of this portal; this one is unknown'],
      [expired, 'an enrolment token still valid; this one has expired'],
      [spent, 'an enrolment token with uses left; this one has none'],
    ] as const) {
      const refused = await attempt(token);
      expect(refused).toMatchObject({
        status: 401,
        body: { type: 'unauthorized', field: 'authorization', expected: said },
      });
      expect(refused.headers['www-authenticate']).toBe('Bearer');
    }
    expect((await test.call(null, 'POST /v1/enrolments', {})).status).toBe(401);
    expect(await workstations(id)).toHaveLength(1);
  });

  it('wants the proof of this key over this token, and nothing else', async () => {
    const id = await officine();
    const token = await tokenFor(id, { uses: 5 });
    const other = await tokenFor(id, { uses: 5 });
    const [key, thief] = [await newKey(), await newKey()];
    const mine = await enrolmentBody(key, token);
    const bad: Array<[string, object, string]> = [
      ['another key’s proof', { ...mine, proof: (await enrolmentBody(thief, token)).proof }, 'proof'],
      ['a proof over another token', { ...mine, proof: (await enrolmentBody(key, other)).proof }, 'proof'],
      ['another kind of JWS', { ...mine, proof: await key.sign(typ.hello, { token: hashOf(token) }) }, 'proof'],
      ['the token itself as payload', { ...mine, proof: await key.sign(typ.enrol, { token }) }, 'proof'],
      ['no JWS', { ...mine, proof: 'x.y.z' }, 'proof'],
      ['a short key', { ...mine, publicKey: { ...key.jwk, x: 'AAAA' } }, 'publicKey.x'],
      ['another spelling of the key', { ...mine, publicKey: { ...key.jwk, x: `${key.jwk.x}=` } }, 'publicKey.x'],
      ['another curve', { ...mine, publicKey: { ...key.jwk, crv: 'X25519' } }, 'publicKey.crv'],
      ['a blank name', { ...mine, name: ' ' }, 'name'],
    ];
    for (const [name, body, field] of bad) {
      expect({ name, ...(await enrol(token, body)) }).toMatchObject({
        name,
        status: 400,
        body: { type: 'request-invalid', field },
      });
    }
    expect(await workstations(id)).toEqual([]);
    expect(await usesLeft(id)).toEqual([5, 5]);
  });

  it('gives exactly as many identities as a token has uses, however many ask at once', async () => {
    const id = await officine();
    const token = await tokenFor(id, { uses: 3 });
    const bodies = await Promise.all(Array.from({ length: 8 }, async () => enrolmentBody(await newKey(), token)));
    const answers = await Promise.all(bodies.map((body) => enrol(token, body)));
    expect(answers.map((a) => a.status).sort()).toEqual([201, 201, 201, 401, 401, 401, 401, 401]);
    expect(await workstations(id)).toHaveLength(3);
  });

  it('gives one identity to one key that asks several times at once', async () => {
    const id = await officine();
    const token = await tokenFor(id, { uses: 3 });
    const body = await enrolmentBody(await newKey(), token);
    const answers = await Promise.all(Array.from({ length: 5 }, () => enrol(token, body)));
    expect(new Set(answers.map((a) => a.body.workstation.id)).size).toBe(1);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(await usesLeft(id)).toEqual([2]);
  });

  it('keeps a key to its officine', async () => {
    const [one, two] = [await officine(), await officine()];
    const key = await newKey();
    const [first, second] = [await tokenFor(one), await tokenFor(two)];
    await enrol(first, await enrolmentBody(key, first));
    expect(await enrol(second, await enrolmentBody(key, second))).toMatchObject({
      status: 409,
      body: { state: 'enrolled' },
    });
    expect(await workstations(two)).toEqual([]);
  });
});

describe('revocation', () => {
  it('is a signed notice, told to the gateways, done once, and final for the key', async () => {
    const id = await officine();
    const token = await tokenFor(id, { uses: 2 });
    const key = await newKey();
    const { workstation } = (await enrol(token, await enrolmentBody(key, token))).body;
    const told: string[] = [];
    const heard = new Promise<void>((resolve) => {
      test.store.bus.on('revoked', (which) => {
        told.push(which);
        resolve();
      });
    });
    const revoke = (reason: string) =>
      test.call('operator', `POST /v1/workstations/${workstation.id}/revocation`, { reason });
    const at = inSeconds(0);
    const done = await revoke('Poste volé');
    expect(done).toMatchObject({
      status: 200,
      body: { id: workstation.id, officine: id, revokedAt: at },
    });
    await heard;
    expect(told).toEqual([workstation.id]);
    clock.advance(5_000);
    expect((await revoke('Encore')).body).toEqual(done.body);
    const row = await stored(workstation.id);
    const signer = await test.store.feed.entrySigner();
    expect(await verify(row.revocation_notice ?? '', typ.revoked, signer.jwk)).toEqual({
      feed: test.store.info.feed,
      workstation: workstation.id,
      at,
      reason: 'Poste volé',
    });
    expect(await enrol(token, await enrolmentBody(key, token))).toMatchObject({
      status: 409,
      body: { state: 'revoked' },
    });
    expect((await test.call('operator', `GET /v1/officines/${id}`)).body.workstations[0].revokedAt).toBe(at);
    expect(await counted(id)).toBe(0);
    expect((await test.call('operator', 'POST /v1/workstations/none/revocation', { reason: 'x' })).status).toBe(404);
    expect((await test.call('lab', `POST /v1/workstations/${workstation.id}/revocation`, { reason: 'x' })).status).toBe(
      403,
    );
  });
});
