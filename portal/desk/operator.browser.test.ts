/** The operator's pages in Chromium: keys of the feed, what laboratories exploit, occasional uses, the audit log by person. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop } from '../../cli/processes.testkit.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { button, confirm, link, look, openPortalDesk, t } from './desk.testkit.ts';

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  browser = await openBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

test('keys of the feed are seen, asked for, and what no root signed is refused with nothing typed lost', async () => {
  const page = await openPortalDesk(browser, shop, 'operator', { hash: 'feed-keys' });
  await page.getByRole('heading', { name: t('web.nav.feed-keys'), exact: true }).waitFor();
  expect(await page.getByText(/en vigueur, depuis 1/).count()).toBe(2);
  await look(page, 'feed-keys');
  await button(page, 'web.feed-keys.ask-do').click();
  await confirm(page);
  await link(page, 'web.feed-keys.file').waitFor();
  const statement = page.getByLabel(t('web.feed-keys.statement'));
  await statement.fill('bonjour');
  await button(page, 'web.feed-keys.bring-do').click();
  await confirm(page);
  await page
    .getByText(/la réponse entière que la racine a signée/)
    .first()
    .waitFor();
  expect(await statement.inputValue()).toBe('bonjour');
  await look(page, 'feed-keys-refused');
}, 240_000);

test('what a laboratory exploits is pasted, told where it is wrong, and kept; uses and acts are filtered', async () => {
  await openPortalDesk(browser, shop, 'lab');
  const page = await openPortalDesk(browser, shop, 'operator', { hash: 'organisations' });
  await link(page, 'web.uses.title').click();
  await page.getByText(t('web.uses.none')).waitFor();
  await look(page, 'uses-empty');
  await page.goto(`${shop.portal.url}/#/organisations`);
  await page.getByRole('link', { name: 'Organisation lab' }).click();
  await link(page, 'web.products.title').click();
  await page.getByLabel(t('web.products.holders')).fill('LABORATOIRE ESSAI');
  const codes = page.getByLabel(t('web.products.codes'));
  await codes.fill('3400930000014;Dolix 500 mg\n3400930000015;Faux');
  await button(page, 'web.save').click();
  await page.getByText(t('web.products.wrong', { line: 2 })).waitFor();
  await look(page, 'laboratory-products-wrong');
  await codes.fill('3400930000014;Dolix 500 mg\n3000702');
  await button(page, 'web.save').click();
  await page.getByText('Enregistré : 2 produits par code.').waitFor();
  await look(page, 'laboratory-products');

  await page.goto(`${shop.portal.url}/#/audit`);
  await page
    .getByRole('cell', { name: /portal\.json/ })
    .first()
    .waitFor();
  await page.getByLabel(t('web.audit.person')).fill('camille');
  await page
    .getByRole('cell', { name: /portal\.json/ })
    .first()
    .waitFor({ state: 'detached' });
  await page
    .getByRole('cell', { name: /Camille Martin/ })
    .first()
    .waitFor();
  await page.getByLabel(t('web.audit.person')).fill('personne de ce nom');
  await page.getByText(t('web.audit.none')).waitFor();
  await look(page, 'audit-person-none');
}, 240_000);
