import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrganisation, signedInAs, type TestBrowser } from '../access/people.testkit.ts';
import { openTestApp, type TestApp } from '../api/app.testkit.ts';
import { bulletinBody } from './drafts.testkit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.dispose());

const reviewerOf = async (organisation: { id: string; name: string }) =>
  (await signedInAs(test, 'authority', ['reviewer'], organisation)).browser;
/** A revision submitted by `browser`, or by the laboratory's key. */
async function submitted(browser?: TestBrowser): Promise<string> {
  const call = (route: string, body?: unknown) =>
    browser === undefined ? test.call('lab', route, body) : browser.call(route, body);
  const { id } = (await call('POST /v1/bulletins', bulletinBody())).body;
  await call(`POST /v1/bulletins/${id}/submit`);
  return id;
}
const validate = (browser: TestBrowser, id: string) => browser.call(`POST /v1/bulletins/${id}/validate`);
const published = async () => (await test.store.feed.head()).position;
const refused = { status: 403, body: { type: 'role-refused' } };

describe('whoever submitted a revision', () => {
  it('does not validate it; somebody else of the authority does', async () => {
    const authority = await newOrganisation(test, 'authority');
    const [one, other] = [await reviewerOf(authority), await reviewerOf(authority)];
    const id = await submitted(one);
    const before = await published();
    expect(await validate(one, id)).toMatchObject({
      ...refused,
      body: { expected: 'another person than the one who submitted this revision' },
    });
    expect(await published()).toBe(before);
    expect((await validate(other, id)).body).toMatchObject({ state: 'in-force' });
    expect(await published()).toBe(before + 1);
  });

  it('may, as the key of portal.json that stands for a whole role', async () => {
    const { id } = (await test.call('authority', 'POST /v1/bulletins', bulletinBody())).body;
    await test.call('authority', `POST /v1/bulletins/${id}/submit`);
    expect((await test.call('authority', `POST /v1/bulletins/${id}/validate`)).body.state).toBe('in-force');
  });
});

describe('where the authority wants two', () => {
  let authority: { id: string; name: string };
  let one: TestBrowser;
  let other: TestBrowser;
  beforeAll(async () => {
    authority = await newOrganisation(test, 'authority', { twoPerson: true });
    one = await reviewerOf(authority);
    other = await reviewerOf(authority);
  });

  it('the first reviewer broadcasts nothing, however often; the second does', async () => {
    const id = await submitted();
    const before = await published();
    for (const _ of [1, 2]) {
      const first = await validate(one, id);
      expect(first).toMatchObject({ status: 200, body: { state: 'submitted' } });
      expect(first.body.revisions[0].agreed).toHaveLength(1);
    }
    expect(await published()).toBe(before);
    const second = (await validate(other, id)).body;
    expect(second.state).toBe('in-force');
    expect(second.revisions[0].agreed).toHaveLength(2);
    expect(await published()).toBe(before + 1);
    // Done before: answered as it is.
    expect((await validate(one, id)).body.state).toBe('in-force');
    expect(await published()).toBe(before + 1);
    const acts = (await test.call('operator', `GET /v1/audit?subject=bulletin/${id}`)).body.entries;
    expect(acts.map(({ act }: { act: string }) => act)).toEqual([
      'bulletin.validate',
      'bulletin.agree',
      'bulletin.submit',
      'bulletin.create',
    ]);
  });

  it('a submitted revision says who agreed and how many are missing, to whoever works with it', async () => {
    const id = await submitted();
    const read = async (browser?: TestBrowser) =>
      (browser === undefined
        ? await test.call('lab', `GET /v1/bulletins/${id}`)
        : await browser.call(`GET /v1/bulletins/${id}`)
      ).body.revisions[0];
    expect(await read(one)).toMatchObject({ missing: 2 });
    expect(await read()).toMatchObject({ missing: 2 });
    await validate(one, id);
    const { agreed, missing } = await read(one);
    expect({ agreed, missing }).toEqual({
      agreed: [{ at: expect.any(String), name: expect.any(String), own: true }],
      missing: 1,
    });
    expect((await read(other)).agreed).toEqual([{ at: expect.any(String), name: expect.any(String) }]);
    expect((await read()).missing).toBe(1);
    // An authority that wants one reviewer is not told of another's rule.
    const elsewhere = await reviewerOf(await newOrganisation(test, 'authority'));
    expect(await read(elsewhere)).not.toHaveProperty('missing');
    await validate(other, id);
    expect(await read()).toMatchObject({ state: 'in-force', agreed: [{}, {}] });
    expect(await read()).not.toHaveProperty('missing');
  });

  it('both at once broadcast once', async () => {
    const id = await submitted();
    const before = await published();
    const answers = await Promise.all([validate(one, id), validate(other, id)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await one.call(`GET /v1/bulletins/${id}`)).body.state).toBe('in-force');
    expect(await published()).toBe(before + 1);
  });

  it('what was agreed to before a rejection counts no more', async () => {
    const id = await submitted();
    await validate(one, id);
    await other.call(`POST /v1/bulletins/${id}/reject`, { reason: 'Préciser' });
    await test.call('lab', `POST /v1/bulletins/${id}/submit`);
    const answer = (await validate(other, id)).body;
    expect(answer.state).toBe('submitted');
    expect(answer.revisions[0].agreed).toHaveLength(1);
    expect((await validate(one, id)).body.state).toBe('in-force');
  });

  it('who submitted is neither of the two', async () => {
    const id = await submitted(one);
    expect(await validate(one, id)).toMatchObject(refused);
    expect((await validate(other, id)).body.state).toBe('submitted');
    const third = await reviewerOf(authority);
    expect((await validate(third, id)).body.state).toBe('in-force');
  });

  it('keys do not count: neither an organisation’s nor portal.json’s', async () => {
    const id = await submitted();
    const { key } = (
      await test.call('operator', `POST /v1/organisations/${authority.id}/keys`, {
        name: 'Serveur',
        capabilities: ['recall.validate'],
      })
    ).body;
    const two = { ...refused, body: { expected: expect.stringContaining('two people signed in') } };
    expect(await test.call({ token: key }, `POST /v1/bulletins/${id}/validate`)).toMatchObject(two);
    expect(await test.call('authority', `POST /v1/bulletins/${id}/validate`)).toMatchObject(two);
    expect((await validate(one, id)).body.state).toBe('submitted');
    await test.call('operator', `PATCH /v1/organisations/${authority.id}`, { twoPerson: false });
    expect((await test.call('authority', `POST /v1/bulletins/${id}/validate`)).body.state).toBe('in-force');
  });
});
