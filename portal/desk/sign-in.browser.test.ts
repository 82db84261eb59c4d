/** How people come in and go out, in Chromium. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop } from '../../cli/processes.testkit.ts';
import { say } from '../../protocol/messages/index.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { invitationTo, look, openWindow } from './desk.testkit.ts';

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

describe('somebody invited', () => {
  test('comes in by the link once, goes out, and is asked who they are', async () => {
    const page = await openWindow(browser);
    const link = await invitationTo(shop, 'lab');
    await page.goto(link);
    const accept = page.getByRole('button', { name: say('fr', 'web.sign-in.accept'), exact: true });
    await accept.waitFor();
    await look(page, 'invitation');
    await accept.click();
    await page.getByRole('heading', { name: say('fr', 'web.nav.recalls') }).waitFor();
    const ended = await page.evaluate(async () => (await fetch('/v1/session', { method: 'DELETE' })).status);
    expect(ended).toBe(204);
    await page.goto('about:blank');
    await page.goto(link);
    await accept.click();
    await page.getByRole('alert').waitFor();
    await look(page, 'invitation-used');
    await page.goto('about:blank');
    await page.goto(shop.portal.url);
    await page.getByLabel(say('fr', 'web.sign-in.email')).fill('camille.martin@exemple.fr');
    await look(page, 'sign-in');
    await page.getByRole('button', { name: say('fr', 'web.sign-in.send'), exact: true }).click();
    await page.getByRole('alert').waitFor();
    await look(page, 'sign-in-without-mail');
  });
});
