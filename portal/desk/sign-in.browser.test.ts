/** How people come in, are let in and go out, in Chromium, with the mails that a real server takes. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { Shop } from '../../cli/processes.testkit.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { startSmtp, type TestSmtp } from '../mail/smtp.testkit.ts';
import { button, confirm, invitationTo, link, look, openWindow, t } from './desk.testkit.ts';

let smtp: TestSmtp;
let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  smtp = await startSmtp();
  shop = await Shop.open(undefined, { VIGILOT_SMTP_URL: smtp.url, VIGILOT_MAIL_FROM: 'portail@exemple.fr' });
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await smtp?.close();
});

/** Passkeys are bound to a name, which an address is not (WebAuthn 3, section 5.1.2). */
const named = (address: string) => address.replace('127.0.0.1', 'localhost');
const here = () => named(shop.portal.url);

/** An authenticator of this window alone, whose owner says yes to everything. */
async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
/** The part of a mail's text that `found` captures; of the first mail, or of a later one. */
async function mailed(email: string, found: RegExp, from = 0): Promise<string> {
  const { text } = await smtp.mailTo(email, from);
  return found.exec(text)?.[1] ?? '';
}
const codeOf = (email: string, from: number) => mailed(email, /: (\d{4} \d{4})/, from);

test('somebody invited comes in by the link once, adds a passkey, goes out, and comes in by it', async () => {
  const page = await openWindow(browser);
  await addAuthenticator(page);
  const invitation = named(await invitationTo(shop, 'operator'));
  await page.goto(invitation);
  await look(page, 'invitation');
  await button(page, 'web.sign-in.accept').click();
  await page.getByRole('heading', { name: t('web.nav.officines') }).waitFor();

  await link(page, 'web.nav.account')
    .or(page.getByRole('link', { name: 'Camille Martin' }))
    .click();
  await page.getByText(t('web.passkey.none')).waitFor();
  await look(page, 'account-empty');
  await page.getByLabel(t('web.passkey.name')).fill('Poste du bureau');
  await button(page, 'web.passkey.add').click();
  await page.getByText(t('web.passkey.added', { name: 'Poste du bureau' })).waitFor();
  await page.getByRole('rowheader', { name: 'Poste du bureau' }).waitFor();
  await look(page, 'account');
  // The same device has one already, and says so; what was typed stands.
  await page.getByLabel(t('web.passkey.name')).fill('Encore');
  await button(page, 'web.passkey.add').click();
  await page.getByText(t('web.passkey.known')).waitFor();
  expect(await page.getByLabel(t('web.passkey.name')).inputValue()).toBe('Encore');

  await button(page, 'web.sign-out').click();
  await page.getByRole('heading', { name: t('web.sign-in.title') }).waitFor();
  await look(page, 'sign-in');
  await page.goto('about:blank');
  await page.goto(invitation);
  await button(page, 'web.sign-in.accept').click();
  await page.getByRole('alert').waitFor();
  await look(page, 'invitation-used');

  await page.goto(`${here()}/#/account`);
  await button(page, 'web.passkey.sign-in').click();
  await page.getByRole('rowheader', { name: 'Poste du bureau' }).waitFor();
  await button(page, 'web.passkey.remove').click();
  await confirm(page);
  await page.getByText(t('web.passkey.none')).waitFor();
  await button(page, 'web.sessions.end-all').click();
  await confirm(page);
  await button(page, 'web.passkey.sign-in').click();
  // Removed at the portal, it still lies on the device, and opens nothing.
  await page.getByRole('alert').waitFor();
}, 240_000);

test('an organisation is made, its people invited by mail; a session that is over in mid-edit loses nothing typed', async () => {
  await shop.portal.call('operator', 'POST', '/v1/organisations', { role: 'lab', name: 'Laboratoire occasionnel' });
  const operator = await openWindow(browser);
  await operator.goto(await invitationTo(shop, 'operator'));
  await button(operator, 'web.sign-in.accept').click();
  await link(operator, 'web.nav.organisations').click();
  await link(operator, 'web.organisations.new').click();
  await operator.getByLabel(t('web.organisations.name')).fill('Laboratoire Camille');
  await operator.getByLabel(t('web.organisations.subscription')).selectOption('recalls+shortages');
  await operator.getByLabel(t('web.organisations.alerts-since')).fill('2026-01-01');
  await look(operator, 'organisation-new');
  await button(operator, 'web.save').click();
  await operator.getByText(t('web.users.none')).waitFor();

  const email = 'pharmacien@laboratoire.example';
  const invite = operator.getByRole('form', { name: t('web.users.invite') });
  await invite.getByLabel(t('web.users.name')).fill('Dominique Petit');
  await invite.getByLabel(t('web.field.email')).fill(email);
  await button(operator, 'web.users.invite-do').click();
  await operator.getByText(t('web.choose-one')).waitFor();
  await operator.getByLabel(t('web.function.responsible-pharmacist')).check();
  await button(operator, 'web.users.invite-do').click();
  await operator.getByRole('rowheader', { name: 'Dominique Petit' }).waitFor();
  await operator.getByLabel(t('web.keys.name')).fill('Logiciel qualité');
  await operator.getByLabel(t('web.capability.tracking.read')).check();
  await button(operator, 'web.keys.make').click();
  await operator.getByText(t('web.keys.once', { name: 'Logiciel qualité' })).waitFor();
  const file = operator.getByRole('form', { name: t('web.conventions.add') });
  await file.getByLabel(t('web.conventions.signed')).fill('2026-01-15');
  await file.locator('input[type=file]').setInputFiles({
    name: 'convention.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7\n'),
  });
  await button(file, 'web.conventions.add-do').click();
  await operator.getByRole('link', { name: 'convention.pdf' }).waitFor();
  await look(operator, 'organisation');

  const page = await openWindow(browser);
  // As the mail says it, on whatever host this portal is reached.
  await page.goto(`${here()}/#/invitation/${await mailed(email, /#\/invitation\/([\w-]+)/)}`);
  await button(page, 'web.sign-in.accept').click();
  await link(page, 'web.list.new.recall').click();
  await page.getByLabel(t('web.field.reference')).fill('R-701');
  await page.getByLabel(t('web.field.title')).fill('Rappel R-701');
  await page.getByLabel(t('web.target.code')).fill(testGtin(701));
  await page.getByLabel(t('web.field.reason')).fill('Défaut de qualité');
  const lots = page.getByLabel(t('web.target.lots'), { exact: true });
  await lots.fill('A1\nA2');

  await button(operator, 'web.users.sign-out').click();
  await operator.getByText(/1 session de Dominique Petit/).waitFor();
  // The stream ends with the session, and the page asks why.
  await lots.press('Control+End');
  await lots.pressSequentially('\nA3');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: t('web.sign-in.again') }).waitFor();
  await look(page, 'session-over');
  await button(dialog, 'web.sign-in.send').click();
  await dialog.getByLabel(t('web.sign-in.code')).fill('00000000');
  await button(dialog, 'web.sign-in.enter').click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel(t('web.sign-in.code')).fill(await codeOf(email, 1));
  await button(dialog, 'web.sign-in.enter').click();
  await dialog.waitFor({ state: 'detached' });
  expect(await lots.inputValue()).toBe('A1\nA2\nA3');
  await button(page, 'web.editor.save').click();
  await page.getByText(t('web.open.draft', { n: 1 })).waitFor();
  await page.getByText('A3').first().waitFor();

  // Somebody on call acts for a laboratory that has no subscription, and every page says for which.
  await operator.goto(`${shop.portal.url}/#/organisations`);
  await operator
    .getByRole('row', { name: /Laboratoire occasionnel/ })
    .getByRole('button')
    .click();
  await operator.getByText(t('web.on-call.acting', { organisation: 'Laboratoire occasionnel' })).waitFor();
  await link(operator, 'web.list.new.recall').waitFor();
  await look(operator, 'on-call');
  await button(operator, 'web.on-call.stop').click();
  await link(operator, 'web.nav.organisations').click();
  await link(operator, 'web.list.new.recall').waitFor({ state: 'detached' });
  await operator.getByRole('link', { name: 'Laboratoire Camille' }).click();

  await link(page, 'web.nav.users').click();
  await page.getByRole('rowheader', { name: 'Logiciel qualité' }).waitFor();
  await look(page, 'users');
  await button(operator, 'web.users.suspend').click();
  await confirm(operator);
  await operator.getByRole('cell', { name: t('web.users.state.suspended'), exact: true }).waitFor();
  await look(operator, 'users-suspended');
  await button(operator, 'web.users.reinstate').click();
  await operator.getByText(t('web.users.reinstated', { name: 'Dominique Petit' })).waitFor();
  await button(operator, 'web.users.end').click();
  await confirm(operator);
  await operator.getByRole('cell', { name: t('web.users.state.ended'), exact: true }).waitFor();

  await link(operator, 'web.nav.audit').click();
  await operator
    .getByRole('row', { name: /Dominique Petit/ })
    .first()
    .waitFor();
  await operator.getByLabel(t('web.audit.kind')).selectOption('convention');
  await operator.getByRole('row', { name: new RegExp(t('web.audit.act.convention.file')) }).waitFor();
  await operator
    .getByRole('row', { name: /Dominique Petit/ })
    .first()
    .waitFor({ state: 'detached' });
  await button(operator, 'web.audit.verify').click();
  await operator.getByText(/Le journal est intact/).waitFor();
  await look(operator, 'audit');

  await link(operator, 'web.nav.officines').click();
  await link(operator, 'web.officines.import').click();
  const list = operator.getByLabel(t('web.officines.import.label'));
  const rows = 'Nom;FINESS;Département\nPharmacie du Port;290000017;29\nPharmacie de la Gare;29;29\n';
  await list.fill(rows);
  await button(operator, 'web.list-import.try').click();
  await operator.getByText(/Rien n’a été changé/).waitFor();
  expect(await list.inputValue()).toBe(rows);
  await button(operator, 'web.list-import.do').click();
  await operator.getByText(/restent dans le champ/).waitFor();
  expect(await list.inputValue()).toMatch(/^Nom;FINESS;Département\s+Pharmacie de la Gare;29;29\s*$/);
  await look(operator, 'officine-import');
  await link(operator, 'web.nav.officines').first().click();
  await operator.getByRole('link', { name: 'Pharmacie du Port' }).waitFor();
  const [download] = await Promise.all([
    operator.waitForEvent('download'),
    button(operator, 'web.tokens.make').click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toMatch(/^\ufeff.*\r\n(.*Pharmacie du Port.*|.*\r\n)/);
  await look(operator, 'officine-list');
}, 240_000);
