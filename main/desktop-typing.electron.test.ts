/** The pop-up and the keyboard: a sale in progress keeps it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../cli/processes.testkit.ts';
import { Counter, crash } from './desktop.testkit.ts';
import { electronDist } from './electron.testkit.ts';

const dist = electronDist();
const missing = ['xdotool', 'xterm', 'openbox'].filter((name) => spawnSync('which', [name]).status !== 0);
const why = dist === null ? 'no Electron here' : missing.length > 0 ? `no ${missing.join(', no ')} here` : null;

describe.skipIf(why !== null)(why === null ? 'the keyboard' : `the keyboard: not run, ${why}`, () => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await Counter.open(dist ?? '');
  });
  afterAll(() => counter?.close());

  test('not one keystroke of a sale goes to a pop-up that comes, or comes back, while it is typed', async () => {
    const place = await counter.newPlace('typing');
    const desktop = await counter.start('typing', place);
    await desktop.tray('ready');
    await desktop.windows(0);

    const typed = join(counter.shop.dir, 'sale.txt');
    const environment = { ...process.env, DISPLAY: counter.display };
    const spawnHere = (command: string, args: readonly string[]) => {
      const child = spawn(command, args, { env: environment, stdio: 'ignore' });
      onTestFinished(() => void child.kill());
      return child;
    };
    spawnHere('openbox', []);
    // Raw, so that each key is on disk as it comes.
    spawnHere('xterm', ['-T', 'sale', '-e', 'sh', '-c', `stty raw -echo; exec cat > '${typed}'`]);
    // Asked for each time: the window may be there before the window manager.
    const ask = (...args: string[]) => spawnSync('xdotool', args, { env: environment, encoding: 'utf8' }).stdout.trim();
    const active = () => {
      ask('search', '--name', '^sale$', 'windowactivate');
      return ask('getactivewindow', 'getwindowname') === 'sale';
    };
    await until(() => active() || undefined, { what: 'the keyboard at the sale' });

    // As the window says: to the page Playwright pretends a keyboard.
    const focused = async (page: Page) => (await desktop.app.browserWindow(page)).evaluate((one) => one.isFocused());

    const line = '0123456789abcdefghijklmnopqrstuvwxyz';
    let selling = true;
    onTestFinished(() => {
      selling = false;
    });
    /** Line after line until the sale ends, and one more. How many there were. */
    const sell = async () => {
      for (let lines = 1; ; lines++) {
        const last = !selling;
        await once(spawnHere('xdotool', ['type', '--delay', '60', line]), 'exit');
        if (last) return lines;
      }
    };
    const sold = sell();
    const typedSoFar = () => readFileSync(typed, 'latin1');
    await until(() => typedSoFar().length > 0 || undefined, { what: 'the first key' });
    await counter.publish('R-403', 403);
    const [page] = await desktop.windows(1);
    if (page === undefined) throw new Error('no window');
    await page.getByRole('alertdialog').waitFor();
    expect(await focused(page)).toBe(false);
    const back = await crash(desktop, page);
    selling = false;
    const whole = line.repeat(await sold);
    await until(() => typedSoFar().length >= whole.length || undefined, { what: 'the last key' });
    expect(typedSoFar()).toBe(whole);
    expect(await focused(back)).toBe(false);
    await back.getByRole('alertdialog').waitFor();
    const picture = process.env.VIGILOT_SCREENSHOTS;
    if (picture !== undefined) await back.screenshot({ path: join(picture, 'typing.png') });
  });
});
