/** A recall that two reviewers must agree to, on the portal's desk in Chromium. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop } from '../../cli/processes.testkit.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { button, confirm, look, openPortalDesk, t } from './desk.testkit.ts';

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

test('the first reviewer broadcasts nothing and is told so, the second knows that theirs completes it', async () => {
  const fields = { role: 'authority', name: 'Autorité à deux', twoPerson: true };
  await shop.portal.call('operator', 'POST', '/v1/organisations', fields);
  const first = await openPortalDesk(browser, shop, 'authority');
  const second = await openPortalDesk(browser, shop, 'authority');
  const draft = recallDraft('R-711', testGtin(711), ['A1']);
  const { id } = (await shop.portal.call('lab', 'POST', '/v1/bulletins', draft)) as { id: string };
  await shop.portal.call('lab', 'POST', `/v1/bulletins/${id}/submit`);
  for (const page of [first, second]) await page.goto(`${shop.portal.url}/#/bulletin/${id}?kind=recall`);
  await first.getByText(t('web.agreed.missing.other', { n: 2 })).waitFor();
  expect(await button(first, 'web.act.validate').count()).toBe(0);
  await button(first, 'web.act.agree').click();
  await first.getByText(t('web.act.agree.text')).waitFor();
  await look(first, 'agree-first');
  await confirm(first);
  await first.getByText(t('web.agreed.already')).waitFor();
  await first.getByText(t('web.agreed.by')).waitFor();
  expect(await button(first, 'web.act.agree').count()).toBe(0);
  expect(await button(first, 'web.act.validate').count()).toBe(0);
  await look(first, 'agreed');

  // No reload: the portal tells the second reviewer's page.
  await second.getByText(t('web.agreed.missing.one')).waitFor();
  await button(second, 'web.act.validate').click();
  await second.getByText(t('web.act.agree.completes')).waitFor();
  await look(second, 'agree-second');
  await confirm(second);
  await second.getByText(t('web.state.in-force')).first().waitFor();
  await first.getByText(t('web.state.in-force')).first().waitFor();
  await first.getByText(t('web.agreed.by')).nth(1).waitFor();
}, 120_000);
