/** For tests: the desk in Chromium, as a person opens it, against the portal and agents that ship. */
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Shop } from '../cli/processes.testkit.ts';
import { chromiumPath } from '../fixtures/chromium.ts';

/** A browser of its own; close it. */
export function openBrowser({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: chromiumPath(),
    args: [
      // Only in tests, which may run as root.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
}

/**
 * The desk of the workstation `name` in a window of its own, entered by a one-time link. The test fails, when it ends, for
 * anything that the page's policy refused or that was thrown and not caught.
 */
export async function openDesk(
  browser: Browser,
  shop: Shop,
  name: string,
  options: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Page> {
  const { hash, ...rest } = options;
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1366, height: 768 }, ...rest });
  const page = await context.newPage();
  const faults = watch(page);
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  const { url } = await shop.hook<{ url: string }>(name, 'POST', '/v1/desk/links', {});
  await page.goto(url);
  if (hash !== undefined) await page.goto(new URL(`/#/${hash}`, page.url()).href);
  await page.getByRole('navigation').waitFor();
  return page;
}

/** What the page did that it may not: errors thrown, refusals of the content security policy. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (/content security policy|trusted ?types/i.test(message.text())) faults.push(message.text());
  });
  return faults;
}

/**
 * Throws unless axe finds nothing on what stands (WCAG 2.2 A and AA, and its best practices); `rules`: these alone, of a page
 * that has passed all of them in other colours.
 */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    ),
  ).toEqual([]);
}

/** Types as a keyboard wedge does: a few milliseconds a key, then Enter. */
export async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 4 });
  await page.keyboard.press('Enter');
}
