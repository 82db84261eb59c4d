import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../protocol/messages/index.ts';
import { openTestApp, type TestApp } from '../api/app.testkit.ts';
import type { RevisionState } from '../store/schema.ts';
import { bulletinBody, targetBody } from './drafts.testkit.ts';
import { type Act, acts, type KeyRole as Role, keyRoles as roles } from './transitions.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.dispose());

const positions = async () => (await test.store.feed.head()).position;

/** Where a bulletin can stand: the states of its newest revision, first or later, that changes or ends the measure. */
const standings = [
  'draft',
  'submitted',
  'rejected',
  'in-force',
  'lifted',
  'revision draft',
  'revision submitted',
  'revision rejected',
  'lift draft',
  'lift submitted',
  'lift rejected',
] as const;
type Standing = (typeof standings)[number];

/** What leads from one standing to the next, by its author. */
const steps: Record<Standing, { after: Standing | null; acts: readonly Act[] }> = {
  draft: { after: null, acts: [] },
  submitted: { after: 'draft', acts: ['submit'] },
  rejected: { after: 'submitted', acts: ['reject'] },
  'in-force': { after: 'submitted', acts: ['validate'] },
  lifted: { after: 'lift submitted', acts: ['validate'] },
  'revision draft': { after: 'in-force', acts: ['revise'] },
  'revision submitted': { after: 'revision draft', acts: ['submit'] },
  'revision rejected': { after: 'revision submitted', acts: ['reject'] },
  'lift draft': { after: 'in-force', acts: ['lift'] },
  'lift submitted': { after: 'lift draft', acts: ['submit'] },
  'lift rejected': { after: 'lift submitted', acts: ['reject'] },
};

function act(what: Act, who: Role, id: string, standing: Standing = 'draft') {
  switch (what) {
    case 'edit':
      return test.call(
        who,
        `PUT /v1/bulletins/${id}`,
        standing.startsWith('lift ') ? { reason: 'Lots conformes' } : bulletinBody({ title: 'Corrigé' }),
      );
    case 'revise':
      return test.call(who, `POST /v1/bulletins/${id}/revise`, targetBody({ lots: 'all' }));
    case 'lift':
    case 'reject':
      return test.call(who, `POST /v1/bulletins/${id}/${what}`, { reason: `${what} parce que` });
    default:
      return test.call(who, `POST /v1/bulletins/${id}/${what}`);
  }
}

/** A new bulletin by `author`, brought to `standing`; revisions are opened by the same author. */
async function bulletin(author: Role, standing: Standing): Promise<string> {
  const { after, acts: path } = steps[standing];
  if (after === null) {
    const made = await test.call(author, 'POST /v1/bulletins', bulletinBody());
    expect(made.status).toBe(201);
    return made.body.id;
  }
  const id = await bulletin(author, after);
  for (const each of path) {
    const who = each === 'validate' || each === 'reject' ? 'authority' : author;
    const { status, body } = await act(each, who, id);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
  }
  return id;
}

/** The rule, said once more and otherwise than in the table under test. */
function expected(what: Act, who: Role, author: Role, standing: Standing): number {
  const newest = standing.split(' ').at(-1) as RevisionState;
  const role =
    what === 'validate' || what === 'reject'
      ? who === 'authority'
      : what === 'edit' || what === 'submit'
        ? who === author
        : who === author || who === 'authority';
  if (!role) return 403;
  switch (what) {
    case 'edit':
    case 'submit':
      return newest === 'draft' || newest === 'rejected' ? 200 : 409;
    case 'reject':
      return newest === 'submitted' ? 200 : 409;
    case 'validate':
      return newest === 'draft' || newest === 'rejected' ? 409 : 200;
    default:
      return standing === 'in-force' ? 201 : 409;
  }
}

describe('every act, by every role, in every state', () => {
  for (const author of ['lab', 'authority'] as const) {
    describe.each(standings)(`${author}’s bulletin, %s`, (standing) => {
      let untouched: string;
      beforeAll(async () => {
        untouched = await bulletin(author, standing);
      });
      it.each(acts)('%s', async (what) => {
        for (const who of roles) {
          const wanted = expected(what, who, author, standing);
          // What is refused changes nothing, so that the next refusal finds the same bulletin.
          const id = wanted < 300 ? await bulletin(author, standing) : untouched;
          const before = await positions();
          const { status, body } = await act(what, who, id, standing);
          expect({ who, status, body }).toMatchObject({ who, status: wanted });
          if (wanted === 403) expect(body.type).toBe('role-refused');
          if (wanted === 409) {
            expect(body).toMatchObject({ type: 'state-conflict', state: standing.split(' ').at(-1) });
            expect(body.title).toContain(say('en', `state.${body.state as RevisionState}`));
          }
          const broadcast = what === 'validate' && wanted === 200 && standing.endsWith('submitted');
          expect(await positions()).toBe(before + (broadcast ? 1 : 0));
        }
      });
    });
  }
});

describe('the life of a bulletin', () => {
  it('tells each revision’s state, when, by whom and why', async () => {
    const id = await bulletin('lab', 'rejected');
    const read = async (query = '') => (await test.call('authority', `GET /v1/bulletins/${id}${query}`)).body;
    expect((await read()).revisions).toMatchObject([
      { revision: 1, state: 'rejected', by: 'authority', reason: 'reject parce que' },
    ]);
    await act('edit', 'lab', id);
    expect(await read()).toMatchObject({
      state: 'draft',
      title: 'Corrigé',
      revisions: [{ state: 'draft', by: 'lab' }],
    });
    expect((await read()).revisions[0]).not.toHaveProperty('reason');
    await act('submit', 'lab', id);
    await act('validate', 'authority', id);
    const revised = await act('revise', 'lab', id);
    expect(revised.body).toMatchObject({ id, revision: 2, state: 'draft', recall: { targets: [{ lots: 'all' }] } });
    // Revision 1 stays in force, and is what a reader sees first.
    expect(await read()).toMatchObject({
      state: 'in-force',
      revision: 1,
      title: 'Corrigé',
      revisions: [
        { revision: 1, state: 'in-force', by: 'authority' },
        { revision: 2, state: 'draft', by: 'lab' },
      ],
    });
    expect(await read('?revision=2')).toMatchObject({
      state: 'draft',
      revision: 2,
      recall: { targets: [{ lots: 'all' }] },
    });
    await act('submit', 'lab', id);
    expect((await act('validate', 'authority', id)).body).toMatchObject({ state: 'in-force', revision: 2 });
    expect((await act('lift', 'lab', id)).body).toMatchObject({ state: 'draft', revision: 3 });
    await act('submit', 'lab', id);
    await act('validate', 'authority', id);
    expect(await read()).toMatchObject({
      state: 'lifted',
      revision: 3,
      revisions: [
        { revision: 1, state: 'superseded', by: 'authority' },
        { revision: 2, state: 'superseded', by: 'authority' },
        { revision: 3, state: 'lifted', by: 'authority', reason: 'lift parce que', lift: true },
      ],
    });
  });

  it('is what the feed carries, entry by entry', async () => {
    const before = await positions();
    const id = await bulletin('lab', 'lifted');
    const entries = await test.store.feed.entries(before, 10);
    const sent = entries.map(
      ({ jws }) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).bulletin,
    );
    expect(sent).toMatchObject([
      {
        id,
        revision: 1,
        state: 'in-force',
        reference: 'R-2026-0042',
        recall: { targets: [{ gtin: '03400930000014' }] },
      },
      {
        id,
        revision: 2,
        state: 'lifted',
        liftReason: 'lift parce que',
        recall: { targets: [{ gtin: '03400930000014' }] },
      },
    ]);
    const { body } = await test.call('operator', `GET /v1/bulletins/${id}`);
    expect(body.revisions.map((r: { position: number }) => r.position)).toEqual(entries.map((e) => e.position));
  });

  it('lets the reason of a lift be corrected, after a rejection too', async () => {
    const id = await bulletin('lab', 'lift rejected');
    const { body } = await test.call('lab', `PUT /v1/bulletins/${id}`, { reason: 'Analyse conforme' });
    expect(body.revisions.at(-1)).toMatchObject({ state: 'draft', lift: true, reason: 'Analyse conforme' });
    const refused = await test.call('lab', `PUT /v1/bulletins/${id}`, bulletinBody());
    expect(refused).toMatchObject({ status: 400, body: { field: 'reason' } });
  });

  it('never changes drill or kind by revision, but lets a first draft change both', async () => {
    const first = await bulletin('lab', 'draft');
    const { recall: _, ...head } = bulletinBody();
    const shortage = { ...head, kind: 'shortage', drill: true, shortage: { products: [{ gtin: '03400930000014' }] } };
    expect((await test.call('lab', `PUT /v1/bulletins/${first}`, shortage)).body).toMatchObject({
      kind: 'shortage',
      drill: true,
    });
    const id = await bulletin('lab', 'in-force');
    for (const [field, body] of [
      ['drill', bulletinBody({ drill: true })],
      ['kind', { ...shortage, drill: false }],
    ] as const) {
      const refused = await test.call('lab', `POST /v1/bulletins/${id}/revise`, body);
      expect(refused).toMatchObject({ status: 400, body: { type: 'request-invalid', field } });
    }
    await act('revise', 'lab', id);
    expect(await test.call('lab', `PUT /v1/bulletins/${id}`, bulletinBody({ drill: true }))).toMatchObject({
      status: 400,
      body: { field: 'drill' },
    });
  });

  it('lets the authority take a laboratory’s bulletin in hand, and only it edit what it opened', async () => {
    const id = await bulletin('lab', 'in-force');
    expect((await act('revise', 'authority', id)).status).toBe(201);
    expect((await act('edit', 'lab', id)).body.type).toBe('role-refused');
    expect((await act('submit', 'lab', id)).body.type).toBe('role-refused');
    expect((await act('submit', 'authority', id)).status).toBe(200);
    expect((await act('validate', 'authority', id)).body).toMatchObject({ revision: 2, state: 'in-force' });
  });

  it('keeps to the revision that is named', async () => {
    const id = await bulletin('lab', 'revision submitted');
    // A repeated answer to revision 1 must not validate revision 2 by accident.
    const again = await test.call('authority', `POST /v1/bulletins/${id}/validate?revision=1`);
    expect(again).toMatchObject({ status: 200, body: { revision: 1, state: 'in-force' } });
    expect((await test.call('authority', `GET /v1/bulletins/${id}?revision=2`)).body.state).toBe('submitted');
    expect(await test.call('authority', `POST /v1/bulletins/${id}/reject?revision=1`, { reason: 'x' })).toMatchObject({
      status: 409,
      body: { state: 'in-force' },
    });
    expect((await test.call('authority', `POST /v1/bulletins/${id}/validate?revision=9`)).status).toBe(404);
    await test.call('authority', `POST /v1/bulletins/${id}/validate?revision=2`);
    expect(await test.call('authority', `POST /v1/bulletins/${id}/validate?revision=1`)).toMatchObject({
      status: 200,
      body: { state: 'superseded' },
    });
  });

  it('broadcasts once, however many validate at the same time', async () => {
    const ids = await Promise.all([bulletin('lab', 'submitted'), bulletin('lab', 'lift submitted')]);
    const before = await positions();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) => act('validate', 'authority', ids[i % 2] ?? '')),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(16).fill(200));
    expect(await positions()).toBe(before + 2);
  });

  it('opens one revision, however many are asked for at the same time', async () => {
    const id = await bulletin('lab', 'in-force');
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => act(i % 2 ? 'revise' : 'lift', 'lab', id)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('is not validated while the feed takes lost entries back, and afterwards is', async () => {
    const id = await bulletin('lab', 'submitted');
    const done = await bulletin('lab', 'in-force');
    await test.store.feed.beginRecovery((await positions()) + 5);
    expect(await act('validate', 'authority', id)).toMatchObject({ status: 409, body: { state: 'recovering' } });
    expect((await act('validate', 'authority', done)).status).toBe(200);
    expect((await test.call(null, 'GET /v1/health')).body.status).toBe('recovering');
    await test.store.feed.endRecovery();
    expect((await act('validate', 'authority', id)).status).toBe(200);
  });
});

describe('messages', () => {
  it('are kept in order in any state, between laboratory and authority', async () => {
    const id = await bulletin('lab', 'lifted');
    const write = (who: Role, text: string) => test.call(who, `POST /v1/bulletins/${id}/messages`, { text });
    expect((await write('lab', ' Lots détruits ')).body).toMatchObject({ by: 'lab', text: 'Lots détruits' });
    expect((await write('authority', 'Merci')).status).toBe(201);
    expect((await write('operator', 'Bonjour')).body.type).toBe('role-refused');
    expect(await write('lab', ' ')).toMatchObject({ status: 400, body: { field: 'text' } });
    const { body } = await test.call('authority', `GET /v1/bulletins/${id}/messages`);
    expect(body.messages.map((m: { text: string }) => m.text)).toEqual(['Lots détruits', 'Merci']);
    expect((await test.call('operator', `GET /v1/bulletins/${id}/messages`)).status).toBe(403);
    expect((await test.call('lab', 'POST /v1/bulletins/none/messages', { text: 'x' })).status).toBe(404);
  });
});

describe('who may read', () => {
  it('shows what is unpublished to its laboratory and to the authority', async () => {
    const cases: Array<[Standing, Role, Record<Role, number | null>]> = [
      // The newest revision each role sees; null: nothing at all.
      ['draft', 'lab', { lab: 1, authority: 1, operator: null }],
      ['submitted', 'authority', { lab: null, authority: 1, operator: null }],
      ['in-force', 'authority', { lab: 1, authority: 1, operator: 1 }],
      ['revision draft', 'lab', { lab: 2, authority: 2, operator: 1 }],
      ['revision draft', 'authority', { lab: 1, authority: 2, operator: 1 }],
    ];
    for (const [standing, author, seen] of cases) {
      const id = await bulletin(author, standing);
      for (const who of roles) {
        const { status, body } = await test.call(who, `GET /v1/bulletins/${id}`);
        expect({ who, standing, newest: status === 404 ? null : body.revisions.at(-1).revision }).toEqual({
          who,
          standing,
          newest: seen[who],
        });
        const hidden = await test.call(who, `GET /v1/bulletins/${id}?revision=2`);
        expect(hidden.status).toBe(seen[who] === 2 ? 200 : 404);
        const listed = (await test.call(who, 'GET /v1/bulletins?limit=500')).body.bulletins.find(
          (b: { id: string }) => b.id === id,
        );
        expect(listed?.open?.revision ?? listed?.revision ?? null).toBe(seen[who]);
      }
    }
  });

  it('lists by kind and state, page by page', async () => {
    const { recall: _, ...head } = bulletinBody();
    const alert = await test.call('authority', 'POST /v1/bulletins', { ...head, kind: 'alert', alert: {} });
    expect(alert.status).toBe(201);
    const waiting = await bulletin('lab', 'revision submitted');
    const list = async (query: string) => (await test.call('authority', `GET /v1/bulletins?${query}`)).body;
    const ids = (page: { bulletins: Array<{ id: string }> }) => page.bulletins.map((b) => b.id);
    expect(ids(await list('kind=alert'))).toEqual([alert.body.id]);
    expect((await list('kind=alert')).bulletins[0]).toMatchObject({
      kind: 'alert',
      state: 'draft',
      revision: 1,
      author: 'authority',
      drill: false,
      open: { revision: 1 },
    });
    const submitted = await list('state=submitted&limit=500');
    expect(ids(submitted)).toContain(waiting);
    expect(submitted.bulletins.find((b: { id: string }) => b.id === waiting)).toMatchObject({
      state: 'in-force',
      revision: 1,
      open: { revision: 2, state: 'submitted' },
    });
    const all = ids(await list('limit=500'));
    const paged: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await list(`limit=7${next ? `&before=${next}` : ''}`);
      paged.push(...ids(page));
      next = page.next;
    }
    expect(paged).toEqual(all);
    expect(all).toEqual(all.toSorted().reverse());
    expect((await test.call('authority', 'GET /v1/bulletins?kind=recal')).body).toMatchObject({
      status: 400,
      field: 'kind',
    });
    expect((await test.call('authority', 'GET /v1/bulletins?limit=0')).body).toMatchObject({
      status: 400,
      field: 'limit',
    });
    expect((await test.call('authority', 'GET /v1/bulletins?state=superseded')).body.field).toBe('state');
  });
});
