/** What a laboratory signed, what it has subscribed to, and what it is billed for without. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { conventionBody, conventionFile } from './conventions.testkit.ts';
import { newOrganisation, signedInAs, type TestBrowser } from './people.testkit.ts';

const clock = manualClock(Date.parse('2026-11-22T09:30:00.000Z'));
let test: TestApp;
beforeAll(async () => {
  test = await openTestApp({ clock });
});
afterAll(() => test.dispose());

/** From the draft to the broadcast; `call` on the laboratory's side. */
async function publish(call: (route: string, body?: unknown) => Promise<Answer>, fields = {}): Promise<string> {
  const { body, status } = await call('POST /v1/bulletins', bulletinBody(fields));
  if (status !== 201) throw new Error(JSON.stringify(body));
  await call(`POST /v1/bulletins/${body.id}/submit`);
  const validated = await test.call('authority', `POST /v1/bulletins/${body.id}/validate`);
  expect(validated.body.state).toBe('in-force');
  return body.id;
}
const by =
  (browser: TestBrowser, headers: Record<string, string> = {}) =>
  (route: string, body?: unknown) =>
    browser.call(route, body, headers);
const usesOf = async (organisation: string) =>
  (await test.call('operator', `GET /v1/occasional-uses?organisation=${organisation}`)).body.uses;

describe('a convention', () => {
  const filed = async (organisation: string, fields = {}) =>
    test.call('operator', `POST /v1/organisations/${organisation}/conventions`, conventionBody(fields));

  it('is kept as it was signed, with its hash, who filed it and when, and read by its laboratory', async () => {
    const { browser, organisation } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const { browser: operator, person } = await signedInAs(test, 'operator', ['operator']);
    const conventions = `/v1/organisations/${organisation.id}/conventions`;
    const { status, body } = await operator.call(`POST ${conventions}`, conventionBody());
    const sha256 = createHash('sha256').update(conventionFile).digest('hex');
    const view = {
      id: body.id,
      signedOn: '2026-03-02',
      fileName: 'Convention signée.pdf',
      size: conventionFile.length,
      sha256,
      keptAt: '2026-11-22T09:30:00.000Z',
      keptBy: person.name,
    };
    expect({ status, body }).toEqual({ status: 201, body: view });
    await filed(organisation.id, { signedOn: '2026-04-01' });
    const listed = (await browser.call(`GET ${conventions}`)).body.conventions;
    expect(listed.map((each: { signedOn: string }) => each.signedOn)).toEqual(['2026-04-01', '2026-03-02']);
    expect(listed[1]).toEqual(view);
    const answer = await test.app.inject({
      url: `${conventions}/${body.id}/file`,
      headers: { cookie: `vigilot_portal=${browser.cookies.get('vigilot_portal')}` },
    });
    expect(answer.rawPayload.equals(conventionFile)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition':
        'attachment; filename="Convention signee.pdf"; filename*=UTF-8\'\'Convention%20sign%C3%A9e.pdf',
      'x-content-type-options': 'nosniff',
    });
    const [entry] = (await test.call('operator', 'GET /v1/audit?act=convention.file&to=2026-11-23T00:00:00Z')).body
      .entries;
    expect(entry).toMatchObject({
      subject: `organisation/${organisation.id}`,
      detail: { signedOn: '2026-04-01', sha256 },
    });
  });

  it('is refused where it is none, by its field', async () => {
    const { id } = await newOrganisation(test, 'lab');
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const large = Buffer.concat([conventionFile, Buffer.alloc(10_000_000)]).toString('base64');
    for (const [fields, status, field] of [
      [{ content: base64('<html>') }, 400, 'content'],
      [{ content: '%PDF-1.7' }, 400, 'content'],
      [{ content: large }, 413, 'content'],
      [{ content: '' }, 400, 'content'],
      [{ signedOn: '2026-11-31' }, 422, 'signedOn'],
      [{ signedOn: '2026-11' }, 422, 'signedOn'],
      [{ signedOn: '2027-01-01' }, 400, 'signedOn'],
      [{ fileName: '' }, 400, 'fileName'],
    ] as const) {
      const answer = await filed(id, fields);
      expect({ fields: Object.keys(fields), status: answer.status, field: answer.body.field }).toEqual({
        fields: Object.keys(fields),
        status,
        field,
      });
    }
    expect((await filed((await newOrganisation(test, 'hospital')).id)).body).toMatchObject({ field: 'organisation' });
    expect((await filed('01ARZ3NDEKTSV4RRFFQ69G5FAV')).status).toBe(404);
    const named = (await filed(id, { fileName: '../a"b\r\nSet-Cookie: x=1.pdf' })).body;
    expect(named.fileName).toBe('.._a_b__Set-Cookie: x=1.pdf');
  });
});

describe('a subscription', () => {
  it('opens DP-Ruptures, its own procedure DP-Alertes from a day on, in open sessions and keys too', async () => {
    const { browser, organisation } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const { key } = (
      await test.call('operator', `POST /v1/organisations/${organisation.id}/keys`, {
        name: 'Serveur',
        capabilities: ['alert.write', 'shortage.read'],
      })
    ).body;
    const alert = bulletinBody({ kind: 'alert', recall: undefined, alert: {} });
    const may = async (capability: string) =>
      (await browser.call('GET /v1/session')).body.capabilities.includes(capability);
    const change = (fields: object) => test.call('operator', `PATCH /v1/organisations/${organisation.id}`, fields);
    const alerts = async () => [
      (await browser.call('POST /v1/bulletins', alert)).body.expected,
      (await test.call({ token: key }, 'POST /v1/bulletins', alert)).body.expected,
    ];
    const refused = 'the right "alert.write"';
    expect([await may('shortage.read'), await may('alert.write'), await may('recall.write')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await alerts()).toEqual([refused, refused]);
    await change({ subscription: 'recalls' });
    expect(await may('shortage.read')).toBe(false);
    await change({ subscription: 'recalls+shortages', alertsSince: '2026-11-23' });
    expect([await may('shortage.read'), await may('shortage.answer'), await may('alert.write')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await alerts()).toEqual([refused, refused]);
    await change({ alertsSince: '2026-11-22' });
    expect(await may('alert.write')).toBe(true);
    expect(await alerts()).not.toContain(refused);
    await change({ subscription: 'recalls', alertsSince: null });
    expect([await may('shortage.read'), await may('alert.write')]).toEqual([false, false]);
  });

  it('is set to days that exist', async () => {
    const { id } = await newOrganisation(test, 'lab');
    for (const [alertsSince, expected] of [
      ['2026-11-31', 422],
      ['2026-11', 422],
      ['demain', 400],
    ] as const) {
      const { status, body } = await test.call('operator', `PATCH /v1/organisations/${id}`, { alertsSince });
      expect({ alertsSince, status, field: body.field }).toEqual({
        alertsSince,
        status: expected,
        field: 'alertsSince',
      });
    }
  });
});

describe('a recall without a subscription', () => {
  it('is recorded once for billing, whoever revises it; with a subscription it is not', async () => {
    const { browser, person, organisation } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const call = by(browser);
    const id = await publish(call, { reference: 'R-1', title: '=Rappel' });
    await call(`POST /v1/bulletins/${id}/revise`, bulletinBody({ reference: 'R-1', title: '=Rappel' }));
    await call(`POST /v1/bulletins/${id}/submit`);
    await test.call('authority', `POST /v1/bulletins/${id}/validate`);
    clock.advance(60_000);
    const drill = await publish(call, { drill: true });
    expect(await usesOf(organisation.id)).toEqual([
      {
        organisation: { id: organisation.id, name: organisation.name },
        bulletin: id,
        reference: 'R-1',
        title: '=Rappel',
        at: '2026-11-22T09:30:00.000Z',
        drill: false,
        by: person.name,
        onCall: false,
      },
      expect.objectContaining({ bulletin: drill, drill: true }),
    ]);
    await test.call('operator', `PATCH /v1/organisations/${organisation.id}`, { subscription: 'recalls' });
    await publish(call);
    expect(await usesOf(organisation.id)).toHaveLength(2);
    // Nobody's: a key of portal.json stands for no laboratory.
    await publish((route, body) => test.call('lab', route, body));
    const first = (await test.call('operator', 'GET /v1/occasional-uses?limit=1')).body;
    const rest = (await test.call('operator', `GET /v1/occasional-uses?after=${first.next}`)).body;
    expect([...first.uses, ...rest.uses].map((use) => use.bulletin)).toEqual([id, drill]);
    expect((await test.call('operator', 'GET /v1/occasional-uses?from=2026-11-22T09:30:30Z')).body.uses).toHaveLength(
      1,
    );
    const csv = await test.call('operator', 'GET /v1/occasional-uses?format=csv', undefined, {
      'accept-language': 'fr',
    });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(String(csv.body).split('\r\n')[1]).toBe(
      `${organisation.name};${organisation.id};${id};R-1;'=Rappel;2026-11-22T09:30:00.000Z;;${person.name};`,
    );
  });

  it('by somebody on call is the laboratory’s, under their own name, in history, audit and billing', async () => {
    const { browser: onCall, person, organisation: operator } = await signedInAs(test, 'operator', ['on-call']);
    const { browser: lab, organisation } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const acting = { 'vigilot-acting-for': organisation.id };
    const id = await publish(by(onCall, acting));
    const { body } = await lab.call(`GET /v1/bulletins/${id}`);
    expect(body).toMatchObject({ author: 'lab', organisation: { id: organisation.id } });
    const history = await test.store.db
      .selectFrom('bulletin_history')
      .select(['state', 'by_role', 'by_organisation', 'by_actor', 'by_name', 'by_on_call'])
      .where('bulletin', '=', id)
      .where('state', '=', 'submitted')
      .execute();
    expect(history).toEqual([
      {
        state: 'submitted',
        by_role: 'lab',
        by_organisation: organisation.id,
        by_actor: person.id,
        by_name: person.name,
        by_on_call: true,
      },
    ]);
    await onCall.call(`POST /v1/bulletins/${id}/messages`, { text: 'Appelez-moi' }, acting);
    expect((await lab.call(`GET /v1/bulletins/${id}/messages`)).body.messages).toMatchObject([
      { by: 'lab', name: person.name, onCall: true },
    ]);
    // The laboratory reads in its own log what was done in its name.
    const { entries } = (await lab.call(`GET /v1/audit?subject=bulletin/${id}`)).body;
    expect(entries.map((each: { act: string }) => each.act)).toEqual([
      'bulletin.message',
      'bulletin.submit',
      'bulletin.create',
    ]);
    expect(entries[0]).toMatchObject({ name: person.name, actor: person.id, onCallFrom: operator.id });
    expect(await usesOf(organisation.id)).toMatchObject([{ by: person.name, onCall: true }]);
  });

  it('is all that somebody on call does, and only for such a laboratory', async () => {
    const { browser: onCall } = await signedInAs(test, 'operator', ['on-call']);
    const { browser: plain } = await signedInAs(test, 'operator', ['operator']);
    const { organisation } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const subscriber = await newOrganisation(test, 'lab', { subscription: 'recalls' });
    const hospital = await newOrganisation(test, 'hospital');
    const status = async (browser: TestBrowser, route: string, laboratory: string) =>
      (await browser.call(route, {}, { 'vigilot-acting-for': laboratory })).status;
    expect(await status(onCall, 'GET /v1/bulletins', organisation.id)).toBe(200);
    expect(await status(onCall, 'GET /v1/bulletins', subscriber.id)).toBe(409);
    expect(await status(onCall, 'GET /v1/bulletins', hospital.id)).toBe(404);
    expect(await status(onCall, 'GET /v1/bulletins', 'x')).toBe(404);
    expect(await status(plain, 'GET /v1/bulletins', organisation.id)).toBe(403);
    for (const route of ['users', 'keys', 'conventions']) {
      expect(await status(onCall, `GET /v1/organisations/${organisation.id}/${route}`, organisation.id)).toBe(403);
    }
    expect(await status(onCall, 'GET /v1/audit', organisation.id)).toBe(403);
    const byKey = await test.call('operator', 'GET /v1/bulletins', undefined, {
      'vigilot-acting-for': organisation.id,
    });
    expect(byKey).toMatchObject({ status: 403, body: { expected: expect.stringContaining('person') } });
  });
});
