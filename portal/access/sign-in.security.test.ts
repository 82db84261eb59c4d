import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import type { Mailer, OutgoingMail } from '../mail/mailer.ts';
import { type Lies, SoftwareAuthenticator } from './authenticator.testkit.ts';
import { askCode } from './codes.ts';
import { newOrganisation, newPerson, signedInAs, TestBrowser } from './people.testkit.ts';

const site = 'https://portail.exemple.fr';
const clock = manualClock();
const mails: OutgoingMail[] = [];
const mailer: Mailer = {
  send: async (mail) => {
    mails.push(mail);
    return { id: '<1@test>', response: '250 OK' };
  },
  close: () => undefined,
};
let test: TestApp;
beforeAll(async () => {
  test = await openTestApp({ clock, mailer, publicUrl: site });
});
afterAll(() => test.dispose());

const codesTo = (email: string) =>
  mails.flatMap(({ to, text }) => (to === email ? (/: (\d{4} \d{4})/.exec(text)?.[1] ?? []) : []));
const signedIn = async (browser: TestBrowser) => (await browser.call('GET /v1/session')).status === 200;
const lab = (functions: Parameters<typeof newPerson>[2] = ['quality']) => signedInAs(test, 'lab', functions);

describe('session fixation', () => {
  it('a cookie that was there before the sign-in is worth nothing after it', async () => {
    const { browser: attacker } = await lab();
    const planted = attacker.cookies.get('vigilot_portal') ?? '';
    const victim = await newPerson(test, (await newOrganisation(test, 'lab')).id, ['quality']);
    const browser = new TestBrowser(test, [['vigilot_portal', planted]]);
    await browser.call('POST /v1/session/invitation', { invitation: victim.invitation });
    expect(browser.cookies.get('vigilot_portal')).not.toBe(planted);
    expect((await browser.call('GET /v1/session')).body.id).toBe(victim.id);
    // The attacker's own session is no way into the victim's, and is over.
    expect(await signedIn(attacker)).toBe(false);
  });

  it('a secret of the attacker’s making is never taken over', async () => {
    const victim = await newPerson(test, (await newOrganisation(test, 'lab')).id, ['quality']);
    const browser = new TestBrowser(test, [['vigilot_portal', 'A'.repeat(43)]]);
    await browser.call('POST /v1/session/invitation', { invitation: victim.invitation });
    expect(browser.cookies.get('vigilot_portal')).toMatch(/^[\w-]{43}$/);
    expect(await signedIn(new TestBrowser(test, [['vigilot_portal', 'A'.repeat(43)]]))).toBe(false);
  });
});

describe('replay', () => {
  it('of an invitation: of many at once one gets in', async () => {
    const person = await newPerson(test, (await newOrganisation(test, 'lab')).id, ['quality']);
    const tries = await Promise.all(
      Array.from({ length: 6 }, () =>
        new TestBrowser(test).call('POST /v1/session/invitation', { invitation: person.invitation }),
      ),
    );
    expect(tries.map(({ status }) => status).toSorted()).toEqual([204, 400, 400, 400, 400, 400]);
  });

  it('of a code: of many at once one gets in, and none afterwards', async () => {
    const { person } = await lab();
    const asking = new TestBrowser(test);
    await asking.call('POST /v1/session/codes', { email: person.email });
    const given = { email: person.email, code: codesTo(person.email).at(-1) };
    const copies = Array.from({ length: 5 }, () => new TestBrowser(test, asking.cookies));
    const tries = await Promise.all(copies.map((each) => each.call('POST /v1/session', given)));
    expect(tries.map(({ status }) => status).toSorted()).toEqual([204, 400, 400, 400, 400]);
    expect((await new TestBrowser(test, asking.cookies).call('POST /v1/session', given)).status).toBe(400);
  });

  it('of a passkey’s answer, and of a challenge for something else', async () => {
    const { browser } = await lab();
    const key = new SoftwareAuthenticator(site);
    const options = (await browser.call('POST /v1/passkeys/options')).body;
    const credential = key.create(options);
    expect((await browser.call('POST /v1/passkeys', { name: 'A', credential })).status).toBe(201);
    expect((await browser.call('POST /v1/passkeys', { name: 'B', credential })).status).toBe(400);
    const other = new TestBrowser(test);
    const answer = key.get((await other.call('POST /v1/session/passkeys/options')).body);
    expect((await other.call('POST /v1/session/passkeys', answer)).status).toBe(204);
    expect((await new TestBrowser(test).call('POST /v1/session/passkeys', answer)).status).toBe(400);
    const registering = (await browser.call('POST /v1/passkeys/options')).body;
    expect((await other.call('POST /v1/session/passkeys', key.get(registering))).status).toBe(400);
    const late = (await other.call('POST /v1/session/passkeys/options')).body;
    clock.advance(5 * 60_000);
    expect((await other.call('POST /v1/session/passkeys', key.get(late))).status).toBe(400);
  });

  it('of another person’s registration: a challenge is for whoever asked', async () => {
    const { browser: one } = await lab();
    const { browser: two } = await lab();
    const options = (await one.call('POST /v1/passkeys/options')).body;
    const credential = new SoftwareAuthenticator(site).create(options);
    expect((await two.call('POST /v1/passkeys', { name: 'A', credential })).status).toBe(400);
  });
});

describe('a passkey that lies', () => {
  const lies: Array<[string, Lies]> = [
    ['of its origin', { origin: 'https://portail-exemple.fr' }],
    ['of its host', { host: 'exemple.fr' }],
    ['of who touched it', { unverified: true }],
    ['of its key', { otherKey: true }],
  ];
  it.each(lies)('%s is refused like one that is unknown', async (_name, lie) => {
    const { browser } = await lab();
    const key = new SoftwareAuthenticator(site);
    const options = (await browser.call('POST /v1/passkeys/options')).body;
    if (!lie.otherKey) {
      const refused = await browser.call('POST /v1/passkeys', { name: 'A', credential: key.create(options, lie) });
      expect(refused).toMatchObject({ status: 400, body: { field: 'passkey' } });
    }
    const again = (await browser.call('POST /v1/passkeys/options')).body;
    await browser.call('POST /v1/passkeys', { name: 'A', credential: key.create(again) });
    const other = new TestBrowser(test);
    const asked = (await other.call('POST /v1/session/passkeys/options')).body;
    const lied = await other.call('POST /v1/session/passkeys', key.get(asked, lie));
    const stranger = new SoftwareAuthenticator(site).get((await other.call('POST /v1/session/passkeys/options')).body);
    const unknown = await other.call('POST /v1/session/passkeys', stranger);
    expect(lied).toMatchObject({ status: 400, body: unknown.body });
    expect(await signedIn(other)).toBe(false);
  });
});

describe('guessing', () => {
  it('has five tries a code, also at once', async () => {
    const { person } = await lab();
    const browser = new TestBrowser(test);
    await browser.call('POST /v1/session/codes', { email: person.email });
    const code = codesTo(person.email).at(-1) ?? '';
    const wrong = code.startsWith('0') ? '11111111' : '00000000';
    await Promise.all(
      Array.from({ length: 5 }, () => browser.call('POST /v1/session', { email: person.email, code: wrong })),
    );
    expect((await browser.call('POST /v1/session', { email: person.email, code })).status).toBe(400);
  });

  it('needs the account that the code was sent to', async () => {
    const { person: own } = await lab();
    const { person: other } = await lab();
    const browser = new TestBrowser(test);
    await browser.call('POST /v1/session/codes', { email: own.email });
    const code = codesTo(own.email).at(-1);
    expect((await browser.call('POST /v1/session', { email: other.email, code })).status).toBe(400);
  });

  it('by asking for code after code sends the strangers’ share, and locks nobody out', async () => {
    const { browser: known, person } = await lab();
    await known.call('POST /v1/session/codes', { email: person.email });
    await known.call('POST /v1/session', { email: person.email, code: codesTo(person.email).at(-1) });
    clock.advance(3_600_000);
    const before = codesTo(person.email).length;
    const asked = [];
    for (let i = 0; i < 12; i++) {
      asked.push((await new TestBrowser(test).call('POST /v1/session/codes', { email: person.email })).status);
    }
    expect(new Set(asked)).toEqual(new Set([204]));
    expect(codesTo(person.email).length - before).toBe(5);
    // The person's own browser has a share of its own, and the code of it holds.
    await known.call('POST /v1/session/codes', { email: person.email });
    expect(codesTo(person.email).length - before).toBe(6);
    const given = { email: person.email, code: codesTo(person.email).at(-1) };
    expect((await known.call('POST /v1/session', given)).status).toBe(204);
    clock.advance(15 * 60_000);
    await new TestBrowser(test).call('POST /v1/session/codes', { email: person.email });
    expect(codesTo(person.email).length - before).toBe(7);
  });
});

describe('who has an account', () => {
  it('is not told by the answers', async () => {
    const { person } = await lab();
    const ask = async (email: string) => {
      const browser = new TestBrowser(test);
      const asked = await browser.call('POST /v1/session/codes', { email });
      const given = await browser.call('POST /v1/session', { email, code: '12345678' });
      const seen = ({ status, body, headers }: typeof asked) => {
        const { date: _, 'x-request-id': __, 'set-cookie': cookie, ...rest } = headers;
        return { status, body, rest, cookie: String(cookie).replace(/=[\w-]{43}/, '=…') };
      };
      return [seen(asked), seen(given)];
    };
    expect(await ask('personne@nulle-part.example')).toEqual(await ask(person.email));
  });

  it('is not told by the work: the same statements, and the mail after the answer', async () => {
    const { person } = await lab();
    const statements = async (email: string) => {
      const seen: string[] = [];
      const db = test.store.db.withPlugin({
        transformQuery: ({ node }) => {
          seen.push(node.kind);
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      const asked = await askCode({ db, clock }, email, null);
      return { seen, mail: asked.mail !== null };
    };
    const known = await statements(person.email);
    const unknown = await statements('personne@nulle-part.example');
    expect([known.mail, unknown.mail]).toEqual([true, false]);
    expect(unknown.seen).toEqual(known.seen);
    expect(known.seen.length).toBeGreaterThan(3);
    // A mail server that never answers holds nobody's answer up.
    const { promise: hangs, resolve: release } = Promise.withResolvers<void>();
    const sent: string[] = [];
    const slow = await openTestApp({
      clock,
      mailer: {
        send: async ({ to }) => {
          sent.push(to);
          await hangs;
          return { id: '<1@test>', response: '250 OK' };
        },
        close: () => undefined,
      },
    });
    const { person: there } = await signedInAs(slow, 'lab', ['quality']);
    const asked = await new TestBrowser(slow).call('POST /v1/session/codes', { email: there.email });
    expect([asked.status, sent]).toEqual([204, [there.email, there.email]]);
    release();
    await slow.dispose();
  });
});

describe('pages of other sites', () => {
  const strangers: Array<[string, Record<string, string>]> = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://voleur.example' }],
    ['a site beside', { 'sec-fetch-site': 'same-site', origin: 'https://autre.exemple.fr' }],
    ['a form without a page', { 'sec-fetch-site': 'none' }],
  ];
  it.each(strangers)('%s changes nothing with the person’s cookie', async (_name, headers) => {
    const { browser, organisation } = await lab(['responsible-pharmacist']);
    for (const route of [
      'DELETE /v1/session',
      'DELETE /v1/sessions',
      'POST /v1/passkeys/options',
      `POST /v1/organisations/${organisation.id}/keys`,
      'POST /v1/bulletins',
    ]) {
      const { status, body } = await browser.call(route, route.startsWith('POST') ? {} : undefined, headers);
      expect({ route, status, type: body?.type }).toEqual({ route, status: 403, type: 'origin-refused' });
    }
    expect(await signedIn(browser)).toBe(true);
  });

  it('an older browser is believed by its Origin, and by nothing', async () => {
    const { browser } = await lab();
    const call = (headers: Record<string, string>) => {
      const cookie = `vigilot_portal=${browser.cookies.get('vigilot_portal')}`;
      return test.call(null, 'POST /v1/passkeys/options', {}, { cookie, ...headers });
    };
    expect((await call({ origin: 'https://voleur.example' })).status).toBe(403);
    expect((await call({ origin: 'null' })).status).toBe(403);
    expect((await call({})).status).toBe(403);
    expect((await call({ host: 'voleur.example', origin: 'https://voleur.example' })).status).toBe(403);
    expect((await call({ origin: site })).status).toBe(200);
  });

  it('sign nobody in to an account of their choosing', async () => {
    const person = await newPerson(test, (await newOrganisation(test, 'lab')).id, ['quality']);
    const browser = new TestBrowser(test);
    const given = { invitation: person.invitation };
    for (const [, headers] of strangers) {
      expect((await browser.call('POST /v1/session/invitation', given, headers)).status).toBe(403);
    }
    expect((await browser.call('POST /v1/session/invitation', given)).status).toBe(204);
  });
});

describe('the limits by address', () => {
  const inject = (app: TestApp, headers: Record<string, string>, remoteAddress: string) =>
    app.app.inject({
      method: 'POST',
      url: '/v1/session/codes',
      remoteAddress,
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"email":"x@exemple.fr"}',
    });
  const headersOf = (i: number): Record<string, string> => ({
    'x-forwarded-for': `10.0.0.${i}`,
    forwarded: `for=10.0.0.${i}`,
    'x-real-ip': `10.0.0.${i}`,
    'cf-connecting-ip': `10.0.0.${i}`,
    'true-client-ip': `10.0.0.${i}`,
  });

  it('are not evaded by a header', async () => {
    const own = await openTestApp({ mailer, rateLimits: { signIns: 3 } });
    const tries = [];
    for (let i = 0; i < 5; i++) tries.push((await inject(own, headersOf(i), '203.0.113.7')).statusCode);
    expect(tries).toEqual([204, 204, 204, 429, 429]);
    await own.dispose();
  });

  it('count what a trusted proxy says, and from nobody else; a whole IPv6 network as one', async () => {
    const own = await openTestApp({ mailer, rateLimits: { signIns: 2 }, trustedProxies: '192.0.2.1' });
    const tries = async (address: (i: number) => string, forwarded: (i: number) => string) => {
      const statuses = [];
      for (let i = 0; i < 4; i++) {
        statuses.push((await inject(own, { 'x-forwarded-for': forwarded(i) }, address(i))).statusCode);
      }
      return statuses;
    };
    expect(
      await tries(
        () => '192.0.2.1',
        (i) => `203.0.113.${i}`,
      ),
    ).toEqual([204, 204, 204, 204]);
    // What the caller wrote in front of the proxy's own word.
    expect(
      await tries(
        () => '192.0.2.1',
        (i) => `10.0.0.${i}, 198.51.100.9`,
      ),
    ).toEqual([204, 204, 429, 429]);
    expect(
      await tries(
        () => '198.51.100.7',
        (i) => `203.0.113.${i}`,
      ),
    ).toEqual([204, 204, 429, 429]);
    expect(
      await tries(
        (i) => `2001:db8:0:1::${i}`,
        () => '',
      ),
    ).toEqual([204, 204, 429, 429]);
    await own.dispose();
  });
});
