/** Recipients without an agent on the portal's desk, in Chromium: told, watched, telephoned, written to; with the mails that a real server takes. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop } from '../../cli/processes.testkit.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { startSmtp, type TestSmtp } from '../mail/smtp.testkit.ts';
import { button, confirm, downloaded, link, look, openPortalDesk, openWindow, t } from './desk.testkit.ts';

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

const ask = <T>(role: 'lab' | 'authority' | 'operator', route: string, body?: unknown) => {
  const [method, path] = route.split(' ') as ['GET' | 'POST' | 'PUT', string];
  return shop.portal.call(role, method, path, body) as Promise<T>;
};
/** A recall in force, written by whoever works at this page. */
async function published(lab: Page, reference: string, n: number, more: object = {}): Promise<string> {
  const id = await lab.evaluate(
    async (draft) => {
      const post = async (path: string, body: object) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
        return (await response.json()) as { id: string };
      };
      const made = await post('/v1/bulletins', draft);
      await post(`/v1/bulletins/${made.id}/submit`, {});
      return made.id;
    },
    recallDraft(reference, testGtin(n), ['A1'], more),
  );
  await ask('authority', `POST /v1/bulletins/${id}/validate`);
  return id;
}
const address = { lines: ['2 rue Viguerie'], postalCode: '31059', city: 'Toulouse cedex 9' };

test('recipients are told, seen by themselves on the page, telephoned, and left alone once they acknowledge', async () => {
  await ask('operator', 'POST /v1/recipients', {
    kind: 'wholesaler',
    name: 'Répartition Ouest',
    email: 'alerte@ouest.example',
    phone: '02 40 00 00 00',
  });
  await ask('operator', 'POST /v1/recipients', {
    kind: 'hospital',
    name: 'CHU de Toulouse',
    territory: 'FR-31',
    address,
  });
  await ask('operator', 'POST /v1/recipients', { kind: 'wholesaler', name: 'Sans adresse', phone: '01 40 00 00 00' });
  const lab = await openPortalDesk(browser, shop, 'lab');
  const id = await published(lab, 'R-701', 701);
  const operator = await openPortalDesk(browser, shop, 'operator', { hash: `bulletin/${id}/tracking?kind=recall` });
  await link(operator, 'web.bulletin.outreach').click();
  await operator.getByRole('heading', { name: 'Rappel R-701' }).waitFor();

  // No reload: the portal tells the page.
  const mailed = operator.getByRole('row', { name: /Répartition Ouest/ });
  await mailed.getByText(t('web.outreach.attempt.accepted')).waitFor();
  await operator.getByText(/Les officines que leur agent n’aura pas atteintes/).waitFor();
  const lettered = operator.getByRole('row', { name: /CHU de Toulouse/ });
  await lettered.getByText(t('web.outreach.attempt.due')).waitFor();
  const unwritten = operator.getByRole('row', { name: /Sans adresse/ });
  await unwritten.getByText(t('web.outreach.next.no-address')).waitFor();
  expect(await unwritten.getByRole('link').getAttribute('href')).toBe('tel:0140000000');
  await look(operator, 'outreach');

  await unwritten.getByRole('button').click();
  const dialog = operator.getByRole('dialog');
  await dialog.locator('button[type=submit]').click();
  await dialog.getByText(t('web.reason.missing')).waitFor();
  await dialog.getByRole('textbox').fill('Répondeur');
  await operator.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await unwritten.getByRole('button').press('Enter');
  expect(await dialog.getByRole('textbox').inputValue()).toBe('Répondeur');
  await look(operator, 'outreach-note');
  await confirm(operator);
  await unwritten.getByText('Répondeur').waitFor();
  await unwritten.getByText(t('web.outreach.attempt.failed')).waitFor();

  await lab.goto(`${shop.portal.url}/#/bulletin/${id}/outreach`);
  const seen = lab.getByRole('row', { name: /Répartition Ouest/ });
  await seen.getByText(t('web.outreach.state.open')).waitFor();
  expect(await lab.getByRole('button', { name: t('web.letters.make') }).count()).toBe(0);
  const { text } = await smtp.mailTo('alerte@ouest.example');
  const page = await openWindow(browser);
  await page.goto(/http:\S+\/r\/\S+/.exec(text)?.[0] ?? '');
  await page.locator('[name=operator]').fill('M. Durand, cadre');
  await page.locator('[name=concerned][value=yes]').check();
  await page.locator('[name=quantity]').fill('12');
  await button(page, 'outreach.page.submit').click();
  await seen.getByText(t('web.outreach.state.acknowledged')).waitFor();
  await seen.getByText(t('web.outreach.stopped')).waitFor();
  await seen.getByText(/M\. Durand, cadre/).waitFor();
  await seen.getByText(t('web.outreach.isolated.other', { n: 12 })).waitFor();
  await look(lab, 'outreach-acknowledged');
  const state = lab.getByLabel(t('web.outreach.state'));
  await state.selectOption('exhausted');
  await lab.getByText(t('web.outreach.none-in-state')).waitFor();
  await state.selectOption('acknowledged');
  await seen.waitFor();
  expect(await lab.getByRole('row', { name: /Sans adresse/ }).count()).toBe(0);
}, 180_000);

test('letters are prepared, printed, posted, and noted as they come back', async () => {
  const operator = await openPortalDesk(browser, shop, 'operator', { hash: 'outreach' });
  await operator.getByText(t('web.letters.none')).waitFor();
  await operator.getByLabel(t('web.letters.sender')).fill('Vigilot\n1 rue du Retour\n75001 PARIS');
  await look(operator, 'letters-empty');
  await button(operator, 'web.letters.make').click();
  await operator.getByRole('heading', { name: /Lot de lettres du/ }).waitFor();
  const row = operator.getByRole('row', { name: /CHU de Toulouse/ });
  await row.getByText(t('web.letters.state.due')).waitFor();
  expect(await downloaded(operator, link(operator, 'web.letters.pdf'))).toMatch(/^%PDF-/);
  expect(await downloaded(operator, link(operator, 'web.letters.csv'))).toContain('CHU de Toulouse');
  const code = (await row.getByRole('rowheader').textContent()) ?? '';

  await button(operator, 'web.letters.hand-over').click();
  const dialog = operator.getByRole('dialog');
  await dialog.getByLabel(t('web.letters.hand-over.receipt')).fill('Bordereau 12');
  await dialog.getByLabel(t('web.letters.withheld')).fill('AAAA');
  await dialog.locator('button[type=submit]').click();
  await dialog.getByRole('alert').waitFor();
  await look(operator, 'letters-hand-over');
  await dialog.getByLabel(t('web.letters.withheld')).fill('');
  await confirm(operator);
  await operator
    .getByText(/Bordereau 12/)
    .first()
    .waitFor();
  await row.getByText(t('web.letters.state.accepted')).waitFor();
  await look(operator, 'letters-batch');

  await link(operator, 'web.nav.outreach').first().click();
  await operator.getByRole('row', { name: /Bordereau 12/ }).waitFor();
  const returns = operator.getByLabel(t('web.returns.label'));
  await returns.fill(`${code} ; NPAI\nAAAA-BBBB-CCCC ; NPAI`);
  await button(operator, 'web.returns.record').click();
  await operator.getByText(t('web.returns.recorded.one', { n: 1 })).waitFor();
  await operator.getByText(t('web.returns.unknown', { codes: 'AAAA-BBBB-CCCC' })).waitFor();
  expect(await returns.inputValue()).toBe('AAAA-BBBB-CCCC ; NPAI');
  await look(operator, 'letters');
  await button(operator, 'web.letters.make').click();
  await operator.getByText(t('web.letters.nothing-due')).waitFor();

  const everyMinutes = operator.getByLabel(t('web.plan.everyMinutes'));
  await everyMinutes.fill('une heure');
  await button(operator, 'web.save').click();
  await operator.getByText(t('web.plan.wrong')).waitFor();
  await everyMinutes.fill('60');
  await button(operator, 'web.save').click();
  await operator.getByText(t('web.saved'), { exact: true }).waitFor();
  expect(await ask('operator', 'GET /v1/outreach/plan')).toMatchObject({ everyMinutes: 60 });
}, 120_000);

test('a recall that nobody without an agent was told of yet says so', async () => {
  const lab = await openPortalDesk(browser, shop, 'lab');
  const id = await published(lab, 'R-702', 702);
  // As it is within the first seconds, which no test can hold on to.
  await lab.route(`**/v1/bulletins/${id}/outreach**`, (route) =>
    route.fulfill({ json: { summary: null, officinesAt: null, recipients: [], next: null } }),
  );
  await lab.goto(`${shop.portal.url}/#/bulletin/${id}/outreach`);
  await lab.getByText(t('web.outreach.empty')).waitFor();
  await look(lab, 'outreach-empty');
});

test('recipients are kept by the operator: one by one, and from a list whose wrong rows stay', async () => {
  const operator = await openPortalDesk(browser, shop, 'operator', { hash: 'outreach' });
  const all = '**/v1/recipients?limit=100';
  await operator.route(all, (route) => route.fulfill({ json: { recipients: [], next: null } }));
  await link(operator, 'web.recipient-list.title').click();
  await operator.getByText(t('web.recipient-list.empty')).waitFor();
  await operator.unroute(all);
  await link(operator, 'web.recipient-list.new').click();
  await operator.getByLabel(t('web.recipient-list.kind')).selectOption('hospital');
  await operator.getByLabel(t('web.officines.name'), { exact: true }).fill('CHU de Brest');
  await operator.getByLabel(t('web.recipient-list.fax'), { exact: true }).fill('29');
  await operator.getByLabel(t('web.recipient-list.city'), { exact: true }).fill('Brest');
  await button(operator, 'web.save').click();
  await operator.getByRole('alert').first().waitFor();
  expect(await operator.getByLabel(t('web.recipient-list.city'), { exact: true }).inputValue()).toBe('Brest');
  await look(operator, 'recipient-refused');
  await operator
    .getByLabel(t('web.recipient-list.lines'))
    .fill('Pharmacie à usage intérieur\nBoulevard Tanguy Prigent');
  await operator.getByLabel(t('web.recipient-list.postal-code'), { exact: true }).fill('29200');
  await operator.getByLabel(t('web.recipient-list.fax'), { exact: true }).fill('02 98 00 00 00');
  await button(operator, 'web.save').click();
  await operator.getByRole('heading', { name: 'CHU de Brest' }).waitFor();
  expect(await operator.getByLabel(t('web.recipient-list.fax'), { exact: true }).inputValue()).toBe('+33298000000');
  await operator.getByLabel(t('web.recipient-list.active')).uncheck();
  await button(operator, 'web.save').click();
  await operator.getByText(t('web.saved'), { exact: true }).waitFor();
  await look(operator, 'recipient');

  await link(operator, 'web.recipient-list.title').click();
  const row = operator.getByRole('row', { name: /CHU de Brest/ });
  await row.getByText(t('web.recipient-list.inactive')).waitFor();
  await operator.getByLabel(t('web.recipient-list.kind')).selectOption('wholesaler');
  await row.waitFor({ state: 'detached' });
  await operator.getByRole('row', { name: /Répartition Ouest/ }).waitFor();
  await look(operator, 'recipients');

  await link(operator, 'web.officines.import').click();
  const list = operator.getByLabel(t('web.recipient-list.import.label'));
  await list.fill('Nom;Type;E-mail\nRépartition Est;grossiste;alerte@est.example\nCH de Dax;clinique;dax\n');
  await button(operator, 'web.list-import.do').click();
  await operator.getByText(/restent dans le champ/).waitFor();
  expect(await list.inputValue()).toMatch(/^Nom;Type;E-mail\s+CH de Dax;clinique;dax\s*$/);
  await look(operator, 'recipient-import');
  await link(operator, 'web.recipient-list.title').click();
  await operator.getByRole('row', { name: /Répartition Est/ }).waitFor();
}, 120_000);
