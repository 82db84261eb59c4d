/** For tests: the portal's desk in Chromium, as people open it who sign in by their invitation. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Shop } from '../../cli/processes.testkit.ts';
import { type MessageKey, say } from '../../protocol/messages/index.ts';
import { expectAccessible, watch } from '../../renderer/browser.testkit.ts';
import { typeset } from '../../renderer/core/typeset.ts';

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

/** A text of the page, as it stands there in French. */
export const t = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}) =>
  typeset(say('fr', key, values));
export const button = (page: Page | Locator, key: MessageKey) =>
  page.getByRole('button', { name: t(key), exact: true });
export const link = (page: Page | Locator, key: MessageKey) => page.getByRole('link', { name: t(key), exact: true });

/** What a link or button gives to keep, as text. */
export async function downloaded(page: Page, from: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), from.click()]);
  return readFile(await download.path(), 'utf8');
}

/** The dialog that stands, answered by its first button. */
export async function confirm(page: Page, reason?: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  if (reason !== undefined) await dialog.getByRole('textbox').fill(reason);
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
}

/** Half the width at twice the size: a window of 1366 by 768 at 200 %. */
const ZOOMED = { width: 683, height: 384 };

/**
 * axe on what stands, its colours again in dark, and nothing that has to be scrolled sideways at 200 % (WCAG 2.2, 1.4.10). For
 * those who look (`VIGILOT_SCREENSHOTS`: a folder) pictures of each, and forced colours, which the system chooses.
 */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.VIGILOT_SCREENSHOTS;
  const picture = async (how: string) => {
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `portal-${name}-${how}.png`) });
  };
  await picture('light');
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture('dark');
  await expectAccessible(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  if (folder !== undefined) {
    await page.emulateMedia({ forcedColors: 'active' });
    await picture('forced');
    await expectAccessible(page, ['color-contrast']);
    await page.emulateMedia({ forcedColors: 'none' });
  }
  const size = page.viewportSize();
  if (size === null) return;
  await page.setViewportSize(ZOOMED);
  await picture('zoom');
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize(size);
  expect(sideways, `${name} at 200 %`).toBeLessThanOrEqual(0);
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
  await button(page, 'web.sign-in.accept').click();
  await page.getByRole('navigation').first().waitFor();
  await page.goto(`${shop.portal.url}/#/${hash}`);
  await page.getByRole('navigation').first().waitFor();
  return page;
}
