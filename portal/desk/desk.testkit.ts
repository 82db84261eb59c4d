/** For tests: the portal's desk in Chromium, as people open it who sign in by their invitation. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Shop } from '../../cli/processes.testkit.ts';
import { say } from '../../protocol/messages/index.ts';
import { expectAccessible, watch } from '../../renderer/browser.testkit.ts';

const functionsOf = {
  lab: ['responsible-pharmacist'],
  authority: ['reviewer'],
  operator: ['operator', 'on-call', 'administrator'],
} as const;
/** A laboratory that has every service. */
const more = { lab: { subscription: 'recalls+shortages', alertsSince: '2020-01-01' }, authority: {}, operator: {} };

/** The link for a new person of a role; a shop has one organisation of each. */
export async function invitationTo(shop: Shop, role: keyof typeof functionsOf): Promise<string> {
  const ask = <T>(method: 'GET' | 'POST', path: string, body?: unknown) =>
    shop.portal.call('operator', method, path, body) as Promise<T>;
  type Named = { readonly id: string };
  const known = await ask<{ organisations: readonly Named[] }>('GET', `/v1/organisations?role=${role}`);
  const fields = { role, name: `Organisation ${role}`, ...more[role] };
  const { id } = known.organisations[0] ?? (await ask<Named>('POST', '/v1/organisations', fields));
  const body = { email: `${role}-${randomUUID()}@exemple.fr`, name: 'Camille Martin', functions: functionsOf[role] };
  const { invitation } = await ask<{ invitation: { link: string } }>('POST', `/v1/organisations/${id}/users`, body);
  return invitation.link;
}

/** A picture for those who look (`VIGILOT_SCREENSHOTS`: a folder), and axe in both schemes. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.VIGILOT_SCREENSHOTS;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (folder !== undefined) {
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `portal-${name}-${colorScheme}.png`) });
    }
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A window of its own where nobody is signed in. The test fails, when it ends, for anything thrown or refused by policy. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  const faults = watch(page);
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}

/** A window at the portal of `shop`, signed in. */
export async function openPortalDesk(
  browser: Browser,
  shop: Shop,
  role: keyof typeof functionsOf,
  options: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Page> {
  const { hash = '', ...rest } = options;
  const page = await openWindow(browser, rest);
  await page.goto(await invitationTo(shop, role));
  await page.getByRole('button', { name: say('fr', 'web.sign-in.accept'), exact: true }).click();
  await page.getByRole('navigation').first().waitFor();
  await page.goto(`${shop.portal.url}/#/${hash}`);
  await page.getByRole('navigation').first().waitFor();
  return page;
}
