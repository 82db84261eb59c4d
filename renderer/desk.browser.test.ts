/** The desk as people use it, in Chromium, with portal and agents as they ship. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop } from '../cli/processes.testkit.ts';
import { freePort } from '../fixtures/demo/places.ts';
import { openBrowser, openDesk } from './browser.testkit.ts';

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  // A port of its own, so that the page finds the agent again after a restart; with a screen, so that it says “displayed”.
  await shop.addAgent('post-1', { VIGILOT_HOOK_PORT: String(await freePort(21_000)), VIGILOT_HEADLESS: 'false' });
  browser = await openBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

describe('the way in', () => {
  test('is a link that becomes a cookie no script can read', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const [cookie, ...others] = await page.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 });
  });
});
