/** Shortages at the counter, in Chromium, with portal and agents as they ship: declared, answered, over, without a reload. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop, until } from '../cli/processes.testkit.ts';
import { type MessageKey, say } from '../protocol/messages/index.ts';
import { gtinOfCip7 } from '../protocol/product.ts';
import { expectAccessible, openBrowser, openDesk, scan } from './browser.testkit.ts';

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  for (const name of ['post-1', 'post-2']) await shop.addAgent(name, { VIGILOT_HEADLESS: 'false' });
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

const t = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}) => say('fr', key, values);
const testGtin = (n: number) => gtinOfCip7(String(3_000_000 + n));
const item = (page: Page, product: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: product }) });
const portal = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
  shop.portal.call('lab', method, path, body);
const answerBody = (n: number, more: object = {}) => ({
  products: [{ gtin: testGtin(n), name: `Médicament ${n} 500 mg` }],
  expectedReturn: '2027-01',
  cause: 'Retard de fabrication d’un principe actif.',
  alternatives: 'Autre spécialité à 500 mg, même posologie.',
  contact: { name: 'Laboratoire Exemple', phone: '01 23 45 67 89', email: 'ruptures@exemple.fr' },
  ...more,
});
/** What the portal knows of the product. */
const known = (n: number, officines: number) =>
  until(
    async () => {
      const seen = (await portal('GET', `/v1/shortages/${testGtin(n)}`)) as { officines: number };
      return seen.officines === officines ? seen : undefined;
    },
    { what: `${officines} officines that lack product ${n}`, seconds: 30 },
  );
/** Pictures for people, where VIGILOT_TEST_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.VIGILOT_TEST_PICTURES;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
}

describe('the screen of shortages', () => {
  test('is empty in words, and axe finds nothing', async () => {
    const page = await openDesk(browser, shop, 'post-2', { hash: 'shortages' });
    await page.getByText(t('desk.shortages.open.none')).waitFor();
    await expectAccessible(page);
    await picture(page, 'shortages-empty');
  });

  test('declares by code; the laboratory’s answer stands beside it at once, changes, and ends it', async () => {
    const page = await openDesk(browser, shop, 'post-1', { hash: 'shortages' });
    const product = `34009 ${testGtin(301).slice(6, 9)} ${testGtin(301).slice(9, 12)} ${testGtin(301)[12]} ${testGtin(301)[13]}`;
    await page.getByLabel(t('desk.shortages.code')).fill(testGtin(301).slice(1));
    await page.getByLabel(t('desk.bulletin.acknowledge.operator')).fill('Anne Bernard');
    await page.keyboard.press('Enter');
    await page.getByText(t('desk.shortages.made', { product })).waitFor();
    const card = item(page, product);
    await card.getByText('À la main par Anne Bernard').waitFor();
    await card.getByText(t('desk.shortages.answer.none')).waitFor();
    await card.getByText(t('desk.shortages.told')).waitFor();
    await known(301, 1);
    await expectAccessible(page);
    await picture(page, 'shortages-declared');

    const { id } = (await portal('POST', '/v1/shortages/answers', answerBody(301))) as { id: string };
    const named = item(page, 'Médicament 301 500 mg');
    await named.getByText('01/2027').waitFor();
    await named.getByText('Autre spécialité à 500 mg, même posologie.').waitFor();
    await named.getByText('Laboratoire Exemple · 01 23 45 67 89 · ruptures@exemple.fr').waitFor();
    await page
      .getByText(t('desk.shortages.answer.new', { product: 'Médicament 301 500 mg' }))
      .waitFor({ state: 'attached' });
    await expectAccessible(page);
    await picture(page, 'shortages-answered');

    await portal('PUT', `/v1/shortages/answers/${id}`, answerBody(301, { expectedReturn: '2027-03-15' }));
    await named.getByText('15/03/2027').waitFor();
    await portal('POST', `/v1/shortages/answers/${id}/end`, { reason: 'Remise à disposition' });
    await named.waitFor({ state: 'detached' });
    await page.getByText('1 rupture terminée').click();
    await page.getByText('Terminée par le laboratoire').waitFor();
    await known(301, 0);
    await expectAccessible(page);
  });

  test('takes a scan without declaring it by itself, shows a standing answer to a later declarer, and ends by hand', async () => {
    await portal('POST', '/v1/shortages/answers', answerBody(302));
    const page = await openDesk(browser, shop, 'post-2', { hash: 'shortages' });
    await scan(page, `01${testGtin(302)}1727033110A1`);
    await page.getByText('Vérifiez, puis déclarez.').waitFor();
    expect(await shop.hook('post-2', 'GET', '/v1/shortages')).toEqual({ shortages: [] });
    await picture(page, 'shortages-scanned');
    // A key that follows a scan within a blink is still the scanner's; a person's hand comes later.
    await page.getByRole('button', { name: t('desk.shortages.submit') }).click();
    const card = item(page, 'Médicament 302 500 mg');
    await card.getByText('01/2027').waitFor();
    await known(302, 1);
    await card.getByRole('button').click();
    await card.waitFor({ state: 'detached' });
    await page.getByText(t('desk.shortages.ended', { product: 'Médicament 302 500 mg' })).waitFor();
    await known(302, 0);
  });

  test('shows what the pharmacy software said meanwhile, and keeps what was keyed wrong', async () => {
    const page = await openDesk(browser, shop, 'post-2', { hash: 'shortages' });
    const since = new Date(Date.now() - 24 * 3_600_000).toISOString();
    await shop.hook('post-2', 'POST', '/v1/shortages', {
      gtin: testGtin(303),
      state: 'unfulfilled',
      unavailableSince: since,
    });
    await page.getByText(t('desk.shortages.state.waiting')).waitFor();
    const late = new Date(Date.now() - 80 * 3_600_000).toISOString();
    await shop.hook('post-2', 'POST', '/v1/shortages', {
      gtin: testGtin(304),
      state: 'unfulfilled',
      unavailableSince: late,
    });
    await page.getByText('Automatiquement après 72 heures').waitFor();
    await known(304, 1);
    const code = page.getByLabel(t('desk.shortages.code'));
    await code.fill('3400930000015');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'clé' }).waitFor();
    expect(await code.inputValue()).toBe('3400930000015');
    await code.fill('');
    await page.keyboard.press('Enter');
    await page.getByText(t('desk.shortages.code.missing')).waitFor();
    await expectAccessible(page);
    await picture(page, 'shortages-waiting');
  });

  test('fits a narrow window', async () => {
    const page = await openDesk(browser, shop, 'post-2', { hash: 'shortages', viewport: { width: 400, height: 800 } });
    await page.getByText(t('desk.shortages.state.waiting')).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(wide).toBe(false);
    await picture(page, 'shortages-narrow');
  });
});
