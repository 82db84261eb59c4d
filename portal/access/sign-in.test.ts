import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { type Mailer, smtpMailer } from '../mail/mailer.ts';
import { startSmtp, type TestSmtp } from '../mail/smtp.testkit.ts';
import { verifyAudit } from './audit.ts';
import { SoftwareAuthenticator } from './authenticator.testkit.ts';
import { newOrganisation, newPerson, signedInAs, TestBrowser } from './people.testkit.ts';
import { IDLE_MS, SESSION_MS } from './sessions.ts';

const site = 'https://portail.exemple.fr';
const clock = manualClock();
let smtp: TestSmtp;
let mailer: Mailer;
let test: TestApp;
beforeAll(async () => {
  smtp = await startSmtp();
  mailer = smtpMailer({ smtpUrl: smtp.url, from: 'vigilot@exemple.fr' });
  test = await openTestApp({ clock, mailer, publicUrl: site });
});
afterAll(async () => {
  await test.dispose();
  mailer.close();
  await smtp.close();
});

const codeIn = (text: string) => /: (\d{4} \d{4})/.exec(text)?.[1] ?? '';
/** The mail that answers a request for a code; the invitation came before, whatever order the server takes mails in. */
async function askedCode(browser: TestBrowser, email: string, typed = email) {
  await smtp.mailTo(email);
  expect((await browser.call('POST /v1/session/codes', { email: typed })).status).toBe(204);
  return smtp.mailTo(email, 1);
}

describe('an invitation', () => {
  it('comes by mail in both languages, and signs in once', async () => {
    const lab = await newOrganisation(test, 'lab', { name: 'Laboratoire Exemple' });
    const person = await newPerson(test, lab.id, ['quality']);
    const mail = await smtp.mailTo(person.email);
    expect(mail.text).toContain(`Bonjour ${person.name},`);
    expect(mail.text).toContain('Hello ');
    expect(mail.text).toContain(`${site}/#/invitation/${person.invitation}`);
    const browser = new TestBrowser(test);
    expect((await browser.call('POST /v1/session/invitation', { invitation: person.invitation })).status).toBe(204);
    expect((await browser.call('GET /v1/session')).body).toEqual({
      id: person.id,
      name: person.name,
      email: person.email,
      role: 'lab',
      organisation: { id: lab.id, name: 'Laboratoire Exemple' },
      capabilities: ['recall.read', 'recall.write', 'report.read', 'tracking.read'],
    });
    const again = await new TestBrowser(test).call('POST /v1/session/invitation', { invitation: person.invitation });
    expect(again).toMatchObject({ status: 400, body: { field: 'invitation' } });
  });

  it('opens nothing after a week, nor once there is a newer one', async () => {
    const lab = await newOrganisation(test, 'lab');
    const first = await newPerson(test, lab.id, ['quality']);
    const { body } = await test.call('operator', `POST /v1/users/${first.id}/invitation`);
    const newer = String(body.link).split('/').at(-1);
    const accept = async (invitation: string | undefined) =>
      (await new TestBrowser(test).call('POST /v1/session/invitation', { invitation })).status;
    expect(await accept(first.invitation)).toBe(400);
    clock.advance(8 * 24 * 3_600_000);
    expect(await accept(newer)).toBe(400);
  });

  it('shows its link to whoever runs the server alone', async () => {
    const { browser, organisation } = await signedInAs(test, 'lab', ['administrator']);
    const invited = await browser.call(`POST /v1/organisations/${organisation.id}/users`, {
      email: 'nouveau@exemple.fr',
      name: 'Nouveau',
      functions: ['quality'],
    });
    expect(invited).toMatchObject({ status: 201, body: { invitation: { mailed: true } } });
    expect(invited.body.invitation).not.toHaveProperty('link');
  });
});

describe('a code', () => {
  it('comes by mail and signs in the browser that asked', async () => {
    const { person } = await signedInAs(test, 'authority', ['reviewer']);
    const browser = new TestBrowser(test);
    const { text, raw } = await askedCode(browser, person.email, ` ${person.email.toUpperCase()} `);
    expect(raw).not.toContain(`Subject: ${codeIn(text)}`);
    const given = { email: person.email, code: codeIn(text) };
    expect((await new TestBrowser(test).call('POST /v1/session', given)).status).toBe(400);
    const signedIn = await browser.call('POST /v1/session', given);
    expect(signedIn.status).toBe(204);
    for (const cookie of (signedIn.headers['set-cookie'] as string[]).filter((each) => !/=;/.test(each))) {
      expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
    }
    expect((await browser.call('GET /v1/session')).body).toMatchObject({ id: person.id, role: 'authority' });
  });

  it('holds for ten minutes', async () => {
    const { person } = await signedInAs(test, 'lab', ['quality']);
    const browser = new TestBrowser(test);
    const { text } = await askedCode(browser, person.email);
    clock.advance(10 * 60_000);
    expect((await browser.call('POST /v1/session', { email: person.email, code: codeIn(text) })).status).toBe(400);
  });

  it('is refused in words where the portal has no mail server', async () => {
    const own = await openTestApp();
    expect(await own.call(null, 'POST /v1/session/codes', { email: 'a@exemple.fr' })).toMatchObject({
      status: 409,
      body: {
        state: 'no-mail',
        title: 'This portal sends no mail, and so no code.',
        expected: 'Sign in with your passkey, or ask whoever operates the portal for an invitation link.',
      },
    });
    await own.dispose();
  });
});

describe('a passkey', () => {
  it('is made by who is signed in, told by mail, and signs in without an address', async () => {
    const { browser, person } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const key = new SoftwareAuthenticator(site);
    const options = (await browser.call('POST /v1/passkeys/options')).body;
    expect(options).toMatchObject({
      rp: { id: 'portail.exemple.fr' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const made = await browser.call('POST /v1/passkeys', { name: 'Ordinateur', credential: key.create(options) });
    expect(made).toMatchObject({ status: 201, body: { name: 'Ordinateur', lastUsedAt: null } });
    expect((await smtp.mailTo(person.email, 1)).text).toContain('"Ordinateur"');

    clock.advance(1000);
    const other = new TestBrowser(test);
    const asked = (await other.call('POST /v1/session/passkeys/options')).body;
    expect(asked.allowCredentials ?? []).toEqual([]);
    expect((await other.call('POST /v1/session/passkeys', key.get(asked))).status).toBe(204);
    expect((await other.call('GET /v1/session')).body.id).toBe(person.id);
    expect((await other.call('GET /v1/passkeys')).body.passkeys).toMatchObject([
      { name: 'Ordinateur', lastUsedAt: new Date(clock.wall()).toISOString() },
    ]);
    expect((await other.call('GET /v1/sessions')).body.sessions).toMatchObject([
      { method: 'passkey', current: true, browser: 'Mozilla/5.0 (test)' },
      { method: 'invitation', current: false },
    ]);

    expect((await browser.call(`DELETE /v1/passkeys/${made.body.id}`)).status).toBe(204);
    const late = (await other.call('POST /v1/session/passkeys/options')).body;
    expect((await other.call('POST /v1/session/passkeys', key.get(late))).status).toBe(400);
  });
});

describe('a suspension', () => {
  it('ends sessions at once and shuts every way in, until it is taken back; the passkey stays', async () => {
    const lab = await newOrganisation(test, 'lab');
    const { browser: manager } = await signedInAs(test, 'lab', ['administrator'], lab);
    const { browser, person } = await signedInAs(test, 'lab', ['quality'], lab);
    const key = new SoftwareAuthenticator(site);
    const options = (await browser.call('POST /v1/passkeys/options')).body;
    await browser.call('POST /v1/passkeys', { name: 'Ordinateur', credential: key.create(options) });
    const byPasskey = async () => {
      const here = new TestBrowser(test);
      const asked = (await here.call('POST /v1/session/passkeys/options')).body;
      return here.call('POST /v1/session/passkeys', key.get(asked));
    };
    const { link } = (await test.call('operator', `POST /v1/users/${person.id}/invitation`)).body;
    await smtp.mailTo(person.email, 2);
    await browser.call('POST /v1/session/codes', { email: person.email });
    const { text } = await smtp.mailTo(person.email, 3);
    const suspend = (suspended: boolean) => manager.call(`PATCH /v1/users/${person.id}`, { suspended });
    const out = { status: 409, body: { state: 'suspended' } };

    expect((await suspend(true)).body).toMatchObject({ state: 'suspended' });
    expect((await browser.call('GET /v1/session')).status).toBe(401);
    expect(await byPasskey()).toMatchObject(out);
    const invitation = String(link).split('/').at(-1);
    expect(await new TestBrowser(test).call('POST /v1/session/invitation', { invitation })).toMatchObject(out);
    expect(await browser.call('POST /v1/session', { email: person.email, code: codeIn(text) })).toMatchObject(out);
    expect(await manager.call(`POST /v1/users/${person.id}/invitation`)).toMatchObject(out);
    const codes = () =>
      test.store.db.selectFrom('sign_in_code').select('person').where('person', '=', person.id).execute();
    const sent = (await codes()).length;
    expect((await new TestBrowser(test).call('POST /v1/session/codes', { email: person.email })).status).toBe(204);
    expect((await codes()).length).toBe(sent);

    expect((await suspend(false)).body).toMatchObject({ state: 'active' });
    expect((await browser.call('GET /v1/session')).status).toBe(401);
    expect((await byPasskey()).status).toBe(204);
    const acts = await test.store.db
      .selectFrom('audit_entry')
      .select('act')
      .where('subject', '=', `person/${person.id}`)
      .where('act', 'in', ['person.suspend', 'person.reinstate'])
      .orderBy('position')
      .execute();
    expect(acts.map(({ act }) => act)).toEqual(['person.suspend', 'person.reinstate']);
  });
});

describe('a session', () => {
  const alive = async (browser: TestBrowser) => (await browser.call('GET /v1/session')).status === 200;

  it('ends after an hour of nothing, and after half a day of anything', async () => {
    const { browser } = await signedInAs(test, 'lab', ['quality']);
    for (let spent = 0; spent + IDLE_MS / 2 < SESSION_MS; spent += IDLE_MS / 2) {
      expect(await alive(browser)).toBe(true);
      clock.advance(IDLE_MS / 2);
    }
    clock.advance(IDLE_MS / 2);
    expect(await alive(browser)).toBe(false);
    const { browser: idle } = await signedInAs(test, 'lab', ['quality']);
    clock.advance(IDLE_MS);
    expect(await alive(idle)).toBe(false);
  });

  it('ends by signing out: here, elsewhere, everywhere, and by whoever keeps the people', async () => {
    const { browser, person, organisation } = await signedInAs(test, 'lab', ['responsible-pharmacist']);
    const another = async () => {
      const { link } = (await test.call('operator', `POST /v1/users/${person.id}/invitation`)).body;
      const opened = new TestBrowser(test);
      await opened.call('POST /v1/session/invitation', { invitation: String(link).split('/').at(-1) });
      return opened;
    };
    const second = await another();
    const { sessions } = (await browser.call('GET /v1/sessions')).body;
    const other = sessions.find((each: { current: boolean }) => !each.current);
    expect((await browser.call(`DELETE /v1/sessions/${other.id}`)).status).toBe(204);
    expect([await alive(browser), await alive(second)]).toEqual([true, false]);
    const third = await another();
    expect((await third.call('DELETE /v1/session')).status).toBe(204);
    expect(third.cookies.has('vigilot_portal')).toBe(false);
    const fourth = await another();
    expect((await browser.call('DELETE /v1/sessions')).status).toBe(204);
    expect([await alive(browser), await alive(fourth)]).toEqual([false, false]);
    const fifth = await another();
    const { browser: administrator } = await signedInAs(test, 'lab', ['administrator'], organisation);
    expect((await administrator.call(`POST /v1/users/${person.id}/sign-out`)).body).toEqual({ sessions: 1 });
    expect(await alive(fifth)).toBe(false);
  });

  it('changes with the person’s functions at once, and ends with account and organisation', async () => {
    const { browser, person } = await signedInAs(test, 'lab', ['quality']);
    await test.call('operator', `PATCH /v1/users/${person.id}`, { functions: ['supply-chain'] });
    expect((await browser.call('GET /v1/session')).body.capabilities).toEqual(['tracking.read']);
    await test.call('operator', `PATCH /v1/users/${person.id}`, { ended: true });
    expect(await alive(browser)).toBe(false);
    const next = await signedInAs(test, 'lab', ['quality']);
    await test.call('operator', `PATCH /v1/organisations/${next.organisation.id}`, { closed: true });
    expect(await alive(next.browser)).toBe(false);
  });

  it('has the services that the organisation subscribed to', async () => {
    const lab = await newOrganisation(test, 'lab', { subscription: 'recalls+shortages' });
    const { browser } = await signedInAs(test, 'lab', ['responsible-pharmacist'], lab);
    const capabilities = async () => (await browser.call('GET /v1/session')).body.capabilities as string[];
    expect(await capabilities()).toEqual(expect.arrayContaining(['recall.submit', 'shortage.read', 'shortage.answer']));
    expect(await capabilities()).not.toContain('alert.write');
    const today = new Date(clock.wall()).toISOString().slice(0, 10);
    await test.call('operator', `PATCH /v1/organisations/${lab.id}`, { subscription: 'recalls', alertsSince: today });
    expect(await capabilities()).toEqual(expect.arrayContaining(['alert.write', 'alert.submit']));
    expect(await capabilities()).not.toContain('shortage.read');
  });
});

describe('the audit log', () => {
  it('has who signed in and how, and holds', async () => {
    const rows = await test.store.db.selectFrom('audit_entry').select('act').distinct().orderBy('act').execute();
    expect(rows.map(({ act }) => act)).toEqual([
      'organisation.change',
      'organisation.create',
      'passkey.add',
      'passkey.remove',
      'person.change',
      'person.create',
      'person.invite',
      'person.reinstate',
      'person.suspend',
      'session.end',
      'session.end-all',
      'session.start',
    ]);
    expect((await verifyAudit(test.store.db)).broken).toBeNull();
  });
});
