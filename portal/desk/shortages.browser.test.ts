/** Shortages on the portal's desk, in Chromium: seen as officines declare them, answered once for all, announced, public figures. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, until } from '../../cli/processes.testkit.ts';
import { type MessageKey, say } from '../../protocol/messages/index.ts';
import { gtinOfCip7 } from '../../protocol/product.ts';
import { openBrowser } from '../../renderer/browser.testkit.ts';
import { typeset } from '../../renderer/core/typeset.ts';
import { look, openPortalDesk, openWindow } from './desk.testkit.ts';

const PRODUCT = gtinOfCip7('3000701');
const ANNOUNCED = gtinOfCip7('3000702');
const OTHERS = gtinOfCip7('3000703');

let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  shop = await Shop.open();
  await shop.addAgent('post-1');
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

const t = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}) => typeset(say('fr', key, values));
const button = (page: Page, key: MessageKey) => page.getByRole('button', { name: t(key), exact: true });
const link = (page: Page, key: MessageKey) => page.getByRole('link', { name: t(key), exact: true });
const declare = (gtin: string, state = 'declared') => shop.hook('post-1', 'POST', '/v1/shortages', { gtin, state });
/** What the officine reads of the laboratory's answer. */
const atTheCounter = (gtin: string, state = 'open') =>
  until(
    async () => {
      type Answered = { gtin: string; answer: Record<string, unknown> | null };
      const { shortages } = await shop.hook<{ shortages: Answered[] }>('post-1', 'GET', `/v1/shortages?state=${state}`);
      return shortages.find((one) => one.gtin === gtin && one.answer !== null);
    },
    { what: `an answer for ${gtin} at the counter`, seconds: 30 },
  );

/** What the operator says of whose products these are. */
async function exploit(): Promise<void> {
  const { organisations } = (await shop.portal.call('operator', 'GET', '/v1/organisations?role=lab')) as {
    organisations: Array<{ id: string }>;
  };
  const products = [
    { gtin: PRODUCT, name: 'Médicament A 500 mg, comprimé' },
    { gtin: ANNOUNCED, name: 'Médicament B 1 g, poudre' },
  ];
  await shop.portal.call('operator', 'PUT', `/v1/organisations/${organisations[0]?.id}/products`, {
    holders: [],
    products,
  });
}

test('a laboratory sees its product lacking, answers once for all, changes and ends it; the officine reads it at once', async () => {
  const lab = await openPortalDesk(browser, shop, 'lab', { hash: 'shortages' });
  await lab.getByText(t('web.shortages.empty')).waitFor();
  await look(lab, 'shortages-empty');
  await exploit();
  await declare(OTHERS);
  await declare(PRODUCT);
  // No reload: the portal tells the page.
  const row = lab.getByRole('row').filter({ hasText: 'Médicament A 500 mg' });
  await row.waitFor();
  expect(await row.textContent()).toContain(t('web.shortages.answer.none'));
  // Another laboratory's product, or nobody's, is none of its business.
  expect(await lab.getByRole('row').count()).toBe(2);
  await look(lab, 'shortages-list');

  await row.getByRole('link').click();
  await lab.getByText('1 officine le déclare manquant').waitFor();
  await lab.getByRole('rowheader', { name: '75 Paris' }).waitFor();
  await look(lab, 'shortages-product');
  await link(lab, 'web.shortages.reply').click();
  await lab.getByLabel(t('web.shortages.field.return')).fill('31/11/2027');
  await lab.getByLabel(t('web.shortages.field.cause')).fill('Retard de fabrication');
  await lab.getByLabel(t('web.shortages.field.alternatives')).fill('Médicament générique à 500 mg');
  await lab.getByLabel(t('web.shortages.field.phone')).fill('01 23 45 67 89');
  await button(lab, 'web.shortages.send').click();
  await lab.getByText(t('web.shortages.field.date.wrong')).waitFor();
  expect(await lab.getByLabel(t('web.shortages.field.cause')).inputValue()).toBe('Retard de fabrication');
  await look(lab, 'shortages-answer');
  await lab.getByLabel(t('web.shortages.field.return')).fill('03/2027');
  await button(lab, 'web.shortages.send').click();
  await lab.getByText('Médicament générique à 500 mg').waitFor();
  expect(await atTheCounter(PRODUCT)).toMatchObject({
    answer: {
      state: 'in-force',
      expectedReturn: '2027-03',
      issuer: { name: 'Organisation lab', phone: '01 23 45 67 89' },
    },
  });

  await link(lab, 'web.shortages.reply.change').click();
  expect(await lab.getByLabel(t('web.shortages.field.return')).inputValue()).toBe('03/2027');
  await lab.getByLabel(t('web.shortages.field.return')).fill('15/04/2027');
  await button(lab, 'web.shortages.send').click();
  await lab.getByText('15/04/2027').waitFor();
  await until(async () => {
    const { answer } = await atTheCounter(PRODUCT);
    return answer?.expectedReturn === '2027-04-15' ? true : undefined;
  });

  await button(lab, 'web.shortages.reply.end').click();
  const dialog = lab.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Remise à disposition');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await lab.getByText('0 officine').waitFor();
  expect(await atTheCounter(PRODUCT, 'closed')).toMatchObject({
    closedBy: 'laboratory',
    answer: { reason: 'Remise à disposition' },
  });
});

test('a shortage is announced; a product that is not the laboratory’s is named, and nothing typed is lost', async () => {
  const lab = await openPortalDesk(browser, shop, 'lab', { hash: 'shortages/new' });
  const codes = lab.getByLabel(t('web.shortages.field.codes'));
  await codes.fill(`${ANNOUNCED}\n${OTHERS}`);
  await lab.getByLabel(t('web.shortages.field.from')).fill('12/2026');
  await lab.getByLabel(t('web.shortages.field.return')).fill('02/2027');
  await button(lab, 'web.shortages.send').click();
  await lab.getByText('que votre laboratoire exploite').first().waitFor();
  expect(await codes.inputValue()).toBe(`${ANNOUNCED}\n${OTHERS}`);
  await codes.fill('3000702');
  await button(lab, 'web.shortages.send').click();
  const row = lab.getByRole('row').filter({ hasText: 'Médicament B 1 g' });
  await row.getByText(t('web.shortages.anticipated')).waitFor();
  // Who declares later has the answer at once.
  await declare(ANNOUNCED);
  expect(await atTheCounter(ANNOUNCED)).toMatchObject({ answer: { anticipated: true, from: '2026-12' } });
});

test('the authority is told of medicines of major interest, and marks what it has read', async () => {
  const authority = await openPortalDesk(browser, shop, 'authority', { hash: 'shortages' });
  await authority.getByRole('heading', { name: t('web.nav.shortages') }).waitFor();
  await shop.portal.call('authority', 'PUT', `/v1/shortages/${OTHERS}/major`, { major: true });
  await declare(OTHERS, 'supplied');
  await declare(OTHERS);
  const notices = authority.getByRole('region', { name: t('web.shortages.notices') });
  await notices.getByText(t('web.shortages.notice.declared')).waitFor();
  await look(authority, 'shortages-notices');
  await notices.getByRole('button').click();
  await notices.waitFor({ state: 'detached' });
});

test('statistics by month, laboratory and product; a laboratory marks a product of major interest, the authority takes it back', async () => {
  const authority = await openPortalDesk(browser, shop, 'authority', { hash: 'shortages' });
  await link(authority, 'web.statistics.title').click();
  await authority.getByRole('heading', { name: t('web.statistics.by-product') }).waitFor();
  await authority.getByRole('row').filter({ hasText: 'Médicament A 500 mg' }).waitFor();
  await look(authority, 'shortages-statistics');
  await authority.getByLabel(t('web.statistics.from')).fill('2020-01');
  await authority.getByLabel(t('web.statistics.to')).fill('2020-02');
  await authority.getByText(/Aucune rupture déclarée de/).waitFor();
  await look(authority, 'shortages-statistics-empty');
  const lab = await openPortalDesk(browser, shop, 'lab', { hash: `shortages/${ANNOUNCED}` });
  await button(lab, 'web.shortages.major.mark').click();
  await lab.getByText(t('web.shortages.major'), { exact: true }).waitFor();
  expect(await button(lab, 'web.shortages.major.unmark').count()).toBe(0);
  await authority.goto(`${shop.portal.url}/#/shortages/${ANNOUNCED}`);
  await button(authority, 'web.shortages.major.unmark').click();
  await button(authority, 'web.shortages.major.mark').waitFor();
});

test('figures are for everybody, signed in or not, and small counts stay hidden', async () => {
  const page = await openWindow(browser);
  await page.goto(`${shop.portal.url}/#/figures`);
  await page.getByRole('heading', { name: t('web.nav.figures') }).waitFor();
  await page.getByText(t('web.shortages.few')).first().waitFor();
  expect(await page.getByText('Pharmacie d’essai').count()).toBe(0);
  await look(page, 'shortages-figures');
  await page.goto(`${shop.portal.url}/ruptures`);
  await page.getByRole('heading', { name: say('fr', 'shortage.page.title') }).waitFor();
  await page.getByText('Médicament B 1 g, poudre').waitFor();
  await look(page, 'shortages-public-page');
});
