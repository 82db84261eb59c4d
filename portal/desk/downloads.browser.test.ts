/** Files of the portal's desk in Chromium: for somebody on call too, and with words where they do not come. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop } from '../../cli/processes.testkit.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { button, downloaded, link, look, openPortalDesk, t } from './desk.testkit.ts';

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

test('somebody on call keeps the files of the laboratory they act for, and reads why one does not come', async () => {
  const laboratory = (await shop.portal.call('operator', 'POST', '/v1/organisations', {
    role: 'lab',
    name: 'Laboratoire occasionnel',
  })) as { id: string };
  const page = await openPortalDesk(browser, shop, 'operator', { hash: 'organisations' });
  await page
    .getByRole('row', { name: /Laboratoire occasionnel/ })
    .getByRole('button')
    .click();
  await page.getByText(t('web.on-call.acting', { organisation: 'Laboratoire occasionnel' })).waitFor();
  const id = await page.evaluate(
    async ({ draft, actingFor }) => {
      const headers = { 'content-type': 'application/json', 'vigilot-acting-for': actingFor };
      const post = async (path: string, body: object) =>
        (await (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as { id: string };
      const made = await post('/v1/bulletins', draft);
      await post(`/v1/bulletins/${made.id}/submit`, {});
      return made.id;
    },
    { draft: recallDraft('R-721', testGtin(721), ['A1']), actingFor: laboratory.id },
  );
  await shop.portal.call('authority', 'POST', `/v1/bulletins/${id}/validate`);
  await page.goto(`${shop.portal.url}/#/bulletin/${id}/report?kind=recall`);
  const hash = await page.locator('.token').textContent();
  // No link: another tab could not say for whom it asks.
  expect(await link(page, 'web.report.json').count()).toBe(0);
  expect(await downloaded(page, button(page, 'web.report.json'))).toContain(`"sha256":"${hash}"`);

  await page.route('**/report?format=pdf', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'store-unavailable', title: 'La base de données ne répond pas.', status: 503 }),
    }),
  );
  await button(page, 'web.report.pdf').press('Enter');
  await page.getByRole('alert').getByText('La base de données ne répond pas.').waitFor();
  await look(page, 'download-failed');
  await page.unroute('**/report?format=pdf');
  expect(await downloaded(page, button(page, 'web.report.pdf'))).toMatch(/^%PDF-/);
  await page.getByRole('alert').waitFor({ state: 'detached' });
}, 120_000);
