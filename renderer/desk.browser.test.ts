/** The desk as people use it, in Chromium, with portal and agents as they ship. Texts are the catalogue's. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { freePort } from '../fixtures/demo/places.ts';
import { type MessageKey, say } from '../protocol/messages/index.ts';
import { expectAccessible, openBrowser, openDesk, scan } from './browser.testkit.ts';
import { ARMING_MS } from './popup/armed.ts';

interface Tracking {
  displayed: number;
  acknowledged: number;
  reported: number;
}

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  // Ports of their own, so that a page finds its agent again after a restart; with a screen, so that they say “displayed”.
  for (const [name, port] of [
    ['post-1', 21_000],
    ['post-2', 22_000],
  ] as const) {
    await shop.addAgent(name, { VIGILOT_HOOK_PORT: String(await freePort(port)), VIGILOT_HEADLESS: 'false' });
  }
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});
/** What one test published must not stop the screens of the next. */
afterEach(async () => {
  for (const name of ['post-1', 'post-2']) {
    const { bulletins } = await shop.hook<{ bulletins: Array<{ id: string; revision: number }> }>(
      name,
      'GET',
      '/v1/bulletins?state=all&unacknowledged=true',
    );
    for (const { id, revision } of bulletins) {
      await shop.hook(name, 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision });
    }
  }
});

const t = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}) => say('fr', key, values);
const popup = (page: Page): Locator => page.getByRole('alertdialog');
const publish = (reference: string, n: number, lots: readonly string[], more: object = {}, envelope: object = {}) =>
  shop.portal.publish({ ...recallDraft(reference, testGtin(n), lots, more), ...envelope });
const tracked = (id: string, wanted: Partial<Tracking>) =>
  until(
    async () => {
      const seen = (await shop.portal.call('authority', 'GET', `/v1/bulletins/${id}/tracking`)) as Tracking;
      return Object.entries(wanted).every(([name, count]) => seen[name as keyof Tracking] === count) ? seen : undefined;
    },
    // The agent's back-off may have grown while the portal was away.
    { what: `tracking ${JSON.stringify(wanted)}`, seconds: 60 },
  );
/** By keyboard alone: the name, Enter. */
async function acknowledge(page: Page, operator: string): Promise<void> {
  await page.getByLabel(t('desk.popup.operator')).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(operator, { delay: 120 });
  await page.keyboard.press('Enter');
}
/** As a person does: not before the second step has stood for a moment, since earlier clicks are not taken as meant for it. */
async function press(page: Page, name: MessageKey): Promise<void> {
  const button = page.getByRole('button', { name: t(name) });
  await button.waitFor();
  await page.waitForTimeout(ARMING_MS + 100);
  await button.click();
}

describe('the way in', () => {
  test('is a link that becomes a cookie no script can read', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const [cookie, ...others] = await page.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 });
  });
});

describe('a recall', () => {
  test('takes the screen at once, is acknowledged and counted by keyboard, and the portal knows', async ({
    annotate,
  }) => {
    const page = await openDesk(browser, shop, 'post-1');
    await page.getByText(t('desk.feed.live')).waitFor();
    const { id } = await publish('R-201', 201, ['A123', 'A124'], { level: 'patient', class: 1 });
    const began = performance.now();
    await popup(page).waitFor();
    await annotate(`from the validation to the screen: ${Math.round(performance.now() - began)} ms`);
    expect(await popup(page).textContent()).toMatch(/R-201[\s\S]*A123/);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.mouse.click(2, 2);
    expect(await popup(page).isVisible()).toBe(true);
    await acknowledge(page, 'Anne Bernard');
    await page.getByRole('heading', { name: t('desk.popup.count') }).waitFor();
    await expectAccessible(page);
    await page.getByLabel(/A124/).fill('2');
    await page.keyboard.press('Enter');
    await popup(page).waitFor({ state: 'detached' });
    await tracked(id, { displayed: 1, acknowledged: 1, reported: 1 });
    expect(await shop.hook('post-1', 'GET', `/v1/bulletins/${id}`)).toMatchObject({
      acknowledgements: [{ operator: 'Anne Bernard' }],
      quarantine: { lines: [{ lot: 'A124', quantity: 2 }] },
    });
  });

  test('is back after the agent was killed, on the page that stayed open', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    const { id } = await publish('R-202', 202, ['B1']);
    await popup(page).waitFor();
    await shop.killAgent('post-1');
    await acknowledge(page, 'Anne Bernard');
    await page.getByText(t('desk.popup.failed')).waitFor();
    await shop.startAgent('post-1');
    // The name is still there; the same key again, once the agent is.
    await until(
      async () => {
        if (await page.getByRole('heading', { name: t('desk.popup.count') }).isVisible()) return true;
        // Gone from under the pointer where the click before was heard.
        await page
          .getByRole('button', { name: t('desk.popup.acknowledge') })
          .click({ timeout: 500 })
          .catch(() => undefined);
        return undefined;
      },
      { seconds: 30, what: 'the acknowledgement after the restart' },
    );
    await press(page, 'desk.popup.none');
    await popup(page).waitFor({ state: 'detached' });
    await tracked(id, { acknowledged: 1, reported: 1 });
  });

  test('stands on every workstation for itself, and closes on all pages of the one that acknowledged', async () => {
    const one = await openDesk(browser, shop, 'post-1');
    const same = await openDesk(browser, shop, 'post-1');
    const other = await openDesk(browser, shop, 'post-2');
    const { id } = await publish('R-203', 203, ['C1'], { reportQuantities: false });
    for (const page of [one, same, other]) await popup(page).waitFor();
    await acknowledge(one, 'Anne Bernard');
    await popup(one).waitFor({ state: 'detached' });
    await popup(same).waitFor({ state: 'detached' });
    expect(await popup(other).isVisible()).toBe(true);
    await tracked(id, { displayed: 2, acknowledged: 1 });
    await acknowledge(other, 'Zoé Petit');
    await tracked(id, { acknowledged: 2 });
  });

  test('is acknowledged while the portal is away, which hears of it later', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    const { id } = await publish('R-204', 204, ['D1'], { reportQuantities: false });
    await popup(page).waitFor();
    await tracked(id, { displayed: 1 });
    await shop.killPortal();
    await acknowledge(page, 'Anne Bernard');
    await popup(page).waitFor({ state: 'detached' });
    await shop.startPortal();
    await tracked(id, { acknowledged: 1 });
    await shop.synced('post-2');
  });

  test('comes after the more urgent one, and a drill can be taken for nothing else', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    await publish('R-205', 205, ['E1'], { reportQuantities: false }, { drill: true });
    await popup(page).waitFor();
    await popup(page).getByText(t('desk.popup.drill-text')).waitFor();
    await expectAccessible(page);
    await publish('R-206', 206, ['E2'], { class: 1, reportQuantities: false });
    await popup(page).getByText('R-206').first().waitFor();
    await page.reload();
    await popup(page).getByText('R-206').first().waitFor();
    await acknowledge(page, 'Anne Bernard');
    await popup(page).getByText(t('desk.popup.drill-text')).waitFor();
  });

  test('revised says what changed since it was read', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    const { id } = await publish('R-207', 207, ['F1'], { reportQuantities: false });
    await popup(page).waitFor();
    await acknowledge(page, 'Anne Bernard');
    await popup(page).waitFor({ state: 'detached' });
    await shop.portal.call('lab', 'POST', `/v1/bulletins/${id}/revise`, {
      ...recallDraft('R-207', testGtin(207), ['F1', 'F2'], { reportQuantities: false }),
    });
    await shop.portal.call('lab', 'POST', `/v1/bulletins/${id}/submit`);
    await shop.portal.call('authority', 'POST', `/v1/bulletins/${id}/validate`);
    await popup(page).waitFor();
    const changes = popup(page)
      .getByText(t('desk.popup.changes', { since: 1 }))
      .locator('..');
    await changes.getByText(/F2/).waitFor();
  });

  test('never cuts a sale in progress, while the block acts at once', async () => {
    const page = await openDesk(browser, shop, 'post-2');
    await shop.check('post-2', testGtin(208), 'G0');
    await publish('R-208', 208, ['G1'], { reportQuantities: false });
    await until(async () => ((await shop.check('post-2', testGtin(208), 'G1')).verdict === 'block' ? true : undefined));
    expect(await popup(page).isVisible()).toBe(false);
    await popup(page).waitFor({ timeout: 40_000 });
  });

  test('of hostile texts shows them as text', async () => {
    const markup = '<img src=x onerror="document.title=\'taken\'"><b>Gras</b>';
    const page = await openDesk(browser, shop, 'post-1');
    const title = `${markup} ${'x'.repeat(300 - markup.length - 1)}`;
    await publish(
      'R-209',
      209,
      ['H1'],
      { reason: markup, targets: [{ gtin: testGtin(209), name: `${markup} ‏دواء مسحوب‏`, lots: [{ lot: 'H1' }] }] },
      { title, text: `${markup} אבג` },
    );
    await popup(page).waitFor();
    expect(await popup(page).textContent()).toContain(markup);
    expect(await page.title()).not.toBe('taken');
    expect(await popup(page).locator('img, b').count()).toBe(0);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await acknowledge(page, 'Anne Bernard');
    await press(page, 'desk.popup.none');
    await page.goto(new URL('/#/bulletins', page.url()).href);
    await page.getByText('R-209').first().waitFor();
    expect(await page.title()).not.toBe('taken');
    await expectAccessible(page);
  });

  test('is printed on one A4 page, to be filed', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    const { id } = await publish('R-210', 210, ['J1', 'J2', 'J3']);
    await popup(page).waitFor();
    await acknowledge(page, 'Anne Bernard');
    await press(page, 'desk.popup.none');
    await popup(page).waitFor({ state: 'detached' });
    await page.goto(new URL(`/#/bulletins/${id}`, page.url()).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    // Headless, there is nobody to choose a printer: the page is caught as it would be handed over.
    await page.evaluate(() => {
      window.print = () => undefined;
    });
    await page
      .getByRole('main')
      .getByRole('button', { name: t('desk.bulletin.print') })
      .click();
    const folder = await mkdtemp(join(tmpdir(), 'vigilot-print-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'fiche.pdf');
    await writeFile(file, await page.pdf({ format: 'A4', preferCSSPageSize: true }));
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const wanted of ['R-210', 'J1', 'J2', 'J3', 'Anne Bernard', 'Pharmacie d’essai', t('desk.sheet.title')]) {
      expect(text).toContain(wanted);
    }
    expect(execFileSync('pdfinfo', [file], { encoding: 'utf8' })).toMatch(/Pages: +1\n[\s\S]*A4/);
  });
});

describe('the screens', () => {
  const sizes = { small: { width: 1366, height: 768 }, zoomed: { width: 683, height: 384 } };

  test.each(['today', 'bulletins', 'check', 'inventory', 'journal', 'diagnostics'])(
    '%s: axe finds nothing, nothing overflows, in light, dark and forced colours, zoomed too',
    async (screen) => {
      const page = await openDesk(browser, shop, 'post-1', { hash: screen });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
      await expectAccessible(page);
      await page.setViewportSize(sizes.zoomed);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0);
    },
  );

  test('come with less than 100 kB, compressed', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    const parts = await page.evaluate(async () => {
      const names = performance.getEntriesByType('resource').map(({ name }) => name);
      const loaded = names.filter((name) => /\.(js|css)$/.test(name));
      return Promise.all(loaded.map((name) => fetch(name).then((answer) => answer.text())));
    });
    expect(parts.length).toBeGreaterThanOrEqual(2);
    expect(parts.reduce((sum, part) => sum + gzipSync(part).length, 0)).toBeLessThan(100_000);
  });

  test('come to a new page without a jump of what stands', async () => {
    const page = await openDesk(browser, shop, 'post-1');
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 1500);
        }),
    );
    expect(shift).toBeLessThan(0.05);
  });

  test('find the agent again by themselves after its restart', async () => {
    const page = await openDesk(browser, shop, 'post-2');
    await shop.restartAgent('post-2');
    await shop.synced('post-2');
    await publish('R-220', 220, ['K1'], { reportQuantities: false });
    await popup(page).waitFor({ timeout: 30_000 });
  });

  test('speak English to whoever prefers it', async () => {
    const page = await openDesk(browser, shop, 'post-1', { locale: 'en-GB' });
    await page.getByRole('link', { name: say('en', 'desk.nav.journal'), exact: true }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });
});

describe('a scanner', () => {
  test('needs no field: from any screen the verdict fills the page; a person who types is no scanner', async () => {
    await publish('R-230', 230, ['L1'], { reportQuantities: false });
    await until(async () => ((await shop.check('post-1', testGtin(230), 'L1')).verdict === 'block' ? true : undefined));
    const { bulletins } = await shop.hook<{ bulletins: Array<{ id: string; revision: number; reference: string }> }>(
      'post-1',
      'GET',
      '/v1/bulletins?unacknowledged=true',
    );
    for (const { id, revision } of bulletins) {
      await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision });
    }
    const page = await openDesk(browser, shop, 'post-1', { hash: 'today' });
    await page.keyboard.type('0340093', { delay: 150 });
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#/today');
    await scan(page, `01${testGtin(230)}1727033110L1`);
    await page.getByText(t('desk.verdict.block')).first().waitFor();
    expect(new URL(page.url()).hash).toBe('#/check');
    await expectAccessible(page);
    await scan(page, `01${testGtin(230)}1727033110L9`);
    await page.getByText(t('desk.verdict.allow')).first().waitFor();
  });
});

describe('an inventory', () => {
  test('finds what is to be isolated, and its counts are in the report', async () => {
    const { id } = await publish('R-240', 240, ['M1']);
    const page = await openDesk(browser, shop, 'post-1', { hash: 'inventory' });
    await popup(page).waitFor({ timeout: 40_000 });
    await acknowledge(page, 'Anne Bernard');
    await press(page, 'desk.popup.later');
    await popup(page).waitFor({ state: 'detached' });
    for (const lot of ['M1', 'M1', 'M2']) {
      const seen = page.waitForResponse((response) => response.url().endsWith('/v1/inventory/scans'));
      await scan(page, `01${testGtin(240)}1727033110${lot}`);
      expect((await seen).status()).toBe(201);
    }
    await page.getByText('R-240').first().waitFor();
    await expectAccessible(page);
    expect(await shop.hook('post-1', 'GET', `/v1/inventory/quarantine/${id}`)).toMatchObject({
      lines: [{ lot: 'M1', quantity: 2 }],
    });
    // An inventory is no sale: the look-back does not know it.
    expect(await shop.hook('post-1', 'GET', `/v1/bulletins/${id}/lookback`)).toMatchObject({ checks: [] });
  });
});
