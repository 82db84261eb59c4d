/**
 * Who gets through which door, said a second time and by hand: every route of the OpenAPI document, for every key and function,
 * on a thing of their own laboratory, of another's, of nobody's; and for whoever is not, or no longer, signed in.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonFunction } from '../access/capabilities.ts';
import { conventionBody } from '../access/conventions.testkit.ts';
import { newOrganisation, signedInAs, TestBrowser } from '../access/people.testkit.ts';
import { SESSION_MS } from '../access/sessions.ts';
import { enrolmentBody, newKey } from '../enrolment/workstation.testkit.ts';
import { defaultPlan } from '../outreach/plan.ts';
import { gtinOf, importBody, medicinesFilesOf } from '../products/medicines.testkit.ts';
import { answerBody } from '../shortages/shortages.testkit.ts';
import { keyRequest, signStatement } from '../store/statements.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import type { Role } from '../workflow/transitions.ts';
import { type Answer, manualClock, openTestApp, type TestApp } from './app.testkit.ts';

/** Whoever calls in this table, and by which function of which organisation. */
const people = {
  responsible: ['lab', 'responsible-pharmacist'],
  quality: ['lab', 'quality'],
  affairs: ['lab', 'regulatory-affairs'],
  supply: ['lab', 'supply-chain'],
  labAdmin: ['lab', 'administrator'],
  reviewer: ['authority', 'reviewer'],
  authorityAdmin: ['authority', 'administrator'],
  operator: ['operator', 'operator'],
  onCall: ['operator', 'on-call'],
  operatorAdmin: ['operator', 'administrator'],
  wholesaler: ['wholesaler', 'recipient'],
  hospital: ['hospital', 'recipient'],
} as const satisfies Record<string, readonly [Role, PersonFunction]>;
type Person = keyof typeof people;
const machines = { labKey: 'lab', authorityKey: 'authority', operatorKey: 'operator' } as const;
type Caller = Person | keyof typeof machines;
const callers = [...(Object.keys(machines) as Caller[]), ...(Object.keys(people) as Person[])];

const labs: Caller[] = ['labKey', 'responsible', 'quality', 'affairs', 'supply', 'labAdmin'];
const authority: Caller[] = ['authorityKey', 'reviewer', 'authorityAdmin'];
const operators: Caller[] = ['operatorKey', 'operator', 'onCall', 'operatorAdmin'];
const recipients: Caller[] = ['wholesaler', 'hospital'];
const labWriters: Caller[] = ['labKey', 'responsible', 'quality', 'affairs'];
const writers: Caller[] = [...labWriters, 'authorityKey', 'reviewer'];
const labSubmitters: Caller[] = ['labKey', 'responsible', 'affairs'];
const validators: Caller[] = ['authorityKey', 'reviewer'];
/** With `tracking.read`. */
const followers: Caller[] = [
  ...['labKey', 'responsible', 'quality', 'affairs', 'supply', 'authorityKey', 'reviewer'],
  ...['operatorKey', 'operator', 'onCall'],
] as Caller[];
const shortageReaders: Caller[] = [
  ...['labKey', 'responsible', 'supply', 'authorityKey', 'reviewer', 'operatorKey', 'operator'],
] as Caller[];
const answerers: Caller[] = ['labKey', 'responsible', 'supply', 'authorityKey', 'reviewer'];
const keepers: Caller[] = ['operatorKey', 'operator'];
const peopleKeepers: Caller[] = ['responsible', 'labAdmin', 'operatorKey', 'operator'];

interface Row {
  readonly may: readonly Caller[];
  /** To whom it is not there (404) where others are refused (403). */
  readonly unseen?: readonly Caller[];
  /** What whoever may is answered; 200 unless told. */
  readonly done?: number;
  readonly body?: unknown | (() => unknown);
  /** Makes the thing that stands in `{id}`; anew after each call that was let through. */
  readonly of?: () => Promise<Readonly<Record<string, string>>>;
}

const clock = manualClock();
let test: TestApp;
/** Of laboratory A, of the authority and so on; of laboratory B; of laboratory A, their session over, or they suspended. */
const browsers = new Map<Person, TestBrowser>();
const strangers = new Map<Person, TestBrowser>();
let expired: TestBrowser;
let suspended: TestBrowser;
let labA: { id: string; name: string };
/** Made by the tests as they go: each thing is another. */
let counter = 0;

const services = { subscription: 'recalls+shortages', alertsSince: '2020-01-01' };
const as = (person: Person): TestBrowser => {
  const browser = browsers.get(person);
  if (browser === undefined) throw new Error(`${person} is not signed in`);
  return browser;
};
const ok = ({ status, body }: Answer) => {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

beforeAll(async () => {
  test = await openTestApp({ clock });
  labA = await newOrganisation(test, 'lab', services);
  const leaving = await signedInAs(test, 'lab', ['responsible-pharmacist'], labA);
  expired = leaving.browser;
  clock.advance(SESSION_MS);
  const doubtful = await signedInAs(test, 'lab', ['responsible-pharmacist'], labA);
  suspended = doubtful.browser;
  ok(await test.call('operator', `PATCH /v1/users/${doubtful.person.id}`, { suspended: true }));
  const labB = await newOrganisation(test, 'lab', services);
  const organisations = new Map<Role, { id: string; name: string }>([['lab', labA]]);
  for (const [name, [role, held]] of Object.entries(people) as Array<[Person, (typeof people)[Person]]>) {
    const { browser, organisation } = await signedInAs(test, role, [held], organisations.get(role));
    organisations.set(role, organisation);
    browsers.set(name, browser);
    if (role === 'lab') strangers.set(name, (await signedInAs(test, role, [held], labB)).browser);
  }
}, 60_000);
afterAll(() => test.dispose());

const draft = async () => ({ id: String(ok(await as('affairs').call('POST /v1/bulletins', bulletinBody())).id) });
const submitted = async () => {
  const made = await draft();
  ok(await as('affairs').call(`POST /v1/bulletins/${made.id}/submit`));
  return made;
};
const published = async () => {
  const made = await submitted();
  ok(await as('reviewer').call(`POST /v1/bulletins/${made.id}/validate`));
  return made;
};
const officine = async () => ({
  id: String(ok(await test.call('operator', 'POST /v1/officines', { name: 'P', territory: 'FR-75' })).id),
});
const workstation = async () => {
  const { id } = await officine();
  const { token } = ok(await test.call('operator', `POST /v1/officines/${id}/enrolment-tokens`));
  const enrolled = ok(await test.call({ token }, 'POST /v1/enrolments', await enrolmentBody(await newKey(), token)));
  return { id: String(enrolled.workstation.id) };
};
const ownLab = async () => ({ id: labA.id });
const newPersonBody = () => ({ email: `p${++counter}@exemple.fr`, name: 'P', functions: ['quality'] });
const convention = async () => {
  const filed = ok(await test.call('operator', `POST /v1/organisations/${labA.id}/conventions`, conventionBody()));
  return { id: labA.id, convention: String(filed.id) };
};
/** What laboratory A exploits: each thing about a shortage is about a product of its own. */
const gtins: string[] = [];
const exploited = () => ({ holders: [], products: gtins.map((gtin) => ({ gtin })) });
const product = async () => {
  const code = gtinOf(++counter);
  gtins.push(code);
  ok(await call('operatorKey', `PUT /v1/organisations/${labA.id}/products`, exploited()));
  return { code };
};
const freshAnswer = async () => answerBody({ products: [{ gtin: (await product()).code }] });
const answer = async () => ({
  id: String(ok(await as('supply').call('POST /v1/shortages/answers', await freshAnswer())).id),
});
const user = async () => ({
  id: String(ok(await test.call('operator', `POST /v1/organisations/${labA.id}/users`, newPersonBody())).person.id),
});
const apiKey = async () => {
  const body = { name: 'Serveur', capabilities: [] };
  const made = ok(await test.call('operator', `POST /v1/organisations/${labA.id}/keys`, body));
  return { id: labA.id, key: String(made.id) };
};
const address = { lines: ['1 rue de la Paix'], postalCode: '75002', city: 'Paris' };
const recipient = async () => ({
  id: String(ok(await test.call('operator', 'POST /v1/recipients', { kind: 'hospital', name: 'CHU', address })).id),
});
const outreach = async () => {
  const { id: bulletin } = await published();
  const { id: addressee } = await recipient();
  const told = { bulletin, revision: 1, kind: 'hospital', addressee, state: 'open' } as const;
  const id = `outreach-${++counter}`;
  await test.store.db
    .insertInto('outreach')
    .values({ ...told, id, opened_at: new Date(clock.wall()) })
    .execute();
  return { id };
};

/** What the root, here the demonstration's, signs for new keys. */
const signedKeys = async () => {
  const root = test.store.keys.demonstrationRootKey();
  if (root === null) throw new Error('no demonstration root');
  return signStatement(root, await keyRequest(test.store, { renew: ['tip'] }));
};

const letters = async () => {
  const { id } = await outreach();
  const due = new Date(clock.wall());
  const attempt = { id: `letter-${id}`, outreach: id, salvo: 1, channel: 'letter', state: 'due', due_at: due } as const;
  await test.store.db
    .insertInto('outreach_attempt')
    .values({ ...attempt, address: '' })
    .execute();
  const { batch } = ok(await test.call('operator', 'POST /v1/outreach/letters'));
  return { id: String(batch.id) };
};

/** They keep people, but not these. */
const otherKeepers: Caller[] = ['labKey', 'authorityKey', 'authorityAdmin', 'operatorAdmin'];
const reads = [...labs, ...authority];
/** Whose laboratory or authority it is, and who does not work on drafts. */
const noDrafts: Caller[] = ['supply', 'labAdmin', 'authorityAdmin'];
const draftReaders = reads.filter((each) => !noDrafts.includes(each));
const published404 = { of: draft, unseen: [...noDrafts, ...operators, ...recipients] };

/** Routes by key or session. */
const table: Readonly<Record<string, Row>> = {
  'POST /v1/bulletins': { may: writers, done: 201, body: bulletinBody() },
  'GET /v1/bulletins': { may: callers },
  'GET /v1/bulletins/{id}': { may: draftReaders, ...published404 },
  'PUT /v1/bulletins/{id}': { may: labWriters, of: draft, body: bulletinBody() },
  'POST /v1/bulletins/{id}/submit': { may: labSubmitters, of: draft },
  'POST /v1/bulletins/{id}/validate': { may: validators, of: submitted },
  'POST /v1/bulletins/{id}/reject': { may: validators, of: submitted, body: { reason: 'Non' } },
  'POST /v1/bulletins/{id}/revise': { may: writers, of: published, done: 201, body: bulletinBody() },
  'POST /v1/bulletins/{id}/lift': { may: writers, of: published, done: 201, body: { reason: 'Conforme' } },
  'POST /v1/bulletins/{id}/messages': {
    may: writers,
    of: draft,
    done: 201,
    body: { text: 'Bonjour' },
    unseen: noDrafts,
  },
  'GET /v1/bulletins/{id}/messages': { may: draftReaders, of: draft, unseen: noDrafts },
  'GET /v1/bulletins/{id}/tracking': { may: followers, of: published },
  'GET /v1/bulletins/{id}/tracking/progress': { may: followers, of: published },
  'GET /v1/bulletins/{id}/tracking/laggards': { may: followers, of: published },
  // With `report.read`: the functions that write.
  'GET /v1/bulletins/{id}/report': { may: writers, of: published },
  'GET /v1/bulletins/{id}/report/summary': { may: writers, of: published },
  'GET /v1/bulletins/{id}/outreach': { may: followers, of: published },
  'GET /v1/bulletins/{id}/notice': { may: draftReaders, of: draft, unseen: [...noDrafts, ...operators] },
  'GET /v1/bulletins/{id}/changes': { may: draftReaders, of: draft, unseen: [...noDrafts, ...operators] },
  'POST /v1/bulletins/{id}/clone': { may: writers, of: draft, done: 201, unseen: noDrafts },
  'POST /v1/bulletins/preview': { may: reads, body: bulletinBody() },
  'POST /v1/bulletins/targets/read': { may: reads, body: { text: 'GTIN;lot\n03400930000014;A1' } },
  'GET /v1/products': { may: [...labs, ...authority, ...operators] },
  // Nothing is imported: whoever may ask is told so.
  'GET /v1/products/{code}': {
    may: [...labs, ...authority, ...operators],
    done: 404,
    of: async () => ({ code: '3400930000014' }),
  },
  'POST /v1/products/import': {
    may: keepers,
    body: () => importBody(medicinesFilesOf({ rows: 9 }), { force: true }),
  },
  'POST /v1/officines': { may: keepers, done: 201, body: { name: 'P' } },
  'GET /v1/officines': { may: keepers },
  'GET /v1/officines/{id}': { may: keepers, of: officine },
  'PATCH /v1/officines/{id}': { may: keepers, of: officine, body: { phone: '1' } },
  'POST /v1/officines/{id}/enrolment-tokens': { may: keepers, of: officine, done: 201 },
  'POST /v1/workstations/{id}/revocation': { may: keepers, of: workstation, body: { reason: 'Volé' } },
  'GET /v1/recipients': { may: keepers },
  'POST /v1/recipients': { may: keepers, done: 201, body: { kind: 'hospital', name: 'CHU' } },
  'POST /v1/recipients/import': { may: keepers, body: { text: 'nom;type\nCH;hôpital' } },
  'GET /v1/recipients/{id}': { may: keepers, of: recipient },
  'PUT /v1/recipients/{id}': { may: keepers, of: recipient, body: { kind: 'hospital', name: 'CH' } },
  'GET /v1/outreach/plan': { may: keepers },
  'PUT /v1/outreach/plan': {
    may: keepers,
    body: defaultPlan,
  },
  'POST /v1/outreach/{id}/notes': { may: keepers, of: outreach, body: { outcome: 'no-answer', remark: 'x' } },
  'GET /v1/outreach/letters': { may: keepers },
  'POST /v1/outreach/letters': { may: keepers, done: 201, body: {} },
  'GET /v1/outreach/letters/{id}': { may: keepers, of: letters },
  'POST /v1/outreach/letters/{id}/hand-over': { may: keepers, of: letters, body: { receipt: 'Bordereau 12' } },
  'POST /v1/outreach/letters/returns': { may: keepers, body: { returns: [{ code: 'x', remark: 'NPAI' }] } },
  'GET /v1/organisations': { may: operators },
  'POST /v1/organisations': { may: keepers, done: 201, body: { role: 'lab', name: 'L' } },
  'GET /v1/organisations/{id}': {
    may: [...labs.filter((each) => each !== 'labKey'), ...operators],
    of: ownLab,
    unseen: ['labKey', ...authority, ...recipients],
  },
  'PATCH /v1/organisations/{id}': { may: keepers, of: ownLab, body: { phone: '1' } },
  'GET /v1/organisations/{id}/users': { may: peopleKeepers, of: ownLab, unseen: otherKeepers },
  'POST /v1/organisations/{id}/users': {
    may: peopleKeepers,
    of: ownLab,
    done: 201,
    body: newPersonBody,
    unseen: otherKeepers,
  },
  'PATCH /v1/users/{id}': { may: peopleKeepers, of: user, body: { name: 'Q' }, unseen: otherKeepers },
  'POST /v1/users/{id}/invitation': { may: peopleKeepers, of: user, done: 201, unseen: otherKeepers },
  'POST /v1/users/{id}/sign-out': { may: peopleKeepers, of: user, unseen: otherKeepers },
  'GET /v1/organisations/{id}/keys': { may: peopleKeepers, of: ownLab, unseen: otherKeepers },
  'POST /v1/organisations/{id}/keys': {
    may: peopleKeepers,
    of: ownLab,
    done: 201,
    body: { name: 'Serveur', capabilities: [] },
    unseen: otherKeepers,
  },
  'POST /v1/organisations/{id}/keys/{key}/revocation': { may: peopleKeepers, of: apiKey, unseen: otherKeepers },
  'GET /v1/organisations/{id}/conventions': { may: peopleKeepers, of: ownLab, unseen: otherKeepers },
  'POST /v1/organisations/{id}/conventions': { may: keepers, of: ownLab, done: 201, body: conventionBody() },
  'GET /v1/organisations/{id}/conventions/{convention}/file': {
    may: peopleKeepers,
    of: convention,
    unseen: otherKeepers,
  },
  'GET /v1/shortages': { may: shortageReaders },
  'GET /v1/shortages/statistics': { may: shortageReaders },
  'GET /v1/shortages/notices': { may: validators },
  // Nobody’s.
  'POST /v1/shortages/notices/{id}/read': { may: validators, done: 404 },
  'GET /v1/shortages/{code}': { may: shortageReaders, of: product },
  'PUT /v1/shortages/{code}/major': { may: answerers, of: product, body: { major: true } },
  'POST /v1/shortages/answers': { may: answerers, done: 201, body: freshAnswer },
  'PUT /v1/shortages/answers/{id}': { may: answerers, of: answer, body: freshAnswer },
  'POST /v1/shortages/answers/{id}/end': { may: answerers, of: answer, body: { reason: 'Fini' } },
  'GET /v1/organisations/{id}/products': { may: keepers, of: ownLab },
  'PUT /v1/organisations/{id}/products': { may: keepers, of: ownLab, body: exploited },
  'POST /v1/officines/import': { may: keepers, body: { text: 'FINESS;Nom\n291001234;P' } },
  'POST /v1/enrolment-tokens': { may: keepers, done: 201, body: { officines: 'all', territory: 'FR-29' } },
  'GET /v1/occasional-uses': { may: keepers },
  'GET /v1/feed-keys': { may: keepers },
  'POST /v1/feed-keys/requests': { may: keepers, done: 201, body: { renew: ['tip'] } },
  'POST /v1/feed-keys/statements': { may: keepers, done: 201, body: async () => ({ statement: await signedKeys() }) },
  'GET /v1/audit': {
    may: ['labKey', 'responsible', 'labAdmin', 'authorityKey', 'authorityAdmin', ...keepers, 'operatorAdmin'],
  },
  'GET /v1/audit/verify': { may: [...keepers, 'operatorAdmin'] },
};

/** Routes of people alone: whoever is signed in, and no key. */
const personal: Readonly<Record<string, { readonly done?: number; readonly body?: unknown }>> = {
  'GET /v1/session': {},
  'DELETE /v1/session': { done: 204 },
  'GET /v1/sessions': {},
  'DELETE /v1/sessions': { done: 204 },
  // Nobody’s: one's own is ended in sign-in.test.ts.
  'DELETE /v1/sessions/{id}': { done: 404 },
  'GET /v1/passkeys': {},
  'POST /v1/passkeys': { done: 400, body: {} },
  'POST /v1/passkeys/options': {},
  'DELETE /v1/passkeys/{id}': { done: 404 },
};

/** Routes that take neither key nor session, and what they answer to an empty question by a page of another site. */
const open: Readonly<Record<string, { readonly empty: number; readonly foreign: number }>> = {
  'GET /v1/health': { empty: 200, foreign: 200 },
  'GET /v1/public/shortages': { empty: 200, foreign: 200 },
  'GET /v1/ready': { empty: 200, foreign: 200 },
  'POST /v1/enrolments': { empty: 401, foreign: 401 },
  'POST /v1/session': { empty: 400, foreign: 403 },
  'POST /v1/session/codes': { empty: 400, foreign: 403 },
  'POST /v1/session/invitation': { empty: 400, foreign: 403 },
  'POST /v1/session/passkeys': { empty: 400, foreign: 403 },
  'POST /v1/session/passkeys/options': { empty: 200, foreign: 403 },
};

/** Never ends for whoever may: live.test.ts. */
const streams = ['GET /v1/live'];

const UNKNOWN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://voleur.example' };
const fill = (route: string, thing: Readonly<Record<string, string>>) =>
  route.replace(/\{(\w+)\}/g, (_, name: string) => thing[name] ?? UNKNOWN);
const bodyOf = async ({ body }: Pick<Row, 'body'>) => (typeof body === 'function' ? await body() : body);
const call = (who: Caller | TestBrowser, route: string, body: unknown) =>
  who instanceof TestBrowser
    ? who.call(route, body)
    : who in machines
      ? test.call(machines[who as keyof typeof machines], route, body)
      : as(who as Person).call(route, body);
const byEach = async (ask: (who: Caller) => Promise<number>) => {
  const answers: Record<string, number> = {};
  for (const who of callers) answers[who] = await ask(who);
  return answers;
};

describe('every route', () => {
  it('stands in one of these tables', async () => {
    const { paths } = (await test.call(null, 'GET /openapi.json')).body;
    const documented = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const told = [table, personal, open].flatMap((each) => Object.keys(each));
    expect([...told, ...streams].toSorted()).toEqual(documented.toSorted());
  });

  it.each(Object.entries(table))('%s lets through whom it names, and nobody else', async (route, row) => {
    let thing = (await row.of?.()) ?? {};
    const answered = await byEach(async (who) => {
      const { status } = await call(who, fill(route, thing), await bodyOf(row));
      if (status < 300 && row.of !== undefined && !route.startsWith('GET')) thing = await row.of();
      return status;
    });
    expect(answered).toEqual(
      await byEach(async (who) => (row.may.includes(who) ? (row.done ?? 200) : row.unseen?.includes(who) ? 404 : 403)),
    );
  });

  it.each(Object.entries(table).filter(([route]) => route.includes('{id}')))(
    '%s of laboratory A is to another laboratory as one that is not',
    async (route, row) => {
      const thing = (await row.of?.()) ?? {};
      for (const [person, stranger] of strangers) {
        const seen = async (of: Readonly<Record<string, string>>) => {
          const { status, body } = await call(stranger, fill(route, of), await bodyOf(row));
          return { person, status, body };
        };
        const answer = await seen(thing);
        expect(answer).toEqual(await seen({}));
        expect(answer.status).toBe(row.may.includes(person) ? 404 : answer.status === 404 ? 404 : 403);
      }
    },
  );

  it.each(Object.entries({ ...table, ...personal }))(
    '%s is closed to nobody, to a session that is over, to the suspended, and to pages of other sites',
    async (route, row) => {
      const url = fill(route, {});
      const signedIn = new TestBrowser(test, as('responsible').cookies);
      expect((await new TestBrowser(test).call(url, await bodyOf(row))).status).toBe(401);
      expect((await expired.call(url, await bodyOf(row))).body.type).toBe('unauthorized');
      expect((await suspended.call(url, await bodyOf(row))).body.type).toBe('unauthorized');
      if (route.startsWith('GET ')) return;
      expect(await signedIn.call(url, await bodyOf(row), foreign)).toMatchObject({
        status: 403,
        body: { type: 'origin-refused' },
      });
    },
  );

  it.each(Object.entries(personal))('%s is for people', async (route, { done = 200, body }) => {
    const { browser } = await signedInAs(test, 'lab', ['quality'], labA);
    const url = fill(route, {});
    expect((await browser.call(url, body)).status).toBe(done);
    for (const role of Object.values(machines)) expect((await test.call(role, url, body)).status).toBe(401);
  });

  it.each(Object.entries(open))('%s is open', async (route, { empty, foreign: refused }) => {
    const body = route.startsWith('GET') ? undefined : {};
    expect((await new TestBrowser(test).call(route, body)).status).toBe(empty);
    expect((await new TestBrowser(test).call(route, body, foreign)).status).toBe(refused);
  });

  it.each(streams)('%s is closed to recipients and strangers', async (route) => {
    expect((await as('wholesaler').call(route)).status).toBe(403);
    expect((await new TestBrowser(test).call(route)).status).toBe(401);
    expect((await expired.call(route)).status).toBe(401);
    expect((await suspended.call(route)).status).toBe(401);
  });
});

describe('lists', () => {
  it('name nothing of another laboratory, nor drafts to those who do not write', async () => {
    const { id } = await draft();
    const seen = async (who: Caller | TestBrowser) =>
      (ok(await call(who, 'GET /v1/bulletins', undefined)).bulletins as { id: string }[]).some(
        (each) => each.id === id,
      );
    for (const stranger of strangers.values()) expect(await seen(stranger)).toBe(false);
    expect(await byEach(async (who) => Number(await seen(who)))).toEqual(
      await byEach(async (who) => Number(draftReaders.includes(who))),
    );
  });

  it('of shortages tell another laboratory of no product but its own', async () => {
    const { code } = await product();
    ok(await as('supply').call('POST /v1/shortages/answers', answerBody({ products: [{ gtin: code }] })));
    const seen = async (who: TestBrowser) =>
      (ok(await who.call('GET /v1/shortages?limit=500')).shortages as Array<{ gtin: string }>).map(({ gtin }) => gtin);
    expect(await seen(as('supply'))).toContain(code);
    const stranger = strangers.get('supply') as TestBrowser;
    expect(await seen(stranger)).not.toContain(code);
    const refusal = async (route: string, body?: unknown) => {
      const { status, body: said } = await stranger.call(route, body);
      return { status, type: said.type };
    };
    const others = gtinOf(9_999);
    expect(await refusal(`GET /v1/shortages/${code}`)).toEqual(await refusal(`GET /v1/shortages/${others}`));
    const taking = (gtin: string) => refusal('POST /v1/shortages/answers', answerBody({ products: [{ gtin }] }));
    expect(await taking(code)).toEqual({ status: 403, type: 'role-refused' });
    expect(await taking(others)).toEqual({ status: 403, type: 'role-refused' });
    const marking = (gtin: string) => refusal(`PUT /v1/shortages/${gtin}/major`, { major: false });
    expect(await marking(code)).toEqual(await marking(others));
  });
});
