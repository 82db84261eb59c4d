/** For tests of the desktop application: workstations of one pharmacy with its portal, on one display. */
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { JSHandle, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ask } from '../agent/hook/ask.testkit.ts';
import type { CheckAnswer } from '../agent/hook/schemas.ts';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { say } from '../protocol/messages/index.ts';
import { Desktop, layOut, openDisplay } from './electron.testkit.ts';

interface Tracking {
  displayed: number;
  acknowledged: number;
}

export class Counter {
  readonly shop: Shop;
  readonly display: string;
  readonly #dist: string;
  readonly #xvfb: ChildProcess;
  readonly #app: string;

  private constructor(shop: Shop, dist: string, { display, xvfb }: { display: string; xvfb: ChildProcess }) {
    this.shop = shop;
    this.#dist = dist;
    this.display = display;
    this.#xvfb = xvfb;
    this.#app = join(shop.dir, 'app');
  }

  static async open(dist: string): Promise<Counter> {
    const screen = await openDisplay();
    try {
      const counter = new Counter(await Shop.open(), dist, screen);
      await layOut(counter.#app, dist);
      return counter;
    } catch (error) {
      screen.xvfb.kill();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.shop.close();
    this.#xvfb.kill();
  }

  /** The application with files of its own under that name, until the test ends. */
  async start(name: string, settings: Readonly<Record<string, string>>): Promise<Desktop> {
    const home = join(this.shop.dir, `home-${name}`);
    await mkdir(home, { recursive: true });
    const desktop = await Desktop.start(this.#dist, this.#app, home, { DISPLAY: this.display, ...settings });
    onTestFinished(() => desktop.quit());
    return desktop;
  }

  /** Settings of a workstation of its own that no agent serves yet. */
  async newPlace(name: string): Promise<Record<string, string>> {
    const path = `/v1/officines/${this.shop.officine}/enrolment-tokens`;
    const { token } = (await this.shop.portal.call('operator', 'POST', path, {})) as { token: string };
    return {
      VIGILOT_DATA_DIR: join(this.shop.dir, name),
      VIGILOT_HOOK_PORT: '0',
      VIGILOT_PORTAL_URL: this.shop.portal.url,
      VIGILOT_ENROLMENT_TOKEN: token,
    };
  }

  /** Recalls lot A1 of `testGtin(n)`. */
  publish(reference: string, n: number) {
    return this.shop.portal.publish(recallDraft(reference, testGtin(n), ['A1'], { reportQuantities: false }));
  }

  /** What the agent of a place that `newPlace` made answers about lot A1 of `testGtin(n)`. */
  check(place: Readonly<Record<string, string>>, n: number): Promise<CheckAnswer> {
    return ask(place.VIGILOT_DATA_DIR ?? '', 'POST', '/v1/checks', { gtin: testGtin(n), lot: 'A1' });
  }

  /** Waits until the portal's tracking says so. */
  tracked(id: string, wanted: Partial<Tracking>): Promise<Tracking> {
    return until(
      async () => {
        const seen = (await this.shop.portal.call('authority', 'GET', `/v1/bulletins/${id}/tracking`)) as Tracking;
        return Object.entries(wanted).every(([name, count]) => seen[name as keyof Tracking] === count)
          ? seen
          : undefined;
      },
      { what: `tracking ${JSON.stringify(wanted)}` },
    );
  }
}

/** The window may be gone before the key is up again. */
export const enter = (page: Page) =>
  page.keyboard.press('Enter').catch((error: Error) => {
    if (!/has been closed/.test(error.message)) throw error;
  });

/** Says in a pop-up who read it, by keyboard alone. */
export async function acknowledge(page: Page): Promise<void> {
  await page.getByRole('alertdialog').waitFor();
  await page.getByLabel(say('fr', 'desk.popup.operator')).focus();
  await page.keyboard.type('Anne Bernard', { delay: 120 });
  await enter(page);
}

/** Kills the page as a fault of Chromium would, and waits for the window that comes in its place. */
export async function crash(desktop: Desktop, page: Page): Promise<Page> {
  const window: JSHandle<BrowserWindow> = await desktop.app.browserWindow(page);
  const opened = desktop.app.waitForEvent('window');
  await window.evaluate((one) => one.webContents.forcefullyCrashRenderer());
  const back = await opened;
  await back.getByRole('alertdialog').waitFor();
  return back;
}
