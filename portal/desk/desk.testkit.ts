/** For tests: the portal's desk in Chromium, as somebody who signed in opens it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Shop } from '../../cli/processes.testkit.ts';
import { watch } from '../../renderer/browser.testkit.ts';
import { capabilitiesOfRole } from '../access/capabilities.ts';

/** A window of its own at the portal of `shop`, signed in. The test fails, when it ends, for anything thrown or refused by policy. */
export async function openPortalDesk(
  browser: Browser,
  shop: Shop,
  role: 'lab' | 'authority' | 'operator',
  options: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Page> {
  const { hash = '', ...rest } = options;
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1366, height: 768 }, ...rest });
  const page = await context.newPage();
  const faults = watch(page);
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  const { keys } = shop.portal;
  await context.route('**/v1/**', (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${keys[role]}` } }),
  );
  // The portal has no sessions yet: who is signed in is told here, as long as the portal itself answers.
  await context.route('**/v1/session', async (route) => {
    try {
      await fetch(`${shop.portal.url}/v1/health`);
    } catch {
      await route.abort('connectionrefused');
      return;
    }
    await route.fulfill({
      json: {
        id: role,
        name: role,
        email: `${role}@example.org`,
        role,
        organisation: null,
        capabilities: capabilitiesOfRole[role],
      },
    });
  });
  await page.goto(`${shop.portal.url}/#/${hash}`);
  await page.getByRole('navigation').first().waitFor();
  return page;
}
