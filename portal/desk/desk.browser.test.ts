/** The portal's desk as laboratories and the authority use it, in Chromium, with portal and agent as they ship. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { type MessageKey, say } from '../../protocol/messages/index.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { importBody, medicinesFilesOf } from '../products/medicines.testkit.ts';
import { button, confirm, downloaded, link, look, openPortalDesk, t } from './desk.testkit.ts';

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  await shop.portal.call(
    'operator',
    'POST',
    '/v1/products/import',
    importBody(medicinesFilesOf({ rows: 20 }), { force: true }),
  );
  await shop.addAgent('post-1', { VIGILOT_HEADLESS: 'false' });
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

/** Fills what every recall needs, but for its lots. */
async function fill(page: Page, reference: string, gtin: string): Promise<void> {
  await page.getByLabel(t('web.field.reference')).fill(reference);
  await page.getByLabel(t('web.field.title')).fill(`Rappel ${reference}`);
  await page.getByLabel(t('web.field.issuer')).fill('Laboratoire d’essai');
  await page.getByLabel(t('web.target.code')).fill(gtin);
  await page.getByLabel(t('web.field.reason')).fill('Défaut de qualité');
}
const lots = (page: Page) => page.getByLabel(t('web.target.lots'), { exact: true });
/** As a person does: Chromium types ten thousand lines of a test one by one. */
async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await lots(page).focus();
  await page.keyboard.press('Control+V');
}
const idOf = (page: Page) => /#\/bulletin\/([^/?]+)/.exec(page.url())?.[1] ?? '';
/** The number that stands under a name among the figures of the tracking. */
const figure = (page: Page, key: MessageKey) =>
  page
    .locator('.figures > div', { hasText: t(key) })
    .locator('strong')
    .textContent();

describe('a recall', () => {
  test('goes the whole way: draft, exchange, validation by the authority, tracking, revision, end, report, copy and drill', async () => {
    await shop.portal.call('operator', 'POST', '/v1/officines', {
      name: 'Pharmacie sans poste',
      territory: 'FR-29',
      phone: '02 98 00 00 00',
    });
    const lab = await openPortalDesk(browser, shop, 'lab');
    await lab.getByRole('heading', { name: t('web.nav.recalls') }).waitFor();
    await look(lab, 'empty');
    await link(lab, 'web.list.new.recall').click();
    await fill(lab, 'R-601', testGtin(601));
    // Told, and accepted: the database does not hold every code there is.
    await lab.getByText(t('web.target.code-unknown')).waitFor();
    await paste(lab, 'Lot\tPéremption\nA123\t03/2027\nA123\t03/2027\nA#4\t03/2027\nA125\t31/11/2027\n');
    await button(lab, 'web.editor.save-submit').click();
    await lab.getByRole('button', { name: /Ligne\s4/ }).click();
    await lab.keyboard.type('A124;03/2027');
    await lab.getByRole('button', { name: /Ligne\s5/ }).click();
    await lab.keyboard.type('A127;30/11/2027');
    await look(lab, 'editor');
    await button(lab, 'web.editor.save-submit').click();
    await lab.getByText(t('web.open.submitted', { n: 1 })).waitFor();
    const id = idOf(lab);

    const authority = await openPortalDesk(browser, shop, 'authority', { hash: `bulletin/${id}` });
    await authority.getByLabel(t('web.exchange.write')).fill('Le lot A125 est-il concerné ?');
    await button(authority, 'web.exchange.send').click();
    await authority.getByText('Le lot A125 est-il concerné ?').waitFor();
    await button(authority, 'web.act.reject').click();
    await look(authority, 'reject');
    await confirm(authority, 'Ajouter le lot A125.');
    await authority.getByText(t('web.open.rejected', { n: 1 })).waitFor();

    // The laboratory's page learns of it by itself.
    await lab.getByText('Ajouter le lot A125.').first().waitFor();
    await lab.getByText('Le lot A125 est-il concerné ?').waitFor();
    await look(lab, 'rejected');
    await link(lab, 'web.act.edit').click();
    await lots(lab).press('Control+End');
    await lots(lab).pressSequentially('\nA125');
    await button(lab, 'web.editor.save').click();
    await lab.getByText(t('web.open.draft', { n: 1 })).waitFor();
    await button(lab, 'web.act.submit').click();
    await confirm(lab);
    await lab.getByText(t('web.open.submitted', { n: 1 })).waitFor();
    await button(authority, 'web.act.validate').click();
    await confirm(authority);
    await authority.getByText(t('web.state.in-force')).first().waitFor();

    await link(lab, 'web.bulletin.tracking').click();
    await lab.getByRole('heading', { name: t('web.departments.title') }).waitFor();
    await until(async () => ((await figure(lab, 'web.step.delivered')) === '1' ? true : undefined), { seconds: 30 });
    expect(await figure(lab, 'web.tracking.not-reached')).toBe('1');
    expect(await shop.check('post-1', testGtin(601), 'A125')).toMatchObject({ verdict: 'block' });
    const laggard = lab.getByRole('row', { name: /Pharmacie sans poste/ });
    expect(await laggard.getByRole('link').getAttribute('href')).toBe('tel:0298000000');
    expect(await downloaded(lab, link(lab, 'web.laggards.csv'))).toContain('Pharmacie sans poste;FR-29');
    // What comes in meanwhile moves neither page nor focus.
    const missing = lab.getByLabel(t('web.laggards.step'));
    await missing.selectOption('acknowledged');
    await lab.getByRole('row', { name: /Pharmacie d’essai/ }).waitFor();
    await missing.focus();
    const scrolled = await lab.evaluate(() => scrollY);
    await shop.hook('post-1', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision: 1 });
    await until(async () => ((await figure(lab, 'web.step.acknowledged')) === '1' ? true : undefined), { seconds: 30 });
    await lab.getByRole('row', { name: /Pharmacie d’essai/ }).waitFor({ state: 'detached' });
    expect(await missing.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await lab.evaluate(() => scrollY)).toBe(scrolled);
    expect(await missing.inputValue()).toBe('acknowledged');
    await lab.getByText(t('web.curve.as-table')).click();
    await look(lab, 'tracking');

    await link(lab, 'web.bulletin.content').click();
    await look(lab, 'bulletin');
    await link(lab, 'web.act.revise').click();
    await lots(lab).fill('A123;03/2027\nA124;03/2027\nA125\nA126');
    await button(lab, 'web.editor.save-submit').click();
    await lab.getByText(t('web.open.stays')).waitFor();
    const changes = lab.getByRole('region', { name: t('web.changes.title', { from: 1, to: 2 }) });
    await changes.getByText(/A126/).waitFor();
    await changes.getByText(/A127/).waitFor();
    await look(lab, 'changes');
    await button(authority, 'web.act.validate').click();
    await confirm(authority);
    await authority
      .getByText(t('web.revision', { n: 2 }))
      .first()
      .waitFor();
    await until(async () =>
      (await shop.check('post-1', testGtin(601), 'A126')).verdict === 'block' ? true : undefined,
    );

    await lab.goto(`${shop.portal.url}/#/bulletin/${id}`);
    await button(lab, 'web.act.lift').click();
    await confirm(lab, 'Analyses conformes.');
    await lab.getByText(t('web.open.lift.draft', { n: 3 })).waitFor();
    await button(lab, 'web.act.submit').click();
    await confirm(lab);
    await authority.getByText(t('web.open.lift.submitted', { n: 3 })).waitFor();
    await button(authority, 'web.act.validate').click();
    await confirm(authority);
    await until(async () =>
      (await shop.check('post-1', testGtin(601), 'A126')).verdict === 'allow' ? true : undefined,
    );

    await link(lab, 'web.bulletin.tracking').click();
    expect(await downloaded(lab, link(lab, 'web.report.pdf'))).toMatch(/^%PDF-/);
    await link(lab, 'web.bulletin.report').click();
    const hash = await lab.locator('.token').textContent();
    const report = JSON.parse(await downloaded(lab, link(lab, 'web.report.json')));
    expect(report).toMatchObject({ sha256: hash, content: { bulletin: { id } } });
    await lab
      .getByRole('row', { name: /Pharmacie sans poste/ })
      .getByText(t('web.report.nothing-tried'))
      .waitFor();
    await look(lab, 'report');
    await link(lab, 'web.bulletin.content').click();
    await link(lab, 'web.act.drill').click();
    await lab.getByLabel(t('web.field.reference')).fill('R-601-E');
    expect(await lab.getByLabel(t('web.field.drill')).isChecked()).toBe(true);
    expect(await lots(lab).inputValue()).toContain('A126');
    await button(lab, 'web.editor.save').click();
    await lab.getByText(t('web.open.draft', { n: 1 })).waitFor();
    await lab.getByText(t('desk.drill')).first().waitFor();
    await lab.goto(`${shop.portal.url}/#/bulletin/${id}`);
    await link(lab, 'web.act.clone').click();
    expect(await lab.getByLabel(t('web.field.reference')).inputValue()).toBe('');
    expect(await lab.getByLabel(t('web.field.title')).inputValue()).toBe('Rappel R-601');
  }, 240_000);
});

describe('bad input', () => {
  test('ten thousand lots with repetitions and stray characters: errors at their lines, nothing typed lost', async () => {
    const page = await openPortalDesk(browser, shop, 'lab', { hash: 'bulletin/new?kind=recall' });
    await fill(page, 'R-602', testGtin(602));
    const lines = Array.from({ length: 10_000 }, (_, n) => `L${n % 9_000}\t03/2027`);
    lines[41] = 'L#41\t03/2027';
    lines[4_999] = 'L4999\t31/11/2027';
    const text = `\ufeffLot\tPéremption\n${lines.join('\n')}\n`;
    await paste(page, text);
    await page.getByText(/8\s999 lots lus · 999 lignes répétées laissées de côté · 2 lignes à corriger/).waitFor();
    await button(page, 'web.editor.save').click();
    await page.getByRole('heading', { name: t('web.editor.errors.one', { n: 1 }) }).waitFor();
    await look(page, 'faults');
    const kept = await lots(page).inputValue();
    expect(kept).toBe(text);

    await page.reload();
    await page.getByText(/saisi/).first().waitFor();
    expect(await lots(page).inputValue()).toBe(text);
    expect(await page.getByLabel(t('web.field.reference')).inputValue()).toBe('R-602');

    await button(page, 'web.editor.save').click();
    await page.getByRole('button', { name: /Ligne\s43/ }).click();
    const selected = () =>
      lots(page).evaluate((area) => {
        const { value, selectionStart, selectionEnd } = area as HTMLTextAreaElement;
        return value.slice(selectionStart, selectionEnd);
      });
    expect(await selected()).toBe('L#41\t03/2027');
    await page.keyboard.type('L41;03/2027');
    await page.getByRole('button', { name: /Ligne\s5\s?001/ }).click();
    await page.keyboard.type('L4999;30/11/2027');
    await button(page, 'web.editor.save').click();
    await page.getByText(t('web.open.draft', { n: 1 })).waitFor();
    const saved = (await shop.portal.call('lab', 'GET', `/v1/bulletins/${idOf(page)}`)) as {
      recall: { targets: [{ lots: unknown[] }] };
    };
    expect(saved.recall.targets[0].lots).toHaveLength(9_000);
  });

  test('a CSV of several products in Windows-1252: its good rows are taken, the others stay to be corrected', async () => {
    const page = await openPortalDesk(browser, shop, 'lab', { hash: 'bulletin/new?kind=recall' });
    const csv = [
      'GTIN;Désignation;N° de lot;Péremption',
      `${testGtin(603)};Comprimé pelliculé;A1;31/03/2027`,
      `${testGtin(604)};Sirop à l’érable;B1;31/11/2027`,
      `${testGtin(604)};Sirop;B2;30/11/2027`,
    ].join('\r\n');
    await page.getByText(t('web.import.title')).click();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'lots.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(csv.replaceAll('’', '\x92'), 'latin1'),
      });
    await page.getByText(/lots\.csv lu \(WINDOWS-1252\)/).waitFor();
    await page.getByRole('heading', { name: t('web.import.errors') }).waitFor();
    await look(page, 'import');
    expect(await page.getByLabel(t('web.import.label')).inputValue()).toContain('Sirop à l’érable;B1;31/11/2027');
    const typed = await page
      .getByLabel(t('web.target.lots'), { exact: true })
      .evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value));
    expect(typed).toEqual(['A1;31/03/2027', 'B2;30/11/2027']);
  });

  test('what the portal refuses is told at its field, and what was typed stands', async () => {
    const page = await openPortalDesk(browser, shop, 'lab', { hash: 'bulletin/new?kind=recall' });
    await fill(page, 'R-605', '3400930000015');
    await lots(page).fill('A1');
    await button(page, 'web.editor.save').click();
    const code = page.getByLabel(t('web.target.code'));
    await page.waitForFunction(() => document.querySelector('[data-path="recall.targets[0].gtin"][aria-invalid=true]'));
    expect(await code.inputValue()).toBe('3400930000015');
    expect(await page.getByLabel(t('web.field.title')).inputValue()).toBe('Rappel R-605');
  });
});

describe('a portal that goes away', () => {
  test('is told, what was typed stands and is saved once it is back', async () => {
    const page = await openPortalDesk(browser, shop, 'lab', { hash: 'bulletin/new?kind=recall' });
    await fill(page, 'R-607', testGtin(607));
    await lots(page).fill('A1');
    await shop.stopPortal();
    await button(page, 'web.editor.save').click();
    await page.getByText(t('web.unreachable')).waitFor();
    await look(page, 'away');
    await shop.startPortal();
    await page.getByText(t('web.unreachable')).waitFor({ state: 'detached' });
    expect(await lots(page).inputValue()).toBe('A1');
    await button(page, 'web.editor.save').click();
    await page.getByText(t('web.open.draft', { n: 1 })).waitFor();
  });
});

describe('every page', () => {
  test('is clean in light and dark: lists, alert, officines, and what is not there', async () => {
    const lab = await openPortalDesk(browser, shop, 'lab');
    await lab.evaluate(
      (draft) =>
        fetch('/v1/bulletins', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(draft),
        }),
      recallDraft('R-606', testGtin(606), ['A1']),
    );
    await lab.reload();
    await lab.getByText('R-606').first().waitFor();
    await look(lab, 'list');
    for (const [hash, name] of [
      ['alerts', 'alerts'],
      ['bulletin/new?kind=alert', 'alert-editor'],
      ['bulletin/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'not-found'],
      ['nowhere', 'nowhere'],
    ] as const) {
      await lab.goto(`${shop.portal.url}/#/${hash}`);
      await lab.waitForLoadState('networkidle');
      await look(lab, name);
    }
    const operator = await openPortalDesk(browser, shop, 'operator', { hash: 'officines' });
    await operator.getByRole('link', { name: 'Pharmacie d’essai' }).waitFor();
    await look(operator, 'officines');
    await operator.getByRole('link', { name: 'Pharmacie d’essai' }).click();
    await button(operator, 'web.workstation.revoke').waitFor();
    await look(operator, 'officine');
  });

  test('speaks English where asked, and goes by keyboard', async () => {
    const page = await openPortalDesk(browser, shop, 'lab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: say('en', 'web.nav.recalls') }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});
