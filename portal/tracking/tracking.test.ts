import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { enrolmentBody, newKey } from '../enrolment/workstation.testkit.ts';
import { json } from '../store/database.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { TrackingView } from './tracking.ts';

let test: TestApp;
const clock = manualClock();
const view = Compile(TrackingView);
beforeAll(async () => {
  test = await openTestApp({ clock });
});
afterAll(() => test.dispose());
beforeEach(async () => {
  // Each test counts its own officines.
  for (const table of ['delivery', 'workstation_event', 'workstation', 'enrolment_token', 'officine'] as const) {
    await test.store.db.deleteFrom(table).execute();
  }
  seqs.clear();
});

const seqs = new Map<string, number>();
const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const at = (minutes: number) => new Date(NOON + minutes * 60_000);
const time = (minutes: number) => at(minutes).toISOString();

async function officine(name: string, posts: string[], fields: object = {}): Promise<{ id: string; posts: string[] }> {
  const { id } = (await test.call('operator', 'POST /v1/officines', { name, ...fields })).body;
  const ids: string[] = [];
  for (const post of posts) {
    const { token } = (await test.call('operator', `POST /v1/officines/${id}/enrolment-tokens`, {})).body;
    const made = await test.call({ token }, 'POST /v1/enrolments', await enrolmentBody(await newKey(), token, post));
    ids.push(made.body.workstation.id);
    clock.advance(1_000);
  }
  return { id, posts: ids };
}

async function publish(fields: object = {}, revised?: string): Promise<string> {
  const route = revised === undefined ? 'POST /v1/bulletins' : `POST /v1/bulletins/${revised}/revise`;
  const { id } = (await test.call('lab', route, bulletinBody({ ...fields }))).body;
  await test.call('lab', `POST /v1/bulletins/${id}/submit`);
  expect((await test.call('authority', `POST /v1/bulletins/${id}/validate`)).status).toBe(200);
  return id;
}

async function deliver(workstation: string, bulletin: string, revision: number, minutes: number): Promise<void> {
  await test.store.db
    .insertInto('delivery')
    .values({ workstation, bulletin, revision, at: at(minutes) })
    .execute();
}

async function event(
  kind: string,
  workstation: string,
  bulletin: string,
  revision: number,
  minutes: number,
  received = minutes,
): Promise<void> {
  const seq = (seqs.get(workstation) ?? 0) + 1;
  seqs.set(workstation, seq);
  await test.store.db
    .insertInto('workstation_event')
    .values({
      workstation,
      seq,
      id: `${kind}-${seq}`,
      kind,
      bulletin,
      revision,
      at: at(minutes),
      received_at: at(received),
      data: json({}),
      digest: 'd',
    })
    .execute();
}

async function tracking(id: string) {
  const { status, body } = await test.call('operator', `GET /v1/bulletins/${id}/tracking`);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(view.Check(body)).toBe(true);
  return body;
}

describe('tracking', () => {
  it('counts steps by workstation, with their times, and names the officines not reached', async () => {
    const port = await officine('Pharmacie du Port', ['Comptoir 1', 'Comptoir 2', 'Réserve']);
    const gare = await officine('Pharmacie de la Gare', ['Caisse'], {
      phone: '02 98 00 00 00',
      email: 'gare@example.org',
      territory: 'FR-29',
    });
    const empty = await officine('Pharmacie sans poste', []);
    const id = await publish();
    const [one = '', two = ''] = port.posts;
    await deliver(one, id, 1, 0);
    await deliver(two, id, 1, 1);
    await event('displayed', one, id, 1, 2);
    await event('acknowledged', one, id, 1, 3);
    await event('reported', one, id, 1, 10);
    await event('reported', one, id, 1, 20);
    const body = await tracking(id);
    expect(body).toMatchObject({ revision: 1, targeted: 4, delivered: 2, displayed: 1, acknowledged: 1, reported: 1 });
    expect(body.officines.find((o: { id: string }) => o.id === port.id)).toEqual({
      id: port.id,
      name: 'Pharmacie du Port',
      territory: null,
      workstations: [
        {
          id: one,
          name: 'Comptoir 1',
          revision: 1,
          delivered: time(0),
          displayed: time(2),
          acknowledged: time(3),
          reported: time(20),
        },
        {
          id: two,
          name: 'Comptoir 2',
          revision: 1,
          delivered: time(1),
          displayed: null,
          acknowledged: null,
          reported: null,
        },
        {
          id: port.posts[2],
          name: 'Réserve',
          revision: null,
          delivered: null,
          displayed: null,
          acknowledged: null,
          reported: null,
        },
      ],
    });
    expect(body.notReached).toEqual(
      [
        {
          id: gare.id,
          name: 'Pharmacie de la Gare',
          territory: 'FR-29',
          phone: '02 98 00 00 00',
          email: 'gare@example.org',
          workstations: 1,
        },
        { id: empty.id, name: 'Pharmacie sans poste', territory: null, phone: null, email: null, workstations: 0 },
      ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('counts the published revision alone: an acknowledgement of the one before leaves the newer unacknowledged', async () => {
    const { posts } = await officine('Pharmacie', ['A', 'B']);
    const [a = '', b = ''] = posts;
    const id = await publish();
    for (const post of [a, b]) await deliver(post, id, 1, 0);
    await event('acknowledged', a, id, 1, 1);
    await event('acknowledged', b, id, 1, 1);
    await publish({ title: 'Élargi' }, id);
    await deliver(a, id, 2, 5);
    await event('acknowledged', a, id, 1, 6);
    const body = await tracking(id);
    expect(body).toMatchObject({ revision: 2, targeted: 2, delivered: 1, acknowledged: 0 });
    expect(body.officines[0].workstations).toMatchObject([
      { id: a, revision: 2, delivered: time(5), acknowledged: null },
      { id: b, revision: 1, delivered: time(0), acknowledged: time(1) },
    ]);
    expect(body.notReached).toEqual([]);
  });

  it('is still of the published revision while the next one is a draft, and of the lift once that is validated', async () => {
    const { posts } = await officine('Pharmacie', ['A']);
    const id = await publish();
    await deliver(posts[0] ?? '', id, 1, 0);
    await test.call('lab', `POST /v1/bulletins/${id}/lift`, { reason: 'Conforme' });
    expect(await tracking(id)).toMatchObject({ revision: 1, delivered: 1 });
    await test.call('lab', `POST /v1/bulletins/${id}/submit`);
    await test.call('authority', `POST /v1/bulletins/${id}/validate`);
    expect(await tracking(id)).toMatchObject({ revision: 2, delivered: 0, notReached: [{ workstations: 1 }] });
  });

  it('targets the territories of the measure and officines whose territory is not known', async () => {
    const inside = await officine('Brest', ['A'], { territory: 'FR-29' });
    const unknown = await officine('Quelque part', ['B']);
    const outside = await officine('Paris', ['C'], { territory: 'FR-75' });
    const id = await publish({ territories: ['FR-BRE'] });
    await deliver(outside.posts[0] ?? '', id, 1, 0);
    const body = await tracking(id);
    expect(body).toMatchObject({ targeted: 2, delivered: 0 });
    expect(body.officines.map((o: { id: string }) => o.id).toSorted()).toEqual([inside.id, unknown.id].toSorted());
  });

  it('counts workstations enrolled since, and no longer those revoked', async () => {
    const { id: pharmacy, posts } = await officine('Pharmacie', ['A']);
    const id = await publish();
    await deliver(posts[0] ?? '', id, 1, 0);
    const late = await officine('Nouvelle', ['N']);
    await deliver(late.posts[0] ?? '', id, 1, 9);
    expect(await tracking(id)).toMatchObject({ targeted: 2, delivered: 2, notReached: [] });
    await test.call('operator', `POST /v1/workstations/${posts[0]}/revocation`, { reason: 'Remplacé' });
    expect(await tracking(id)).toMatchObject({
      targeted: 1,
      delivered: 1,
      notReached: [{ id: pharmacy, workstations: 0 }],
    });
  });

  it('believes no clock that runs ahead of ours, and no revision that was never published', async () => {
    const { posts } = await officine('Pharmacie', ['A']);
    const id = await publish();
    const [a = ''] = posts;
    await deliver(a, id, 1, 0);
    await event('displayed', a, id, 1, 500, 2);
    await event('acknowledged', a, id, 7, 3);
    const body = await tracking(id);
    expect(body).toMatchObject({ displayed: 1, acknowledged: 0 });
    expect(body.officines[0].workstations[0]).toMatchObject({ revision: 1, displayed: time(2) });
  });

  it('says of what was not published that it was not, and of what is not there that it is not', async () => {
    const { body } = await test.call('lab', 'POST /v1/bulletins', bulletinBody());
    expect(await test.call('lab', `GET /v1/bulletins/${body.id}/tracking`)).toMatchObject({
      status: 409,
      body: { state: 'draft' },
    });
    expect((await test.call('operator', `GET /v1/bulletins/${body.id}/tracking`)).status).toBe(404);
    expect((await test.call('lab', 'GET /v1/bulletins/none/tracking')).status).toBe(404);
  });

  it('answers for a thousand workstations without asking the database for each', async () => {
    const { db } = test.store;
    const officines = Array.from({ length: 250 }, (_, i) => ({
      id: `o${i}`,
      name: `P${i}`,
      statement: 's',
      statement_version: 1,
      created_at: at(0),
    }));
    await db.insertInto('officine').values(officines).execute();
    const posts = officines.flatMap(({ id }) =>
      [1, 2, 3, 4].map((n) => ({
        id: `${id}-${n}`,
        officine: id,
        name: `Poste ${n}`,
        public_key: json({}),
        thumbprint: `${id}-${n}`,
        enrolled_at: at(0),
      })),
    );
    await db.insertInto('workstation').values(posts).execute();
    const id = await publish();
    await db
      .insertInto('delivery')
      .values(posts.slice(0, 600).map((post) => ({ workstation: post.id, bulletin: id, revision: 1, at: at(1) })))
      .execute();
    const body = await tracking(id);
    expect(body).toMatchObject({ targeted: 1000, delivered: 600 });
    expect(body.notReached).toHaveLength(100);
  });
});
