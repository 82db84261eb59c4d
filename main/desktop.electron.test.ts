/** The desktop application as people have it, in a real Electron, against a portal as it ships. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, type Shop, until } from '../cli/processes.testkit.ts';
import { say } from '../protocol/messages/index.ts';
import { ARMING_MS } from '../renderer/popup/armed.ts';
import { acknowledge, Counter, enter } from './desktop.testkit.ts';
import { electronDist } from './electron.testkit.ts';

const dist = electronDist();

describe.skipIf(dist === null)(
  dist === null
    ? 'the desktop application: not run, no Electron here (npx install-electron)'
    : 'the desktop application',
  () => {
    let counter: Counter;
    let shop: Shop;
    beforeAll(async () => {
      counter = await Counter.open(dist ?? '');
      shop = counter.shop;
    });
    afterAll(() => counter?.close());

    test('a page reaches the agent by its own address alone, without ever holding a token', async () => {
      const desktop = await counter.start('page', await counter.newPlace('page'));
      await desktop.tray('ready');
      const opened = desktop.app.waitForEvent('window');
      await desktop.app.evaluate(({ app: electron }) => electron.emit('second-instance'));
      const page = await opened;
      await page.getByRole('navigation').waitFor();
      expect(page.url()).toMatch(/^vigilot:\/\/desk\//);
      const seen = await page.evaluate(async () => {
        const ask = (path: string, init?: RequestInit) =>
          fetch(path, init).then(
            ({ status }) => status,
            () => 'refused',
          );
        return {
          status: await ask('/v1/status'),
          forged: await ask('/v1/status', { headers: { Authorization: 'Bearer nonsense' } }),
          link: await ask('/desk/AAAAAAAAAAAAAAAAAAAAAAAA'),
          above: await ask('/v1/%2e%2e/desk/AAAA'),
          elsewhere: await ask('https://127.0.0.1:1/'),
          node: typeof (globalThis as { process?: unknown }).process,
          bridge: typeof (globalThis as { require?: unknown }).require,
        };
      });
      expect(await page.evaluate("window.open('https://127.0.0.1:1/') === null && document.cookie === ''")).toBe(true);
      expect(seen).toEqual({
        status: 200,
        forged: 200,
        link: 404,
        above: 404,
        elsewhere: 'refused',
        node: 'undefined',
        bridge: 'undefined',
      });
      const url = page.url();
      await page.evaluate("location.href = 'https://127.0.0.1:1/'");
      expect(page.url()).toBe(url);
      // The stream ends with the page: the agent has one reader again, the shell.
      await page.close();
      await desktop.windows(0);
    });

    test('says at once that the core died, and has it back', async () => {
      const settings = await counter.newPlace('killed');
      const desktop = await counter.start('killed', settings);
      await desktop.tray('ready');
      const pid = desktop.last('agent');
      if (pid === undefined) throw new Error('the core has no process');
      const before = desktop.lines.length;
      process.kill(pid, 'SIGKILL');
      await until(() => (desktop.lines.slice(before).some(({ tray }) => tray === 'stopped') ? true : undefined));
      await desktop.tray('ready');
      expect(desktop.lines.slice(before).find(({ tray }) => tray === 'stopped')?.tooltip).toBe(say('fr', 'tray.lost'));
      expect(desktop.lines.findLast(({ msg }) => msg === 'joined')?.agent).not.toBe(pid);
    });

    test('starts the core, shows a recall over everything, and the portal knows who read it', async () => {
      const desktop = await counter.start('own', await counter.newPlace('own'));
      expect(await desktop.tray('ready')).toBe(say('fr', 'tray.ready'));
      expect(desktop.last('own')).toBe(true);
      // Idle means no page in memory.
      await desktop.windows(0);

      const { id } = await counter.publish('R-301', 301);
      expect(await desktop.tray('recall')).toBe(say('fr', 'tray.recall', { n: 1 }));
      const [page] = await desktop.windows(1);
      if (page === undefined) throw new Error('no window');
      await page.getByRole('alertdialog').waitFor();
      expect(await page.getByRole('alertdialog').textContent()).toContain('R-301');
      await counter.tracked(id, { displayed: 1, acknowledged: 0 });
      const window = await desktop.app.browserWindow(page);
      expect(
        await window.evaluate((shown) => {
          shown.close();
          return { top: shown.isAlwaysOnTop(), visible: shown.isVisible(), destroyed: shown.isDestroyed() };
        }),
      ).toEqual({ top: true, visible: true, destroyed: false });
      const picture = process.env.VIGILOT_SCREENSHOTS;
      if (picture !== undefined) await page.screenshot({ path: join(picture, 'popup.png') });

      await acknowledge(page);
      await counter.tracked(id, { displayed: 1, acknowledged: 1 });
      await desktop.tray('ready');
      await desktop.windows(0);
    });

    test('stands on every display, and stays where the packs are still counted', async () => {
      const desktop = await counter.start('two', await counter.newPlace('two'));
      // What the tests before published came to this workstation too.
      await desktop.tray('recall');
      await desktop.windows(1);
      // A display without a screen has one monitor; a second is told as the system would tell it.
      await desktop.app.evaluate(({ screen }) => {
        const [only] = screen.getAllDisplays();
        if (only === undefined) throw new Error('no display');
        const half = { ...only.bounds, width: only.bounds.width / 2 };
        const right = { ...only, id: only.id + 1, bounds: { ...half, x: half.width } };
        screen.getAllDisplays = () => [{ ...only, bounds: half }, right];
        screen.emit('display-added', {}, right);
      });
      const pages = await desktop.windows(2);
      const places = await Promise.all(
        pages.map(async (page) => (await desktop.app.browserWindow(page)).evaluate((one) => one.getBounds().x)),
      );
      expect(places.sort((a, b) => a - b)).toEqual([0, 800]);
      const [first, other] = pages;
      if (first === undefined || other === undefined) throw new Error('no windows');
      await acknowledge(first);
      await desktop.windows(0);

      await shop.portal.publish(recallDraft('R-303', testGtin(303), ['A1']));
      const [counting] = await desktop.windows(2);
      if (counting === undefined) throw new Error('no windows');
      await acknowledge(counting);
      await counting.getByRole('heading', { name: say('fr', 'desk.popup.count') }).waitFor();
      // The other display is free again; here somebody still answers.
      await desktop.windows(1);
      await counting.getByLabel(/A1/).fill('2');
      // What is pressed at once is not taken as meant for the second step.
      await counting.waitForTimeout(ARMING_MS + 100);
      await enter(counting);
      await desktop.windows(0);
    });

    test('joins the agent that runs, and leaves it running', async () => {
      await shop.addAgent('service', { VIGILOT_HEADLESS: 'false' });
      // Those of the tests before, which came to this workstation too.
      const seen = await shop.hook<{ bulletins: Array<{ id: string; revision: number }> }>(
        'service',
        'GET',
        '/v1/bulletins',
      );
      for (const { id, revision } of seen.bulletins) {
        await shop.hook('service', 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision });
      }
      const desktop = await counter.start('joined', { VIGILOT_DATA_DIR: shop.dataDir('service') });
      await desktop.tray('ready');
      expect(desktop.lines.find(({ msg }) => msg === 'joined')).toMatchObject({ own: false });
      const { id } = await counter.publish('R-302', 302);
      const [page] = await desktop.windows(1);
      if (page === undefined) throw new Error('no window');
      await page.getByRole('alertdialog').waitFor();
      const ended = desktop.app.waitForEvent('close');
      desktop.app.process().kill('SIGKILL');
      await ended;
      expect((await shop.check('service', testGtin(302), 'A1')).verdict).toBe('block');
      // Another start finds what nobody acknowledged.
      const again = await counter.start('joined', { VIGILOT_DATA_DIR: shop.dataDir('service') });
      const [back] = await again.windows(1);
      if (back === undefined) throw new Error('no window');
      await acknowledge(back);
      await counter.tracked(id, { acknowledged: 1 });
      // Its agent goes and comes back: never silent.
      await shop.stopAgent('service');
      await again.tray('stopped');
      await shop.startAgent('service');
      await again.tray('ready');
    });
  },
);
