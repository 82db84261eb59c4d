/** What of the desktop application may die, and what the till is answered meanwhile. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../cli/processes.testkit.ts';
import { Counter, crash } from './desktop.testkit.ts';
import { electronDist } from './electron.testkit.ts';

const dist = electronDist();
const MISSING = 'not run, no Electron here (npx install-electron)';

describe.skipIf(dist === null)(dist === null ? `what may die: ${MISSING}` : 'what may die', () => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await Counter.open(dist ?? '');
  });
  afterAll(() => counter?.close());

  test('a page, the graphics process or a fault of the shell: the core answers on, the pop-up is back', async () => {
    const place = await counter.newPlace('page');
    const desktop = await counter.start('page', place);
    await desktop.tray('ready');
    await counter.publish('R-401', 401);
    await desktop.tray('recall');
    const [page] = await desktop.windows(1);
    if (page === undefined) throw new Error('no window');
    await page.getByRole('alertdialog').waitFor();
    const core = desktop.last('agent');

    const back = await crash(desktop, page);
    expect(await back.getByRole('alertdialog').textContent()).toContain('R-401');
    expect((await counter.check(place, 401)).verdict).toBe('block');

    await desktop.app.evaluate(({ app }) => {
      for (const { type, pid } of app.getAppMetrics()) if (type === 'GPU') process.kill(pid, 'SIGKILL');
    });
    expect((await counter.check(place, 401)).verdict).toBe('block');

    await desktop.app.evaluate(() => {
      setImmediate(() => {
        throw new Error('a fault of the shell');
      });
      void Promise.reject(new Error('another'));
    });
    await until(() =>
      desktop.lines.filter(({ msg }) => msg === 'a fault of the shell').length === 2 ? true : undefined,
    );
    expect((await counter.check(place, 401)).verdict).toBe('block');
    await desktop.windows(1);
    // All that time it was one core.
    expect(desktop.last('agent')).toBe(core);
  });

  test('the whole of it where it runs its own core: no answer, which is “verify”; then it blocks again, from disk', async () => {
    const place = await counter.newPlace('whole');
    const desktop = await counter.start('whole', place);
    await counter.publish('R-402', 402);
    await until(async () => ((await counter.check(place, 402)).verdict === 'block' ? true : undefined));
    const core = desktop.last('agent') ?? 0;
    const ended = desktop.app.waitForEvent('close');
    desktop.app.process().kill('SIGKILL');
    await ended;
    // Chromium ends what has lost the process that forked it.
    await until(() => (runs(core) ? undefined : true), { what: 'the end of the core' });
    await expect(counter.check(place, 402)).rejects.toThrow();

    await counter.shop.stopPortal();
    const again = await counter.start('whole', { ...place, VIGILOT_ENROLMENT_TOKEN: '' });
    await again.tray('recall');
    expect((await counter.check(place, 402)).verdict).toBe('block');
    await counter.shop.startPortal();
  });
});

function runs(pid: number): boolean {
  try {
    // A process that ended and that nobody asked after is one no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
