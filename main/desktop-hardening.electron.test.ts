/** The rules for pages, in a real Electron: against a page of ours and against one that is none. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Counter } from './desktop.testkit.ts';
import { electronDist } from './electron.testkit.ts';

const dist = electronDist();

describe.skipIf(dist === null)(
  dist === null ? 'the rules for pages: not run, no Electron here' : 'the rules for pages',
  () => {
    let counter: Counter;
    beforeAll(async () => {
      counter = await Counter.open(dist ?? '');
    });
    afterAll(() => counter?.close());

    test('a frame in a page of ours, and a page that is none, load nothing; nothing is permitted', async () => {
      const desktop = await counter.start('rules', await counter.newPlace('rules'));
      await desktop.tray('ready');
      const opened = desktop.app.waitForEvent('window');
      await desktop.app.evaluate(({ app }) => void app.emit('second-instance'));
      const page = await opened;
      await page.getByRole('navigation').waitFor();

      const inPage = await page.evaluate(async () => {
        const { document, navigator, Notification } = globalThis as unknown as {
          document: {
            head: { append(node: unknown): void };
            createElement(name: string): { src: string; contentWindow: unknown };
          };
          navigator: { clipboard: { readText(): Promise<string> } };
          Notification: { requestPermission(): Promise<string> };
        };
        const frame = document.createElement('iframe');
        frame.src = 'vigilot://desk/index.html';
        document.head.append(frame);
        return {
          notification: await Notification.requestPermission(),
          clipboard: await navigator.clipboard.readText().then(
            () => 'read',
            () => 'refused',
          ),
        };
      });
      expect(inPage).toEqual({ notification: 'denied', clipboard: 'refused' });
      expect(page.frames().filter((frame) => frame !== page.mainFrame() && frame.url().startsWith('vigilot:'))).toEqual(
        [],
      );

      // A window in the very session of our pages: it can show nothing of others, and what is empty asks in vain.
      const first = desktop.app.waitForEvent('window');
      const shown = await desktop.app.evaluate(async ({ BrowserWindow, session }) => {
        const webPreferences = { session: session.fromPartition('vigilot') };
        const window = new BrowserWindow({ show: false, webPreferences });
        const refused = await window.loadURL('data:text/html,<p>other</p>').catch((error: Error) => error.message);
        window.destroy();
        return refused;
      });
      expect(shown).toContain('ERR_BLOCKED_BY_CLIENT');
      await first;
      const other = desktop.app.waitForEvent('window');
      await desktop.app.evaluate(async ({ BrowserWindow, session }) => {
        const webPreferences = { session: session.fromPartition('vigilot') };
        await new BrowserWindow({ show: false, webPreferences }).loadURL('about:blank');
      });
      const stranger = await other;
      const seen = await stranger.evaluate(() =>
        fetch('vigilot://desk/v1/status', { mode: 'no-cors' }).then(
          () => 'answered',
          () => 'refused',
        ),
      );
      expect(seen).toBe('refused');
      // Ours goes on.
      expect(await page.evaluate(() => fetch('/v1/status').then(({ status }) => status))).toBe(200);
    });
  },
);
